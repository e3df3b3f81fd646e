"""Paid minutes and days of a planning period of several weeks between the contract's limits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from solver.scheduling.data import ScheduleData
from solver.scheduling.limits import NO_LIMIT
from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule

Terms = dict[int, list[tuple[int, cp_model.IntVar]]]


def _exact(m: ExactModel) -> None:
    for agent in range(len(m.data.agents)):
        terms = {
            day: [(int(m.data.shape_paid[shape]), v) for shape, v in m.starts[agent][day].items()]
            for day in range(m.data.n_days)
        }
        _add_rows(m.model, m.data, agent, terms)


def _day_plan(m: DayPlanModel) -> None:
    for i, agent in enumerate(m.agents):
        terms = {
            day: [(m.data.templates[n].paid_minutes, v) for n, v in m.works[i][day].items()]
            for day in range(m.data.n_days)
        }
        _add_rows(m.model, m.data, int(agent), terms)


def _add_rows(model: cp_model.CpModel, data: ScheduleData, agent: int, terms: Terms) -> None:
    """Rows of every period, given each day's (paid minutes, variable)."""
    for number, days in _periods(data, agent):
        cells = [cell for day in days for cell in terms[day]]
        minutes = cp_model.LinearExpr.weighted_sum([v for _, v in cells], [p for p, _ in cells])
        worked = cp_model.LinearExpr.sum([v for _, v in cells])
        for total, low, high in (
            (minutes, data.period_paid_min, data.period_paid_max),
            (worked, data.period_days_min, data.period_days_max),
        ):
            least, most = int(low[agent, number]), int(high[agent, number])
            if least > 0 or most < NO_LIMIT:
                model.add_linear_constraint(total, least, max(least, most))


def _periods(data: ScheduleData, agent: int) -> Iterator[tuple[int, list[int]]]:
    """Number and days of each planning period of an agent."""
    for number in np.unique(data.period[agent]).tolist():
        weeks = np.flatnonzero(data.period[agent] == number).tolist()
        yield number, [day for week in weeks for day in data.days_of_week(week)]


def _guide(m: WeekModel) -> None:
    """A week's part of the period: its limit less what the other weeks must or can have.

    The guide steers towards even parts, which a bound must not: one week may exceed its own.
    """
    data = m.data
    for levels in m.paid:
        for column, members in levels:
            part = _part(
                m, members, data.paid_min, data.paid_max, data.period_paid_min,
                data.period_paid_max,
            )  # fmt: skip
            if part is not None:
                m.model.add_row([column], 1.0, lower=part[0], upper=part[1])
    for number, agents in enumerate(m.classes):
        columns = m.week_starts(number)
        part = _part(
            m, agents.members, data.days_min, data.days_max, data.period_days_min,
            data.period_days_max,
        )  # fmt: skip
        if len(columns) and part is not None:
            m.model.add_row(columns, 1.0, lower=part[0], upper=part[1])


def _part(
    m: WeekModel,
    members: NDArray[np.int64],
    week_least: NDArray[np.int64],
    week_most: NDArray[np.int64],
    least: NDArray[np.int64],
    most: NDArray[np.int64],
) -> tuple[float, float] | None:
    """Sums over the members of the least and most that their periods leave to the week; `None`
    where no period is limited."""
    period = m.data.period[members]
    number = period[:, m.week]
    same = period == number[:, None]
    week_low, week_high = week_least[members], np.maximum(week_least, week_most)[members]
    low, high = least[members, number], most[members, number]
    if not low.any() and (high >= NO_LIMIT).all():
        return None
    other_low = np.where(same, week_low, 0).sum(axis=1) - week_low[:, m.week]
    other_high = np.where(same, week_high, 0).sum(axis=1) - week_high[:, m.week]
    if m.steer:
        part = 1 / same.sum(axis=1)
        other_low = np.maximum(other_low, np.where(high < NO_LIMIT, (1 - part) * high, 0))
        other_high = np.minimum(other_high, np.where(low > 0, (1 - part) * low, other_high))
    floor = np.maximum(low - other_high, week_low[:, m.week])
    ceiling = np.minimum(high - other_low, week_high[:, m.week])
    return float(floor.sum()), float(np.maximum(ceiling, floor).sum())


RULE = Rule("period_limits", "Work in a planning period", _exact, guide=_guide, day_plan=_day_plan)
