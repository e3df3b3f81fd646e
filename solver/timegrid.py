"""TimeGrid: UTC inside, local at the edges.

A grid covers whole local days. A day with a change of clock has more or fewer intervals (92 or
100 quarters instead of 96) and every interval keeps its true length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

MINUTES_PER_DAY = 1440


def local_to_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """A naive local time in UTC; an aware one is converted.

    An ambiguous hour (clock set back) is read as its first occurrence; a time that the clock
    skips is read with the offset before the change, so it lands just after the gap.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


@dataclass(frozen=True)
class TimeGrid:
    """Intervals of `interval_minutes` over `n_days` local days from `first_day` on.

    `interval_minutes` must divide a day, and every day of the grid: 60 does not divide the day
    on which a clock moves by half an hour (`ValueError`).
    """

    time_zone: str
    interval_minutes: int
    first_day: date
    n_days: int

    def __post_init__(self) -> None:
        step = self.interval_minutes
        if step <= 0 or MINUTES_PER_DAY % step:
            raise ValueError(f"interval_minutes must divide a day, found {step}")
        if self.n_days <= 0:
            raise ValueError(f"a grid needs at least one day, found {self.n_days}")
        for day in range(1, self.n_days + 1):
            if (self._midnight(day) - self.start) % timedelta(minutes=step):
                raise ValueError(
                    f"interval_minutes={step} does not fit the clock change of {self.time_zone}"
                    f" on {self.day(day - 1).isoformat()}"
                )

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def _midnight(self, day: int) -> datetime:
        moment = datetime.combine(self.first_day + timedelta(days=day), time())
        return local_to_utc(moment, self.zone)

    @cached_property
    def start(self) -> datetime:
        """First instant, in UTC."""
        return self._midnight(0)

    @cached_property
    def end(self) -> datetime:
        """First instant after the grid, in UTC."""
        return self._midnight(self.n_days)

    @cached_property
    def day_start(self) -> NDArray[np.int64]:
        """Interval index at which each day begins, `n_days + 1` long."""
        step = timedelta(minutes=self.interval_minutes)
        first = self.start
        return np.array(
            [(self._midnight(d) - first) // step for d in range(self.n_days + 1)],
            dtype=np.int64,
        )

    @property
    def n_intervals(self) -> int:
        return int(self.day_start[-1])

    @cached_property
    def day_of(self) -> NDArray[np.int64]:
        """Day index of each interval."""
        return np.repeat(np.arange(self.n_days), np.diff(self.day_start))

    @cached_property
    def _local(self) -> list[datetime]:
        step = timedelta(minutes=self.interval_minutes)
        return [(self.start + i * step).astimezone(self.zone) for i in range(self.n_intervals)]

    @cached_property
    def minute_of_day(self) -> NDArray[np.int64]:
        """Local wall-clock minute at which each interval begins."""
        return np.array([m.hour * 60 + m.minute for m in self._local], dtype=np.int64)

    @cached_property
    def weekday(self) -> NDArray[np.int64]:
        """Weekday of each day, Monday 0."""
        return np.array([self.day(d).weekday() for d in range(self.n_days)], dtype=np.int64)

    def day(self, index: int) -> date:
        return self.first_day + timedelta(days=index)

    @property
    def days(self) -> list[date]:
        return [self.day(d) for d in range(self.n_days)]

    def instant(self, index: int) -> datetime:
        """Start of interval `index` in UTC; `index` may lie outside the grid."""
        return self.start + timedelta(minutes=self.interval_minutes * index)

    def local(self, index: int) -> datetime:
        """Start of interval `index`, aware, in local time."""
        return self.instant(index).astimezone(self.zone)

    def index_of(self, moment: datetime) -> int:
        """Index of the interval that begins at `moment` (aware, or naive local).

        May lie outside `0..n_intervals`. Raises `ValueError` off the grid.
        """
        seconds = (local_to_utc(moment, self.zone) - self.start).total_seconds()
        index, rest = divmod(seconds, self.interval_minutes * 60)
        if rest:
            raise ValueError(f"{moment.isoformat()} is not on the {self.interval_minutes}-min grid")
        return int(index)

    def index_at(self, day: int, minute: int) -> int | None:
        """Interval that begins at wall-clock `minute` of day `day`.

        Minutes of 1440 and more reach into the next day, and the index may lie outside the grid.
        `None` when the clock skips that time; its first occurrence when it comes twice.
        `ValueError` off the grid.
        """
        wall = datetime.combine(self.day(day), time()) + timedelta(minutes=minute)
        instant = local_to_utc(wall, self.zone)
        if instant.astimezone(self.zone).replace(tzinfo=None) != wall:
            return None
        return self.index_of(instant)

    def refined(self, interval_minutes: int) -> TimeGrid:
        """The same days on a finer grid."""
        if interval_minutes <= 0 or self.interval_minutes % interval_minutes:
            raise ValueError(f"{interval_minutes} does not divide {self.interval_minutes} minutes")
        return TimeGrid(self.time_zone, interval_minutes, self.first_day, self.n_days)

    def window(self, first_day: int, n_days: int) -> TimeGrid:
        """A part of the days as a grid of its own."""
        return TimeGrid(self.time_zone, self.interval_minutes, self.day(first_day), n_days)

    def open_mask(self, spans: Sequence[tuple[int, int, int]]) -> NDArray[np.bool_]:
        """Which intervals begin in weekly `spans` of (weekday, start minute, end minute)."""
        mask = np.zeros(self.n_intervals, dtype=bool)
        weekday = self.weekday[self.day_of]
        for day, start, end in spans:
            inside = (self.minute_of_day >= start) & (self.minute_of_day < end)
            mask |= (weekday == day) & inside
        return mask
