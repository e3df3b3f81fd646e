"""Same-weekday mean: each slot is forecast by its mean over the same weekday of past weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.forecast.profile import weekday_means
from solver.forecast.table import Calendar, DayTable

# Older days count only for slots that the window does not hold at all.
OUTSIDE_WEIGHT = 1e-9


@dataclass(frozen=True)
class FittedSameWeekdayMean:
    mean: NDArray[np.float64]

    def predict(self, horizon: Calendar) -> NDArray[np.float64]:
        return self.mean[horizon.weekday]


@dataclass(frozen=True)
class SameWeekdayMean:
    """Mean of the last `weeks` weeks, gaps left out (the field's moving average).

    The yardstick of every other method, and the better choice where history is short or the
    calendar has no effect.
    """

    weeks: int

    @property
    def name(self) -> str:
        return f"same_weekday_mean_{self.weeks}"

    def fit(self, history: DayTable) -> FittedSameWeekdayMean:
        age = np.arange(history.n_days - 1, -1, -1)
        weights = np.where(age < 7 * self.weeks, 1.0, OUTSIDE_WEIGHT)
        return FittedSameWeekdayMean(weekday_means(history, weights))
