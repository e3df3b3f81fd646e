"""Days worked a week between the contract's minimum and maximum."""

from __future__ import annotations

from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    data = m.data
    for agent in range(len(data.agents)):
        for week in range(data.n_weeks):
            worked = sum(
                start for day in data.days_of_week(week) for start in m.starts[agent][day].values()
            )
            low, high = int(data.days_min[agent, week]), int(data.days_max[agent, week])
            m.model.add_linear_constraint(worked, low, max(low, high))


def _guide(m: WeekModel) -> None:
    """Starts of a class in the week between the sums of its members' limits."""
    data = m.data
    for number, agents in enumerate(m.classes):
        columns = m.week_starts(number)
        if len(columns):
            m.model.add_row(
                columns,
                1.0,
                lower=float(data.days_min[agents.members, m.week].sum()),
                upper=float(data.days_max[agents.members, m.week].sum()),
            )


def _day_plan(m: DayPlanModel) -> None:
    data = m.data
    for i, agent in enumerate(m.agents):
        for week in range(data.n_weeks):
            worked = sum(m.on[i][day] for day in data.days_of_week(week))
            low, high = int(data.days_min[agent, week]), int(data.days_max[agent, week])
            m.model.add_linear_constraint(worked, low, max(low, high))


RULE = Rule("weekly_days", "Days worked a week", _exact, guide=_guide, day_plan=_day_plan)
