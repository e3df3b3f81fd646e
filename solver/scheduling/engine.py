"""The staged engine: guide, bound -> day plan -> first shifts -> tour search -> exact if tiny.

The bound without rounding cuts comes with the guide; with cuts it is solved beside the day plan
and raises the first one if it is done in time.
"""

from __future__ import annotations

from concurrent.futures import Executor
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from solver.domain import PublishedSchedule, SkillSplit
from solver.fanout import local_executor
from solver.progress import Monitor
from solver.scheduling.assemble import CostedSchedule, assemble
from solver.scheduling.cut_bounds import BoundQueue
from solver.scheduling.data import ScheduleData
from solver.scheduling.day_stage import plan_of_days
from solver.scheduling.exact import is_tiny, solve_exact
from solver.scheduling.explain import explain_infeasible, explain_thin
from solver.scheduling.first_shifts import place_days
from solver.scheduling.gap_split import report_details
from solver.scheduling.guide import solve_guides
from solver.scheduling.params import SchedulingParams
from solver.scheduling.placement import Placement
from solver.scheduling.result import Message, Schedule
from solver.scheduling.run_state import Run, bound_seconds, cp_limits, take_bounds
from solver.scheduling.sparse_model import SolveLimits
from solver.scheduling.tours import TourLimits, compile_search, independent_weeks, search_tours
from solver.status import SolveReport, SolveStatus

# The part of the time limit for the guide's LPs.
GUIDE_SHARE = 0.5
# The rounds of the tour search: temperature in prices of an agent-hour short.
HOT, COLD, COOLING = 1.0, 0.03, 0.5
ROUNDS = 3
DETERMINISTIC_STEPS = 500
EXACT_SHARE = 0.4
OPTIMAL_GAP = 1e-4
BOUND_RELAXES = (
    "weekends, rest, consecutive days, planning periods and weekly rest across weeks",
    "runs of days off, similar starts and forward rotation",
    "which agent of a class works (only class totals are kept)",
    "whole agents (starts and breaks may be fractional; rounding cuts make up for a part)",
    "preferences",
)


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
        return _finish(Run(data, params, monitor, None, best=Placement(data), bound=None))
    if executor is not None:
        return _solve(Run(data, params, monitor, executor))
    with local_executor(1 if is_tiny(data) else params.workers) as pool:
        return _solve(Run(data, params, monitor, pool))


def _solve(run: Run) -> Schedule:
    compiling = _compile(run)
    _guide(run)
    template = None if run.infeasible else plan_of_days(run)
    if compiling is not None:
        compiling.join()
    if template is not None and not run.infeasible:
        _shifts(run, template)
    if not run.infeasible and is_tiny(run.data) and not run.monitor.should_stop():
        _exact(run)
    return _finish(run)


def _guide(run: Run) -> None:
    run.monitor.report("guide and bound", done=0.0)
    # An LP knows no work limit: in deterministic mode it may use the whole time.
    workers = run.params.workers if run.executor is not None else 1
    share = GUIDE_SHARE / -(-run.data.n_weeks // workers)
    limits = SolveLimits(seconds=run.seconds(1.0 if run.params.deterministic else share))
    run.guides = solve_guides(run.data, limits, run.executor, prove=False)
    run.infeasible = any(guide.infeasible for guide in run.guides)
    run.capped |= any(guide.starts is None for guide in run.guides)
    if run.infeasible:
        return
    run.bounds = BoundQueue(run.data, run.guides, lambda: bound_seconds(run), run.executor)
    if run.executor is None:
        run.bounds.settle(cuts=is_tiny(run.data) or run.params.deterministic)
    take_bounds(run)
    known = [guide.cost for guide in run.guides if guide.cost is not None]
    run.costs.guide = float(sum(known)) if len(known) == len(run.guides) else None
    run.monitor.report("guide and bound", bound=run.bound, done=1.0)


def _compile(run: Run) -> Thread | None:
    """Compile the tour search beside the first stages: on a new machine that takes half a minute,
    and this process is idle while others solve the LPs."""
    if run.executor is None:
        return None
    compiling = Thread(target=compile_search, args=(run.data,), daemon=True)
    compiling.start()
    return compiling


def _shifts(run: Run, template: NDArray[np.int64]) -> None:
    run.monitor.report("first shifts", bound=run.bound, done=0.0)
    found = place_days(run.data, template)
    if found is not None:
        run.best = found
    take_bounds(run, wait=True)
    run.capped |= run.bound is None
    if run.best is not None and not run.infeasible:
        _search(run, run.best)


def _search(run: Run, placement: Placement) -> None:
    """Rounds of the tour search, each cooler; the best round's end is kept."""
    data, monitor = run.data, run.monitor
    lowest = assemble(data, placement).objective
    run.costs.shape = lowest
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


def _tour_limits(run: Run, number: int) -> TourLimits:
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


def _exact(run: Run) -> None:
    run.monitor.report("exact model", bound=run.bound)
    limits = cp_limits(run, EXACT_SHARE, OPTIMAL_GAP)
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


def _finish(run: Run) -> Schedule:
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
        details=report_details(data, run.guides, run.costs, run.bound, costed),
    )
    return Schedule(_published(data, costed), report, messages)


def _status(run: Run, costed: CostedSchedule | None) -> SolveStatus:
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
