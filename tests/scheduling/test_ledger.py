"""What is carried into the next period: rest, runs of days, the ledger of unpopular work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from schedule_builders import (
    day,
    make_agent,
    make_plan,
    make_planning,
    make_shift,
    plain_template,
)

from solver.domain import CarryOver
from solver.scheduling.ledger import carried_forward, is_unpopular

DAYS = [day(n) for n in range(7)]
TWO = (make_agent("ann"), make_agent("bob"))


def planning_of(carry_over=(), agents=TWO, **fields):
    plan = make_plan(shifts=[plain_template()])
    return make_planning(agents, [plan], carry_over=tuple(carry_over), **fields)


def shifts_of(planning, *cells: tuple[str, int, str]):
    return [make_shift(planning, name, day(n), at, template="plain") for name, n, at in cells]


@pytest.mark.parametrize(
    ("on", "at", "unpopular"),
    [
        (0, "08:00", False),
        (0, "13:00", False),
        (0, "13:30", True),
        (4, "22:00", True),
        (5, "08:00", True),
        (6, "08:00", True),
    ],
)
def test_weekends_and_late_ends_are_unpopular(on: int, at: str, unpopular: bool) -> None:
    """Eight hours: from 13:00 a shift ends at 21:00, from 13:30 at half past."""
    planning = planning_of()
    (shift,) = shifts_of(planning, ("ann", on, at))
    assert is_unpopular(shift, planning.work_plans[0], ZoneInfo("UTC")) == unpopular


def test_the_wall_clock_is_the_sites() -> None:
    planning = planning_of(site_zone="America/New_York")
    (shift,) = shifts_of(planning, ("ann", 0, "12:00"))
    assert not is_unpopular(shift, planning.work_plans[0], ZoneInfo("America/New_York"))
    assert is_unpopular(shift, planning.work_plans[0], ZoneInfo("Europe/Paris"))


def test_last_shift_and_run_come_from_the_schedule() -> None:
    planning = planning_of()
    shifts = shifts_of(
        planning, ("ann", 3, "08:00"), ("ann", 5, "08:00"), ("ann", 6, "09:00"), ("bob", 1, "08:00")
    )
    ann, bob = carried_forward(planning, shifts, DAYS)
    assert ann.last_shift_end == datetime(2026, 1, 11, 17, tzinfo=UTC)
    assert ann.consecutive_days == 2
    assert bob.consecutive_days == 0


def test_a_run_over_the_whole_period_goes_on_from_the_one_before() -> None:
    before = [
        CarryOver(agent="ann", consecutive_days=3),
        CarryOver(agent="bob", consecutive_days=3),
    ]
    planning = planning_of(before)
    shifts = shifts_of(planning, *(("ann", n, "08:00") for n in range(7)), ("bob", 6, "08:00"))
    ann, bob = carried_forward(planning, shifts, DAYS)
    assert (ann.consecutive_days, bob.consecutive_days) == (10, 1)


def test_who_did_nothing_keeps_the_old_end() -> None:
    ended = datetime(2026, 1, 4, 20, tzinfo=UTC)
    planning = planning_of([CarryOver(agent="ann", last_shift_end=ended, unpopular_shifts=2)])
    ann, bob = carried_forward(planning, [], DAYS)
    assert (ann.last_shift_end, ann.unpopular_shifts) == (ended, 2)
    assert (bob.last_shift_end, bob.unpopular_shifts) == (None, 0)


def test_the_ledger_counts_what_somebody_did_more_than_the_least() -> None:
    before = [
        CarryOver(agent="ann", unpopular_shifts=4),
        CarryOver(agent="bob", unpopular_shifts=3),
    ]
    planning = planning_of(before)
    shifts = shifts_of(planning, ("bob", 5, "08:00"), ("bob", 6, "08:00"), ("bob", 0, "08:00"))
    ann, bob = carried_forward(planning, shifts, DAYS)
    assert (ann.unpopular_shifts, bob.unpopular_shifts) == (0, 1)


def test_who_leaves_is_not_carried() -> None:
    leaving = make_agent("bob", end_date=DAYS[-1])
    planning = planning_of(agents=(make_agent("ann"), leaving))
    assert [row.agent for row in carried_forward(planning, [], DAYS)] == ["ann"]
    staying = make_agent("bob", end_date=DAYS[-1] + timedelta(days=1))
    planning = planning_of(agents=(make_agent("ann"), staying))
    assert len(carried_forward(planning, [], DAYS)) == 2
