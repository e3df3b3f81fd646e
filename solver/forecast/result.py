"""The forecast as the later stages use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class MethodScore:
    """One method's backtest on one queue: interval WAPE, mean week error, as shares."""

    queue: str
    method: str
    interval_wape: float
    week_error: float
    origins: int
    chosen: bool


@dataclass(frozen=True)
class Forecast:
    """Volumes and handle times per queue and interval of `grid`.

    `mean` (Q, T) contacts; `quantiles` (L, Q, T) at `levels`; `aht_s` (Q, T) seconds.
    `statistical_mean` is the forecast below the planner's edits.
    """

    queues: tuple[str, ...]
    grid: TimeGrid
    mean: NDArray[np.float64]
    statistical_mean: NDArray[np.float64]
    levels: tuple[float, ...]
    quantiles: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    open: NDArray[np.bool_]
    methods: Mapping[str, str]
    scores: tuple[MethodScore, ...]
    messages: tuple[str, ...]
    seconds: float
    seed: int
    input_hash: str
