"""What the requirements engine runs on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class RequirementsData:
    """Volumes of one pool of agents: `volume`, `aht_s`, `open` are (Q, T) arrays on `grid`.

    `queues` carry the goals. `site` is a label. `presence` is the share of a scheduled agent
    that is really on queue (absence and adherence of the site).
    """

    site: str
    queues: tuple[Queue, ...]
    grid: TimeGrid
    volume: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    open: NDArray[np.bool_]
    presence: float = 1.0
