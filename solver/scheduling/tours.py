"""The tour search on placed shifts: weeks are annealed in turn, every other one at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.fanout import run_all
from solver.scheduling.data import NO_START, PlacedShift, ScheduleData
from solver.scheduling.duals import dual_planes
from solver.scheduling.limits import NO_LIMIT
from solver.scheduling.placement import Placement
from solver.scheduling.tour_anneal import anneal_week, mend_week
from solver.scheduling.tour_arrays import PeopleArrays, Search, ShapeArrays, State
from solver.scheduling.tour_kernel import OFF
from solver.scheduling.tour_limits import WeekLimits, week_limits

NO_SEAT_LIMIT = 10**9
TRIAL_STEPS = 40
# The rest of a search is a descent.
HEATED_PART = 0.8
SLICES = 20
MENDING_PASSES = 3


@dataclass(frozen=True)
class TourLimits:
    """Either `seconds` for one week's search or, for determinism, `steps_per_agent`.

    Temperatures are multiples of the price of an agent-hour short.
    """

    seconds: float
    steps_per_agent: int | None
    hot: float
    cold: float
    seed: int


_NO_SEARCH = TourLimits(seconds=0.0, steps_per_agent=0, hot=1.0, cold=1.0, seed=0)


@dataclass(frozen=True)
class _WeekJob:
    data: ScheduleData
    shifts: tuple[PlacedShift, ...]
    week: int
    together: tuple[int, ...]
    limits: TourLimits


def search_tours(
    data: ScheduleData,
    placement: Placement,
    limits: TourLimits,
    executor: Executor | None,
    should_stop: Callable[[], bool],
) -> Placement:
    """One round over all weeks. The answer may cost more than the start while it is hot."""
    for weeks in independent_weeks(data):
        if should_stop():
            break
        jobs = [_WeekJob(data, placement.shifts, week, weeks, limits) for week in weeks]
        answers = run_all(_search_week, jobs, executor)
        merged = Placement(data)
        for shift in placement.shifts:
            if shift.day // 7 not in weeks:
                merged.put(shift)
        for answer in answers:
            for shift in answer:
                merged.put(shift)
        placement = merged
    return placement


def compile_search(data: ScheduleData) -> None:
    """Compile the search for this problem's types, or load it from the cache of the machine."""
    _search_week(_WeekJob(data, (), 0, (0,), _NO_SEARCH))


def independent_weeks(data: ScheduleData) -> list[tuple[int, ...]]:
    """Weeks that may change at once: every other one, since rest and runs of days reach into the
    next week; one at a time where a run may span a whole week between two others, or where a
    week holds parts of two weekends that must not all be worked in a row."""
    spans = bool(((data.max_run > 7) & (data.days_max.max(axis=1) >= 7)).any())
    for week in range(data.n_weeks if (data.max_weekend_run < NO_LIMIT).any() else 0):
        weekends = data.weekend[data.max_weekend_run < NO_LIMIT][:, data.days_of_week(week)]
        lowest = np.where(weekends < 0, NO_LIMIT, weekends).min(axis=1)
        spans |= bool((weekends.max(axis=1) > lowest).any())
    stride = data.n_weeks if spans else min(2, data.n_weeks)
    return [tuple(range(first, data.n_weeks, stride)) for first in range(stride)]


def mend_weeks(data: ScheduleData, placement: Placement) -> Placement | None:
    """The placement with every week that breaks a rule on starts or rests searched anew, week by
    week; `None` when somebody's week cannot be mended. A week that the one after it keeps from
    being mended has another turn when that one has changed."""
    if data.ordinary.all():
        return placement
    for _ in range(MENDING_PASSES):
        failed = 0
        for week in range(data.n_weeks):
            search = _WeekSearch(_WeekJob(data, placement.shifts, week, (week,), _NO_SEARCH))
            days = data.days_of_week(week)
            rng = np.random.default_rng(0)
            failed += mend_week(
                search.state, search.shapes, search.people, days.start, days.stop, rng
            )
            placement = _with_week(data, placement, search, days)
        if not failed:
            return placement
    return None


def _with_week(
    data: ScheduleData, placement: Placement, search: _WeekSearch, days: range
) -> Placement:
    """The placement with the days of a week as the search left them."""
    changed = Placement(data)
    for shift in placement.shifts:
        if shift.day not in days:
            changed.put(shift)
    for shift in _placed(data, search.state.tour, search.state.breaks, days):
        changed.put(shift)
    return changed


class _WeekSearch:
    """The arrays of one week's search."""

    def __init__(self, job: _WeekJob) -> None:
        data = job.data
        start = Placement(data)
        for shift in job.shifts:
            start.put(shift)
        planes = dual_planes(data, start.on_queue)
        limits = week_limits(data, job.shifts, job.week, job.together, job.limits.seed)
        self.shapes, self.people = shape_arrays(data), people_arrays(data, limits)
        self.state = State(
            planes.bracket(start.on_queue),
            start.on_shift.copy(),
            NO_SEAT_LIMIT if data.seats is None else data.seats,
            planes.weight,
            *_tour_arrays(data, job.shifts, self.shapes.break_length.shape[1]),
        )


