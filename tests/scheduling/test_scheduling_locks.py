"""Locks and scope become masks of what each agent and day may be."""

from __future__ import annotations

import numpy as np
import pytest
from resolve_cases import NAMES, PARAMS, WORKED, away, office
from schedule_builders import day

from solver.domain import Lock, LockKind
from solver.scheduling.locks import Freedom, Scope, freedom, lock_issues
from solver.scheduling.prepare import schedule_data
from solver.scheduling.present import present_of

OFFICE = office()
DATA = schedule_data(OFFICE.planning, OFFICE.target, PARAMS)
PRESENT = present_of(DATA, OFFICE.shifts)
WHO = 2
STARTS = 7
FREE_DAY = 5


def masks(*locks: Lock, scope: Scope | None = None) -> Freedom:
    return freedom(DATA, PRESENT, locks, scope or Scope())


def locked(kind: LockKind) -> Freedom:
    return masks(Lock(agent=NAMES[WHO], what=kind))


def test_without_locks_everything_is_free() -> None:
    found = masks()
    assert found.open.all()
    assert found.off_ok.all()
    assert (found.allowed.sum(axis=2) == STARTS).all()
    assert not found.lost.any()


@pytest.mark.parametrize(
    ("kind", "worked", "free"),
    [
        (LockKind.ALL, (False, 1, False), (False, 0, True)),
        (LockKind.DAYS, (True, STARTS, False), (False, 0, True)),
        (LockKind.STARTS, (True, 1, False), (True, STARTS, True)),
        (LockKind.BREAKS, (False, 1, False), (True, STARTS, True)),
    ],
)
def test_each_kind(
    kind: LockKind, worked: tuple[bool, int, bool], free: tuple[bool, int, bool]
) -> None:
    found = locked(kind)
    for on, wanted in ((0, worked), (FREE_DAY, free)):
        cell = (WHO, on)
        assert (found.open[cell], found.allowed[cell].sum(), found.off_ok[cell]) == wanted
    others = np.delete(np.arange(len(NAMES)), WHO)
    assert found.open[others].all()


def test_a_scope_closes_the_days_outside() -> None:
    found = masks(scope=Scope(day(1), day(2)))
    assert found.open.any(axis=0).tolist() == [on in (1, 2) for on in range(DATA.n_days)]


def test_breaks_only_keeps_every_shift_and_day_off() -> None:
    found = masks(scope=Scope(breaks_only=True))
    assert (found.allowed[:, list(WORKED)].sum(axis=2) == 1).all()
    assert not found.allowed[:, FREE_DAY].any()
    assert not found.off_ok[:, list(WORKED)].any()


def test_a_shift_on_leave_is_lost_and_its_lock_refused() -> None:
    leave = (away(NAMES[WHO], day(1)),)
    planning = OFFICE.planning.model_copy(update={"time_off": leave})
    data = schedule_data(planning, OFFICE.target, PARAMS)
    found = freedom(data, PRESENT, (), Scope())
    assert np.argwhere(found.lost).tolist() == [[WHO, 1]]
    lock = Lock(agent=NAMES[WHO], start=day(1))
    assert len(lock_issues(data, PRESENT, (lock,))) == 1
    assert not lock_issues(data, PRESENT, (lock.model_copy(update={"start": day(2)}),))


def test_a_week_locked_whole_must_reach_its_minimum() -> None:
    case = office(min_paid_minutes_week=6 * 480)
    data = schedule_data(case.planning, case.target, PARAMS)
    (issue,) = lock_issues(data, PRESENT, (Lock(agent=NAMES[WHO]),))
    assert "weekly_paid_time" in issue.message
    assert not lock_issues(data, PRESENT, (Lock(agent=NAMES[WHO], what=LockKind.BREAKS),))
