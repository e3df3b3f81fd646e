"""Benchmark of the forecast: held-back weeks, ours against plain means and a seasonal naive."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from instances._bench_rows import OURS, Effort, Row, measured, public_data, row
from instances._history import holidays_of
from instances.generate import generate
from instances.readers import bank_calls
from instances.registry import DEMO, DEMO_SEED
from solver.domain import PlanningData
from solver.timegrid import TimeGrid

CASES = ("demo", "bank_calls", "bank_calls-rolling")
SHORT = CASES
COLUMNS = ("case", "queue", "method", "interval_wape", "week_error", "floor", "cover80", "cover95")
HOLD_BACK_WEEKS = 4
ROLLING_HORIZON_WEEKS = 8


def run(case: str, seed: int, time_limit_s: float | None) -> list[Row]:
    """`demo` and `bank_calls`: the last four weeks, forecast from those before them.

    `bank_calls-rolling`: 15 weekly origins after weeks 12 to 26, eight weeks ahead.
    """
    planning = _planning(case)
    if case.endswith("-rolling"):
        return _rolling(case, seed, planning)
    return _held_back(case, seed, planning)


def _planning(case: str) -> PlanningData:
    if case == "demo":
        return generate(DEMO, DEMO_SEED)
    path = public_data("forecast/bank_calls_5min.csv")
    return bank_calls.read(path, hold_back_weeks=0)[0]


def _held_back(case: str, seed: int, planning: PlanningData) -> list[Row]:
    from solver.forecast import holdout

    with measured() as effort:
        result = holdout(planning, HOLD_BACK_WEEKS)
    rows = []
    for found in result.rows:
        figures = {
            "queue": found.queue,
            "interval_wape": found.interval_wape,
            "week_error": found.week_error,
            "floor": found.floor,
        }
        if found.chosen:
            covers = {"cover80": found.cover80, "cover95": found.cover95, "chosen": found.method}
            rows.append(row(case, OURS, seed, effort, **figures, **covers))
        rows.append(row(case, found.method, seed, effort, **figures))
    return rows + [
        row(case, "seasonal_naive", seed, Effort(), queue=q.queue, **_naive(planning, q.queue))
        for q in planning.queues
    ]


def _rolling(case: str, seed: int, planning: PlanningData) -> list[Row]:
    from solver.forecast import forecast_data
    from solver.forecast.evaluate import backtest

    with measured() as effort:
        center, start = planning.center, planning.center.horizon_start or date.max
        grid = TimeGrid(center.time_zone, center.interval_minutes, start, 7 * HOLD_BACK_WEEKS)
        data = forecast_data(planning, grid)
        found = backtest(data, horizon_weeks=ROLLING_HORIZON_WEEKS)
    return [
        row(
            case,
            one.method,
            seed,
            effort,
            queue=one.queue,
            interval_wape=one.interval_wape,
            week_error=one.week_error,
            floor=one.floor,
        )
        for one in found
    ]


def _naive(planning: PlanningData, queue: str) -> dict[str, float]:
    """Every held-back week looks like the last known one before it, interval by interval."""
    zone = ZoneInfo(planning.center.time_zone)
    history = {
        row.start.astimezone(zone): row.offered for row in planning.history if row.queue == queue
    }
    days = sorted({moment.date() for moment in history})
    last = days[-1]
    cut = last - timedelta(days=last.weekday(), weeks=HOLD_BACK_WEEKS - 1)
    known = {(m.date(), m.time()): n for m, n in history.items() if m.date() < cut}
    free = holidays_of(planning.center.country, planning.center.region, days[0], last)
    error, weeks = 0.0, {week: [0.0, 0.0] for week in range(HOLD_BACK_WEEKS)}
    for moment, actual in history.items():
        day = moment.date()
        if day < cut or day in free:
            continue
        predicted = _week_before(known, day, cut, moment)
        error += abs(predicted - actual)
        totals = weeks[(day - cut).days // 7]
        totals[0] += predicted
        totals[1] += actual
    used = [(f, y) for f, y in weeks.values() if y]
    return {
        "interval_wape": error / sum(y for _, y in used),
        "week_error": math.fsum(abs(f - y) / y for f, y in used) / len(used),
    }


def _week_before(
    known: dict[tuple[date, time], float], day: date, cut: date, moment: datetime
) -> float:
    """The same weekday and time in the last week before `cut` that has it."""
    day -= timedelta(weeks=(day - cut).days // 7 + 1)
    while (day, moment.time()) not in known:
        day -= timedelta(weeks=1)
        if day.year < cut.year - 1:
            return 0.0
    return known[day, moment.time()]