def _search_week(job: _WeekJob) -> list[PlacedShift]:
    began = time.perf_counter()
    data, search = job.data, _WeekSearch(job)
    days = data.days_of_week(job.week)
    rng = np.random.default_rng([job.limits.seed, job.week])

    def run(steps: int, hot: float, cold: float) -> None:
        steps_and_heat = Search(max(1, steps), hot, cold)
        anneal_week(
            search.state, search.shapes, search.people, days.start, days.stop, steps_and_heat, rng
        )

    hour = 60 / data.step_minutes * data.prices.short
    hot, cold = job.limits.hot * hour, job.limits.cold * hour
    if job.limits.steps_per_agent is not None:
        steps = job.limits.steps_per_agent * len(data.agents)
        run(int(HEATED_PART * steps), hot, cold)
        run(int((1 - HEATED_PART) * steps), 0.0, 0.0)
    else:
        _anneal_for(began + job.limits.seconds, run, hot, cold)
    return _placed(data, search.state.tour, search.state.breaks, days)


def _anneal_for(
    end: float, run: Callable[[int, float, float], None], hot: float, cold: float
) -> None:
    """Slices of steps until the clock says `end`, each as hot as the time that has passed allows.

    The first step compiles on a new machine and counts as time, not as a measure of speed.
    """
    run(1, 0.0, 0.0)
    start = last = time.perf_counter()
    steps, whole = TRIAL_STEPS, max(end - start, 1e-9)
    while last < end:
        part = (last - start) / whole / HEATED_PART
        until = min(1.0, part + 1 / SLICES)
        heat = hot * (cold / hot) ** part if part < 1 else 0.0
        run(steps, heat, hot * (cold / hot) ** until if part < 1 else 0.0)
        now = time.perf_counter()
        each = (now - last) / steps
        steps = max(1, int(min(whole * HEATED_PART / SLICES, end - now) / each))
        last = now


def _placed(
    data: ScheduleData, tour: NDArray[np.int64], breaks: NDArray[np.int64], days: range
) -> list[PlacedShift]:
    found = []
    for agent in range(len(data.agents)):
        for day in days:
            shape = int(tour[agent, day])
            if shape != OFF:
                count = len(data.templates[data.shape_template[shape]].breaks)
                offsets = tuple(int(offset) for offset in breaks[agent, day, :count])
                found.append(PlacedShift(agent, day, shape, offsets))
    return found


def _tour_arrays(
    data: ScheduleData, shifts: tuple[PlacedShift, ...], most_breaks: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    tour = np.full((len(data.agents), data.n_days), OFF, dtype=np.int64)
    breaks = np.full((len(data.agents), data.n_days, most_breaks), -1, dtype=np.int64)
    for shift in shifts:
        tour[shift.agent, shift.day] = shift.shape
        breaks[shift.agent, shift.day, : len(shift.breaks)] = shift.breaks
    return tour, breaks


def shape_arrays(data: ScheduleData) -> ShapeArrays:
    """The site's shapes as the compiled search reads them."""
    shapes = len(data.shape_template)
    most = max((len(t.breaks) for t in data.templates), default=0)
    low, high, size = (np.zeros((shapes, max(1, most)), dtype=np.int64) for _ in range(3))
    for shape, number in enumerate(data.shape_template):
        for b, pause in enumerate(data.templates[number].breaks):
            low[shape, b], high[shape, b] = pause.offsets[0], pause.offsets[-1]
            size[shape, b] = pause.length
    plans = np.array([data.templates[number].plan for number in data.shape_template])
    count = int(plans.max(initial=-1)) + 1
    return ShapeArrays(
        begin=data.begin,
        length=data.shape_length,
        units=data.shape_paid // _units(data)[plans],
        break_low=low,
        break_high=high,
        break_length=size,
        plan_first=np.array([np.flatnonzero(plans == p)[0] for p in range(count)]),
        plan_last=np.array([np.flatnonzero(plans == p)[-1] + 1 for p in range(count)]),
        minute=data.shape_minute,
    )


def _units(data: ScheduleData) -> NDArray[np.int64]:
    """For each work plan the minutes that divide all its shifts' paid time: the fewer units a
    week has, the faster it is searched."""
    plans = np.array([data.templates[number].plan for number in data.shape_template])
    count = int(plans.max(initial=-1)) + 1
    return np.array([np.gcd.reduce(data.shape_paid[plans == p]) for p in range(count)])


def people_arrays(data: ScheduleData, limits: WeekLimits) -> PeopleArrays:
    """The agents as the compiled search reads them, with the limits of the week searched."""
    wages = data.shape_paid[None, None, :] / 60 * data.hourly_cost[:, None, None]
    exists = (data.begin != NO_START)[None, :, :]
    rested = data.begin[None, :, :] >= data.ready[:, None, None]
    unit = _units(data)[data.plan]
    return PeopleArrays(
        plan=data.plan,
        group=data.group,
        allowed=data.can & exists & rested,
        own_cost=wages + data.preference_price * data.preference.astype(float),
        units_min=-(-limits.paid_min // unit),
        units_max=limits.paid_max // unit,
        days_min=limits.days_min,
        days_max=np.minimum(limits.days_max, 7),
        rest=data.rest,
        ready=data.ready,
        max_run=np.minimum(data.max_run, 14),
        carried_run=data.carried_run,
        weekend=data.weekend,
        max_weekends=limits.max_weekends,
        max_weekend_run=data.max_weekend_run,
        ordinary=data.ordinary,
        away=data.away,
        week_start=data.week_start,
        weekly_rest=data.weekly_rest,
        min_days_off=data.min_days_off,
        min_run=data.min_run,
        start_spread=data.start_spread,
        earlier_start=data.earlier_start,
    )
