"""Requirements: agents needed, and what service they hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.timegrid import TimeGrid

BINDING_GOALS = (
    "closed",
    "service_level",
    "asa",
    "abandonment",
    "occupancy",
    "minimum",
    "workload",
)


@dataclass(frozen=True)
class ServiceLevels:
    """What a staffing holds, (Q, T): NaN where closed, without volume or not defined (email)."""

    service_level: NDArray[np.float64]
    asa_s: NDArray[np.float64]
    occupancy: NDArray[np.float64]


@dataclass(frozen=True)
class Requirements:
    """Agents per queue and interval, all (Q, T).

    `required` on-queue agents; `required_gross` = required / (1 - in-office shrinkage);
    `rostered` = required_gross / (1 - out-of-office shrinkage); `to_schedule` = required_gross /
    presence, the agents a schedule should have on queue. `binding` indexes `BINDING_GOALS`.
    """

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    volume: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    required: NDArray[np.float64]
    required_gross: NDArray[np.float64]
    rostered: NDArray[np.float64]
    to_schedule: NDArray[np.float64]
    binding: NDArray[np.int64]
    promised: ServiceLevels
    messages: tuple[str, ...]
    seconds: float
    input_hash: str
