"""Agents of one backlog channel: email, back office, social."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from solver.domain import Queue
from solver.queueing.backlog_age import backlog_walk
from solver.queueing.backlog_curves import (
    BacklogCurves,
    ResponseGoal,
    Waiting,
    backlog_curves,
    no_waiting,
    response_goal,
    waiting_of_ages,
)
from solver.queueing.backlog_plan import BacklogPlan, backlog_plan, whole_servers
from solver.requirements.data import Array, Case
from solver.requirements.idle_time import IdleTime
from solver.requirements.offered_load import safe_aht
from solver.requirements.params import RequirementsParams
from solver.requirements.queue_answer import QueueAnswer
from solver.requirements.result import BINDING_GOALS, QueueMethod
from solver.requirements.uncertainty import volume_quantile

_WORKLOAD = BINDING_GOALS.index("workload")
_TINY_HOURS = 1e-6


def backlog_answer(case: Case, q: int, params: RequirementsParams, idle: IdleTime) -> QueueAnswer:
    """The staffing that answers everything in time, as even as it can be.

    Agents are hours of work over the interval, over the occupancy. Blended channels first use the
    idle time of other queues' agents; what they do there is in nobody's own staffing.
    """
    volume = case.load.volume[q]
    if params.uncertainty == "quantile":
        volume = volume_quantile(case, q, params)
    found = _staffed(case, q, params, volume, idle.of(case.goals[q], volume))
    idle.take(case.goals[q], found.plan.free_hours)
    agents = found.agents
    risk = np.zeros_like(agents)
    if params.uncertainty == "quantile":
        free = found.plan.free_hours
        risk = agents - _staffed(case, q, params, case.load.volume[q], free).agents
    capacity = agents * found.server_hours + found.plan.free_hours
    walk = backlog_walk(found.curves, capacity, found.hours, aht_s=safe_aht(case, q))
    queue = case.goals[q]
    return QueueAnswer(
        agents=agents,
        fractional=found.plan.own_hours / found.server_hours,
        binding=np.full(agents.shape, _WORKLOAD),
        load_erl=found.curves.work / found.hours,
        risk_agents=risk,
        waiting_contacts=walk.backlog_contacts,
        oldest_hours=walk.oldest_h,
        method=QueueMethod("backlog", "stationary", queue.sl_variant.value, _risk_name(params)),
        messages=tuple(_messages(queue, found)),
    )


def _risk_name(params: RequirementsParams) -> str:
    """Work that is spread over hours is staffed for its mean; only a quantile adds to it."""
    return "quantile" if params.uncertainty == "quantile" else "mean"


@dataclass(frozen=True)
class _Staffed:
    curves: BacklogCurves
    plan: BacklogPlan
    hours: float
    server_hours: float
    agents: Array


def _staffed(
    case: Case, q: int, params: RequirementsParams, volume: Array, free: Array
) -> _Staffed:
    queue, hours = case.goals[q], case.interval_s / 3600.0
    goal = _goal(queue, params, hours)
    work = volume * safe_aht(case, q) / 3600.0
    start = _starting(case, q, params, work, goal)
    opened, day = case.load.open[q], case.load.grid.day_of
    curves = backlog_curves(work, opened, goal, start=start, day=day)
    plan = backlog_plan(
        curves,
        params.backlog_policy,
        work_off=params.backlog_at_end == "none",
        free_hours=free,
    )
    server_hours = hours * (queue.max_occupancy or params.backlog_occupancy)
    if params.backlog_whole:
        agents = whole_servers(curves, plan, server_hours).astype(float)
    else:
        agents = plan.own_hours / server_hours
    return _Staffed(curves, plan, hours, server_hours, agents)


def _goal(queue: Queue, params: RequirementsParams, interval_hours: float) -> ResponseGoal:
    """The response hours by the params' clock; response days always end at a closing."""
    if queue.response_days is not None:
        return response_goal(interval_hours, days=queue.response_days, clock="opening")
    return response_goal(interval_hours, hours=queue.response_hours, clock=params.response_clock)


def _starting(
    case: Case, q: int, params: RequirementsParams, work: Array, goal: ResponseGoal
) -> Waiting:
    """What waits at the grid's start: the queue's own figure, else by the params."""
    queue, hours = case.goals[q], case.interval_s / 3600.0
    if queue.starting_backlog is not None:
        volume = case.load.volume[q]
        total = float(volume.sum())
        aht = float(volume @ safe_aht(case, q)) / total if total > 0 else 0.0
        waiting = queue.starting_backlog * aht / 3600.0
        return waiting_of_ages(waiting, queue.starting_backlog_age_hours, goal, hours)
    opened = np.flatnonzero(case.load.open[q])
    if params.starting_backlog == "as_at_end" and opened.size:
        return waiting_of_ages(float(work[opened[-1] + 1 :].sum()), 0.0, goal, hours)
    return no_waiting()


def _messages(queue: Queue, found: _Staffed) -> list[str]:
    name, messages = f"queue {queue.queue}: ", []
    waiting = float(found.curves.start.hours.sum())
    done = float(found.plan.own_hours.sum() + found.plan.free_hours.sum())
    left = max(0.0, float(found.curves.work.sum()) + waiting - done)
    if left > _TINY_HOURS:
        messages.append(
            f"{name}{left:.1f} hours of work are carried over the end of the horizon;"
            f" {waiting:.1f} hours are taken to wait at its start"
        )
    blended = float(found.plan.free_hours.sum())
    if blended > _TINY_HOURS:
        donors = ", ".join(queue.blend_with)
        messages.append(f"{name}{blended:.1f} hours of work are done in idle time of {donors}")
    if found.plan.first_missed is not None and not math.isclose(found.plan.short_hours, 0.0):
        messages.append(f"{name}{found.plan.short_hours:.1f} hours of work cannot be done in time")
    return messages
