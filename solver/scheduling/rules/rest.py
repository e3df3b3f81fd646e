"""Rest between the end of a shift and the start of the next, the previous period included."""

from __future__ import annotations

import numpy as np

from solver.scheduling.data import ScheduleData
from solver.scheduling.models import NO_COLUMN, DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    """A start excludes every start of the next two days that comes before the rest is over."""
    data = m.data
    for agent, day in m.days():
        for shape, start in m.starts[agent][day].items():
            begin = data.begin[day, shape]
            if begin < data.ready[agent]:
                m.model.add(start == 0)
            rested = begin + data.shape_length[shape] + data.rest[agent]
            for later in range(day + 1, min(day + 3, data.n_days)):
                early = [
                    other
                    for number, other in m.starts[agent][later].items()
                    if data.begin[later, number] < rested
                ]
                if early:
                    m.model.add(sum(early) + start <= 1) if len(early) == 1 else (
                        m.model.add(sum(early) == 0).only_enforce_if(start)
                    )


def _guide(m: WeekModel) -> None:
    """Prefix rows: starts of a day up to an hour + starts of the day before that have not rested
    by then <= members, since one agent cannot do both."""
    data = m.data
    for number, agents in enumerate(m.classes):
        rest = int(data.rest[agents.members].min())
        for day in range(len(m.days) - 1):
            first, second = m.x[number, day], m.x[number, day + 1]
            before = np.flatnonzero(first != NO_COLUMN)
            after = np.flatnonzero(second != NO_COLUMN)
            rested = data.begin[m.days[day], before] + data.shape_length[before] + rest
            begins = data.begin[m.days[day + 1], after]
            for hour in sorted(set(begins.tolist())):
                late = before[rested > hour]
                if len(late):
                    columns = np.concatenate([first[late], second[after[begins <= hour]]])
                    m.model.add_row(columns, 1.0, upper=float(len(agents.members)))


def _day_plan(m: DayPlanModel) -> None:
    """A template is not followed by one whose last start comes before the earliest rested."""
    data = m.data
    for i, agent, day in m.cells():
        for number, variable in m.works[i][day].items():
            begins = _begins(data, agent, day, number)
            if not len(begins):
                continue
            if begins.max() < data.ready[agent]:
                m.model.add(variable == 0)
            if day + 1 == data.n_days:
                continue
            rested = begins.min() + data.templates[number].length + data.rest[agent]
            for follower, other in m.works[i][day + 1].items():
                later = _begins(data, agent, day + 1, follower)
                if len(later) and later.max() < rested:
                    m.model.add(variable + other <= 1)


def _begins(data: ScheduleData, agent: int, day: int, number: int) -> np.ndarray:
    shapes = np.array(data.templates[number].shapes)
    return np.asarray(data.begin[day, shapes[data.can[agent, day, shapes]]])


RULE = Rule("rest", "Rest between shifts", _exact, guide=_guide, day_plan=_day_plan)
