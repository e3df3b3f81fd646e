"""Response goals of a backlog: when work is due, and its cumulative curves over open intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.queueing.backlog_rows import (
    bad_value,
    interval,
    interval_rows,
    number,
    one_number,
    one_row,
    work,
)
from solver.queueing.rows import Array, non_negative

Clock = Literal["elapsed", "opening", "opening_days"]
MAX_RESPONSE = 1_000_000
MAX_AGE_H = 100_000.0


@dataclass(frozen=True)
class ResponseGoal:
    """Units of a clock within which work is to be answered.

    `elapsed` and `opening` count intervals from the end of the one in which work arrives, the
    second only open ones. `opening_days` counts days with an open interval: work is due at the
    last closing of the `units`-th such day after the one it arrives in.
    """

    units: int
    clock: Clock

    def __post_init__(self) -> None:
        if self.units < 0 or self.clock not in get_args(Clock):
            found = f"{self.units} {self.clock}"
            expected = "0 or more units of " + ", ".join(get_args(Clock))
            raise bad_value("ResponseGoal", "no valid goal", "units", found, expected)


@dataclass(frozen=True)
class Waiting:
    """Lots of work that wait at the start or end of a horizon, each (K,).

    `hours` of work; `due_in` units of the response clock left, whole: n = 1 is due by the end of
    the next interval (open interval, closing of the next open day), 0 or less is overdue, NaN is
    work whose clock starts with the next opening; `age_h` hours since the mean of it arrived, and
    all of a lot counts as that old.
    """

    hours: Array
    due_in: Array
    age_h: Array


@dataclass(frozen=True)
class BacklogCurves:
    """Cumulative work by the end of each open interval, (J,); `at` are these intervals.

    `arrived` can be done by then, `due` must be. `due_at` (T,) is the last interval by whose end
    the work of each interval is due, T - 1 + n if that is n units of the clock after the end of
    the horizon, NaN if its clock starts after the last closing; `start_due_at` (K,) the same of
    the lots that wait, negative where they are overdue.
    """

    opened: NDArray[np.bool_]
    at: NDArray[np.int64]
    arrived: Array
    due: Array
    work: Array
    due_at: Array
    start: Waiting
    start_due_at: Array


def response_goal(
    interval_hours: float,
    *,
    hours: float | None = None,
    days: float | None = None,
    clock: Literal["elapsed", "opening"] = "elapsed",
) -> ResponseGoal:
    """The goal of an answer within `hours` or `days`, exactly one of them.

    Hours, and days of 24 hours on the `elapsed` clock, count in whole intervals, rounded down. On
    the `opening` clock hours run only while open, and days are whole: work of a Tuesday with
    days=1 is due at Wednesday's closing.
    """
    one_number("response_goal", interval(interval_hours))
    if hours is not None and days is None:
        column, size, each = "hours", hours, 1.0
    elif days is not None and hours is None:
        column, size, each = "days", days, 24.0
    else:
        found = "neither" if hours is None else "both"
        raise bad_value("response_goal", "no single goal", "hours", found, "hours or days")
    open_days = column == "days" and clock == "opening"
    if not 0 <= size <= MAX_RESPONSE or (open_days and size != math.floor(size)):
        expected = f"{'whole ' if open_days else ''}{column} from 0 to {MAX_RESPONSE:g}"
        raise bad_value("response_goal", "no valid goal", column, f"{size:g}", expected)
    if open_days:
        return ResponseGoal(int(size), "opening_days")
    return ResponseGoal(math.floor(size * each / interval_hours + 1e-9), clock)


def no_waiting() -> Waiting:
    return Waiting(np.zeros(0), np.zeros(0), np.zeros(0))


def waiting_of_ages(
    hours: float, oldest_h: float, goal: ResponseGoal, interval_hours: float
) -> Waiting:
    """Work that arrived evenly over the last `oldest_h` hours, the response clock running.

    With `oldest_h` 0 it is one lot whose clock starts with the first opening. Days of
    `opening_days` count 24 hours.
    """
    one_number("waiting_of_ages", work("hours", hours))
    one_number("waiting_of_ages", non_negative("oldest_h", oldest_h, MAX_AGE_H))
    one_number("waiting_of_ages", interval(interval_hours))
    if oldest_h == 0.0:
        return Waiting(np.array([hours]), np.array([np.nan]), np.zeros(1))
    lots = max(1, math.ceil(oldest_h / interval_hours - 1e-9))
    since = np.arange(lots, 0, -1)
    share = np.minimum(1.0, oldest_h / interval_hours - (since - 1.0))
    spent = since - 1
    if goal.clock == "opening_days":
        spent = ((since - 0.5) * interval_hours // 24.0).astype(np.int64)
    age_h = (since - 1.0 + share / 2.0) * interval_hours
    return Waiting(hours * share / share.sum(), goal.units - spent.astype(float), age_h)


def backlog_curves(
    work_hours: ArrayLike,
    opened: ArrayLike,
    goal: ResponseGoal,
    *,
    start: Waiting | None = None,
    day: ArrayLike | None = None,
) -> BacklogCurves:
    """Curves of `work_hours` (T,) that arrives in intervals `opened` (T,) or not.

    Work of an open interval may be done in it. Work that arrives while closed waits for the next
    opening, and its response clock starts there, so that a response of n intervals ends n
    intervals after the opening. What falls due while closed must be done before the closing, what
    is overdue at the start in the first open interval. `day` (T,), whole and rising, numbers the
    days of `opening_days`. Raises `InvalidInputError` naming column and row.
    """
    size = one_row("backlog_curves", "work_hours", work_hours)
    if size == 0:
        raise bad_value("backlog_curves", "no intervals", "work_hours", "(0,)", "one or more")
    (hours,) = interval_rows("backlog_curves", size, [work("work_hours", work_hours)])
    mask = _mask(opened, size)
    start = _checked(start or no_waiting())
    clock = _Clock(mask, goal, _days(day, size, goal))
    at = clock.at
    due_at, start_due_at = clock.due_at(), clock.due_in(start.due_in)
    lots = np.concatenate([start.hours, hours])
    ends = np.concatenate([start_due_at, due_at])
    inside = ends <= size - 1
    slot = np.maximum(ends[inside], 0.0).astype(np.int64)
    due_by = np.cumsum(np.bincount(slot, lots[inside], minlength=size))
    arrived = start.hours.sum() + np.cumsum(hours)[at]
    before_opening = np.append(at[1:] - 1, size - 1)[: at.size]
    due = np.minimum(due_by[before_opening], arrived)
    return BacklogCurves(mask, at, arrived, due, hours, due_at, start, start_due_at)


class _Clock:
    """A response clock over one horizon of T intervals, J of them open."""

    def __init__(
        self, opened: NDArray[np.bool_], goal: ResponseGoal, day: NDArray[np.int64] | None
    ) -> None:
        self.opened, self.goal = opened, goal
        self.at = np.flatnonzero(opened)
        self.ends = self.at
        if day is not None:
            last_of_day = np.append(np.diff(day[self.at]) > 0, True)[: self.at.size]
            self.ends = self.at[last_of_day]
            self.day_of = np.cumsum(np.append(0, last_of_day))[: self.at.size]

    def due_at(self) -> Array:
        size, units = self.opened.size, self.goal.units
        due = np.full(size, np.nan)
        carrier = np.searchsorted(self.at, np.arange(size))
        carried = carrier < self.at.size
        carrier = carrier[carried]
        lag = np.where(self.opened[carried], units, max(units, 1) - 1)
        if self.goal.clock == "elapsed":
            due[carried] = self.at[carrier] + lag
        elif self.goal.clock == "opening":
            due[carried] = self._end(carrier + lag)
        else:
            due[carried] = self._end(self.day_of[carrier] + units)
        return due

    def due_in(self, units_left: Array) -> Array:
        """Where lots with so many units left are due; NaN starts with the first opening."""
        waits = np.isnan(units_left)
        n = np.where(waits, 1.0, units_left)
        due = n - 1.0
        if self.goal.clock != "elapsed":
            due = np.where(n > 0, self._end(np.maximum(n, 1.0).astype(np.int64) - 1), due)
        if not waits.any():
            return due
        return np.where(waits, self._first_due(), due)

    def _first_due(self) -> float:
        """When work is due that waits for the first opening."""
        if self.at.size == 0:
            return math.nan
        units = self.goal.units
        lag = max(units, 1) - 1
        if self.goal.clock == "elapsed":
            return float(self.at[0] + lag)
        unit = lag if self.goal.clock == "opening" else units
        return float(self._end(np.array([unit]))[0])

    def _end(self, unit: NDArray[np.int64]) -> Array:
        """Last interval of the open interval or day `unit`; past the horizon T - 1 + n."""
        count = self.ends.size
        beyond = (self.opened.size + unit - count).astype(float)
        if count == 0:
            return beyond
        return np.where(unit < count, self.ends[np.minimum(unit, count - 1)], beyond)


def _mask(opened: ArrayLike, size: int) -> NDArray[np.bool_]:
    mask = np.asarray(opened)
    if mask.shape != (size,) or mask.dtype != np.bool_:
        found, expected = f"{mask.dtype} {mask.shape}", f"bool ({size},)"
        raise bad_value("backlog_curves", "opened is no mask", "opened", found, expected)
    return mask


def _days(day: ArrayLike | None, size: int, goal: ResponseGoal) -> NDArray[np.int64] | None:
    if goal.clock != "opening_days":
        return None
    if day is None:
        raise bad_value("backlog_curves", "day is not given", "day", "None", "one an interval")
    (days,) = interval_rows("backlog_curves", size, [number("day", day)])
    wrong = (days != np.floor(days)) | (np.diff(days, prepend=days[:1]) < 0)
    if wrong.any():
        row = int(np.argmax(wrong))
        text, value = "day is not whole or falls", f"{days[row]:g}"
        raise bad_value("backlog_curves", text, "day", value, "whole and rising", row + 2)
    return np.asarray(days, dtype=np.int64)


def _checked(start: Waiting) -> Waiting:
    count = one_row("Waiting", "hours", start.hours)
    hours, due_in, age_h = interval_rows(
        "Waiting",
        count,
        [
            work("hours", start.hours),
            number("due_in", start.due_in, blank=True),
            non_negative("age_h", start.age_h),
        ],
    )
    wrong = due_in != np.floor(due_in)
    wrong &= ~np.isnan(due_in)
    if wrong.any():
        row = int(np.argmax(wrong))
        value = f"{due_in[row]:g}"
        raise bad_value("Waiting", "due_in is not whole", "due_in", value, "whole", row + 2)
    return Waiting(hours, due_in, age_h)
