"""What the allocation model runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class AllocationData:
    """Q queues, S sites, W weeks, G groups of agents at internal sites.

    `contacts` (Q, W). `hours_per_contact` (Q, S, W): agent-hours on queue that one contact needs
    at the service goal, the site's AHT included. `capable` (Q, S). Per site: `rate` money a
    productive hour, `fixed_fee` a week, `commitment_hours` a week (take-or-pay),
    `capacity_hours` a week (infinite where unlimited), `min_share`, `max_share`.
    Internal sites are limited by groups: `group_site` (G,), `group_serves` (G, Q),
    `group_hours` (G, W) productive hours. `is_internal` (S,).
    """

    queues: tuple[str, ...]
    sites: tuple[str, ...]
    weeks: tuple[date, ...]
    contacts: NDArray[np.float64]
    hours_per_contact: NDArray[np.float64]
    capable: NDArray[np.bool_]
    is_internal: NDArray[np.bool_]
    rate: NDArray[np.float64]
    fixed_fee: NDArray[np.float64]
    commitment_hours: NDArray[np.float64]
    capacity_hours: NDArray[np.float64]
    min_share: NDArray[np.float64]
    max_share: NDArray[np.float64]
    group_site: NDArray[np.int64]
    group_serves: NDArray[np.bool_]
    group_hours: NDArray[np.float64]
