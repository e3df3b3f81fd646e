"""The staged engine: guide, bound -> day plan -> first shifts -> tour search -> exact if tiny."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from solver.domain import PublishedSchedule, SkillSplit
from solver.fanout import local_executor
from solver.progress import Monitor
from solver.scheduling.assemble import CostedSchedule, assemble
from solver.scheduling.cp import CpLimits
from solver.scheduling.data import ScheduleData
from solver.scheduling.day_plan import plan_days
from solver.scheduling.exact import is_tiny, solve_exact
from solver.scheduling.explain import explain_infeasible, explain_thin
from solver.scheduling.first_shifts import place_days
from solver.scheduling.guide import WeekGuide, labour_floor, solve_guides, total_bound
from solver.scheduling.models import agent_classes
from solver.scheduling.params import SchedulingParams
from solver.scheduling.placement import Placement
from solver.scheduling.result import Message, Schedule
from solver.scheduling.sparse_model import SolveLimits
from solver.scheduling.tours import TourLimits, compile_search, independent_weeks, search_tours
from solver.status import SolveReport, SolveStatus

# Parts of the time limit for the LPs and the day plan; the tour search has what is left.
GUIDE_SHARE, PLAN_SHARE = 0.5, 0.12
# The rounds of the tour search: temperature in prices of an agent-hour short.
HOT, COLD, COOLING = 1.0, 0.03, 0.5
ROUNDS = 3
DETERMINISTIC_STEPS = 500
EXACT_SHARE = 0.4
OPTIMAL_GAP = 1e-4
BOUND_RELAXES = (
    "weekends, rest and consecutive days across weeks",
    "which agent of a class works (only class totals are kept)",
    "whole agents (starts and breaks may be fractional; rounding cuts make up for a part)",
    "preferences",
)


@dataclass
class _Run:
    """One solve's state between its stages."""

    data: ScheduleData
    params: SchedulingParams
    monitor: Monitor
    executor: Executor | None
    bound: float | None = None
    guides: list[WeekGuide] = field(default_factory=list)
    best: Placement | None = None
    capped: bool = False
    infeasible: bool = False

    def seconds(self, share: float) -> float:
        """Time a step may take: a part of the limit, never more than is left."""
        left = self.monitor.remaining_s()
        part = self.params.time_limit_s * share
        if self.params.deterministic or left is None:
            return part
        return max(0.2, min(part, left))


def schedule(
    data: ScheduleData,
    params: SchedulingParams | None = None,
    monitor: Monitor | None = None,
    executor: Executor | None = None,
) -> Schedule:
    """The site's schedule with its proven bound.

    Without an executor, `params.workers` processes on this machine share the work. Infeasible
    input is a result with messages. A stop asked for through the monitor keeps the incumbent.
    """
    params = params or SchedulingParams()
    monitor = monitor or Monitor(time_limit_s=params.time_limit_s)
    if not len(data.agents):
        return _finish(_Run(data, params, monitor, None, best=Placement(data), bound=None))
    if executor is not None:
        return _solve(_Run(data, params, monitor, executor))
    with local_executor(1 if is_tiny(data) else params.workers) as pool:
        return _solve(_Run(data, params, monitor, pool))


def _solve(run: _Run) -> Schedule:
    _guide(run)
    if not run.infeasible:
        template = _day_plan(run)
        if template is not None:
            _shifts(run, template)
    if not run.infeasible and is_tiny(run.data) and not run.monitor.should_stop():
        _exact(run)
    return _finish(run)


