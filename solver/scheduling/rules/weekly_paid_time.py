"""Paid minutes a week between the contract's minimum and maximum, leave credited."""

from __future__ import annotations

import numpy as np

from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    data = m.data
    for agent in range(len(data.agents)):
        for week in range(data.n_weeks):
            minutes = sum(
                int(data.shape_paid[shape]) * start
                for day in data.days_of_week(week)
                for shape, start in m.starts[agent][day].items()
            )
            low, high = int(data.paid_min[agent, week]), int(data.paid_max[agent, week])
            m.model.add_linear_constraint(minutes, low, max(low, high))


def _guide(m: WeekModel) -> None:
    """Paid minutes of the members of each cost level between the sums of their limits."""
    data = m.data
    for levels in m.paid:
        for column, members in levels:
            low = float(data.paid_min[members, m.week].sum())
            high = float(data.paid_max[members, m.week].sum())
            m.model.add_row([column], 1.0, lower=low, upper=high)
    for number, agents in enumerate(m.classes):
        _shift_count(m, number, agents.members)


def _shift_count(m: WeekModel, number: int, members: np.ndarray) -> None:
    """Whole shifts: no more a person than fit the maximum, no fewer than reach the minimum."""
    data = m.data
    columns = m.week_starts(number)
    if not len(columns):
        return
    paid = [t.paid_minutes for t in data.templates if t.plan == m.classes[number].plan]
    most = np.minimum(data.paid_max[members, m.week] // min(paid), data.days_max[members, m.week])
    least = -(-data.paid_min[members, m.week] // max(paid))
    m.model.add_row(columns, 1.0, lower=float(least.sum()), upper=float(most.sum()))


def _day_plan(m: DayPlanModel) -> None:
    data = m.data
    for i, agent in enumerate(m.agents):
        for week in range(data.n_weeks):
            minutes = sum(
                data.templates[number].paid_minutes * variable
                for day in data.days_of_week(week)
                for number, variable in m.works[i][day].items()
            )
            low, high = int(data.paid_min[agent, week]), int(data.paid_max[agent, week])
            m.model.add_linear_constraint(minutes, low, max(low, high))


RULE = Rule("weekly_paid_time", "Paid time a week", _exact, guide=_guide, day_plan=_day_plan)
