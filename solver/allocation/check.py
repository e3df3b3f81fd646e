"""The audit of a split: feasibility and cost from the data and the published figures alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.allocation.data import AllocationData
from solver.allocation.params import AllocationParams
from solver.allocation.result import Allocation

RELATIVE_TOLERANCE = 1e-6
CENT = 0.01
CONTACTS_IN_USE = 1e-6


@dataclass(frozen=True)
class AllocationViolation:
    """A rule that the split breaks, said so that a planner can find it."""

    rule: str
    message: str
    queue: str | None = None
    site: str | None = None
    week: date | None = None

    def __str__(self) -> str:
        where = [self.queue, self.site, self.week and self.week.isoformat()]
        place = ", ".join(part for part in where if part)
        return (
            f"[{self.rule}] {place}: {self.message}" if place else f"[{self.rule}] {self.message}"
        )


@dataclass(frozen=True)
class AllocationAudit:
    """Violations, and the cost recomputed: productive_hours, fixed_fees, take_or_pay, unserved."""

    violations: tuple[AllocationViolation, ...]
    cost_terms: Mapping[str, float]

    @property
    def objective(self) -> float:
        return sum(self.cost_terms.values())

    @property
    def passed(self) -> bool:
        return not self.violations


@dataclass(frozen=True)
class _Case:
    data: AllocationData
    params: AllocationParams
    split: Allocation

    def breach(
        self, rule: str, message: str, q: int | None = None, s: int | None = None, w: int = -1
    ) -> AllocationViolation:
        return AllocationViolation(
            rule,
            message,
            None if q is None else self.data.queues[q],
            None if s is None else self.data.sites[s],
            None if w < 0 else self.data.weeks[w],
        )


def check_allocation(
    data: AllocationData, params: AllocationParams, allocation: Allocation
) -> AllocationAudit:
    """Recompute every rule and the whole cost of a split, without a solver.

    A limit may be passed by 1e-6 of itself (of 1 where it is smaller). The report's objective
    must agree with the recomputed cost within 1e-6 of it, or a cent.
    """
    case = _Case(data, params, allocation)
    shapes = tuple(_wrong_shapes(case))
    if shapes:
        return AllocationAudit(shapes, {})
    terms = _cost_terms(case)
    broken = [violation for rule in CHECKS for violation in rule(case)]
    broken += _wrong_objective(case, sum(terms.values()))
    return AllocationAudit(tuple(broken), terms)


def _room(limit: float) -> float:
    return RELATIVE_TOLERANCE * max(1.0, abs(limit))


def _needed_hours(case: _Case) -> NDArray[np.float64]:
    return np.asarray(case.split.contacts * case.data.hours_per_contact)


def _site_hours(case: _Case) -> NDArray[np.float64]:
    return np.asarray(_needed_hours(case).sum(axis=0))


def _in_use(case: _Case) -> NDArray[np.bool_]:
    return np.asarray(case.split.contacts.sum(axis=0) > CONTACTS_IN_USE)


def _site_weeks(case: _Case) -> Iterator[tuple[int, int]]:
    yield from np.ndindex(len(case.data.sites), len(case.data.weeks))


def _wrong_shapes(case: _Case) -> Iterator[AllocationViolation]:
    data, split = case.data, case.split
    if (split.queues, split.sites, split.weeks) != (data.queues, data.sites, data.weeks):
        yield case.breach("shape", "its queues, sites or weeks are not those of the input")
        return
    n_queues, n_sites, n_weeks = len(data.queues), len(data.sites), len(data.weeks)
    expected = {
        "contacts": (n_queues, n_sites, n_weeks),
        "unserved": (n_queues, n_weeks),
        "hours": (n_queues, n_sites, n_weeks),
        "group_hours": (len(data.group_site), n_queues, n_weeks),
        "shortfall_hours": (n_sites, n_weeks),
        "site_cost": (n_sites, n_weeks),
    }
    for name, shape in expected.items():
        value = getattr(split, name)
        if value.shape != shape:
            yield case.breach("shape", f"{name} is {value.shape}, expected {shape}")
        elif not np.isfinite(value).all():
            yield case.breach("shape", f"{name} holds values that are not numbers")


def _negative(case: _Case) -> Iterator[AllocationViolation]:
    for name in ("contacts", "unserved", "hours", "group_hours", "shortfall_hours", "site_cost"):
        lowest = float(getattr(case.split, name).min(initial=0.0))
        if lowest < 0:
            yield case.breach("non_negative", f"{name} falls to {lowest:g}")


def _demand(case: _Case) -> Iterator[AllocationViolation]:
    for q, w in np.ndindex(case.data.contacts.shape):
        wanted = float(case.data.contacts[q, w])
        given = case.split.contacts[q, :, w].sum() + case.split.unserved[q, w]
        if abs(given - wanted) > _room(wanted):
            message = f"{given:,.4f} contacts are split or unserved, the volume is {wanted:,.4f}"
            yield case.breach("demand", message, q, w=w)


def _serve_everything(case: _Case) -> Iterator[AllocationViolation]:
    if case.params.allow_unserved:
        return
    for q, w in np.ndindex(case.data.contacts.shape):
        left = case.split.unserved[q, w]
        if left > _room(float(case.data.contacts[q, w])):
            yield case.breach("serve_everything", f"{left:,.4f} contacts stay unserved", q, w=w)


def _capability(case: _Case) -> Iterator[AllocationViolation]:
    for q, s, w in np.argwhere(case.split.contacts > 0):
        if not case.data.capable[q, s]:
            number = case.split.contacts[q, s, w]
            message = f"{number:,.4f} contacts at a site that cannot serve them"
            yield case.breach("capability", message, int(q), int(s), int(w))


def _hours(case: _Case) -> Iterator[AllocationViolation]:
    needed = _needed_hours(case)
    for q, s, w in np.ndindex(needed.shape):
        found, right = case.split.hours[q, s, w], float(needed[q, s, w])
        if abs(found - right) > _room(right):
            message = f"{found:,.4f} hours published, its contacts need {right:,.4f}"
            yield case.breach("hours", message, q, s, w)


def _capacity(case: _Case) -> Iterator[AllocationViolation]:
    hours = _site_hours(case)
    for s, w in _site_weeks(case):
        limit = case.data.capacity_hours[s]
        if np.isfinite(limit) and hours[s, w] > limit + _room(limit):
            message = f"{hours[s, w]:,.4f} hours, the capacity is {limit:,.4f}"
            yield case.breach("capacity", message, s=s, w=w)


def _people(case: _Case) -> Iterator[AllocationViolation]:
    data = case.data
    for g, s in enumerate(data.group_site):
        for w in range(len(data.weeks)):
            spent, limit = case.split.group_hours[g, :, w].sum(), data.group_hours[g, w]
            if spent > limit + _room(limit):
                message = f"group {g} spends {spent:,.4f} hours, it has {limit:,.4f}"
                yield case.breach("people", message, s=int(s), w=w)
            for q in np.flatnonzero(~data.group_serves[g]):
                if case.split.group_hours[g, q, w] > 0:
                    message = f"group {g} has not the skill for it"
                    yield case.breach("people", message, int(q), int(s), w)


def _people_cover(case: _Case) -> Iterator[AllocationViolation]:
    data, needed = case.data, _needed_hours(case)
    level = np.ones(data.group_serves.shape)
    if data.group_proficiency is not None:
        level = data.group_proficiency
    for s in np.flatnonzero(data.is_internal):
        members = np.flatnonzero(data.group_site == s)
        work = (case.split.group_hours[members] * level[members][:, :, None]).sum(axis=0)
        for q, w in np.ndindex(work.shape):
            if abs(work[q, w] - needed[q, s, w]) > _room(needed[q, s, w]):
                message = f"its people work {work[q, w]:,.4f} of {needed[q, s, w]:,.4f} hours"
                yield case.breach("people", message, q, int(s), w)


def _shares(case: _Case) -> Iterator[AllocationViolation]:
    data, in_use = case.data, _in_use(case)
    for s, w in _site_weeks(case):
        able = data.capable[:, s]
        total, given = data.contacts[able, w].sum(), case.split.contacts[able, s, w].sum()
        room = _room(total)
        most, least = data.max_share[s] * total, data.min_share[s] * total
        if given > most + room:
            message = f"{given:,.4f} contacts, max_share allows {most:,.4f}"
            yield case.breach("max_share", message, s=s, w=w)
        if (in_use[s, w] or case.params.min_share_always) and given < least - room:
            message = f"{given:,.4f} contacts, min_share asks for {least:,.4f}"
            yield case.breach("min_share", message, s=s, w=w)


def _shortfall(case: _Case) -> Iterator[AllocationViolation]:
    hours = _site_hours(case)
    for s, w in _site_weeks(case):
        right = max(0.0, case.data.commitment_hours[s] - hours[s, w])
        found = case.split.shortfall_hours[s, w]
        if abs(found - right) > _room(case.data.commitment_hours[s]):
            message = f"{found:,.4f} hours published below the commitment, it is {right:,.4f}"
            yield case.breach("take_or_pay", message, s=s, w=w)


def _site_cost(case: _Case) -> Iterator[AllocationViolation]:
    right = sum(_site_terms(case).values(), np.zeros(case.split.site_cost.shape))
    for s, w in _site_weeks(case):
        found = case.split.site_cost[s, w]
        if abs(found - right[s, w]) > max(CENT, _room(right[s, w])):
            message = f"{found:,.2f} published, the contract's terms give {right[s, w]:,.2f}"
            yield case.breach("site_cost", message, s=s, w=w)


def _wrong_objective(case: _Case, cost: float) -> Iterator[AllocationViolation]:
    found = case.split.report.objective
    if found is None or abs(found - cost) > max(CENT, _room(cost)):
        yield case.breach("objective", f"{found} reported, the split costs {cost:,.4f}")


def _site_terms(case: _Case) -> dict[str, NDArray[np.float64]]:
    """Money by term, site and week. A fee is due with volume, or with a commitment."""
    data, hours = case.data, _site_hours(case)
    fee_due = _in_use(case) | (data.commitment_hours > 0)[:, None]
    below = np.maximum(0.0, data.commitment_hours[:, None] - hours)
    return {
        "productive_hours": data.rate[:, None] * hours,
        "fixed_fees": data.fixed_fee[:, None] * fee_due,
        "take_or_pay": data.rate[:, None] * below,
    }


def _cost_terms(case: _Case) -> dict[str, float]:
    data, params = case.data, case.params
    terms = {name: float(value.sum()) for name, value in _site_terms(case).items()}
    dearest = max((float(rate) for rate in data.rate), default=0.0) or 1.0
    price = params.unserved_price_per_hour
    if price is None:
        price = params.unserved_price_multiple * dearest
    left = 0.0
    for q, w in np.ndindex(data.contacts.shape):
        able = np.flatnonzero(data.capable[q])
        places = able if able.size else np.arange(len(data.sites))
        longest = max((float(data.hours_per_contact[q, s, w]) for s in places), default=0.0)
        left += float(case.split.unserved[q, w]) * longest * price
    return terms | {"unserved": left}


CHECKS: tuple[Callable[[_Case], Iterator[AllocationViolation]], ...] = (
    _negative,
    _demand,
    _serve_everything,
    _capability,
    _hours,
    _capacity,
    _people,
    _people_cover,
    _shares,
    _shortfall,
    _site_cost,
)
