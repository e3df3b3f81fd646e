"""What a re-solve may change: locks, days, breaks only, and what the agents' calendars allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.domain import Lock, LockKind
from solver.errors import Issue
from solver.scheduling.data import NO_START, ScheduleData
from solver.scheduling.person_rules import OFF, RULE_NAMES, rule_arrays, strain
from solver.scheduling.present import Present

LOCKS_FILE = "locks.csv"
STRAIN_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Scope:
    """What may change at all: site-local days, both included (`None`: the horizon's), and whether
    shifts stay and breaks alone may move."""

    first_day: date | None = None
    last_day: date | None = None
    breaks_only: bool = False

    def covers(self, day: date) -> bool:
        after = self.first_day is None or day >= self.first_day
        return after and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Freedom:
    """What each agent and day may become. `lost` (N, D) are shifts that the calendar no longer
    allows: they are gone whatever is decided. `allowed` (N, D, K), the others (N, D)."""

    lost: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    off_ok: NDArray[np.bool_]
    open: NDArray[np.bool_]


def workable(data: ScheduleData) -> NDArray[np.bool_]:
    """(N, D, K): shifts that exist and that the agent's calendar and the rest from the period
    before allow."""
    exists = (data.begin != NO_START)[None, :, :]
    rested = data.begin[None, :, :] >= data.ready[:, None, None]
    return np.asarray(data.can & exists & rested)


def freedom(data: ScheduleData, present: Present, locks: Sequence[Lock], scope: Scope) -> Freedom:
    """The masks of a re-solve of `present`."""
    allowed = workable(data)
    base = present.row
    works = base != OFF
    kept_shape = np.zeros_like(allowed)
    agents, days = np.nonzero(works)
    kept_shape[agents, days, base[agents, days]] = True
    lost = works & ~(allowed & kept_shape).any(axis=2)
    works = works & ~lost
    same_day, same_shape, same_breaks = (np.zeros_like(works) for _ in range(3))
    for lock in locks:
        cells = _cells(data, lock)
        same_day |= cells & (lock.what in (LockKind.ALL, LockKind.DAYS))
        same_shape |= cells & works & (lock.what is not LockKind.DAYS)
        same_breaks |= cells & works & (lock.what in (LockKind.ALL, LockKind.BREAKS))
    if scope.breaks_only:
        same_day[:] = True
        same_shape |= works
    outside = np.array([not scope.covers(day) for day in data.site_grid.days])
    allowed &= ~(same_day & ~works)[:, :, None]
    allowed &= ~same_shape[:, :, None] | kept_shape
    off_ok = ~(works & (same_day | same_shape))
    open_cells = ~outside[None, :] & (allowed.any(axis=2)) & ~(same_shape & same_breaks)
    return Freedom(lost, allowed, off_ok, open_cells)


def lock_issues(data: ScheduleData, present: Present, locks: Sequence[Lock]) -> list[Issue]:
    """What is wrong with the locks: agents and days nobody has, shifts that the calendar no longer
    allows, and shifts that together break a rule whatever the days around them hold."""
    issues = [
        *_unknown(data, locks),
        *(_lost_issues(data, present, locks)),
    ]
    return issues or list(_rule_issues(data, present, locks))


def _cells(data: ScheduleData, lock: Lock) -> NDArray[np.bool_]:
    """(N, D): the agent's days that the lock covers."""
    who = np.array([name == lock.agent for name in data.agents])
    when = np.array([lock.covers(day) for day in data.site_grid.days])
    return np.asarray(who[:, None] & when[None, :])


def _unknown(data: ScheduleData, locks: Sequence[Lock]) -> Iterable[Issue]:
    days = data.site_grid.days
    for lock in locks:
        if lock.agent not in data.agents:
            expected = f"an agent of site {data.site!r}"
            yield Issue(LOCKS_FILE, "unknown agent", None, "agent", lock.agent, expected)
        elif not any(lock.covers(day) for day in days):
            text = f"{lock.start or ''} to {lock.last or ''}".strip()
            expected = f"days from {days[0]} to {days[-1]}"
            message = f"the lock on {lock.agent} covers no day of the horizon"
            yield Issue(LOCKS_FILE, message, None, "start", text, expected)


def _locked(data: ScheduleData, locks: Sequence[Lock]) -> NDArray[np.bool_]:
    found = np.zeros((len(data.agents), data.n_days), dtype=bool)
    for lock in locks:
        found |= _cells(data, lock)
    return found


def _lost_issues(data: ScheduleData, present: Present, locks: Sequence[Lock]) -> Iterable[Issue]:
    """Locked shifts on leave or outside the availability, and those no work plan knows."""
    locked = _locked(data, locks)
    lost = freedom(data, present, (), Scope()).lost
    foreign: NDArray[np.bool_] = np.zeros(lost.shape, dtype=bool)
    for cell in present.foreign:
        foreign[cell] = True
    reasons = (
        (lost, "the agent's leave, availability or rest no longer allows it"),
        (foreign, "the agent's work plan has no such shift"),
    )
    for cells, reason in reasons:
        for agent, day in np.argwhere(locked & cells).tolist():
            text = f"the shift of {data.agents[agent]} on {data.site_grid.day(day)} is locked"
            expected = "no lock on it, or another input"
            yield Issue(LOCKS_FILE, f"{text}, but {reason}", None, "agent", data.agents[agent],
                        expected)  # fmt: skip


def _rule_issues(data: ScheduleData, present: Present, locks: Sequence[Lock]) -> Iterable[Issue]:
    """Rules that the locked shifts of an agent break whatever the other days hold.

    Where a lock leaves the start open the shift is left out: the repair has its say. An agent
    with nothing left to change is judged whole, minima included.
    """
    holding = [lock for lock in locks if lock.what is not LockKind.DAYS]
    rows = np.where(_locked(data, holding), present.row, OFF)
    free = freedom(data, present, locks, Scope())
    movable = set(np.nonzero(free.open)[0].tolist())
    rules, parts = rule_arrays(data), np.zeros(len(RULE_NAMES))
    for agent in sorted({data.agents.index(lock.agent) for lock in locks}):
        whole = agent not in movable
        row = present.row[agent] if whole else rows[agent]
        if strain(row, agent, rules, whole, parts) <= STRAIN_TOLERANCE:
            continue
        who = data.agents[agent]
        for name in broken_rules(parts):
            message = f"the locked days of {who} break the rule {name}"
            expected = "locks that leave the rule room"
            yield Issue(LOCKS_FILE, message, None, "agent", who, expected)


def broken_rules(parts: NDArray[np.float64]) -> list[str]:
    """Names of the rules whose part of the strain is above 0."""
    named = zip(RULE_NAMES, parts.tolist(), strict=True)
    return [name for name, degree in named if degree > STRAIN_TOLERANCE]
