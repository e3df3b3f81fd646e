"""Backlog and its age under any staffing: by hand, and against a replay piece by piece."""

from __future__ import annotations

import numpy as np
import pytest
from backlog_cases import steady
from backlog_replay import Piece, pieces, replay
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing.backlog_age import BacklogWalk, backlog_walk
from solver.queueing.backlog_curves import (
    BacklogCurves,
    ResponseGoal,
    Waiting,
    backlog_curves,
    waiting_of_ages,
)
from solver.queueing.backlog_plan import backlog_plan

NAN = float("nan")
PER_HOUR = 40


def test_a_staffing_that_is_short_leaves_work_that_grows_old_and_late() -> None:
    """Four hours arrive in the first hour, due by the second; one an hour is done.

    After the first hour a quarter is done: the next piece arrived at 0:15, so is 0.75 hours old,
    and the mean of the rest 0.375. Two hours are late, the last of them by two hours, the other
    by one.
    """
    walk = backlog_walk(steady([4.0, 0, 0, 0, 0], 1), 1.0, 1.0, aht_s=360.0)
    assert walk.done_hours.tolist() == [1, 1, 1, 1, 0]
    assert walk.idle_hours.tolist() == [0, 0, 0, 0, 1]
    assert walk.backlog_hours.tolist() == [3, 2, 1, 0, 0]
    assert walk.backlog_contacts == pytest.approx([30, 20, 10, 0, 0])
    assert walk.overdue_hours.tolist() == [0, 2, 1, 0, 0]
    assert walk.oldest_h == pytest.approx([0.75, 1.5, 2.25, 0, 0])
    assert walk.mean_age_h == pytest.approx([0.375, 1.25, 2.125, 0, 0])
    assert walk.in_time_share[0] == 0.5
    assert np.isnan(walk.in_time_share[1:]).all()
    assert walk.total_in_time_share == 0.5
    assert (walk.mean_late_h, walk.most_late_h) == (1.5, 2.0)
    assert walk.last_done == 3
    assert walk.left.hours.size == 0


def test_age_runs_on_over_a_closed_night_and_no_work_is_done_in_it() -> None:
    """Four hours of Monday 17-18; one is done then, three on Tuesday from 8 on."""
    opened = np.tile((np.arange(24) >= 8) & (np.arange(24) < 18), 2)
    work = np.zeros(48)
    work[17] = 4.0
    curves = backlog_curves(work, opened, ResponseGoal(2, "opening"))
    walk = backlog_walk(curves, 1.0, 1.0)
    assert walk.done_hours[~opened].sum() == 0
    assert walk.oldest_h[17] == pytest.approx(0.75)
    assert walk.oldest_h[31] == pytest.approx(14.75)
    assert walk.mean_age_h[31] == pytest.approx(14.375)
    assert walk.in_time_hours[17] == 3.0
    assert walk.overdue_hours[33] == 1.0
    assert walk.most_late_h == 1.0
    assert walk.last_done == 34


def test_work_that_waits_at_the_start_is_served_by_its_due_time() -> None:
    """The lot due third waits behind the one due first and the arrivals due second."""
    start = Waiting(np.array([2.0, 1.0]), np.array([3.0, 1.0]), np.array([5.0, 7.0]))
    walk = backlog_walk(steady([1.0, 0, 0, 0], 1, start), 1.0, 1.0)
    assert walk.oldest_h == pytest.approx([6.0, 7.0, 8.0, 0])
    assert walk.backlog_hours.tolist() == [3, 2, 1, 0]
    assert walk.in_time_share[0] == 1
    assert (walk.start_in_time_hours, walk.start_late_hours) == (2.0, 1.0)
    assert (walk.mean_late_h, walk.most_late_h) == (1.0, 1.0)
    assert walk.total_in_time_share == 0.75


def test_work_overdue_at_the_start_is_late_from_its_due_time_on() -> None:
    """Two hours were due two hours before the start; they are done by the end of the second."""
    start = Waiting(np.array([2.0]), np.array([-2.0]), np.array([9.0]))
    walk = backlog_walk(steady([0.0, 0, 0], 1, start), 1.0, 1.0)
    assert walk.overdue_hours.tolist() == [1, 0, 0]
    assert walk.start_late_hours == 2.0
    assert (walk.mean_late_h, walk.most_late_h) == (3.5, 4.0)


