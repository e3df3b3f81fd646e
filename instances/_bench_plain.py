"""The plain baseline of scheduling: one CP-SAT model of every agent, shift and break at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances._bench_rows import Row, measured, note, row
from solver.domain import PlanningData, StaffingTarget

if TYPE_CHECKING:
    from solver.scheduling import SchedulingParams
    from solver.scheduling.data import PlacedShift, ScheduleData

METHOD = "plain_cp_sat"
LIMIT_S = 60.0
# Agents x days x starts up to which the model is built at all: the breaks of each start make it
# about 20 variables, and half a million of them take minutes to build.
MOST_STARTS = 30_000


def plain_cp_sat(
    case: str, seed: int, planning: PlanningData, target: StaffingTarget, params: SchedulingParams
) -> list[Row]:
    """A row also where no solution came within the limit; a note where the model is too large.

    Same rules, costs and audit as ours; `seconds` hold the building of the model, which the
    limit of the solver does not.
    """
    from solver.scheduling.cp import CpLimits
    from solver.scheduling.exact import solve_exact
    from solver.scheduling.prepare import schedule_data
    from solver.status import relative_gap

    data = schedule_data(planning, target, params)
    starts = int(data.can.sum())
    if starts > MOST_STARTS:
        text = f"{METHOD}: not built, {starts:,} possible starts are more than {MOST_STARTS:,}"
        return [note(case, text)]
    limits = CpLimits(seconds=LIMIT_S, workers=params.workers, seed=params.seed)
    with measured() as effort:
        answer = solve_exact(data, limits)
    if answer.shifts is None:
        text = "infeasible" if answer.infeasible else f"no solution in {LIMIT_S:.0f} s of solving"
        status = "infeasible" if answer.infeasible else "no_solution"
        return [row(case, METHOD, seed, effort, detail=text, status=status)]
    figures = _audited(planning, target, params, data, answer.shifts)
    return [
        row(
            case,
            METHOD,
            seed,
            effort,
            status="optimal" if answer.optimal else "feasible",
            bound=answer.bound,
            gap=relative_gap(figures["objective"], answer.bound),
            **figures,
        )
    ]


def _audited(
    planning: PlanningData,
    target: StaffingTarget,
    params: SchedulingParams,
    data: ScheduleData,
    shifts: tuple[PlacedShift, ...],
) -> Row:
    """What the audit finds of the model's shifts under their best skill split."""
    from solver.scheduling import audit
    from solver.scheduling.assemble import assemble
    from solver.scheduling.placement import Placement

    placement = Placement(data)
    for shift in shifts:
        placement.put(shift)
    found = audit(planning, target, assemble(data, placement).published, params)
    return {
        "objective": found.objective,
        "hard_violations": len(found.violations),
        "short_agent_hours": found.short_agent_hours,
        "over_agent_hours": found.over_agent_hours,
    }
