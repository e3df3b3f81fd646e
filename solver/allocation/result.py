"""The vendor split."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.status import SolveReport


@dataclass(frozen=True)
class Allocation:
    """Contacts by queue, site and week (Q, S, W), unserved (Q, W), hours (Q, S, W).

    `group_hours` (G, Q, W) are the internal groups' hours by queue. `site_cost` (S, W) money.
    Arrays are all zero when `report.status` has no solution; `messages` then say why.
    """

    queues: tuple[str, ...]
    sites: tuple[str, ...]
    weeks: tuple[date, ...]
    contacts: NDArray[np.float64]
    unserved: NDArray[np.float64]
    hours: NDArray[np.float64]
    group_hours: NDArray[np.float64]
    shortfall_hours: NDArray[np.float64]
    site_cost: NDArray[np.float64]
    report: SolveReport
    messages: tuple[str, ...]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Part of each queue's weekly contacts by site (Q, S, W), 0 where there are none."""
        total = self.contacts.sum(axis=1) + self.unserved
        shares: NDArray[np.float64] = np.divide(
            self.contacts,
            total[:, None, :],
            out=np.zeros_like(self.contacts),
            where=total[:, None, :] > 0,
        )
        return shares
