"""The start times of a week lie within a spread, by the wall clock of the day a shift belongs to.

It limits no days: the class LPs do not know who starts when, and have no row of it.
"""

from __future__ import annotations

from solver.scheduling.models import DayPlanModel, ExactModel
from solver.scheduling.rules.base import Rule

DAY_MINUTES = 1440


def _exact(m: ExactModel) -> None:
    """The earliest start of a week as a variable; no start before it or too long after it."""
    data = m.data
    for agent in range(len(data.agents)):
        spread = int(data.start_spread[agent])
        if spread >= DAY_MINUTES:
            continue
        for week in range(data.n_weeks):
            earliest = m.model.new_int_var(0, DAY_MINUTES, f"earliest{agent}.{week}")
            for day in data.days_of_week(week):
                for shape, start in m.starts[agent][day].items():
                    minute = int(data.shape_minute[shape])
                    m.model.add(earliest <= minute).only_enforce_if(start)
                    m.model.add(earliest >= minute - spread).only_enforce_if(start)


def _day_plan(m: DayPlanModel) -> None:
    """Two templates of a week have starts within the spread of each other."""
    data = m.data
    for i, agent in enumerate(m.agents):
        spread = int(data.start_spread[agent])
        if spread >= DAY_MINUTES:
            continue
        for week in range(data.n_weeks):
            cells = []
            for day in data.days_of_week(week):
                for number, works in m.works[i][day].items():
                    shapes = list(data.templates[number].shapes)
                    minutes = data.shape_minute[shapes][data.can[agent, day, shapes]]
                    cells.append((int(minutes.min()), int(minutes.max()), works))
            for low, _, late in cells:
                for _, high, early in cells:
                    if low - high > spread:
                        m.model.add(late + early <= 1)


RULE = Rule("start_consistency", "Similar starts in a week", _exact, day_plan=_day_plan)