def test_contacts_are_counted_at_the_handling_time_of_their_arrival() -> None:
    """Half an hour is left of each: 2 contacts of a quarter of an hour, then 30 of a minute."""
    walk = backlog_walk(steady([1.0, 1.0], 9), [0.5, 1.0], 1.0, aht_s=[900.0, 60.0])
    assert walk.backlog_contacts == pytest.approx([2, 30])


def test_the_share_in_time_of_a_day_weighs_its_intervals_by_work() -> None:
    walk = backlog_walk(steady([3.0, 1, 0, 0, 2, 0], 0), [1.0, 1, 1, 1, 2, 0], 1.0)
    assert walk.in_time_hours.tolist() == [1, 0, 0, 0, 2, 0]
    assert walk.in_time_by_day([0, 0, 0, 0, 2, 2]) == pytest.approx([0.25, NAN, 1], nan_ok=True)


def test_what_is_left_starts_the_next_horizon_as_if_there_was_no_cut() -> None:
    """Ages to half an interval, for what is left of a lot is taken to be as old as its mean."""
    rng = np.random.default_rng(5)
    work, opened = rng.integers(0, 5, 60).astype(float), rng.random(60) < 0.7
    opened[[20, 21, 39, 40]] = True, False, False, False
    capacity = rng.integers(0, 4, 60).astype(float)
    for clock, units in (("elapsed", 6), ("opening", 6), ("opening_days", 1)):
        goal = ResponseGoal(units, clock)  # type: ignore[arg-type]
        day = np.arange(60) // 10
        whole = backlog_walk(backlog_curves(work, opened, goal, day=day), capacity, 0.5)
        parts, left = [], None
        for cut in (slice(0, 20), slice(20, 40), slice(40, 60)):
            curves = backlog_curves(work[cut], opened[cut], goal, start=left, day=day[cut])
            parts.append(backlog_walk(curves, capacity[cut], 0.5))
            left = parts[-1].left
        for name in ("done_hours", "backlog_hours", "overdue_hours", "mean_age_h", "oldest_h"):
            joined = np.concatenate([getattr(part, name) for part in parts])
            slack = 0.25 + 1e-9 if name.endswith("_h") else 1e-9
            assert joined == pytest.approx(getattr(whole, name), abs=slack), (clock, name)


def test_a_plan_is_all_in_time_and_a_queue_without_work_has_nothing_to_tell() -> None:
    curves = steady(
        [3.0, 0, 5, 2, 0, 0], 2, waiting_of_ages(4.0, 2.0, ResponseGoal(2, "elapsed"), 1.0)
    )
    walk = backlog_walk(curves, backlog_plan(curves).own_hours, 1.0)
    assert walk.total_in_time_share == 1
    assert walk.mean_late_h == walk.most_late_h == 0
    assert walk.last_done == 5
    empty = backlog_walk(steady([0.0, 0], 2), 1.0, 1.0)
    assert empty.last_done is None
    assert empty.oldest_h.tolist() == empty.backlog_contacts.tolist() == [0, 0]
    assert np.isnan(empty.total_in_time_share)


def test_a_queue_that_never_opens_lets_everything_wait() -> None:
    start = waiting_of_ages(3.0, 0.0, ResponseGoal(2, "opening"), 1.0)
    curves = backlog_curves([1.0, 1.0], [False, False], ResponseGoal(2, "opening"), start=start)
    walk = backlog_walk(curves, 9.0, 1.0)
    assert walk.backlog_hours.tolist() == [4, 5]
    assert walk.oldest_h.tolist() == [1, 2]
    assert walk.last_done is None
    assert np.isnan(walk.left.due_in).all()
    assert walk.left.hours.sum() == 5


@st.composite
def stories(draw: st.DrawFn) -> tuple[BacklogCurves, np.ndarray]:
    """A horizon with lots at the start and a capacity that may miss deadlines."""
    size = draw(st.integers(1, 25))
    row = st.lists(st.integers(0, 4), min_size=size, max_size=size)
    mask = st.lists(st.booleans(), min_size=size, max_size=size)
    lots = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 9)), max_size=4))
    start = Waiting(
        np.array([float(hours) for hours, _ in lots]),
        np.array([float(due) for _, due in lots]),
        np.arange(len(lots), dtype=float),
    )
    goal = ResponseGoal(draw(st.integers(0, 6)), draw(st.sampled_from(["elapsed", "opening"])))
    opened = np.array(draw(mask))
    curves = backlog_curves(draw(row), opened, goal, start=start)
    return curves, np.array(draw(row), dtype=float)


