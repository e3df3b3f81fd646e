"""Weekday profiles: how a day's contacts spread over its slots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.forecast.table import DayTable

MIN_OBSERVED_SHARE = 0.5


def recency_weights(n_days: int, half_life_weeks: float) -> NDArray[np.float64]:
    """Weight of each day, 1 for the last and half as much every `half_life_weeks` before it."""
    age_weeks = np.arange(n_days - 1, -1, -1) / 7.0
    return np.asarray(0.5 ** (age_weeks / half_life_weeks))


def weekday_means(table: DayTable, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted mean contacts (7, S) of the known training days; `weights` (D,).

    A slot never seen on a weekday takes the mean of the same slot over the weekdays that have
    it, and 0 where none has: a new opening day looks like the others until it has history.
    """
    volume = table.training
    known = np.isfinite(volume)
    weight = np.where(known, weights[:, None], 0.0)
    share = weight * np.where(known, volume, 0.0)
    # (7, D) indicator times (D, S): one matrix product instead of a loop over days.
    belongs = (np.arange(7)[:, None] == table.calendar.weekday[None, :]).astype(float)
    total, mass = belongs @ share, belongs @ weight
    mean = np.divide(total, mass, out=np.full(total.shape, np.nan), where=mass > 0)
    return _filled(mean)


def _filled(mean: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(mean)
    count = known.sum(axis=0)
    over = np.divide(
        np.where(known, mean, 0.0).sum(axis=0), count, out=np.zeros(len(count)), where=count > 0
    )
    return np.where(known, mean, over[None, :])


def weekday_profile(table: DayTable, half_life_weeks: float) -> NDArray[np.float64]:
    """Shares (7, S) of a day's contacts by slot; each weekday sums to 1 (or to 0 if empty)."""
    mean = weekday_means(table, recency_weights(table.n_days, half_life_weeks))
    total = mean.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(mean, total, out=np.zeros_like(mean), where=total > 0))


def day_levels(table: DayTable, profile: NDArray[np.float64]) -> NDArray[np.float64]:
    """Contacts of a whole day (D,): those known over the profile's share of the known slots.

    NaN where less than half of the day is known, or on holidays.
    """
    volume = table.training
    known = np.isfinite(volume)
    share = np.where(known, profile[table.calendar.weekday], 0.0).sum(axis=1)
    total = np.where(known, volume, 0.0).sum(axis=1)
    enough = share >= MIN_OBSERVED_SHARE
    return np.asarray(np.divide(total, share, out=np.full(len(share), np.nan), where=enough))
