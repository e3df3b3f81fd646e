"""How much an agent may work in a week and in a planning period, days away credited."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Agent, TimeOff, WorkPlan, moment_end, moment_start
from solver.timegrid import TimeGrid, local_to_utc

NO_LIMIT = 10**6


@dataclass(frozen=True)
class DaysAway:
    """Days (D,) not employed or wholly on unpaid leave, and other days wholly on paid leave."""

    out: NDArray[np.bool_]
    paid_leave: NDArray[np.bool_]


@dataclass(frozen=True)
class WorkLimits:
    """Least and most paid minutes and days of each week (W,), or of each planning period: the
    entries of a period stand at its number, later ones limit nothing."""

    paid_min: NDArray[np.int64]
    paid_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]


def days_away(agent: Agent, leave: list[TimeOff], grid: TimeGrid) -> DaysAway:
    """Which days of the horizon an agent is away."""
    out, paid = np.zeros(grid.n_days, dtype=bool), np.zeros(grid.n_days, dtype=bool)
    for day in range(grid.n_days):
        out[day] = not agent.employed_on(grid.day(day)) or _covers(
            [row for row in leave if not row.paid], day, grid
        )
        paid[day] = not out[day] and _covers([row for row in leave if row.paid], day, grid)
    return DaysAway(out, paid)


def weekly_limits(plan: WorkPlan, away: DaysAway) -> WorkLimits:
    """The weekly formulas of `WorkPlan`."""
    rows = []
    for first in range(0, len(away.out), 7):
        span = slice(first, first + 7)
        off, paid_leave = int(away.out[span].sum()), int(away.paid_leave[span].sum())
        low, high = _paid_limits(
            plan, plan.min_paid_minutes_week, plan.max_paid_minutes_week, 7, off, paid_leave
        )
        days_min = max(0, plan.min_days_week - off - paid_leave)
        rows.append((low, high, days_min, plan.max_days_week))
    return WorkLimits(*np.array(rows, dtype=np.int64).T)


def period_limits(plan: WorkPlan, away: DaysAway) -> WorkLimits:
    """The formulas of `WorkPlan` for its planning periods; days after the horizon are days out."""
    length = 7 * plan.planning_period_weeks
    weeks = -(-len(away.out) // 7)
    rows = []
    for first in range(0, len(away.out), length):
        inside = away.out[first : first + length]
        off = int(inside.sum()) + length - len(inside)
        paid_leave = int(away.paid_leave[first : first + length].sum())
        low, high = _paid_limits(
            plan,
            plan.min_paid_minutes_period,
            plan.max_paid_minutes_period,
            length,
            off,
            paid_leave,
        )
        most = NO_LIMIT if plan.max_days_period is None else plan.max_days_period
        rows.append((low, high, max(0, plan.min_days_period - off - paid_leave), most))
    rows += [(0, NO_LIMIT, 0, NO_LIMIT)] * (weeks - len(rows))
    return WorkLimits(*np.array(rows, dtype=np.int64).T)


def _paid_limits(
    plan: WorkPlan, least: int, most: int | None, days: int, off: int, paid_leave: int
) -> tuple[int, int]:
    """s x least - c and s x most - c, rounded outward to whole shifts where days are away."""
    shortest = min(shift.paid_minutes for shift in plan.shifts)
    share = (days - off) / days
    floor = share * least
    credit = min(paid_leave * plan.time_off_credit_minutes, floor)
    low = floor - credit
    high = float(NO_LIMIT) if most is None else share * most - credit
    if off or paid_leave:
        low = math.floor(low / shortest + 1e-9) * shortest
        high = math.ceil(high / shortest - 1e-9) * shortest
    return int(low), int(high)


def _covers(leave: list[TimeOff], day: int, grid: TimeGrid) -> bool:
    """Whether the rows together cover a whole local day."""
    if not leave:
        return False
    reached = grid.instant(int(grid.day_start[day]))
    last = grid.instant(int(grid.day_start[day + 1]))
    spans = (
        (
            local_to_utc(moment_start(row.start), grid.zone),
            local_to_utc(moment_end(row.end), grid.zone),
        )
        for row in leave
    )
    for begins, ends in sorted(spans):
        if begins > reached:
            break
        reached = max(reached, ends)
    return reached >= last
