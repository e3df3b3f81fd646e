"""Choice of method by rolling origins: forecast the past as it would have been forecast then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.forecast.accuracy import interval_wape, week_error
from solver.forecast.methods.protocol import Method
from solver.forecast.result import MethodScore
from solver.forecast.table import DayTable

GOOD_TRAINING_WEEKS = 8
LEAST_TRAINING_WEEKS = 2
WANTED_ORIGINS = 12
MIN_BACKTEST_WEEKS = 2
# Interval errors closer than this share of the best are a tie, decided by the week error.
TIE_MARGIN = 0.01


@dataclass(frozen=True)
class Backtest:
    """What each method said at O origins about the `reach_weeks` x 7 days after them.

    `origins` are day indices, the first day forecast; `actual` and each array of `predicted` are
    (O, days, S). `actual` is NaN where nothing counts: unknown, closed, public holidays.
    """

    origins: tuple[int, ...]
    reach_weeks: int
    actual: NDArray[np.float64]
    predicted: Mapping[str, NDArray[np.float64]]


def rolling_origins(
    n_days: int, horizon_weeks: int, max_origins: int
) -> tuple[tuple[int, ...], int]:
    """Weekly origins, counted back from the end of the history, and the weeks each one reaches.

    The reach is the horizon, or half the history if that is shorter. Origins have 8 weeks of
    training, fewer (at least 2) where there would otherwise not be 12 origins; a history of two
    or three weeks is split by weeks. No origin below two weeks of history.
    """
    weeks = n_days // 7
    if weeks < MIN_BACKTEST_WEEKS:
        return (), 0
    reach = max(1, min(horizon_weeks, weeks // 2))
    least = max(LEAST_TRAINING_WEEKS, min(GOOD_TRAINING_WEEKS, weeks - reach - WANTED_ORIGINS + 1))
    least = min(least, weeks - reach)
    count = min(max_origins, weeks - reach - least + 1)
    last = n_days - 7 * reach
    return tuple(last - 7 * k for k in reversed(range(count))), reach


def run_backtest(
    table: DayTable, methods: Sequence[Method], origins: Sequence[int], reach_weeks: int
) -> Backtest:
    """Fits every method before each origin and predicts the weeks after it."""
    days = 7 * reach_weeks
    truth = table.training
    actual = np.stack([truth[origin : origin + days] for origin in origins])
    predicted = {
        method.name: np.stack(
            [
                method.fit(table.part(0, origin)).predict(
                    table.calendar.part(origin, origin + days)
                )
                for origin in origins
            ]
        )
        for method in methods
    }
    return Backtest(tuple(origins), reach_weeks, actual, predicted)


def by_week(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., days, S) as (..., weeks, 7 S)."""
    *lead, days, slots = values.shape
    return values.reshape(*lead, days // 7, 7 * slots)


def scores(queue: str, backtest: Backtest) -> tuple[MethodScore, ...]:
    """One score a method in the order given, the chosen one marked.

    The least interval error wins; errors within `TIE_MARGIN` of it tie, and the least week
    error of these wins, then the order of the methods.
    """
    actual = by_week(backtest.actual)
    found = [
        (name, interval_wape(actual, by_week(f)), week_error(actual, by_week(f)))
        for name, f in backtest.predicted.items()
    ]
    best = min(wape for _, wape, _ in found)
    tied = [entry for entry in found if entry[1] <= best * (1 + TIE_MARGIN)] or found[:1]
    chosen = min(tied, key=lambda entry: entry[2])[0]
    return tuple(
        MethodScore(queue, name, wape, week, len(backtest.origins), name == chosen)
        for name, wape, week in found
    )