@settings(max_examples=40, deadline=None)
@given(stories())
def test_a_walk_is_the_replay_of_its_pieces(story: tuple[BacklogCurves, np.ndarray]) -> None:
    """Ages agree to half a piece, everything else exactly."""
    curves, capacity = story
    walk = backlog_walk(curves, capacity, 0.5, aht_s=1800.0)
    found = pieces(curves, PER_HOUR, 0.5)
    replay(found, np.where(curves.opened, capacity, 0.0) * PER_HOUR)
    for t in range(capacity.size):
        waits = [p for p in found if p.there <= t and (p.done is None or p.done > t)]
        assert walk.backlog_hours[t] * PER_HOUR == pytest.approx(len(waits))
        assert walk.backlog_contacts[t] * PER_HOUR / 2 == pytest.approx(len(waits))
        overdue = sum(p.due <= t for p in waits)
        assert walk.overdue_hours[t] * PER_HOUR == pytest.approx(overdue)
        ages = [(t + 1) / 2 - p.arrival_h for p in waits]
        assert walk.mean_age_h[t] == pytest.approx(np.mean(ages) if ages else 0.0, abs=1e-9)
        assert walk.oldest_h[t] == pytest.approx(max(ages, default=0.0), abs=0.25 / PER_HOUR + 1e-9)
    check_decided(walk, found, capacity.size)


def check_decided(walk: BacklogWalk, found: list[Piece], size: int) -> None:
    """In time and late by interval of arrival, how late, and that no work is lost."""
    late = [p for p in found if p.due < size and (p.done is None or p.done > p.due)]
    done = [p for p in found if p.done is not None and p not in late]
    for t in range(size):
        assert walk.in_time_hours[t] * PER_HOUR == pytest.approx(
            sum(p.new and p.lot == t for p in done)
        )
        assert walk.late_hours[t] * PER_HOUR == pytest.approx(
            sum(p.new and p.lot == t for p in late)
        )
    assert walk.start_in_time_hours * PER_HOUR == pytest.approx(sum(not p.new for p in done))
    assert walk.start_late_hours * PER_HOUR == pytest.approx(sum(not p.new for p in late))
    spans = [((size - 1 if p.done is None else p.done) - p.due) / 2 for p in late]
    assert walk.most_late_h == pytest.approx(max(spans, default=0.0))
    assert walk.mean_late_h == pytest.approx(np.mean(spans) if spans else 0.0)
    last = [p.done for p in found]
    assert walk.last_done == (None if None in last or not last else max(last))
    assert walk.done_hours.sum() + walk.left.hours.sum() == pytest.approx(len(found) / PER_HOUR)


@pytest.mark.parametrize(
    ("change", "column", "row"),
    [
        ({"capacity_hours": [1.0, -1.0]}, "capacity_hours", 3),
        ({"capacity_hours": [1.0, 1.0, 1.0]}, "capacity_hours", None),
        ({"aht_s": 0.0}, "aht_s", 2),
        ({"interval_hours": NAN}, "interval_hours", 2),
    ],
)
def test_a_walk_of_input_that_cannot_be_is_refused(
    change: dict[str, object], column: str, row: int | None
) -> None:
    arguments: dict[str, object] = {"capacity_hours": 1.0, "interval_hours": 1.0}
    with pytest.raises(InvalidInputError) as error:
        backlog_walk(steady([1.0, 1.0], 1), **(arguments | change))  # type: ignore[arg-type]
    assert (error.value.issues[0].column, error.value.issues[0].row) == (column, row)


def test_a_day_that_is_no_day_is_refused() -> None:
    walk = backlog_walk(steady([1.0, 1.0], 1), 1.0, 1.0)
    for day in ([0], [0.0, 1.0], [-1, 0]):
        with pytest.raises(InvalidInputError, match="day"):
            walk.in_time_by_day(day)
