"""What each agent may do, as arrays over days, weeks and shift shapes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.domain import (
    Agent,
    PlanningData,
    Preference,
    PreferenceKind,
    TimeOff,
    WorkPlan,
    moment_end,
    moment_start,
)
from solver.domain.base import parse_clock, parse_moment, parse_weekdays
from solver.scheduling.data import NO_START
from solver.scheduling.limits import NO_LIMIT, days_away, period_limits, weekly_limits
from solver.timegrid import TimeGrid, local_to_utc


@dataclass(frozen=True)
class ShapeTable:
    """The site's shift shapes against its local calendar. `begin`, `end` are (D, K) intervals of
    the target grid; `offset` is where the site's first midnight lies in it."""

    grid: TimeGrid
    site_grid: TimeGrid
    offset: int
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    minute: NDArray[np.int64]
    plan: NDArray[np.int64]
    template_name: tuple[str, ...]

    @property
    def exists(self) -> NDArray[np.bool_]:
        return np.asarray(self.begin != NO_START)


@dataclass(frozen=True)
class AgentFacts:
    """One agent's row of every agent array of `ScheduleData`."""

    available: NDArray[np.bool_]
    clear_of_leave: NDArray[np.bool_]
    preference: NDArray[np.float64]
    paid_min: NDArray[np.int64]
    paid_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]
    rest_minutes: int
    ready: int
    max_run: int
    carried_run: int
    weekend: NDArray[np.int64]
    max_weekends: int
    max_weekend_run: int
    away: NDArray[np.bool_]
    period: NDArray[np.int64]
    period_paid_min: NDArray[np.int64]
    period_paid_max: NDArray[np.int64]
    period_days_min: NDArray[np.int64]
    period_days_max: NDArray[np.int64]
    weekly_rest_minutes: int
    min_days_off: int
    min_run: int
    start_spread: int
    earlier_start: int


class PeopleTable:
    """Builds the facts of every agent; the planning rows are grouped by agent once."""

    def __init__(self, planning: PlanningData, shapes: ShapeTable) -> None:
        self._shapes = shapes
        self._leave: dict[str, list[TimeOff]] = defaultdict(list)
        self._wishes: dict[str, list[Preference]] = defaultdict(list)
        for row in planning.time_off:
            self._leave[row.agent].append(row)
        for wish in planning.preferences:
            self._wishes[wish.agent].append(wish)
        self._carried = {row.agent: row for row in planning.carry_over}

    def facts(self, agent: Agent, plan: WorkPlan, plan_index: int) -> AgentFacts:
        """The facts of one agent under `plan`, the site's plan number `plan_index`."""
        shapes = self._shapes
        own = (shapes.plan == plan_index) & shapes.exists
        leave = self._leave[agent.agent]
        away = days_away(agent, leave, shapes.site_grid)
        limits, period = weekly_limits(plan, away), period_limits(plan, away)
        carried = self._carried.get(agent.agent)
        ready = -NO_LIMIT
        if carried is not None and carried.last_shift_end is not None:
            rested = carried.last_shift_end + timedelta(minutes=plan.min_rest_minutes)
            step = timedelta(minutes=shapes.grid.interval_minutes)
            ready = math.ceil((rested - shapes.grid.start) / step)
        return AgentFacts(
            available=own & _availability(agent, shapes),
            clear_of_leave=_clear_of_leave(leave, shapes),
            preference=_preference_cost(self._wishes[agent.agent], shapes),
            paid_min=limits.paid_min,
            paid_max=limits.paid_max,
            days_min=limits.days_min,
            days_max=limits.days_max,
            rest_minutes=plan.min_rest_minutes,
            ready=ready,
            max_run=plan.max_consecutive_days,
            carried_run=carried.consecutive_days if carried else 0,
            weekend=_weekends(plan, shapes.site_grid),
            max_weekends=_or_none(plan.max_working_weekends),
            max_weekend_run=_or_none(plan.max_consecutive_weekends),
            away=away.out | away.paid_leave,
            period=np.arange(len(limits.days_min)) // plan.planning_period_weeks,
            period_paid_min=period.paid_min,
            period_paid_max=period.paid_max,
            period_days_min=period.days_min,
            period_days_max=period.days_max,
            weekly_rest_minutes=plan.min_weekly_rest_minutes,
            min_days_off=plan.min_consecutive_days_off,
            min_run=plan.min_consecutive_days,
            start_spread=_or_none(plan.max_start_spread_minutes),
            earlier_start=_or_none(plan.max_earlier_start_minutes),
        )


