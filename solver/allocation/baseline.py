"""The no-rules split: what the volume would cost if only price and capability counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.allocation.data import AllocationData
from solver.allocation.params import AllocationParams


def unserved_price(data: AllocationData, params: AllocationParams) -> NDArray[np.float64]:
    """Money for one contact left unserved (Q, W).

    price per hour x the most hours that the contact needs at a site that can serve it (at any
    site where none can). The price per hour is `unserved_price_per_hour`, else
    `unserved_price_multiple` x the highest rate (x 1 where every rate is 0).
    """
    per_hour = params.unserved_price_per_hour
    if per_hour is None:
        highest = float(data.rate.max(initial=0.0))
        per_hour = params.unserved_price_multiple * (highest if highest > 0 else 1.0)
    able = data.capable | ~data.capable.any(axis=1, keepdims=True)
    hours = np.where(able[:, :, None], data.hours_per_contact, 0.0).max(axis=1, initial=0.0)
    return np.asarray(per_hour * hours)


def baseline_cost(data: AllocationData, params: AllocationParams) -> float:
    """Money of the split that serves each contact at the cheapest capable site.

    sum over q, w of contacts x min over capable s of rate x hours_per_contact, or the unserved
    price where that is allowed and lower, or where no site is capable. Capacity, shares,
    commitments, fees and people are left out, so no split costs less: it is a lower bound.
    """
    served = data.rate[None, :, None] * data.hours_per_contact
    served = np.where(data.capable[:, :, None], served, np.inf).min(axis=1, initial=np.inf)
    price = unserved_price(data, params)
    use_price = np.isinf(served) | (params.allow_unserved & (price < served))
    return float((data.contacts * np.where(use_price, price, served)).sum())
