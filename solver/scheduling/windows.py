"""When an agent's shift may begin, given the day plan and the shifts placed around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import ScheduleData
from solver.scheduling.day_plan import DAY_OFF
from solver.scheduling.placement import Placement

FAR = 10**6


class StartWindows:
    """Start windows of a day plan: first and last begin that keep every later day workable.

    `latest[agent, day]` is the last begin after which the rest of the run of days can still be
    worked; `earliest` the first one possible after the shortest start of the run.
    """

    def __init__(self, data: ScheduleData, template: NDArray[np.int64]) -> None:
        self._data = data
        self._template = template
        self.earliest = np.full(template.shape, -FAR, dtype=np.int64)
        self.latest = np.full(template.shape, FAR, dtype=np.int64)
        for agent in range(len(data.agents)):
            self._chain(agent)

    def begins(self, agent: int, day: int) -> NDArray[np.int64]:
        """Begins of the planned template that the agent's calendar allows, ascending."""
        return self._data.begins_of(agent, day, int(self._template[agent, day]))

    def between(self, agent: int, day: int, placement: Placement) -> NDArray[np.int64]:
        """Begins that also keep the rest to the shifts placed next to the day."""
        data = self._data
        begins = self.begins(agent, day)
        length = data.templates[self._template[agent, day]].length
        before, after = placement.neighbours(agent, day)
        rest = data.rest[agent]
        low = self.earliest[agent, day] if before is None else before + rest
        high = self.latest[agent, day] if after is None else after - rest - length
        return np.asarray(begins[(begins >= low) & (begins <= high)])

    def _chain(self, agent: int) -> None:
        data = self._data
        free_from = int(data.ready[agent])
        for day in range(data.n_days):
            if self._template[agent, day] == DAY_OFF:
                continue
            begins = self.begins(agent, day)
            begins = begins[begins >= free_from]
            if len(begins):
                self.earliest[agent, day] = begins[0]
                length = data.templates[self._template[agent, day]].length
                free_from = int(begins[0]) + length + int(data.rest[agent])
        self._backward(agent)

    def _backward(self, agent: int) -> None:
        """Lower `latest` backwards, so that a shift leaves a start to each of the next two days."""
        data, template = self._data, self._template[agent]
        for day in np.flatnonzero(template != DAY_OFF)[::-1].tolist():
            length = data.templates[template[day]].length
            for later in range(day + 1, min(day + 3, data.n_days)):
                if template[later] == DAY_OFF:
                    continue
                begins = self.begins(agent, later)
                begins = begins[begins <= self.latest[agent, later]]
                if len(begins):
                    limit = int(begins[-1]) - int(data.rest[agent]) - length
                    self.latest[agent, day] = min(self.latest[agent, day], limit)
