"""When work is due on each response clock, by hand: inside a day, over nights and weekends."""

from __future__ import annotations

import numpy as np
import pytest
from backlog_cases import OFFICE
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing.backlog_curves import (
    ResponseGoal,
    Waiting,
    backlog_curves,
    response_goal,
    waiting_of_ages,
)

NAN = float("nan")


def week(days: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Hours of an office that is open 8-18 from Monday to Friday, and the day of each."""
    day = np.repeat(np.arange(days), 24)
    return np.tile(OFFICE, days) & (day % 7 < 5), day


def due_of(goal: ResponseGoal, hour: int, days: int = 7) -> float:
    """When work that arrives in one hour of a week is due."""
    opened, day = week(days)
    work = np.zeros(opened.size)
    work[hour] = 1.0
    return float(backlog_curves(work, opened, goal, day=day).due_at[hour])


@pytest.mark.parametrize(
    ("hours", "days", "clock", "goal"),
    [
        (4.0, None, "elapsed", ResponseGoal(16, "elapsed")),
        (4.1, None, "opening", ResponseGoal(16, "opening")),
        (0.1, None, "elapsed", ResponseGoal(0, "elapsed")),
        (None, 1.5, "elapsed", ResponseGoal(144, "elapsed")),
        (None, 2.0, "opening", ResponseGoal(2, "opening_days")),
    ],
)
def test_a_goal_counts_whole_units_of_its_clock(
    hours: float | None, days: float | None, clock: str, goal: ResponseGoal
) -> None:
    assert response_goal(0.25, hours=hours, days=days, clock=clock) == goal  # type: ignore[arg-type]


def test_elapsed_hours_run_from_the_end_of_the_interval_over_the_night() -> None:
    goal = ResponseGoal(4, "elapsed")
    assert due_of(goal, 9) == 13
    assert due_of(goal, 16) == 20
    assert due_of(goal, 6) == 11, "before the opening at 8 the clock starts there"
    assert due_of(goal, 5 * 24 + 11, 8) == 7 * 24 + 11, "Saturday's work starts on Monday"


def test_opening_hours_stop_at_the_closing() -> None:
    goal = ResponseGoal(4, "opening")
    assert due_of(goal, 9) == 13
    assert due_of(goal, 16) == 24 + 10
    assert due_of(goal, 4 * 24 + 17, 8) == 7 * 24 + 11, "from Friday's last hour to Monday"


def test_opening_days_end_at_the_closing_of_a_later_open_day() -> None:
    one = ResponseGoal(1, "opening_days")
    assert due_of(one, 9) == due_of(one, 6) == 24 + 17
    assert due_of(one, 20) == 2 * 24 + 17, "after Monday's closing it counts as Tuesday's"
    assert due_of(one, 4 * 24 + 9, 8) == 7 * 24 + 17, "Friday's work is due on Monday"
    assert due_of(one, 5 * 24 + 9, 9) == 8 * 24 + 17, "Saturday's on Tuesday"
    assert due_of(ResponseGoal(0, "opening_days"), 9) == 17


@pytest.mark.parametrize(
    ("clock", "hour", "due_in"),
    [("elapsed", 16, 5), ("opening", 16, 3), ("opening_days", 16, 1), ("elapsed", 20, NAN)],
)
def test_past_the_horizon_the_units_left_are_counted(clock: str, hour: int, due_in: float) -> None:
    """One day of an office; 12 elapsed hours from 17:00 are 5 after midnight."""
    goal = ResponseGoal({"elapsed": 12, "opening": 4, "opening_days": 1}[clock], clock)  # type: ignore[arg-type]
    assert due_of(goal, hour, 1) - 23 == pytest.approx(due_in, nan_ok=True)


def test_the_curves_ask_for_work_due_in_the_night_before_the_closing() -> None:
    opened, _ = week(1)
    work = np.zeros(24)
    work[[6, 16, 20]] = 2.0, 6.0, 3.0
    curves = backlog_curves(work, opened, ResponseGoal(4, "elapsed"))
    assert curves.at.tolist() == list(range(8, 18))
    assert curves.arrived.tolist() == [2] * 8 + [8, 8]
    assert curves.due.tolist() == [0, 0, 0, 2, 2, 2, 2, 2, 2, 8]


def test_work_that_waits_is_due_by_its_own_units_and_overdue_at_once() -> None:
    """Overdue work in the first open hour, the rest by the closing of its hour or day."""
    opened, day = week(2)
    lots = Waiting(np.array([1.0, 2, 4, 8]), np.array([-3.0, 1, 2, NAN]), np.zeros(4))
    due = {
        clock: backlog_curves(np.zeros(48), opened, ResponseGoal(units, clock), start=lots, day=day)
        for clock, units in (("elapsed", 5), ("opening", 5), ("opening_days", 1))
    }
    assert due["elapsed"].start_due_at.tolist() == [-4, 0, 1, 8 + 4]
    assert due["opening"].start_due_at.tolist() == [-4, 8, 9, 8 + 4]
    assert due["opening_days"].start_due_at.tolist() == [-4, 17, 41, 41]
    assert due["elapsed"].due[:6].tolist() == [7, 7, 7, 7, 15, 15]
    assert due["opening"].due[:6].tolist() == [3, 7, 7, 7, 15, 15]
    assert due["opening_days"].due[[0, 8, 9, 18, 19]].tolist() == [1, 1, 3, 3, 15]
    assert (due["opening"].arrived == 15).all()


def test_work_of_even_ages_has_what_is_left_of_its_response() -> None:
    """Seven hours that arrived over the last 3.5 hours, of a goal of two hours."""
    lots = waiting_of_ages(7.0, 3.5, ResponseGoal(2, "elapsed"), 1.0)
    assert lots.hours.tolist() == [1, 2, 2, 2]
    assert lots.due_in.tolist() == [-1, 0, 1, 2]
    assert lots.age_h.tolist() == [3.25, 2.5, 1.5, 0.5]
    days = waiting_of_ages(4.0, 48.0, ResponseGoal(1, "opening_days"), 12.0)
    assert days.due_in.tolist() == [0, 0, 1, 1]


def test_work_without_an_age_starts_its_clock_at_the_opening() -> None:
    lots = waiting_of_ages(7.0, 0.0, ResponseGoal(2, "elapsed"), 1.0)
    assert (lots.hours.tolist(), lots.age_h.tolist()) == ([7], [0])
    assert np.isnan(lots.due_in).all()


def test_a_backlog_that_never_opens_has_no_curves() -> None:
    lots = waiting_of_ages(7.0, 0.0, ResponseGoal(2, "opening"), 1.0)
    curves = backlog_curves([1.0, 2.0], [False, False], ResponseGoal(2, "opening"), start=lots)
    assert curves.at.size == curves.arrived.size == curves.due.size == 0
    assert np.isnan(curves.due_at).all()
    assert np.isnan(curves.start_due_at).all()


@settings(max_examples=40, deadline=None)
@given(
    work=st.lists(st.integers(0, 9), min_size=1, max_size=60),
    closed=st.sets(st.integers(0, 59)),
    units=st.integers(0, 12),
    clock=st.sampled_from(["elapsed", "opening", "opening_days"]),
)
def test_due_rises_with_arrival_and_never_passes_it(
    work: list[int], closed: set[int], units: int, clock: str
) -> None:
    size = len(work)
    opened = np.array([t not in closed for t in range(size)])
    goal = ResponseGoal(units, clock)  # type: ignore[arg-type]
    curves = backlog_curves(work, opened, goal, day=np.arange(size) // 10)
    started = curves.due_at[~np.isnan(curves.due_at)]
    assert (np.diff(started) >= 0).all()
    assert (started >= np.arange(started.size)).all()
    assert (np.diff(curves.due, prepend=0.0) >= 0).all()
    assert (curves.due <= curves.arrived).all()


@pytest.mark.parametrize(
    ("change", "column", "row"),
    [
        ({"work_hours": [1.0, -1.0, 0.0]}, "work_hours", 3),
        ({"work_hours": [1.0, 1.0, NAN]}, "work_hours", 4),
        ({"work_hours": []}, "work_hours", None),
        ({"work_hours": 3.0}, "work_hours", None),
        ({"opened": [True, False]}, "opened", None),
        ({"opened": [1, 0, 1]}, "opened", None),
        ({"goal": ResponseGoal(1, "opening_days")}, "day", None),
        ({"goal": ResponseGoal(1, "opening_days"), "day": [1, 0, 1]}, "day", 3),
        ({"start": Waiting(np.array([-1.0]), np.zeros(1), np.zeros(1))}, "hours", 2),
        ({"start": Waiting(np.ones(2), np.array([1, 0.5]), np.zeros(2))}, "due_in", 3),
        ({"start": Waiting(np.ones(2), np.zeros(2), np.array([0, NAN]))}, "age_h", 3),
        ({"start": Waiting(np.ones(2), np.zeros(3), np.zeros(2))}, "due_in", None),
    ],
)
def test_input_that_cannot_be_is_refused_by_name(
    change: dict[str, object], column: str, row: int | None
) -> None:
    arguments = {
        "work_hours": [1.0, 1, 1],
        "opened": [True] * 3,
        "goal": ResponseGoal(1, "opening"),
    }
    with pytest.raises(InvalidInputError) as error:
        backlog_curves(**(arguments | change))  # type: ignore[arg-type]
    assert (error.value.issues[0].column, error.value.issues[0].row) == (column, row)


@pytest.mark.parametrize(
    ("arguments", "column"),
    [
        ({"hours": 1.0, "days": 1.0}, "hours"),
        ({}, "hours"),
        ({"hours": -1.0}, "hours"),
        ({"hours": NAN}, "hours"),
        ({"days": 1.5, "clock": "opening"}, "days"),
        ({"hours": 1.0, "interval_hours": 0.0}, "interval_hours"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(arguments: dict[str, object], column: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        response_goal(**({"interval_hours": 0.5} | arguments))  # type: ignore[arg-type]
    assert error.value.issues[0].column == column


@pytest.mark.parametrize(("units", "clock"), [(-1, "elapsed"), (1, "weekly")])
def test_units_that_no_clock_has_are_refused(units: int, clock: str) -> None:
    with pytest.raises(InvalidInputError, match="units"):
        ResponseGoal(units, clock)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "oldest_h", "interval_hours"), [(-1.0, 0, 1), (1.0, NAN, 1), (1.0, 1, 0.0)]
)
def test_ages_that_cannot_be_are_refused(
    hours: float, oldest_h: float, interval_hours: float
) -> None:
    with pytest.raises(InvalidInputError):
        waiting_of_ages(hours, oldest_h, ResponseGoal(1, "elapsed"), interval_hours)
