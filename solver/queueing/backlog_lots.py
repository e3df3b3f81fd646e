"""Lots of work served in their order: what is done, waits and is late of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from solver.queueing.backlog_curves import Waiting
from solver.queueing.backlog_rows import TOLERANCE
from solver.queueing.rows import Array


@dataclass(frozen=True)
class Lots:
    """N lots of `hours` of work in the order in which they are served, over T intervals.

    `due_at` (N,) is the last interval by whose end a lot is due, as in `BacklogCurves`. A lot
    arrives evenly over `width_h` hours from `arrival_h` (N,) on, hours from the start of the
    horizon. `present` (T,) is the number of lots that are there by the end of each interval,
    `done` (T,) the work done of all by then.
    """

    hours: Array
    due_at: Array
    arrival_h: Array
    width_h: float
    contacts: Array
    present: NDArray[np.int64]
    done: Array
    interval_hours: float

    @cached_property
    def ends(self) -> Array:
        return np.cumsum(self.hours)

    @cached_property
    def slip(self) -> float:
        """Work within the rounding error of the sums."""
        return TOLERANCE * max(1.0, float(self.hours.sum()))

    @cached_property
    def waiting(self) -> Array:
        """Work there and not done at the end of each interval, (T,)."""
        waiting = np.append(0.0, self.ends)[self.present] - self.done
        return np.where(waiting > self.slip, waiting, 0.0)

    @cached_property
    def head(self) -> tuple[NDArray[np.int64], Array]:
        """The lot next in turn after each interval, (T,), and the share of it that is done."""
        lot = np.searchsorted(self.ends, self.done + self.slip, side="right")
        lot = np.minimum(lot, self.hours.size - 1)
        begun = np.maximum(self.done - (self.ends - self.hours)[lot], 0.0)
        share = begun / np.where(self.hours[lot] > 0, self.hours[lot], 1.0)
        return lot, np.minimum(share, 1.0)

    def waiting_contacts(self) -> Array:
        lot, share = self.head
        before = np.append(0.0, np.cumsum(self.contacts))
        left = before[self.present] - before[lot] - share * self.contacts[lot]
        return np.where(self.waiting > 0, np.maximum(left, 0.0), 0.0)

    def oldest_arrival_h(self) -> Array:
        """When the oldest work that waits arrived, (T,); infinite where none waits."""
        lot, share = self.head
        arrivals = np.where(self.hours > 0, self.arrival_h, np.inf)
        later = np.minimum.accumulate(np.append(arrivals, np.inf)[::-1])[::-1]
        oldest = np.minimum(self.arrival_h[lot] + share * self.width_h, later[lot + 1])
        return np.where(self.waiting > 0, oldest, np.inf)

    def waiting_moment(self, now_h: Array) -> Array:
        """Hours of work waiting x its mean age at `now_h`, (T,)."""
        lot, share = self.head
        middle = self.arrival_h + self.width_h / 2.0
        before = np.append(0.0, np.cumsum(self.hours * middle))
        begun = self.arrival_h[lot] + share * self.width_h / 2.0
        spent = before[lot] + share * self.hours[lot] * begun
        moment = self.waiting * now_h - (before[self.present] - spent)
        return np.where(self.waiting > 0, np.maximum(moment, 0.0), 0.0)

    @cached_property
    def in_time(self) -> Array:
        """Work of each lot done by the time it is due, (N,); of later ones, done at all."""
        last = self.done.size - 1
        slot = np.nan_to_num(np.clip(self.due_at, 0, last), nan=last).astype(np.int64)
        done = np.where(self.due_at < 0, 0.0, self.done[slot])
        in_time = np.clip(done - (self.ends - self.hours), 0.0, self.hours)
        return np.where(self.hours - in_time <= self.slip, self.hours, in_time)

    @cached_property
    def late(self) -> Array:
        """Work of each lot that was due within the horizon and not done then, (N,)."""
        return np.where(self.due_at < self.done.size, self.hours - self.in_time, 0.0)

    @cached_property
    def overdue(self) -> Array:
        """Work due and not done at the end of each interval, (T,)."""
        last = self.done.size - 1
        inside = self.due_at <= last
        slot = np.maximum(self.due_at[inside], 0.0).astype(np.int64)
        due = np.cumsum(np.bincount(slot, self.hours[inside], minlength=last + 1))
        return np.where(due - self.done > self.slip, due - self.done, 0.0)

    def late_moment(self) -> float:
        """Late work x hours from its due time to the end of the interval in which it is done, or
        to the end of the horizon."""
        before = np.maximum(-self.due_at, 0.0)
        late = float(np.sum(self.late * np.nan_to_num(before)))
        return (late + float(self.overdue[:-1].sum())) * self.interval_hours

    def most_late_h(self) -> float:
        """The longest such time; up to the end of the horizon for work that is not done."""
        late = self.late > 0
        if not late.any():
            return 0.0
        finish = np.minimum(self.finished(self.ends[late]), self.done.size - 1)
        return float(np.max(finish - self.due_at[late])) * self.interval_hours

    def finished(self, end: Array) -> NDArray[np.int64]:
        """Interval in which the work up to `end` is done; T where it is not."""
        return np.searchsorted(self.done, end - self.slip)

    def left(self) -> Waiting:
        """What waits at the end of the horizon, lot by lot."""
        size = self.done.size
        hours = np.clip(self.ends - self.done[-1], 0.0, self.hours)
        at = hours > self.slip
        share = hours[at] / self.hours[at]
        middle = self.arrival_h[at] + self.width_h * (1.0 - share / 2.0)
        age_h = size * self.interval_hours - middle
        return Waiting(hours[at], self.due_at[at] - (size - 1), age_h)
