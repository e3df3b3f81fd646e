"""One place that runs CP-SAT: limits, determinism, status."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

# A unit of CP-SAT's deterministic time takes several seconds of one core on day plans.
DETERMINISTIC_UNITS_PER_SECOND = 0.2


@dataclass(frozen=True)
class CpLimits:
    """`seconds` of wall time; in deterministic mode the same number of work units on one worker,
    which gives the same answer on every machine."""

    seconds: float
    workers: int = 1
    seed: int = 0
    deterministic: bool = False
    relative_gap: float = 0.0

    def share(self, part: float) -> CpLimits:
        return replace(self, seconds=max(0.5, self.seconds * part))


@dataclass(frozen=True)
class CpAnswer:
    """`values` is the solver holding a solution, or `None`."""

    values: cp_model.CpSolver | None
    bound: float | None
    infeasible: bool
    capped: bool


def run_cp(model: cp_model.CpModel, limits: CpLimits) -> CpAnswer:
    solver = cp_model.CpSolver()
    # Its own handler would replace the caller's, which asks the engine to stop.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = limits.seed
    solver.parameters.relative_gap_limit = limits.relative_gap
    solver.parameters.num_workers = 1 if limits.deterministic else limits.workers
    if limits.deterministic:
        solver.parameters.max_deterministic_time = limits.seconds * DETERMINISTIC_UNITS_PER_SECOND
    else:
        solver.parameters.max_time_in_seconds = limits.seconds
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return CpAnswer(
        values=solver if found else None,
        bound=solver.best_objective_bound if found and model.has_objective() else None,
        infeasible=status == cp_model.INFEASIBLE,
        capped=status in (cp_model.FEASIBLE, cp_model.UNKNOWN),
    )