def _guide(run: _Run) -> None:
    run.monitor.report("guide and bound", done=0.0)
    # An LP knows no work limit: in deterministic mode it may use the whole time.
    workers = run.params.workers if run.executor is not None else 1
    # A week solves two LPs, the bound's and the guide's.
    share = GUIDE_SHARE / 2 / -(-run.data.n_weeks // workers)
    limits = SolveLimits(seconds=run.seconds(1.0 if run.params.deterministic else share))
    with _compiling(run):
        run.guides = solve_guides(run.data, limits, run.executor)
    run.infeasible = any(guide.infeasible for guide in run.guides)
    run.capped |= any(guide.starts is None or guide.bound is None for guide in run.guides)
    run.bound = None if run.infeasible else total_bound(run.guides)
    run.monitor.report("guide and bound", bound=run.bound, done=1.0)


@contextmanager
def _compiling(run: _Run) -> Iterator[None]:
    """Compile the tour search meanwhile: on a new machine that takes half a minute, and this
    process is idle while others solve the LPs."""
    if run.executor is None:
        yield
        return
    compiling = Thread(target=compile_search, args=(run.data,), daemon=True)
    compiling.start()
    yield
    compiling.join()


def _starts(run: _Run) -> NDArray[np.float64]:
    """The guide's starts over the horizon (C, D, K); zeros for a week it did not finish."""
    shape = next((g.starts.shape for g in run.guides if g.starts is not None), None)
    if shape is None:
        shape = (len(agent_classes(run.data)), 7, len(run.data.shape_template))
    weeks = [g.starts if g.starts is not None else np.zeros(shape) for g in run.guides]
    return np.concatenate(weeks, axis=1)


def _day_plan(run: _Run) -> NDArray[np.int64] | None:
    data = run.data
    run.monitor.report("day plan", bound=run.bound, done=0.0)
    starts = _starts(run)
    targets = np.stack([starts[:, :, list(t.shapes)].sum(axis=2) for t in data.templates], axis=2)
    limits = CpLimits(
        seconds=run.seconds(PLAN_SHARE),
        workers=run.params.workers,
        seed=run.params.seed,
        deterministic=run.params.deterministic,
    )
    plan = plan_days(data, targets, limits)
    run.infeasible |= plan.infeasible
    run.capped |= plan.capped
    return plan.template


def _shifts(run: _Run, template: NDArray[np.int64]) -> None:
    run.monitor.report("first shifts", bound=run.bound, done=0.0)
    run.best = place_days(run.data, template)
    if run.best is not None:
        _search(run, run.best)


def _search(run: _Run, placement: Placement) -> None:
    """Rounds of the tour search, each cooler; the best round's end is kept."""
    data, monitor = run.data, run.monitor
    lowest = assemble(data, placement).objective
    monitor.report("tour search", incumbent=lowest, bound=run.bound, done=0.0)
    for number in range(ROUNDS):
        if monitor.should_stop():
            run.capped |= not monitor.stopped_by_caller
            return
        limits = _tour_limits(run, number)
        placement = search_tours(data, placement, limits, run.executor, monitor.should_stop)
        cost = assemble(data, placement).objective
        if cost < lowest:
            run.best, lowest = placement, cost
        done = (number + 1) / ROUNDS
        monitor.report("tour search", incumbent=lowest, bound=run.bound, done=done)


def _tour_limits(run: _Run, number: int) -> TourLimits:
    """The round's share of the time left, over the weeks that one process walks."""
    steps = DETERMINISTIC_STEPS if run.params.deterministic else None
    reserve = EXACT_SHARE * run.params.time_limit_s if is_tiny(run.data) else 0.0
    left = run.monitor.remaining_s()
    left = run.params.time_limit_s if left is None else left
    workers = run.params.workers if run.executor is not None else 1
    turns = sum(-(-len(weeks) // workers) for weeks in independent_weeks(run.data))
    seconds = max(0.0, 0.9 * left - reserve) / (ROUNDS - number) / turns
    hot = max(HOT * COOLING**number, COLD)
    return TourLimits(seconds, steps, hot, COLD, run.params.seed + 1000 * number)


def _exact(run: _Run) -> None:
    run.monitor.report("exact model", bound=run.bound)
    limits = CpLimits(
        seconds=run.seconds(EXACT_SHARE),
        workers=run.params.workers,
        seed=run.params.seed,
        deterministic=run.params.deterministic,
        relative_gap=OPTIMAL_GAP,
    )
    answer = solve_exact(run.data, limits, run.best)
    run.infeasible |= answer.infeasible
    if answer.bound is not None:
        run.bound = max(answer.bound, run.bound or answer.bound)
    if answer.shifts is None:
        return
    found = Placement(run.data)
    for shift in answer.shifts:
        found.put(shift)
    if run.best is None or (
        assemble(run.data, found).objective < assemble(run.data, run.best).objective
    ):
        run.best = found


def _finish(run: _Run) -> Schedule:
    data, params = run.data, run.params
    costed = None if run.best is None or run.infeasible else assemble(data, run.best)
    messages: tuple[Message, ...] = explain_thin(data)
    if run.infeasible:
        messages = explain_infeasible(data, params.seed) + messages
    elif costed is None:
        messages = (Message("no_solution", "no roster was found within the time limit"), *messages)
    status = _status(run, costed)
    report = SolveReport(
        status=status,
        objective=None if costed is None else costed.objective,
        bound=None if run.infeasible else run.bound,
        cost_terms={} if costed is None else costed.cost_terms,
        seconds=run.monitor.elapsed_s(),
        seed=params.seed,
        input_hash=data.input_hash,
        bound_relaxes=BOUND_RELAXES,
        hit_time_limit=run.capped,
        stopped_by_caller=run.monitor.stopped_by_caller,
        details=_details(run, costed),
    )
    return Schedule(_published(data, costed), report, messages)


def _status(run: _Run, costed: CostedSchedule | None) -> SolveStatus:
    if run.infeasible:
        return SolveStatus.INFEASIBLE
    if costed is None:
        return SolveStatus.NO_SOLUTION
    closed = run.bound is not None and costed.objective - run.bound <= OPTIMAL_GAP * abs(
        costed.objective
    )
    return SolveStatus.OPTIMAL if closed else SolveStatus.FEASIBLE


def _published(data: ScheduleData, costed: CostedSchedule | None) -> PublishedSchedule:
    if costed is not None:
        return costed.published
    nobody = np.zeros((len(data.groups), len(data.queues), data.target.shape[1]))
    return PublishedSchedule(
        data.site, (), SkillSplit(data.site, data.groups, data.queues, data.grid, nobody)
    )


def _details(run: _Run, costed: CostedSchedule | None) -> dict[str, float | None]:
    """Hours beside the money, the bound's own, and the gap on the cost above the labour floor."""
    data = run.data
    floor = labour_floor(data)
    found: dict[str, float | None] = {"labour_floor": floor}
    for name in ("short_agent_hours", "over_agent_hours"):
        weeks = [getattr(guide, name) for guide in run.guides]
        known = bool(weeks) and None not in weeks
        found[f"bound_{name}"] = float(sum(weeks)) if known else None
    if costed is not None:
        split = costed.published.split.agents
        effective = np.einsum("gq,gqt->qt", data.proficiency, split)
        hour = data.step_minutes / 60
        found["short_agent_hours"] = float(np.maximum(0, data.target - effective).sum() * hour)
        found["over_agent_hours"] = float(np.maximum(0, effective - data.target).sum() * hour)
        if run.bound is not None and costed.objective > floor:
            above = costed.objective - floor
            found["gap_above_labour_floor"] = max(0.0, costed.objective - run.bound) / above
    return found
