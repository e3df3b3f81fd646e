"""The split that the solved model's variables say, cleaned of rounding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.allocation.model import THOUSAND, SplitModel
from solver.allocation.result import Allocation
from solver.status import SolveReport

DUST = 1e-8


def read_split(model: SplitModel, report: SolveReport) -> Allocation:
    """Contacts, hours, people, shortfalls and money of the solution.

    Shares below 1e-8, and those at sites that the solver does not count as used, are rounding:
    they are dropped and the rest of the queue's shares scaled back to the whole.
    """
    data = model.data
    shares, left = _clean_shares(model)
    contacts = shares * data.contacts[:, None, :]
    hours = contacts * data.hours_per_contact
    by_site = hours.sum(axis=0)
    shortfall = np.maximum(0.0, data.commitment_hours[:, None] - by_site)
    fee_due = (contacts.sum(axis=0) > 0) | (data.commitment_hours > 0)[:, None]
    cost = data.rate[:, None] * (by_site + shortfall) + data.fixed_fee[:, None] * fee_due
    return Allocation(
        queues=data.queues,
        sites=data.sites,
        weeks=data.weeks,
        contacts=contacts,
        unserved=left * data.contacts,
        hours=hours,
        group_hours=_group_hours(model, hours),
        shortfall_hours=shortfall,
        site_cost=cost,
        report=report,
        messages=(),
    )


def _values(variables: Mapping[Any, Any], shape: tuple[int, ...]) -> NDArray[np.float64]:
    values = np.zeros(shape)
    for place, variable in variables.items():
        values[place] = max(0.0, variable.varValue or 0.0)
    return values


def _clean_shares(model: SplitModel) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares (Q, S, W) and unserved (Q, W) that sum to 1 wherever there are contacts."""
    data = model.data
    shares = _values(model.share, data.hours_per_contact.shape)
    left = _values(model.unserved, data.contacts.shape)
    for (s, w), used in model.used.items():
        if (used.varValue or 0.0) < 0.5:
            shares[:, s, w] = 0.0
    shares[shares < DUST] = 0.0
    left[left < DUST] = 0.0
    total = shares.sum(axis=1) + left
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    return shares * scale[:, None, :], left * scale


def _group_hours(model: SplitModel, hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hours of the groups, scaled so that their work is exactly the hours of each queue."""
    data = model.data
    shape = (len(data.group_site), len(data.queues), len(data.weeks))
    spent = _values(model.group, shape) * THOUSAND
    for s in np.flatnonzero(data.is_internal):
        members = data.group_site == s
        work = (spent[members] * data.speed[members][:, :, None]).sum(axis=0)
        scale = np.divide(hours[:, s], work, out=np.zeros_like(work), where=work > 0)
        spent[members] *= scale
    return spent
