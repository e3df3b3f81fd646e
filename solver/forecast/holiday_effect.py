"""How a public holiday that is worked differs from an ordinary day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.forecast.profile import recency_weights, weekday_means
from solver.forecast.table import DayTable

HALF_LIFE_WEEKS = 26.0
# Prior holidays at factor 1: a single past holiday moves the factor half the way.
PRIOR_HOLIDAYS = 1.0
LEAST_RATIO = 0.02
LARGEST_RATIO = 5.0


@dataclass(frozen=True)
class HolidayEffect:
    """`factor` on the volume of an ordinary day, learnt from `days` past holidays."""

    factor: float
    days: int


def holiday_effect(history: DayTable) -> HolidayEffect:
    """exp(sum of log(contacts / ordinary contacts) / (n + 1)) over the n holidays with volume.

    Pooled over all holidays and shrunk towards 1. "Ordinary" is the recency-weighted mean of the
    same weekday in the slots that the holiday has.
    """
    ordinary = weekday_means(history, recency_weights(history.n_days, HALF_LIFE_WEEKS))
    known = np.isfinite(history.volume) & history.calendar.holiday[:, None]
    observed = np.where(known, history.volume, 0.0).sum(axis=1)
    expected = np.where(known, ordinary[history.calendar.weekday], 0.0).sum(axis=1)
    used = expected > 0
    ratio = np.clip(observed[used] / expected[used], LEAST_RATIO, LARGEST_RATIO)
    return HolidayEffect(
        float(np.exp(np.log(ratio).sum() / (len(ratio) + PRIOR_HOLIDAYS))), len(ratio)
    )
