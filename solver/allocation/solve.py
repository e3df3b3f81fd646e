"""The door to the solvers: HiGHS through PuLP, CBC where HiGHS is missing.

PuLP labels the incumbent of a run that hit its time limit "Optimal" and knows neither bound nor
gap; here status and bound come from the solver model itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulp
from pulp.apis import coin_api

from solver.allocation.params import AllocationParams
from solver.progress import Monitor
from solver.status import SolveStatus, relative_gap

TOLERANCE = 1e-9
INFINITE = 1e29
# This release calls a dearer solution optimal and proves it by a wrong bound: its MIP presolve
# (singleton column stuffing) uses stale row activities beside integer columns. Its makers know;
# 1.13 and 1.15 are right.
WRONG_PRESOLVE = ("1.14.0",)
MONEY_UNIT = 1000.0
PHASE = "allocation"


class Budget:
    """The time of one verb: its own limit, within what its caller's monitor leaves."""

    def __init__(self, monitor: Monitor, limit_s: float) -> None:
        self.monitor = monitor
        self._started = monitor.elapsed_s()
        self._limit_s = limit_s

    def used_s(self) -> float:
        return self.monitor.elapsed_s() - self._started

    def left_s(self) -> float:
        own = max(0.0, self._limit_s - self.used_s())
        remaining = self.monitor.remaining_s()
        return own if remaining is None else min(own, remaining)


@dataclass(frozen=True)
class Outcome:
    """What a solver said. `objective` and `bound` in the model's own unit, `None` if unknown."""

    solver: str
    status: SolveStatus
    objective: float | None = None
    bound: float | None = None
    hit_time_limit: bool = False
    hit_node_limit: bool = False


def choose_solver(params: AllocationParams, budget: Budget, is_mip: bool) -> Any:
    """The solver of the allocation, with its limits: the one place that names it."""
    threads = 1 if params.deterministic else params.workers
    if pulp.HiGHS().available():
        return _highs(params, threads, budget, is_mip)
    return pulp.COIN_CMD(
        path=coin_api.pulp_cbc_path,
        msg=False,
        timeLimit=budget.left_s(),
        gapRel=params.relative_gap,
        threads=threads,
        maxNodes=params.node_limit if params.deterministic else None,
        options=[f"randomSeed {params.seed}"],
    )


def run(problem: pulp.LpProblem, params: AllocationParams, budget: Budget) -> Outcome:
    """Solve and read status, objective and bound. Variables carry values if a solution exists."""
    solver = choose_solver(params, budget, problem.isMIP())
    if solver.name != "HiGHS":
        problem.solve(solver)
        return _cbc_outcome(problem, params)
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)
    solver.callSolver(problem)
    _rerun_with_own_threads(problem)
    return _highs_outcome(problem, params, budget.monitor)


def _highs(params: AllocationParams, threads: int, budget: Budget, is_mip: bool) -> Any:
    from highspy import Highs, cb

    kinds = cb.HighsCallbackType

    def watch(kind: Any, message: str, out: Any, answer: Any, data: Any) -> None:
        if kind == kinds.kCallbackMipImprovingSolution:
            found = _known(out.mip_primal_bound), _known(out.mip_dual_bound)
            incumbent, bound = (None if v is None else v * MONEY_UNIT for v in found)
            budget.monitor.report(PHASE, incumbent=incumbent, bound=bound)
        elif budget.left_s() <= 0:
            answer.user_interrupt = True

    options: dict[str, Any] = {"mip_max_nodes": params.node_limit} if params.deterministic else {}
    if is_mip and Highs().version() in WRONG_PRESOLVE:
        options["presolve"] = "off"
    return pulp.HiGHS(
        msg=False,
        threads=threads,
        timeLimit=budget.left_s(),
        gapRel=params.relative_gap,
        gapAbs=0.0,
        random_seed=params.seed,
        primal_feasibility_tolerance=TOLERANCE,
        mip_feasibility_tolerance=TOLERANCE,
        callbackTuple=(watch, None),
        callbacksToActivate=[
            kinds.kCallbackMipImprovingSolution,
            kinds.kCallbackMipInterrupt,
            kinds.kCallbackSimplexInterrupt,
        ],
        **options,
    )


def _rerun_with_own_threads(problem: pulp.LpProblem) -> None:
    """HiGHS keeps the thread count of a process's first solve and refuses to run with another
    until its scheduler is reset; the refusal shows only as a status that was never set.
    """
    from highspy import HighsModelStatus

    highs = problem.solverModel
    if highs.getModelStatus() == HighsModelStatus.kNotset:
        highs.resetGlobalScheduler(True)
        highs.run()


def _highs_outcome(problem: pulp.LpProblem, params: AllocationParams, monitor: Monitor) -> Outcome:
    from highspy import HighsModelStatus, SolutionStatus

    highs = problem.solverModel
    said, info = highs.getModelStatus(), highs.getInfo()
    if said in (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible):
        # No cost and no variable is negative, so the model cannot be unbounded.
        return Outcome("HiGHS", SolveStatus.INFEASIBLE)
    if said == HighsModelStatus.kModelEmpty:
        return Outcome("HiGHS", SolveStatus.OPTIMAL, objective=0.0, bound=0.0)
    interrupted = said in (HighsModelStatus.kInterrupt, HighsModelStatus.kHighsInterrupt)
    optimal = said == HighsModelStatus.kOptimal
    objective = bound = None
    status = SolveStatus.NO_SOLUTION
    if problem.isMIP():
        bound = _known(info.mip_dual_bound)
    elif optimal:
        bound = info.objective_function_value
    if info.primal_solution_status == SolutionStatus.kSolutionStatusFeasible:
        for variable, value in zip(problem.variables(), highs.getSolution().col_value):
            variable.varValue = value
        objective = info.objective_function_value
        gap = relative_gap(objective, bound)
        closed = optimal or (gap is not None and gap <= params.relative_gap)
        status = SolveStatus.OPTIMAL if closed else SolveStatus.FEASIBLE
    return Outcome(
        solver="HiGHS",
        status=status,
        objective=objective,
        bound=bound,
        hit_time_limit=(interrupted or said == HighsModelStatus.kTimeLimit)
        and not monitor.stopped_by_caller,
        hit_node_limit=said == HighsModelStatus.kSolutionLimit,
    )


def _known(value: float) -> float | None:
    """HiGHS says infinity where it knows nothing yet."""
    return value if -INFINITE < value < INFINITE else None


def _cbc_outcome(problem: pulp.LpProblem, params: AllocationParams) -> Outcome:
    """CBC's bound does not reach PuLP, so only a proven optimum has one: less the gap allowed."""
    if problem.status == pulp.LpStatusInfeasible:
        return Outcome("CBC", SolveStatus.INFEASIBLE)
    found = problem.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    if not found:
        return Outcome("CBC", SolveStatus.NO_SOLUTION, hit_time_limit=True)
    objective = float(pulp.value(problem.objective))
    if problem.sol_status == pulp.LpSolutionIntegerFeasible:
        return Outcome("CBC", SolveStatus.FEASIBLE, objective, hit_time_limit=True)
    bound = objective * (1 - params.relative_gap)
    return Outcome("CBC", SolveStatus.OPTIMAL, objective, bound)
