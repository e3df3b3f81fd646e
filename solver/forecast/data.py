"""What the forecast engine runs on: read-only arrays on a grid, no names to look up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class ForecastData:
    """History and horizon of Q queues on grids of one interval length.

    `offered` and `aht_s` are (Q, history intervals) with NaN where nothing is known (gaps,
    outages masked from training); `open_*` are hard zeros outside opening hours and on closures.
    `holiday_*` flag each day (0 none, 1 holiday). `event_factor` multiplies the horizon.
    """

    queues: tuple[str, ...]
    history_grid: TimeGrid
    horizon_grid: TimeGrid
    offered: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    handled: NDArray[np.float64]
    open_history: NDArray[np.bool_]
    open_horizon: NDArray[np.bool_]
    holiday_history: NDArray[np.bool_]
    holiday_horizon: NDArray[np.bool_]
    event_factor: NDArray[np.float64]
