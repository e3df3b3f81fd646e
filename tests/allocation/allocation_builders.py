"""Small allocation instances: two queues, two vendors, one week, 100 contacts of 0.1 hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from solver.allocation import AllocationData

MONDAY = date(2026, 3, 2)


def make_data(n_queues: int = 2, n_sites: int = 2, n_weeks: int = 1, **changes: Any):
    """Site s costs 10 + 10 s an hour; every field can be given as a list."""
    groups = len(changes.get("group_site", ()))
    fields: dict[str, Any] = {
        "queues": tuple(f"queue{q}" for q in range(n_queues)),
        "sites": tuple(f"site{s}" for s in range(n_sites)),
        "weeks": tuple(MONDAY + timedelta(weeks=w) for w in range(n_weeks)),
        "contacts": np.full((n_queues, n_weeks), 100.0),
        "hours_per_contact": np.full((n_queues, n_sites, n_weeks), 0.1),
        "capable": np.ones((n_queues, n_sites), dtype=bool),
        "is_internal": np.zeros(n_sites, dtype=bool),
        "rate": 10.0 + 10.0 * np.arange(n_sites),
        "fixed_fee": np.zeros(n_sites),
        "commitment_hours": np.zeros(n_sites),
        "capacity_hours": np.full(n_sites, np.inf),
        "min_share": np.zeros(n_sites),
        "max_share": np.ones(n_sites),
        "group_site": np.zeros(0, dtype=np.int64),
        "group_serves": np.zeros((groups, n_queues), dtype=bool),
        "group_hours": np.zeros((groups, n_weeks)),
    }
    for name, value in changes.items():
        kind = fields[name].dtype if name in fields else float
        fields[name] = np.array(value, dtype=kind)
    return AllocationData(**fields)


def site_contacts(allocation: Any, week: int = 0) -> list[float]:
    """Contacts of each site in the week, rounded to a thousandth."""
    return [round(float(value), 3) for value in allocation.contacts[:, :, week].sum(axis=0)]
