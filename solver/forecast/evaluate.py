"""How good the forecast would have been: held-back weeks and rolling origins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.domain import PlanningData
from solver.errors import InvalidInputError, Issue
from solver.forecast.accuracy import bias, coverage, interval_wape, poisson_floor, week_error
from solver.forecast.backtest import by_week, run_backtest
from solver.forecast.data import ForecastData
from solver.forecast.engine import FALLBACK, forecast, predicted
from solver.forecast.methods import Method, methods_of
from solver.forecast.params import ForecastParams
from solver.forecast.prepare import (
    forecast_data,
    history_grid,
    observed_on,
    opening,
    outages,
)
from solver.forecast.public_holidays import holiday_flags
from solver.forecast.result import Forecast
from solver.forecast.table import queue_table, to_table
from solver.timegrid import TimeGrid

EVALUATION_LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)


@dataclass(frozen=True)
class MethodAccuracy:
    """Accuracy of a method on one queue, all shares.

    `week_error` is the mean absolute error of the week totals, `floor` the interval WAPE that
    Poisson noise alone leaves. `cover80` and `cover95` are the shares of intervals inside the
    bands of the chosen method, `None` for the others.
    """

    queue: str
    method: str
    chosen: bool
    interval_wape: float
    week_error: float
    bias: float
    floor: float
    cover80: float | None = None
    cover95: float | None = None


@dataclass(frozen=True)
class Holdout:
    """The last `weeks` weeks from `first_day` on, forecast from what lies before them."""

    first_day: date
    weeks: int
    rows: tuple[MethodAccuracy, ...]
    messages: tuple[str, ...]

    def chosen(self, queue: str) -> MethodAccuracy:
        return next(row for row in self.rows if row.queue == queue and row.chosen)


def holdout(
    planning: PlanningData, weeks: int = 4, params: ForecastParams | None = None
) -> Holdout:
    """Forecasts the last `weeks` x 7 days of the history from the days before them.

    Every method of `params` is scored on each queue, and the one that the backtest chose without
    seeing these weeks is marked. Unknown, closed and outage intervals and public holidays do not
    count. Scenario factors and edits are left out. Raises `InvalidInputError` when less than a
    week of history would remain.
    """
    if weeks < 1:
        message, expected = "no week is held back", "at least 1"
        raise InvalidInputError([Issue("holdout", message, None, "weeks", str(weeks), expected)])
    params = (params or ForecastParams()).model_copy(
        update={"levels": EVALUATION_LEVELS, "volume_factor": 1.0, "aht_factor": 1.0}
    )
    whole = history_grid(planning)
    first = whole.first_day + timedelta(days=whole.n_days - 7 * weeks)
    grid = TimeGrid(whole.time_zone, whole.interval_minutes, first, 7 * weeks)
    data = forecast_data(planning, grid)
    result = forecast(data, params)
    truth = _truth(planning, grid)
    rows = [
        row for q in range(len(data.queues)) for row in _rows(data, q, result, truth[q], params)
    ]
    return Holdout(first, weeks, tuple(rows), result.messages)


def _rows(
    data: ForecastData,
    q: int,
    result: Forecast,
    truth: NDArray[np.float64],
    params: ForecastParams,
) -> list[MethodAccuracy]:
    grid, queue, table = data.horizon_grid, data.queues[q], queue_table(data, q)
    actual = by_week(to_table(grid, truth))
    bands = [by_week(to_table(grid, band)) for band in result.quantiles[:, q]]
    rows = []
    for method in _competitors(params):
        mean = by_week(to_table(grid, predicted(data, q, table, method)))
        chosen = method.name == result.methods[queue]
        covers = (_cover(actual, bands, 1), _cover(actual, bands, 0)) if chosen else ()
        rows.append(_accuracy(queue, method.name, chosen, actual, mean, *covers))
    return rows


def _competitors(params: ForecastParams) -> list[Method]:
    """The methods of `params`, and the one that stands in when there is nothing to choose by."""
    methods = list(methods_of(params))
    return methods if FALLBACK in methods else [*methods, FALLBACK]


def _cover(actual: NDArray[np.float64], bands: list[NDArray[np.float64]], level: int) -> float:
    return coverage(actual, np.stack([bands[level], bands[-1 - level]]))


def _accuracy(
    queue: str,
    method: str,
    chosen: bool,
    actual: NDArray[np.float64],
    mean: NDArray[np.float64],
    cover80: float | None = None,
    cover95: float | None = None,
) -> MethodAccuracy:
    return MethodAccuracy(
        queue,
        method,
        chosen,
        interval_wape(actual, mean),
        week_error(actual, mean),
        bias(actual, mean),
        poisson_floor(actual, mean),
        cover80,
        cover95,
    )


def _truth(planning: PlanningData, grid: TimeGrid) -> NDArray[np.float64]:
    offered = observed_on(planning, grid).offered
    counts = opening(planning, grid) & ~outages(planning, grid)
    counts &= ~holiday_flags(planning.center, grid.days)[grid.day_of]
    return np.where(counts, offered, np.nan)


def backtest(
    data: ForecastData,
    *,
    horizon_weeks: int = 8,
    first_origin_week: int = 12,
    step_weeks: int = 1,
    params: ForecastParams | None = None,
) -> tuple[MethodAccuracy, ...]:
    """Accuracy of every method over rolling origins counted from the start of the history.

    Origins follow week `first_origin_week` and every `step_weeks` after it, as long as
    `horizon_weeks` whole weeks remain; each forecast uses all history before its origin. The best
    by interval WAPE is marked as chosen. Raises `ValueError` when no origin fits.
    """
    params = params or ForecastParams()
    rows: list[MethodAccuracy] = []
    for q, queue in enumerate(data.queues):
        history = queue_table(data, q).history
        last = history.n_days - 7 * horizon_weeks
        origins = range(7 * first_origin_week, last + 1, 7 * step_weeks)
        if not origins:
            raise ValueError(f"{queue}: {history.n_days} days of history hold no origin")
        past = run_backtest(history, methods_of(params), origins, horizon_weeks)
        actual = by_week(past.actual)
        found = {name: by_week(mean) for name, mean in past.predicted.items()}
        best = min(found, key=lambda name: interval_wape(actual, found[name]))
        rows += [_accuracy(queue, name, name == best, actual, mean) for name, mean in found.items()]
    return tuple(rows)
