"""Average handle time by hour of the day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.forecast.params import ForecastParams
from solver.forecast.profile import recency_weights
from solver.timegrid import TimeGrid

HIGHEST_SHARE = 0.999


def hourly_aht(
    grid: TimeGrid,
    aht_s: NDArray[np.float64],
    contacts: NDArray[np.float64],
    params: ForecastParams,
) -> NDArray[np.float64]:
    """Seconds (24,) by local hour: (sum n a + k m) / (sum n + k).

    a and n are the AHT and the handled contacts of past intervals (T,), weighted by recency, m
    the queue's mean and k `aht_shrink_contacts`: an hour with few contacts stays near the mean.
    A weekday effect is left out, since it is noise. Values below `aht_min_s` or above the 99.9th
    percentile are trimmed. Where no interval with an AHT counts a contact, all weigh the same.
    Raises `ValueError` when no interval has an AHT.
    """
    known = np.isfinite(aht_s)
    if not known.any():
        raise ValueError("no interval has an AHT")
    counted = np.where(np.isfinite(contacts), contacts, 0.0)
    counted = counted if (counted[known] > 0).any() else np.ones_like(counted)
    known &= counted > 0
    highest = np.quantile(aht_s[known], HIGHEST_SHARE)
    trimmed = known & (aht_s >= params.aht_min_s) & (aht_s <= highest)
    used = trimmed if trimmed.any() else known
    recency = recency_weights(grid.n_days, params.aht_half_life_weeks)[grid.day_of]
    weight = counted[used] * recency[used]
    hour = grid.minute_of_day[used] // 60
    total = np.bincount(hour, weights=weight * aht_s[used], minlength=24)
    count = np.bincount(hour, weights=weight, minlength=24)
    mean = total.sum() / count.sum()
    shrink = params.aht_shrink_contacts
    # With no shrinkage at all, an hour without contacts still needs a value.
    empty = count + shrink == 0
    by_hour = (total + shrink * mean) / np.where(empty, 1.0, count + shrink)
    return np.asarray(np.where(empty, mean, by_hour))


def aht_on_grid(grid: TimeGrid, by_hour: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds (T,) of the intervals of `grid`."""
    return by_hour[grid.minute_of_day // 60]
