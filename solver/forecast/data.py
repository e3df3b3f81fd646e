"""What the forecast engine runs on: read-only arrays on a grid, no names to look up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class ForecastData:
    """History and horizon of Q queues on grids of one interval length.

    `offered`, `aht_s` and `handled` are (Q, history intervals) with NaN where nothing is known
    (gaps, outages masked from training). `open_history` (Q, history intervals) and `open_horizon`
    (Q, horizon intervals) are False outside opening hours and on closures, where volume is a hard
    zero. `holiday_*` flag each local day that is a public holiday. `event_factor` (Q, horizon
    intervals) multiplies the forecast. `messages` tell what was assumed about the input.
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
    messages: tuple[str, ...] = ()
