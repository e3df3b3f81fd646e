"""What waits, how old it is and what is late, under any staffing of a backlog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.queueing.backlog_curves import BacklogCurves, Waiting
from solver.queueing.backlog_kernels import serve
from solver.queueing.backlog_lots import Lots
from solver.queueing.backlog_rows import bad_value, interval, interval_rows, one_number, work
from solver.queueing.rows import Array, positive


@dataclass(frozen=True)
class BacklogWalk:
    """A backlog through time; arrays are (T,), those of what waits at the end of each interval.

    `done_hours` of work and `idle_hours` of capacity without work in each open interval;
    `backlog_hours` of work waiting, `backlog_contacts` these are, `overdue_hours` of them past
    their due time; `oldest_h` and `mean_age_h` hours since they arrived, 0 where nothing waits.
    By interval of arrival, `in_time_hours` of its work was done when it was due and `late_hours`
    was not; the rest is not due yet and not done. The same of what waited at the start.
    `mean_late_h` and `most_late_h` hours from the due time to the end of the interval in which
    late work is done, or to the end of the horizon. `last_done` is the interval in which the last
    of all work is done, None while work is left or if there was none. `left` waits at the end and
    can be the start of the next horizon.
    """

    done_hours: Array
    idle_hours: Array
    backlog_hours: Array
    backlog_contacts: Array
    overdue_hours: Array
    oldest_h: Array
    mean_age_h: Array
    in_time_hours: Array
    late_hours: Array
    start_in_time_hours: float
    start_late_hours: float
    mean_late_h: float
    most_late_h: float
    last_done: int | None
    left: Waiting = field(repr=False)

    @property
    def in_time_share(self) -> Array:
        """Share of each arrival interval's decided work that was done in time; NaN without any."""
        return _share(self.in_time_hours, self.late_hours)

    @property
    def total_in_time_share(self) -> float:
        """The same of all work, with what waited at the start."""
        in_time = self.in_time_hours.sum() + self.start_in_time_hours
        late = self.late_hours.sum() + self.start_late_hours
        return float(_share(np.array([in_time]), np.array([late]))[0])

    def in_time_by_day(self, day: ArrayLike) -> Array:
        """The same per day of arrival, (D,), for `day` (T,) numbered from 0."""
        days = np.asarray(day)
        whole = days.shape == self.done_hours.shape and np.issubdtype(days.dtype, np.integer)
        if not whole or days.min(initial=0) < 0:
            found = f"{days.dtype} {days.shape}"
            expected = f"whole numbers from 0, {self.done_hours.shape}"
            raise bad_value("in_time_by_day", "day is no day", "day", found, expected)
        return _share(*(_per_day(days, hours) for hours in (self.in_time_hours, self.late_hours)))


def backlog_walk(
    curves: BacklogCurves,
    capacity_hours: ArrayLike,
    interval_hours: float,
    *,
    aht_s: ArrayLike = 3600.0,
) -> BacklogWalk:
    """Work off a backlog with `capacity_hours` (T,) of work an interval, earliest due first.

    Without lots of given due times at the start that is first in, first out. Work is fluid: it
    arrives evenly over its interval and may be done in it. Capacity while closed is not used.
    Contacts are work / `aht_s` (T,) of their interval of arrival, at the first interval's for
    what waits at the start. Raises `InvalidInputError` naming column and row.
    """
    size = curves.opened.size
    rows = [work("capacity_hours", capacity_hours), positive("aht_s", aht_s)]
    capacity, aht = interval_rows("backlog_walk", size, rows)
    h = one_number("backlog_walk", interval(interval_hours))
    room = np.where(curves.opened, capacity, 0.0)
    old, new = _lots(curves, room, h, aht)
    return _figures(old, new, room, h)


def _lots(curves: BacklogCurves, room: Array, h: float, aht_s: Array) -> tuple[Lots, Lots]:
    """Work that waits at the start, by due time, and work that arrives, by interval."""
    size, start = room.size, curves.start
    order = np.argsort(curves.start_due_at, kind="stable")
    hours, due_at = start.hours[order], curves.start_due_at[order]
    old_done, new_done = np.empty(size), np.empty(size)
    serve(
        room,
        np.cumsum(hours),
        np.nan_to_num(due_at, nan=np.inf),
        np.cumsum(curves.work),
        np.nan_to_num(curves.due_at, nan=np.inf),
        old_done,
        new_done,
    )
    all_present = np.full(size, hours.size)
    contacts = hours * 3600.0 / aht_s[0]
    old = Lots(hours, due_at, -start.age_h[order], 0.0, contacts, all_present, old_done, h)
    contacts = curves.work * 3600.0 / aht_s
    arrival_h, present = h * np.arange(size, dtype=float), np.arange(1, size + 1)
    new = Lots(curves.work, curves.due_at, arrival_h, h, contacts, present, new_done, h)
    return old, new


def _figures(old: Lots, new: Lots, room: Array, h: float) -> BacklogWalk:
    both = (old, new) if old.hours.size else (new,)
    done = np.diff(old.done + new.done, prepend=0.0)
    waiting = _sum(lots.waiting for lots in both)
    now_h = h * np.arange(1.0, room.size + 1)
    moment = _sum(lots.waiting_moment(now_h) for lots in both)
    oldest = np.minimum.reduce([lots.oldest_arrival_h() for lots in both])
    late_work = float(old.late.sum() + new.late.sum())
    return BacklogWalk(
        done_hours=done,
        idle_hours=np.maximum(room - done, 0.0),
        backlog_hours=waiting,
        backlog_contacts=_sum(lots.waiting_contacts() for lots in both),
        overdue_hours=_sum(lots.overdue for lots in both),
        oldest_h=np.where(waiting > 0, np.maximum(now_h - oldest, 0.0), 0.0),
        mean_age_h=np.divide(moment, waiting, out=np.zeros(room.size), where=waiting > 0),
        in_time_hours=new.in_time,
        late_hours=new.late,
        start_in_time_hours=float(old.in_time.sum()),
        start_late_hours=float(old.late.sum()),
        mean_late_h=sum(lots.late_moment() for lots in both) / late_work if late_work else 0.0,
        most_late_h=max(lots.most_late_h() for lots in both),
        last_done=_last_done(both),
        left=_left(both),
    )


def _last_done(both: tuple[Lots, ...]) -> int | None:
    """Interval in which the last work of all is done."""
    finished = [int(lots.finished(lots.ends[-1:])[0]) for lots in both if lots.hours.any()]
    last = max(finished, default=both[0].done.size)
    return last if last < both[0].done.size else None


def _left(both: tuple[Lots, ...]) -> Waiting:
    parts = [lots.left() for lots in both]
    return Waiting(
        np.concatenate([part.hours for part in parts]),
        np.concatenate([part.due_in for part in parts]),
        np.concatenate([part.age_h for part in parts]),
    )


def _sum(arrays: Iterable[Array]) -> Array:
    total: Array = np.sum(list(arrays), axis=0)
    return total


def _per_day(days: NDArray[np.int64], hours: Array) -> Array:
    return np.bincount(days, hours).astype(np.float64)


def _share(in_time: Array, late: Array) -> Array:
    decided = in_time + late
    share = np.full(decided.shape, np.nan)
    np.divide(in_time, decided, out=share, where=decided > 0)
    return share
