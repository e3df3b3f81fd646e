"""No run of working days longer than the contract allows, a carried run included."""

from __future__ import annotations

from collections.abc import Iterator

from solver.scheduling.data import ScheduleData
from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


def _windows(data: ScheduleData, agent: int) -> Iterator[range]:
    """Stretches of days that must hold at least one day off."""
    longest = int(data.max_run[agent])
    carried = int(data.carried_run[agent])
    if carried:
        yield range(max(1, longest + 1 - carried))
    for first in range(data.n_days - longest):
        yield range(first, first + longest + 1)


def _exact(m: ExactModel) -> None:
    for agent in range(len(m.data.agents)):
        for window in _windows(m.data, agent):
            if window.stop <= m.data.n_days:
                worked = sum(v for day in window for v in m.starts[agent][day].values())
                m.model.add(worked <= len(window) - 1)


def _guide(m: WeekModel) -> None:
    """In every stretch of a week: starts <= (its length - 1) x members."""
    for number, agents in enumerate(m.classes):
        longest = int(m.data.max_run[agents.members].max())
        for first in range(len(m.days) - longest):
            days = range(first, first + longest + 1)
            columns = [c for day in days for c in m.starts(number, day)]
            if columns:
                m.model.add_row(columns, 1.0, upper=float(longest * len(agents.members)))


def _day_plan(m: DayPlanModel) -> None:
    for i, agent in enumerate(m.agents):
        for window in _windows(m.data, int(agent)):
            if window.stop <= m.data.n_days:
                m.model.add_bool_or([~m.on[i][day] for day in window])


RULE = Rule("consecutive_days", "Consecutive days", _exact, guide=_guide, day_plan=_day_plan)
