"""One solve's state between the stages of the engine, its clock and its bound."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field

from solver.progress import Monitor
from solver.scheduling.cp import CpLimits
from solver.scheduling.cut_bounds import BoundQueue
from solver.scheduling.data import ScheduleData
from solver.scheduling.gap_split import StageCosts
from solver.scheduling.guide import WeekGuide, total_bound
from solver.scheduling.params import SchedulingParams
from solver.scheduling.placement import Placement

# Parts of the limit after which no rounding cuts, and no bound at all, are solved any more.
LATEST_CUTS, LATEST_BOUND = 0.45, 0.9


@dataclass
class Run:
    """One solve's state between its stages."""

    data: ScheduleData
    params: SchedulingParams
    monitor: Monitor
    executor: Executor | None
    bound: float | None = None
    guides: list[WeekGuide] = field(default_factory=list)
    bounds: BoundQueue | None = None
    costs: StageCosts = field(default_factory=StageCosts)
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


def take_bounds(run: Run, *, wait: bool = False) -> None:
    """Go on with the bound beside the plan; `wait` before both processes search tours."""
    if run.bounds is None:
        return
    if wait:
        run.bounds.settle(cuts=True)
    else:
        run.bounds.poll()
    run.guides = run.bounds.guides
    run.infeasible |= run.bounds.infeasible
    run.bound = None if run.infeasible else total_bound(run.guides)


def bound_seconds(run: Run) -> float:
    """Time an LP of the bound may take if it begins now: cuts come only as long as it is early,
    a missing bound comes later too."""
    if run.monitor.should_stop():
        return 0.0
    if run.params.deterministic:
        return run.params.time_limit_s
    lacking = run.bounds is not None and run.bounds.lacks_bound
    share = LATEST_BOUND if lacking else LATEST_CUTS
    return share * run.params.time_limit_s - run.monitor.elapsed_s()


def cp_limits(run: Run, share: float, relative_gap: float = 0.0) -> CpLimits:
    return CpLimits(
        seconds=run.seconds(share),
        workers=run.params.workers,
        seed=run.params.seed,
        deterministic=run.params.deterministic,
        relative_gap=relative_gap,
    )
