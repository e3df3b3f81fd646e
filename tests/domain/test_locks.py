"""A lock covers its days, ends included, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain import Lock, LockKind

MONDAY, TUESDAY, SUNDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 11)


def test_without_days_it_covers_all_and_keeps_all() -> None:
    lock = Lock(agent="ann")
    assert lock.what is LockKind.ALL
    assert lock.covers(MONDAY)
    assert lock.covers(SUNDAY)


def test_a_start_alone_is_one_day() -> None:
    lock = Lock(agent="ann", start=MONDAY)
    assert lock.covers(MONDAY)
    assert not lock.covers(TUESDAY)


def test_both_ends_are_included() -> None:
    lock = Lock(agent="ann", start=TUESDAY, end=SUNDAY)
    assert lock.covers(TUESDAY)
    assert lock.covers(SUNDAY)
    assert not lock.covers(MONDAY)


def test_an_end_alone_begins_with_the_horizon() -> None:
    lock = Lock(agent="ann", end=MONDAY)
    assert lock.covers(MONDAY)
    assert not lock.covers(TUESDAY)


def test_the_end_lies_not_before_the_start() -> None:
    with pytest.raises(ValidationError, match="it lies before start"):
        Lock(agent="ann", start=SUNDAY, end=MONDAY)
