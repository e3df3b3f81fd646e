"""The load that a volume makes: of each interval by itself, or lagging behind by the AHT."""

from __future__ import annotations

import numpy as np

from solver.queueing.changing_load import modified_offered_load
from solver.requirements.data import Array, Case
from solver.requirements.params import RequirementsParams


def safe_aht(case: Case, q: int) -> Array:
    """AHT of each interval (T,), 1 s where there is no volume to measure it by."""
    return np.where(case.load.volume[q] > 0, case.load.aht_s[q], 1.0)


def load_kind(case: Case, q: int, params: RequirementsParams) -> str:
    """`stationary` or `modified_offered_load`, as the params say or, by `auto`, as the AHT does."""
    if params.load != "auto":
        return params.load
    served = np.where(case.load.open[q], case.load.volume[q], 0.0)
    total = served.sum()
    if total <= 0:
        return "stationary"
    mean_aht = float(served @ safe_aht(case, q) / total)
    lagging = mean_aht >= params.lag_share * case.interval_s
    return "modified_offered_load" if lagging else "stationary"


def served_load(case: Case, q: int, volume: Array, kind: str) -> Array:
    """Offered load in erlangs (..., T) of `volume` (..., T), zero where closed or without volume.

    A modified load starts as if the first interval had gone on for ever where the queue is open
    at the grid's start, and empty otherwise; contacts outside the opening hours are not served.
    """
    served = np.where(case.load.open[q], volume, 0.0)
    aht = safe_aht(case, q)
    stationary = served * aht / case.interval_s
    if kind == "stationary":
        return stationary
    aht = np.broadcast_to(np.where(case.load.volume[q] > 0, aht, np.nan), served.shape)
    start = stationary[..., 0]
    found = modified_offered_load(served / case.interval_s, aht, case.interval_s, start)
    return np.where(served > 0, found.mean_erl, 0.0)
