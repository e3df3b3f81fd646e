"""What the scheduling engine runs on: integer indices and read-only arrays of one site.

Letters used throughout: N agents, G skill groups, Q queues, D local days, W weeks, M shift
templates, K shapes (a template at one start time), T intervals of the fine target grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.limits import NO_LIMIT
from solver.timegrid import TimeGrid

NO_START = -(10**6)


@dataclass(frozen=True)
class BreakData:
    """One activity of a template: its length and the offsets from the shift's start it may take,
    in intervals."""

    kind: str
    length: int
    paid: bool
    offsets: tuple[int, ...]


@dataclass(frozen=True)
class TemplateData:
    """A shift template of one work plan. `shapes` are the indices of its start times, ascending."""

    plan: int
    name: str
    length: int
    paid_minutes: int
    breaks: tuple[BreakData, ...]
    shapes: tuple[int, ...]


@dataclass(frozen=True)
class Prices:
    """Money per agent-interval above or below the target; see `SchedulingParams`."""

    short: float
    deep_short: float
    shallow_share: float
    over: float


@dataclass(frozen=True)
class ScheduleData:
    """A site's scheduling problem.

    `begin` (D, K) is the interval of the target grid at which a shape starts on a day, which may
    lie outside 0..T, or `NO_START` where the clock skips it. `available` and `clear_of_leave`
    (N, D, K) say which shifts an agent may work. `preference` (N, D, K) is money.
    `weekend` (N, D) numbers the weekends of an agent's plan, -1 elsewhere. `ready` (N,) is the
    first interval at which an agent has rested from the previous period.

    `period` (N, W) numbers the planning period of each week; its limits `period_...` (N, W) stand
    at that number. `away` (N, D) are days not employed or wholly on leave. `weekly_rest` (N,) is
    in intervals, `start_spread` and `earlier_start` (N,) in minutes of the wall clock.
    """

    site: str
    grid: TimeGrid
    site_grid: TimeGrid
    queues: tuple[str, ...]
    target: NDArray[np.float64]
    groups: tuple[str, ...]
    proficiency: NDArray[np.float64]
    agents: tuple[str, ...]
    group: NDArray[np.int64]
    plan: NDArray[np.int64]
    hourly_cost: NDArray[np.float64]
    templates: tuple[TemplateData, ...]
    shape_template: NDArray[np.int64]
    shape_minute: NDArray[np.int64]
    begin: NDArray[np.int64]
    available: NDArray[np.bool_]
    clear_of_leave: NDArray[np.bool_]
    paid_min: NDArray[np.int64]
    paid_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]
    rest: NDArray[np.int64]
    ready: NDArray[np.int64]
    max_run: NDArray[np.int64]
    carried_run: NDArray[np.int64]
    weekend: NDArray[np.int64]
    max_weekends: NDArray[np.int64]
    max_weekend_run: NDArray[np.int64]
    away: NDArray[np.bool_]
    period: NDArray[np.int64]
    period_paid_min: NDArray[np.int64]
    period_paid_max: NDArray[np.int64]
    period_days_min: NDArray[np.int64]
    period_days_max: NDArray[np.int64]
    weekly_rest: NDArray[np.int64]
    min_days_off: NDArray[np.int64]
    min_run: NDArray[np.int64]
    start_spread: NDArray[np.int64]
    earlier_start: NDArray[np.int64]
    preference: NDArray[np.float32]
    seats: int | None
    prices: Prices
    preference_price: float
    input_hash: str

    @property
    def step_minutes(self) -> int:
        return self.grid.interval_minutes

    @property
    def n_days(self) -> int:
        return self.site_grid.n_days

    @property
    def n_weeks(self) -> int:
        return -(-self.n_days // 7)

    @cached_property
    def can(self) -> NDArray[np.bool_]:
        """Shifts an agent may work on their own account (N, D, K)."""
        return self.available & self.clear_of_leave

    @cached_property
    def shape_length(self) -> NDArray[np.int64]:
        return np.array([self.templates[m].length for m in self.shape_template], dtype=np.int64)

    @cached_property
    def shape_paid(self) -> NDArray[np.int64]:
        """Paid minutes of each shape."""
        return np.array(
            [self.templates[m].paid_minutes for m in self.shape_template], dtype=np.int64
        )

    @cached_property
    def can_template(self) -> NDArray[np.bool_]:
        """Whether an agent can work a template at all on a day (N, D, M)."""
        reach = [self.can[:, :, list(t.shapes)].any(axis=2) for t in self.templates]
        return np.stack(reach, axis=2)

    @cached_property
    def ordinary(self) -> NDArray[np.bool_]:
        """Agents (N,) without a rule on runs of days off, weekly rest or the starts of a week."""
        return np.asarray(
            (self.min_days_off <= 1)
            & (self.min_run <= 1)
            & (self.weekly_rest == 0)
            & (self.start_spread >= 1440)
            & (self.earlier_start >= 1440)
        )

    @cached_property
    def limited_across_weeks(self) -> bool:
        """Whether somebody's weekends or planning periods are limited, which a week alone does
        not see."""
        weekends = self.weekend.max(axis=1, initial=-1) + 1
        return bool(
            (np.minimum(self.max_weekends, self.max_weekend_run) < weekends).any()
            or (self.period_paid_min > 0).any()
            or (self.period_paid_max < NO_LIMIT).any()
            or (self.period_days_min > 0).any()
            or (self.period_days_max < NO_LIMIT).any()
        )

    @cached_property
    def week_start(self) -> NDArray[np.int64]:
        """Interval of the first midnight of each week and of the end of the last (W + 1,), also
        where the horizon cuts it off."""
        grid = self.site_grid
        whole = TimeGrid(grid.time_zone, grid.interval_minutes, grid.first_day, 7 * self.n_weeks)
        offset = (grid.start - self.grid.start) // timedelta(minutes=self.step_minutes)
        return np.asarray(whole.day_start[::7] + offset, dtype=np.int64)

    def begins_of(self, agent: int, day: int, template: int) -> NDArray[np.int64]:
        """Begins of a template that an agent's calendar and the rest from the period before
        allow on a day, ascending."""
        shapes = np.array(self.templates[template].shapes)
        begins = self.begin[day, shapes]
        found: NDArray[np.int64] = begins[
            self.can[agent, day, shapes] & (begins >= self.ready[agent])
        ]
        return found

    def days_of_week(self, week: int) -> range:
        return range(7 * week, min(7 * week + 7, self.n_days))


@dataclass(frozen=True)
class PlacedShift:
    """A shift the engine has decided: shape and break offsets in intervals."""

    agent: int
    day: int
    shape: int
    breaks: tuple[int, ...]
