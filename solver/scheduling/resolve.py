"""Re-solve: the present schedule repaired after absences, new demand or new people.

It starts from the published or hand-edited schedule, keeps every lock, and prices each change
against what was published, so that only those move who must or whose move is worth it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from solver.domain import Agent, Lock, NamedShift, PlanningData, StaffingTarget, TimeOff
from solver.errors import InvalidInputError
from solver.progress import Monitor
from solver.scheduling.assemble import CostedSchedule, assemble
from solver.scheduling.change_issues import change_issues, scope_issues
from solver.scheduling.data import ScheduleData
from solver.scheduling.disruption import Disruption, disruption_of
from solver.scheduling.locks import Freedom, Scope, freedom, lock_issues
from solver.scheduling.params import SchedulingParams
from solver.scheduling.person_rules import OFF
from solver.scheduling.placement import Placement
from solver.scheduling.prepare import schedule_data
from solver.scheduling.present import Present, present_of
from solver.scheduling.repair import Repair, Repaired
from solver.scheduling.resolve_params import ResolveParams
from solver.scheduling.result import Message, Schedule
from solver.status import SolveReport, SolveStatus


@dataclass(frozen=True)
class Changes:
    """What is new since the schedule was published.

    `time_off` and `agents` are added to the planning data, `target` takes the place of the old
    one. `scope` limits what may change; shifts on absence days go in any case. Without any of
    the first three, or with `everywhere`, all days may change, else those that are touched.
    """

    time_off: tuple[TimeOff, ...] = ()
    agents: tuple[Agent, ...] = ()
    target: StaffingTarget | None = None
    locks: tuple[Lock, ...] = ()
    scope: Scope = field(default_factory=Scope)
    everywhere: bool = False

    def applied_to(self, planning: PlanningData) -> PlanningData:
        """The planning data with the absences and agents added."""
        return planning.model_copy(
            update={
                "time_off": (*planning.time_off, *self.time_off),
                "agents": (*planning.agents, *self.agents),
            }
        )


@dataclass(frozen=True)
class Resolved:
    """The schedule with the planning data and target it is for, and what it disturbs."""

    planning: PlanningData
    target: StaffingTarget
    schedule: Schedule
    disruption: Disruption


def resolve(
    planning: PlanningData,
    target: StaffingTarget,
    published: Sequence[NamedShift],
    changes: Changes,
    scheduling: SchedulingParams,
    params: ResolveParams | None = None,
    monitor: Monitor | None = None,
) -> Resolved:
    """`published`, the site's shifts for `planning` and `target`, repaired after `changes`.

    `params.time_limit_s` is for the search. The objective is that of `audit`, the price of
    disruption apart; no bound is computed. A row that cannot be brought to keep its rules within
    locks and scope is no solution, with a message an agent. Shifts that fit no shift of the work
    plan are taken out, with a message each. Raises `InvalidInputError` for unknown agents, a scope
    or absences outside the horizon and locks that break rules.
    """
    params = params or ResolveParams()
    monitor = monitor or Monitor()
    started = monitor.elapsed_s()
    issues = [
        *change_issues(planning, target, changes.time_off, changes.agents),
        *scope_issues(target.grid, changes.scope),
    ]
    if issues:
        raise InvalidInputError(issues)
    fresh = changes.applied_to(planning)
    aim = changes.target or target
    data = schedule_data(fresh, aim, scheduling)
    present = present_of(data, published)
    issues = lock_issues(data, present, changes.locks)
    if issues:
        raise InvalidInputError(issues)
    monitor.report("repair", done=0.0)
    free = freedom(data, present, changes.locks, changes.scope)
    affected = _affected(data, target, present, free, changes)
    repair = Repair(data, present, free, affected, params)
    repair.compile()
    clock = monitor.limited(params.time_limit_s)
    repaired = repair.run(clock.should_stop)
    disruption = disruption_of(data, present, free.lost, repaired.present, params)
    schedule = _schedule(data, repaired, disruption, scheduling, monitor, started)
    schedule = replace(schedule, messages=(*schedule.messages, *_foreign(data, present)))
    monitor.report("repair", incumbent=schedule.report.objective, done=1.0)
    return Resolved(fresh, aim, schedule, disruption)


def _affected(
    data: ScheduleData,
    target: StaffingTarget,
    present: Present,
    free: Freedom,
    changes: Changes,
) -> NDArray[np.bool_]:
    """(D,): days on which a shift is lost or no longer known, the target is another, or a new
    agent can work."""
    quiet = not (changes.time_off or changes.agents or changes.target)
    if quiet or changes.everywhere:
        return np.ones(data.n_days, dtype=bool)
    found = np.array(free.lost.any(axis=0), dtype=bool).reshape(data.n_days)
    for _, day in (*present.foreign, *present.bent):
        found[day] = True
    added = np.isin(data.agents, [agent.agent for agent in changes.agents])
    found |= np.asarray(free.open[added].any(axis=0))
    if changes.target is not None:
        found |= _new_demand(data, target, changes.target)
    return found


def _new_demand(data: ScheduleData, old: StaffingTarget, new: StaffingTarget) -> NDArray[np.bool_]:
    if old.agents.shape != new.agents.shape or old.queues != new.queues:
        return np.ones(data.n_days, dtype=bool)
    differs = (np.abs(old.agents - new.agents) > 0).any(axis=0)
    days = np.unique(new.grid.day_of[differs])
    found = np.zeros(data.n_days, dtype=bool)
    found[days] = True
    return found


def _schedule(
    data: ScheduleData,
    repaired: Repaired,
    disruption: Disruption,
    scheduling: SchedulingParams,
    monitor: Monitor,
    started_s: float,
) -> Schedule:
    placement = Placement(data)
    for shift in repaired.present.shifts():
        placement.put(shift)
    costed = assemble(data, placement)
    messages = tuple(_messages(data, repaired))
    report = SolveReport(
        status=SolveStatus.NO_SOLUTION if messages else SolveStatus.FEASIBLE,
        objective=costed.objective,
        bound=None,
        cost_terms=costed.cost_terms,
        seconds=monitor.elapsed_s() - started_s,
        seed=scheduling.seed,
        input_hash=data.input_hash,
        hit_time_limit=repaired.stopped and not monitor.stopped_by_caller,
        stopped_by_caller=monitor.stopped_by_caller,
        details={**_hours(data, costed), **disruption.as_details()},
    )
    return Schedule(costed.published, report, messages)


def _messages(data: ScheduleData, repaired: Repaired) -> list[Message]:
    found = [
        Message(
            "not_repaired",
            f"{data.agents[agent]}: {', '.join(rules)} cannot be kept with the locks and days"
            " given; unlock days of this agent, or change the absence",
            agent=data.agents[agent],
            rule=rules[0],
        )
        for agent, rules in repaired.broken.items()
    ]
    if repaired.crowded_intervals:
        hours = repaired.crowded_intervals * data.step_minutes / 60
        text = f"the site's {data.seats} seats do not hold those on shift for {hours:g} hours"
        found.append(Message("not_repaired", text, rule="seats"))
    return found


def _foreign(data: ScheduleData, present: Present) -> list[Message]:
    return [
        Message(
            "foreign_shift",
            f"{data.agents[agent]}: the shift of {data.site_grid.day(day)} fits no shift of the"
            " work plan and was taken out",
            agent=data.agents[agent],
            rule="shift_template",
            dates=data.site_grid.day(day).isoformat(),
        )
        for agent, day in present.foreign
        if present.row[agent, day] == OFF
    ]


def _hours(data: ScheduleData, costed: CostedSchedule) -> dict[str, float]:
    effective = np.einsum("gq,gqt->qt", data.proficiency, costed.published.split.agents)
    hour = data.step_minutes / 60
    return {
        "short_agent_hours": float(np.maximum(0, data.target - effective).sum() * hour),
        "over_agent_hours": float(np.maximum(0, effective - data.target).sum() * hour),
    }
