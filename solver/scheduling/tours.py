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
from solver.scheduling.placement import Placement
from solver.scheduling.tour_anneal import anneal_week
from solver.scheduling.tour_arrays import PeopleArrays, Search, ShapeArrays, State
from solver.scheduling.tour_kernel import OFF

NO_SEAT_LIMIT = 10**9
TRIAL_STEPS = 40
# The rest of a search is a descent.
HEATED_PART = 0.8
SLICES = 20


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
    limits = TourLimits(seconds=0.0, steps_per_agent=0, hot=1.0, cold=1.0, seed=0)
    _search_week(_WeekJob(data, (), 0, (0,), limits))


def independent_weeks(data: ScheduleData) -> list[tuple[int, ...]]:
    """Weeks that may change at once: every other one, since rest and runs of days reach into the
    next week; one at a time where a run may span a whole week between two others."""
    spans = bool(((data.max_run > 7) & (data.days_max.max(axis=1) >= 7)).any())
    stride = data.n_weeks if spans else min(2, data.n_weeks)
    return [tuple(range(first, data.n_weeks, stride)) for first in range(stride)]


def _weekend_limits(job: _WeekJob) -> NDArray[np.int64]:
    """Working weekends each agent may have when the week is done (N,).

    Weeks that change at once must not both take the same free weekend: each may keep its own,
    and what an agent has left goes to one of them.
    """
    data = job.data
    number = job.together.index(job.week)
    weekends: list[set[int]] = [set() for _ in data.agents]
    for shift in job.shifts:
        if data.weekend[shift.agent, shift.day] >= 0:
            weekends[shift.agent].add(int(data.weekend[shift.agent, shift.day]))
    worked = np.array([len(own) for own in weekends], dtype=np.int64)
    turn = (np.arange(len(data.agents)) + job.limits.seed) % len(job.together)
    return np.where(turn == number, data.max_weekends, np.minimum(worked, data.max_weekends))


def _search_week(job: _WeekJob) -> list[PlacedShift]:
    began = time.perf_counter()
    data = job.data
    start = Placement(data)
    for shift in job.shifts:
        start.put(shift)
    planes = dual_planes(data, start.on_queue)
    shapes, people = shape_arrays(data), _people_arrays(data, job.week, _weekend_limits(job))
    state = State(
        planes.bracket(start.on_queue),
        start.on_shift.copy(),
        NO_SEAT_LIMIT if data.seats is None else data.seats,
        planes.weight,
        *_tour_arrays(data, job.shifts, shapes.break_length.shape[1]),
    )
    days = data.days_of_week(job.week)
    rng = np.random.default_rng([job.limits.seed, job.week])

    def run(steps: int, hot: float, cold: float) -> None:
        search = Search(max(1, steps), hot, cold)
        anneal_week(state, shapes, people, days.start, days.stop, search, rng)

    hour = 60 / data.step_minutes * data.prices.short
    hot, cold = job.limits.hot * hour, job.limits.cold * hour
    if job.limits.steps_per_agent is not None:
        steps = job.limits.steps_per_agent * len(data.agents)
        run(int(HEATED_PART * steps), hot, cold)
        run(int((1 - HEATED_PART) * steps), 0.0, 0.0)
    else:
        _anneal_for(began + job.limits.seconds, run, hot, cold)
    return _placed(data, state.tour, state.breaks, days)


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
    )


def _units(data: ScheduleData) -> NDArray[np.int64]:
    """For each work plan the minutes that divide all its shifts' paid time: the fewer units a
    week has, the faster it is searched."""
    plans = np.array([data.templates[number].plan for number in data.shape_template])
    count = int(plans.max(initial=-1)) + 1
    return np.array([np.gcd.reduce(data.shape_paid[plans == p]) for p in range(count)])


def _people_arrays(
    data: ScheduleData, week: int, weekend_limits: NDArray[np.int64]
) -> PeopleArrays:
    wages = data.shape_paid[None, None, :] / 60 * data.hourly_cost[:, None, None]
    exists = (data.begin != NO_START)[None, :, :]
    rested = data.begin[None, :, :] >= data.ready[:, None, None]
    unit = _units(data)[data.plan]
    return PeopleArrays(
        plan=data.plan,
        group=data.group,
        allowed=data.can & exists & rested,
        own_cost=wages + data.preference_price * data.preference.astype(float),
        units_min=-(-data.paid_min[:, week] // unit),
        units_max=data.paid_max[:, week] // unit,
        # Contiguous: the search is compiled anew for an array of another layout.
        days_min=np.ascontiguousarray(data.days_min[:, week]),
        days_max=np.minimum(data.days_max[:, week], 7),
        rest=data.rest,
        ready=data.ready,
        max_run=np.minimum(data.max_run, 14),
        carried_run=data.carried_run,
        weekend=data.weekend,
        max_weekends=weekend_limits,
    )