def _or_none(limit: int | None) -> int:
    return NO_LIMIT if limit is None else limit


def _availability(agent: Agent, shapes: ShapeTable) -> NDArray[np.bool_]:
    """(D, K): employed, not a fixed day off, wholly inside the weekly spans."""
    grid = shapes.site_grid
    startable = np.array(
        [agent.employed_on(day) and day.weekday() not in agent.fixed_days_off for day in grid.days]
    )
    allowed = np.repeat(startable[:, None], shapes.begin.shape[1], axis=1)
    if agent.availability is None:
        return allowed
    longer = TimeGrid(grid.time_zone, grid.interval_minutes, grid.first_day, grid.n_days + 2)
    inside = _inside_spans(longer, agent.availability)
    blocked = np.concatenate([[0], np.cumsum(~inside)])
    first = np.clip(shapes.begin - shapes.offset, 0, len(inside))
    last = np.clip(shapes.end - shapes.offset, 0, len(inside))
    return np.asarray(allowed & (blocked[last] == blocked[first]))


def _inside_spans(grid: TimeGrid, spans: Sequence[tuple[int, int, int]]) -> NDArray[np.bool_]:
    """Intervals that lie wholly inside the weekly spans."""
    mask = np.zeros(grid.n_intervals, dtype=bool)
    weekday = grid.weekday[grid.day_of]
    for day, start, end in spans:
        whole = (grid.minute_of_day >= start) & (grid.minute_of_day + grid.interval_minutes <= end)
        mask |= (weekday == day) & whole
    return mask


def _clear_of_leave(leave: list[TimeOff], shapes: ShapeTable) -> NDArray[np.bool_]:
    """(D, K): no overlap with any time off."""
    clear = np.ones(shapes.begin.shape, dtype=bool)
    zone = shapes.site_grid.zone
    step = timedelta(minutes=shapes.grid.interval_minutes)
    for row in leave:
        first = (local_to_utc(moment_start(row.start), zone) - shapes.grid.start) / step
        last = (local_to_utc(moment_end(row.end), zone) - shapes.grid.start) / step
        clear &= (shapes.end <= first) | (shapes.begin >= last)
    return clear


def _preference_cost(wishes: list[Preference], shapes: ShapeTable) -> NDArray[np.float64]:
    """Money that each shift costs against the agent's wishes (D, K)."""
    cost = np.zeros(shapes.begin.shape)
    for wish in wishes:
        if wish.kind is PreferenceKind.START:
            away = np.abs(shapes.minute - parse_clock(wish.value)) / 60
            cost += wish.weight * away[None, :]
        elif wish.kind is PreferenceKind.SHIFT:
            other = np.array([name != wish.value for name in shapes.template_name])
            cost += wish.weight * other[None, :]
        else:
            cost += wish.weight * _wished_off(wish.value, shapes.site_grid)[:, None]
    return cost


def _wished_off(value: str, grid: TimeGrid) -> NDArray[np.bool_]:
    if value[:1].isdigit():
        moment = parse_moment(value)
        wished = date(moment.year, moment.month, moment.day)
        return np.array([day == wished for day in grid.days])
    weekdays = parse_weekdays(value)
    return np.array([day.weekday() in weekdays for day in grid.days])


def _weekends(plan: WorkPlan, grid: TimeGrid) -> NDArray[np.int64]:
    """Number of the weekend each day belongs to, -1 for other days: adjacent days share one."""
    number = np.full(grid.n_days, -1, dtype=np.int64)
    current = -1
    for day in range(grid.n_days):
        if grid.day(day).weekday() in plan.weekend_days:
            starts_new = day == 0 or number[day - 1] < 0
            current += starts_new
            number[day] = current
    return number
