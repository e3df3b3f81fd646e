"""What the allocation model runs on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.errors import InvalidInputError, Issue

_SHAPES = {
    "contacts": "QW",
    "hours_per_contact": "QSW",
    "capable": "QS",
    "is_internal": "S",
    "rate": "S",
    "fixed_fee": "S",
    "commitment_hours": "S",
    "capacity_hours": "S",
    "min_share": "S",
    "max_share": "S",
    "group_site": "G",
    "group_serves": "GQ",
    "group_hours": "GW",
    "group_proficiency": "GQ",
}
_MAY_BE_INFINITE = {"capacity_hours"}


@dataclass(frozen=True)
class AllocationData:
    """Q queues, S sites, W weeks, G groups of agents at internal sites.

    `contacts` (Q, W). `hours_per_contact` (Q, S, W): agent-hours on queue that one contact needs
    at the service goal, the site's AHT included. `capable` (Q, S). Per site: `rate` money a
    productive hour, `fixed_fee` a week, `commitment_hours` a week (take-or-pay),
    `capacity_hours` a week (infinite where unlimited), `min_share`, `max_share`.
    Internal sites are limited by groups: `group_site` (G,), `group_serves` (G, Q),
    `group_hours` (G, W) productive hours, `group_proficiency` (G, Q) the work that an hour of
    the group does on a queue (`None`: 1). `is_internal` (S,).

    Raises `InvalidInputError` on wrong shapes, NaN, negative values and shares outside 0..1.
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
    group_proficiency: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        issues = _shape_issues(self)
        if not issues:
            issues = _value_issues(self)
        if issues:
            raise InvalidInputError(issues)

    @property
    def speed(self) -> NDArray[np.float64]:
        """Productive hours that an hour of group g yields on queue q (G, Q); 0 where it cannot."""
        serves = self.group_serves.astype(np.float64)
        return serves if self.group_proficiency is None else serves * self.group_proficiency

    def one_week(self, week: int) -> AllocationData:
        """The data of one week alone."""
        part = slice(week, week + 1)
        return replace(
            self,
            weeks=self.weeks[part],
            contacts=self.contacts[:, part],
            hours_per_contact=self.hours_per_contact[:, :, part],
            group_hours=self.group_hours[:, part],
        )

    def digests(self) -> dict[str, str]:
        """SHA-256 of every field, for the hash of the input."""
        found = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                content = repr(value.shape).encode() + np.ascontiguousarray(value).tobytes()
            else:
                content = repr(value).encode()
            found[item.name] = hashlib.sha256(content).hexdigest()
        return found


def _shape_issues(data: AllocationData) -> list[Issue]:
    sizes = {
        "Q": len(data.queues),
        "S": len(data.sites),
        "W": len(data.weeks),
        "G": len(data.group_site),
    }
    issues = []
    for name, axes in _SHAPES.items():
        value = getattr(data, name)
        expected = tuple(sizes[axis] for axis in axes)
        if value is not None and value.shape != expected:
            issues.append(
                Issue("allocation", "wrong shape", None, name, str(value.shape), str(expected))
            )
    return issues


def _value_issues(data: AllocationData) -> list[Issue]:
    issues = []
    for name in _SHAPES:
        value = getattr(data, name)
        if value is None or value.dtype == bool:
            continue
        wrong = np.isnan(value) | (value < 0)
        if name not in _MAY_BE_INFINITE:
            wrong |= np.isinf(value)
        if name in ("min_share", "max_share"):
            wrong |= value > 1
        expected = "a share from 0 to 1" if name.endswith("share") else "a number from 0 up"
        for place in np.argwhere(wrong)[:20]:
            where = f"{name}{[int(i) for i in place]}"
            found = f"{value[tuple(place)]:g}"
            issues.append(Issue("allocation", "not usable", None, where, found, expected))
    return issues
