"""A queue's history and calendar as days x wall-clock slots, the form all methods learn from."""

from __future__ import annotations

import calendar as month_calendar
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.forecast.data import ForecastData
from solver.timegrid import MINUTES_PER_DAY, TimeGrid


@dataclass(frozen=True)
class Calendar:
    """D local days of S wall-clock slots, S = 1440 / interval minutes.

    `weekday` (D,) Monday 0; `month_position` (D,) from 0 on the first of a month towards 1;
    `holiday` (D,); `after` and `before` (D,) flag the operating day next to a holiday or a closed
    day that would otherwise be worked; `open` (D, S).
    """

    weekday: NDArray[np.int64]
    month_position: NDArray[np.float64]
    holiday: NDArray[np.bool_]
    after: NDArray[np.bool_]
    before: NDArray[np.bool_]
    open: NDArray[np.bool_]

    @property
    def n_days(self) -> int:
        return len(self.weekday)

    def part(self, first: int, stop: int) -> Calendar:
        return replace(self, **{f.name: getattr(self, f.name)[first:stop] for f in fields(self)})


@dataclass(frozen=True)
class DayTable:
    """Contacts per interval by day and slot (D, S), NaN where unknown or closed."""

    calendar: Calendar
    volume: NDArray[np.float64]

    @property
    def n_days(self) -> int:
        return len(self.volume)

    @property
    def training(self) -> NDArray[np.float64]:
        """The volume that methods learn from: public holidays are left out."""
        return np.where(self.calendar.holiday[:, None], np.nan, self.volume)

    def part(self, first: int, stop: int) -> DayTable:
        return DayTable(self.calendar.part(first, stop), self.volume[first:stop])


@dataclass(frozen=True)
class QueueTable:
    """One queue: history, from its first to its last known day, and the days to forecast.

    `lead_days` (H,) counts days from the end of the history, the first day after it being 0.
    """

    history: DayTable
    horizon: Calendar
    lead_days: NDArray[np.int64]


def slots_of(grid: TimeGrid) -> NDArray[np.int64]:
    """Wall-clock slot of each interval."""
    return grid.minute_of_day // grid.interval_minutes


def to_table(grid: TimeGrid, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(D, S) of the mean of the known values of each slot, NaN where there are none.

    The hour repeated when the clock is set back counts once, as the mean of both; the hour that
    is skipped is NaN.
    """
    slots = MINUTES_PER_DAY // grid.interval_minutes
    cell = grid.day_of * slots + slots_of(grid)
    known = np.isfinite(values)
    size = grid.n_days * slots
    total = np.bincount(cell[known], weights=values[known], minlength=size)
    count = np.bincount(cell[known], minlength=size)
    mean = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    return np.asarray(mean.reshape(grid.n_days, slots))


def to_grid(grid: TimeGrid, table: NDArray[np.float64]) -> NDArray[np.float64]:
    """(T,) intervals of a (D, S) table; both hours of a repeated hour get the slot's value."""
    return table[grid.day_of, slots_of(grid)]


def queue_table(data: ForecastData, queue: int) -> QueueTable:
    """The day tables of one queue, with the calendar's flags worked out over both grids."""
    history, horizon = data.history_grid, data.horizon_grid
    volume = to_table(history, np.where(data.open_history[queue], data.offered[queue], np.nan))
    opened = [
        to_table(grid, mask[queue].astype(float)) > 0
        for grid, mask in ((history, data.open_history), (horizon, data.open_horizon))
    ]
    lead = (horizon.first_day - history.first_day).days - history.n_days
    absent = ~np.isfinite(volume).any(axis=1)
    between = np.zeros(lead, dtype=bool)
    full = _calendar(
        [history.first_day + timedelta(days=d) for d in range(history.n_days + lead)]
        + horizon.days,
        np.concatenate([data.holiday_history, between, data.holiday_horizon]),
        np.concatenate([opened[0], np.zeros((lead, opened[0].shape[1]), dtype=bool), opened[1]]),
        np.concatenate([absent, between, np.zeros(horizon.n_days, dtype=bool)]),
        history.n_days,
    )
    known = np.flatnonzero(~absent)
    first, stop = (int(known[0]), int(known[-1]) + 1) if len(known) else (0, history.n_days)
    return QueueTable(
        DayTable(full.part(0, history.n_days), volume).part(first, stop),
        full.part(history.n_days + lead, full.n_days),
        history.n_days - stop + lead + np.arange(horizon.n_days),
    )


def _calendar(
    days: Sequence[date],
    holiday: NDArray[np.bool_],
    opened: NDArray[np.bool_],
    absent: NDArray[np.bool_],
    n_history: int,
) -> Calendar:
    weekday = np.array([day.weekday() for day in days], dtype=np.int64)
    position = [(d.day - 1) / month_calendar.monthrange(d.year, d.month)[1] for d in days]
    active = opened.any(axis=1) & ~absent
    # A weekday that opens for the first time in the horizon was not closed before.
    worked_before = active & (np.arange(len(days)) < n_history)
    operating = np.isin(weekday, np.unique(weekday[worked_before])) | (active & ~worked_before)
    special = operating & (holiday | ~active)
    return Calendar(
        weekday,
        np.array(position),
        holiday,
        _next_to(special, operating),
        _next_to(special[::-1], operating[::-1])[::-1],
        opened,
    )


def _next_to(special: NDArray[np.bool_], operating: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Days whose preceding operating day was special, and that are not special themselves."""
    flags = np.zeros(len(special), dtype=bool)
    worked = np.flatnonzero(operating)
    flags[worked[1:]] = special[worked[:-1]] & ~special[worked[1:]]
    return flags
