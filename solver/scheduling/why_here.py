"""Why an agent works a shift: what the schedule would cost without it, and what else they could do.

All figures are exact for the change of one day of one agent, the split of those present found
anew and everybody else's shifts as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import NO_START, PlacedShift, ScheduleData
from solver.scheduling.marginals import change_by, shape_values
from solver.scheduling.person_rules import OFF, RULE_NAMES, RuleArrays, rule_arrays, strain
from solver.scheduling.placement import Placement

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Choice:
    """A day off (`template` is `None`) or a shift at its best breaks. `cost` is wage and wishes
    plus the change of short and over cost against the day off; `extra` is it minus the present
    choice's. `broken` names the rules it would break besides those broken already, `seats` too."""

    template: str | None
    start: datetime | None
    cost: float
    extra: float
    broken: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.broken


@dataclass(frozen=True)
class WhyHere:
    """`present` is what the schedule has, its `cost` its marginal cost: negative when the shift
    saves more shortage than it costs. `alternatives` are the other choices, those allowed first,
    each ascending in cost; the day off is always among them."""

    agent: str
    present: Choice
    wage: float
    wishes: float
    coverage: float
    alternatives: tuple[Choice, ...]

    @property
    def cheapest(self) -> Choice | None:
        """The cheapest alternative that keeps the rules."""
        return next((choice for choice in self.alternatives if choice.allowed), None)


def why_here(data: ScheduleData, placement: Placement, agent: int, day: int) -> WhyHere:
    """The present shift or day off of an agent on a day of the horizon, and its alternatives.

    `placement` is changed meanwhile and left as it was.
    """
    placed = placement.take(agent, day)
    try:
        return _why(data, placement, agent, day, placed)
    finally:
        if placed is not None:
            placement.put(placed)


def _why(
    data: ScheduleData, others: Placement, agent: int, day: int, placed: PlacedShift | None
) -> WhyHere:
    change = change_by(data, others, int(data.group[agent]), 1)
    coverage = 0.0 if placed is None else _on_queue_sum(data, placed, change)
    wage, wishes = _own_cost(data, agent, day, None if placed is None else placed.shape)
    now = wage + wishes + coverage
    row = np.full(data.n_days, OFF, dtype=np.int64)
    for shift in others.shifts:
        if shift.agent == agent:
            row[shift.day] = shift.shape
    if placed is not None:
        row[day] = placed.shape
    rules = _Rules(data, others, agent, day, row)
    choices = [] if placed is None else [Choice(None, None, 0.0, -now, rules.broken(OFF))]
    values = shape_values(data, change).value[day]
    for shape in np.flatnonzero(data.can[agent, day] & (data.begin[day] != NO_START)).tolist():
        if placed is not None and shape == placed.shape:
            continue
        cost = float(values[shape]) + sum(_own_cost(data, agent, day, shape))
        name, start = _named(data, day, shape)
        choices.append(Choice(name, start, cost, cost - now, rules.broken(shape)))
    choices.sort(key=lambda choice: (not choice.allowed, choice.cost))
    present = Choice(None, None, 0.0, 0.0)
    if placed is not None:
        present = Choice(*_named(data, day, placed.shape), now, 0.0)
    return WhyHere(data.agents[agent], present, wage, wishes, coverage, tuple(choices))


def _own_cost(data: ScheduleData, agent: int, day: int, shape: int | None) -> tuple[float, float]:
    """Wage and wishes of a shift."""
    if shape is None:
        return 0.0, 0.0
    wage = float(data.shape_paid[shape]) / 60 * float(data.hourly_cost[agent])
    return wage, data.preference_price * float(data.preference[agent, day, shape])


def _named(data: ScheduleData, day: int, shape: int) -> tuple[str, datetime]:
    step = timedelta(minutes=data.step_minutes)
    start = data.grid.start + int(data.begin[day, shape]) * step
    name = data.templates[data.shape_template[shape]].name
    return name, start.astimezone(data.site_grid.zone)


def _on_queue_sum(data: ScheduleData, shift: PlacedShift, change: NDArray[np.float64]) -> float:
    """Sum of `change` over the intervals in which a shift is on queue."""
    alone = Placement(data)
    alone.put(shift)
    return float((alone.on_queue[data.group[shift.agent]] * change).sum())


class _Rules:
    """What a change of one day breaks that the agent's shifts do not break already."""

    def __init__(
        self, data: ScheduleData, others: Placement, agent: int, day: int, row: NDArray[np.int64]
    ) -> None:
        self._data, self._others, self._agent, self._day = data, others, agent, day
        self._rules: RuleArrays = rule_arrays(data)
        self._row = row
        self._before = self._strain(row)

    def broken(self, shape: int) -> tuple[str, ...]:
        data, day = self._data, self._day
        row = self._row.copy()
        row[day] = shape
        more = self._strain(row) > self._before + TOLERANCE
        found = [name for name, worse in zip(RULE_NAMES, more, strict=True) if worse]
        if shape == OFF:
            return tuple(found)
        begin = int(data.begin[day, shape])
        if begin < data.ready[self._agent] and "rest" not in found:
            found.append("rest")
        span = slice(begin, begin + int(data.shape_length[shape]))
        seated = self._others.on_shift[self._others.margin :][span]
        if data.seats is not None and (seated >= data.seats).any():
            found.append("seats")
        return tuple(found)

    def _strain(self, row: NDArray[np.int64]) -> NDArray[np.float64]:
        out = np.zeros(len(RULE_NAMES))
        strain(row, self._agent, self._rules, True, out)
        return out


def marginal_costs(data: ScheduleData, placement: Placement) -> NDArray[np.float64]:
    """Marginal cost of every shift, in the order of `placement.shifts`: what the schedule costs
    with it minus what it would cost without it and nothing else changed."""
    saved = [change_by(data, placement, g, -1) for g in range(len(data.groups))]
    return np.array(
        [
            sum(_own_cost(data, shift.agent, shift.day, shift.shape))
            - _on_queue_sum(data, shift, saved[data.group[shift.agent]])
            for shift in placement.shifts
        ]
    )
