"""Random small centres: whatever is absent and locked, locks are kept and the audit passes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_centers import random_center
from resolve_cases import away, by_cell, changed_cells, start_of
from rule_cases import Case

from solver.domain import Lock, LockKind, NamedShift, TimeOff
from solver.errors import InvalidInputError
from solver.scheduling.check import audit
from solver.scheduling.resolve import Changes, Resolved, resolve
from solver.scheduling.resolve_params import ResolveParams

PARAMS = ResolveParams(time_limit_s=2.0, disruption_price=0.5, break_disruption_price=0.0)


def solve(case: Case, shifts: Sequence[NamedShift], changes: Changes) -> Resolved:
    return resolve(case.planning, case.target, shifts, changes, case.params, PARAMS)


def passes(case: Case, found: Resolved) -> bool:
    return audit(found.planning, found.target, found.schedule.published, case.params).passed


def random_absences(pick: Random, case: Case) -> tuple[TimeOff, ...]:
    days, names = case.target.grid.days, case.data.agents
    return tuple(away(pick.choice(names), pick.choice(days)) for _ in range(pick.randint(0, 2)))


def random_locks(pick: Random, case: Case) -> tuple[Lock, ...]:
    days, names = case.target.grid.days, case.data.agents
    found = []
    for _ in range(pick.randint(1, 4)):
        start = pick.choice((None, pick.choice(days)))
        end = None if start is None else start + timedelta(days=pick.randint(0, 3))
        kind = pick.choice(list(LockKind))
        found.append(Lock(agent=pick.choice(names), start=start, end=end, what=kind))
    return tuple(found)


def broken_locks(
    locks: Sequence[Lock], before: Sequence[NamedShift], after: Sequence[NamedShift]
) -> list[tuple[Lock, str]]:
    """Locks that a new schedule does not keep, judged on the named shifts alone."""
    old, new, changed = by_cell(before), by_cell(after), changed_cells(before, after)
    found = []
    for lock in locks:
        for cell in {c for c in {*old, *new} if c[0] == lock.agent and lock.covers(c[1])}:
            same_day = (cell in old) == (cell in new)
            same_start = cell not in old or (
                cell in new and start_of(old[cell]) == start_of(new[cell])
            )
            kept = {
                LockKind.ALL: cell not in changed,
                LockKind.DAYS: same_day,
                LockKind.STARTS: same_start,
                LockKind.BREAKS: cell not in old or cell not in changed,
            }[lock.what]
            if not kept:
                found.append((lock, str(cell)))
    return found


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.randoms(use_true_random=False))
def test_locks_are_kept_and_the_audit_passes(pick: Random) -> None:
    case = random_center(pick)
    base = solve(case, (), Changes())
    if not base.schedule.report.status.has_solution:
        return
    assert passes(case, base)
    shifts = base.schedule.published.shifts
    locks = random_locks(pick, case)
    changes = Changes(
        time_off=random_absences(pick, case), locks=locks, everywhere=pick.choice((True, False))
    )
    try:
        found = solve(case, shifts, changes)
    except InvalidInputError:
        # A lock on a shift that an absence takes, or on shifts that break a rule.
        return
    after = found.schedule.published.shifts
    assert not broken_locks(locks, shifts, after)
    assert found.schedule.report.status.has_solution == passes(case, found)
