"""Within a week no shift starts much earlier in the day than the one before it.

It limits no days: the class LPs do not know who starts when, and have no row of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.scheduling.data import ScheduleData
from solver.scheduling.models import DayPlanModel, ExactModel
from solver.scheduling.rules.base import Rule

DAY_MINUTES = 1440


def _pairs(data: ScheduleData, agent: int) -> Iterator[tuple[int, int]]:
    """Days of one week that may follow each other as working days, where the rule binds."""
    if data.earlier_start[agent] < DAY_MINUTES:
        for week in range(data.n_weeks):
            days = data.days_of_week(week)
            yield from ((day, later) for day in days for later in range(day + 1, days.stop))


def _exact(m: ExactModel) -> None:
    """A start excludes those too early for it on a later day, unless a day between is worked."""
    data = m.data
    for agent, shapes in enumerate(m.starts):
        for day, later in _pairs(data, agent):
            between = sum(v for d in range(day + 1, later) for v in shapes[d].values())
            for shape, start in shapes[day].items():
                earliest = data.shape_minute[shape] - data.earlier_start[agent]
                early = [v for k, v in shapes[later].items() if data.shape_minute[k] < earliest]
                if early:
                    m.model.add(sum(early) + start - between <= 1)


def _day_plan(m: DayPlanModel) -> None:
    """The same for templates of which every start is too early for every start of the first."""
    data = m.data
    for i, agent in enumerate(m.agents):
        for day, later in _pairs(data, int(agent)):
            between = sum(m.on[i][d] for d in range(day + 1, later))
            for number, works in m.works[i][day].items():
                earliest = _minutes(data, int(agent), day, number)[0] - data.earlier_start[agent]
                for follower, follows in m.works[i][later].items():
                    if _minutes(data, int(agent), later, follower)[-1] < earliest:
                        m.model.add(works + follows - between <= 1)


def _minutes(data: ScheduleData, agent: int, day: int, template: int) -> list[int]:
    """Start times of a template that the agent's calendar allows, ascending."""
    shapes = list(data.templates[template].shapes)
    return sorted(data.shape_minute[shapes][data.can[agent, day, shapes]].tolist())


RULE = Rule("forward_rotation", "Starts that rotate forward", _exact, day_plan=_day_plan)
