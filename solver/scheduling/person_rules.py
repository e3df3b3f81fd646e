"""How far one agent's row of shifts is from the rules that concern the agent alone, compiled.

The re-solve walks through rows that break rules, where it starts from an edited schedule or from
one that absences have torn, so that it needs a measure and not a yes or no.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.data import ScheduleData

OFF = -1
# Measures of `strain`, in its order, by the name of the rule they belong to.
RULE_NAMES = (
    "weekly_paid_time",
    "weekly_days",
    "period_limits",
    "rest",
    "consecutive_days",
    "weekends",
    "weekly_rest",
    "days_off_runs",
    "start_consistency",
    "forward_rotation",
)
# An excess of a day counts as so many hours.
DAY_HOURS = 8.0


class RuleArrays(NamedTuple):
    """Limits of `ScheduleData` under its names; `week_begin` (W + 1,) is the interval of the
    target grid at which a week of the site begins."""

    begin: NDArray[np.int64]
    length: NDArray[np.int64]
    paid: NDArray[np.int64]
    minute: NDArray[np.int64]
    paid_min: NDArray[np.int64]
    paid_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]
    period: NDArray[np.int64]
    period_paid_min: NDArray[np.int64]
    period_paid_max: NDArray[np.int64]
    period_days_min: NDArray[np.int64]
    period_days_max: NDArray[np.int64]
    rest: NDArray[np.int64]
    ready: NDArray[np.int64]
    max_run: NDArray[np.int64]
    carried_run: NDArray[np.int64]
    weekend: NDArray[np.int64]
    max_weekends: NDArray[np.int64]
    max_weekend_run: NDArray[np.int64]
    away: NDArray[np.bool_]
    weekly_rest: NDArray[np.int64]
    min_days_off: NDArray[np.int64]
    min_run: NDArray[np.int64]
    start_spread: NDArray[np.int64]
    earlier_start: NDArray[np.int64]
    week_begin: NDArray[np.int64]


def rule_arrays(data: ScheduleData) -> RuleArrays:
    """The site's limits as the compiled search reads them."""
    own = {"length", "paid", "minute", "week_begin"}
    plain = {name: getattr(data, name) for name in RuleArrays._fields if name not in own}
    return RuleArrays(
        **{name: np.ascontiguousarray(values) for name, values in plain.items()},
        length=data.shape_length,
        paid=data.shape_paid,
        minute=data.shape_minute,
        week_begin=_week_begins(data),
    )


def _week_begins(data: ScheduleData) -> NDArray[np.int64]:
    step = timedelta(minutes=data.step_minutes)
    offset = int((data.site_grid.start - data.grid.start) / step)
    days = np.minimum(7 * np.arange(data.n_weeks + 1), data.n_days)
    begins = np.asarray(data.site_grid.day_start[days] + offset, dtype=np.int64)
    # A last week that is planned in part counts whole.
    begins[-1] += (7 * data.n_weeks - data.n_days) * 1440 // data.step_minutes
    return begins


@lazy_kernel
def strain(
    row: NDArray[np.int64], agent: int, r: RuleArrays, minima: bool, out: NDArray[np.float64]
) -> float:
    """Sum of what `row` (D,) of shapes or `OFF` breaks, in hours; 0 keeps every rule.

    Fills `out` with the part of each of `RULE_NAMES`. Without `minima` only what more shifts can
    never mend counts.
    """
    out[:] = 0.0
    _weeks(row, agent, r, minima, out)
    _runs(row, agent, r, minima, out)
    _weekends(row, agent, r, out)
    _rests(row, agent, r, out)
    total: float = out.sum()
    return total


@lazy_kernel
def _weeks(
    row: NDArray[np.int64], agent: int, r: RuleArrays, minima: bool, out: NDArray[np.float64]
) -> None:
    """Paid time, days and start times of the weeks; paid time and days of the periods."""
    weeks = r.paid_min.shape[1]
    paid_period = np.zeros(weeks)
    days_period = np.zeros(weeks)
    for week in range(weeks):
        paid, days = 0, 0
        early, late, previous = 10**6, -(10**6), -1
        for d in range(7 * week, min(7 * week + 7, len(row))):
            k = row[d]
            if k == OFF:
                continue
            paid += r.paid[k]
            days += 1
            early, late = min(early, r.minute[k]), max(late, r.minute[k])
            if previous >= 0:
                out[9] += max(0, previous - r.minute[k] - r.earlier_start[agent]) / 60
            previous = r.minute[k]
        out[0] += max(0, paid - r.paid_max[agent, week]) / 60
        out[1] += max(0, days - r.days_max[agent, week]) * DAY_HOURS
        if days:
            out[8] += max(0, late - early - r.start_spread[agent]) / 60
        if minima:
            out[0] += max(0, r.paid_min[agent, week] - paid) / 60
            out[1] += max(0, r.days_min[agent, week] - days) * DAY_HOURS
        paid_period[r.period[agent, week]] += paid
        days_period[r.period[agent, week]] += days
    for p in range(weeks):
        out[2] += max(0.0, paid_period[p] - r.period_paid_max[agent, p]) / 60
        out[2] += max(0.0, days_period[p] - r.period_days_max[agent, p]) * DAY_HOURS
        if minima:
            out[2] += max(0.0, r.period_paid_min[agent, p] - paid_period[p]) / 60
            out[2] += max(0.0, r.period_days_min[agent, p] - days_period[p]) * DAY_HOURS


@lazy_kernel
def _runs(
    row: NDArray[np.int64], agent: int, r: RuleArrays, minima: bool, out: NDArray[np.float64]
) -> None:
    """Runs of days worked and of days off."""
    days = len(row)
    first = 0
    while first < days:
        works = row[first] != OFF
        last = first
        while last < days and (row[last] != OFF) == works:
            last += 1
        length = last - first
        whole = length + (r.carried_run[agent] if works and first == 0 else 0)
        known = minima and last < days and (first > 0 or r.carried_run[agent] > 0)
        if works:
            out[4] += max(0, whole - r.max_run[agent]) * DAY_HOURS
            beside = last < days and r.away[agent, last]
            beside = beside or (first > 0 and r.away[agent, first - 1])
            if known and not beside:
                out[7] += max(0, r.min_run[agent] - whole) * DAY_HOURS
        elif known and not r.away[agent, first:last].any():
            out[7] += max(0, r.min_days_off[agent] - length) * DAY_HOURS
        first = last


@lazy_kernel
def _weekends(row: NDArray[np.int64], agent: int, r: RuleArrays, out: NDArray[np.float64]) -> None:
    """Weekends worked, and those worked one after another."""
    worked = np.zeros(len(row) + 1, dtype=np.bool_)
    for d in range(len(row)):
        if row[d] != OFF and r.weekend[agent, d] >= 0:
            worked[r.weekend[agent, d]] = True
    count, run = 0, 0
    for number in range(len(worked)):
        run = run + 1 if worked[number] else 0
        count += 1 if worked[number] else 0
        if run > r.max_weekend_run[agent]:
            out[5] += DAY_HOURS
    out[5] += max(0, count - r.max_weekends[agent]) * DAY_HOURS


@lazy_kernel
def _rests(row: NDArray[np.int64], agent: int, r: RuleArrays, out: NDArray[np.float64]) -> None:
    """Rest between shifts, and the longest stretch without a shift in each week."""
    end = -(10**9)
    for d in range(len(row)):
        if row[d] == OFF:
            continue
        begin = r.begin[d, row[d]]
        short = end + r.rest[agent] - begin
        if short > 0:
            out[3] += 1.0 + short / 12
        end = max(end, begin + r.length[row[d]])
    if r.weekly_rest[agent] <= 0:
        return
    for week in range(len(r.week_begin) - 1):
        free, best = max(r.week_begin[week], r.ready[agent] - r.rest[agent]), 0
        close = r.week_begin[week + 1]
        for d in range(max(0, 7 * week - 2), min(7 * week + 9, len(row))):
            if row[d] != OFF:
                begin = min(r.begin[d, row[d]], close)
                best = max(best, begin - free)
                free = max(free, r.begin[d, row[d]] + r.length[row[d]])
        best = max(best, close - free)
        if best < r.weekly_rest[agent]:
            out[6] += 1.0 + (r.weekly_rest[agent] - best) / 12
