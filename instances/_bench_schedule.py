"""Benchmark of scheduling: one site's staffing target of known tightness to named shifts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from instances._bench_rows import OURS, Row, measured, row
from instances._history import Floats, weekly_profile
from instances.generate import generate, weekly_contacts
from instances.registry import CASES as REGISTERED
from instances.registry import Case
from solver.domain import PlanningData, StaffingTarget
from solver.domain.base import parse_weekly_spans
from solver.requirements.data import Load
from solver.timegrid import TimeGrid

CASES = tuple(REGISTERED)
SHORT = ("center-60x28",)
COLUMNS = (
    "case",
    "method",
    "status",
    "objective",
    "bound",
    "gap",
    "hard_violations",
    "short_agent_hours",
    "over_agent_hours",
    "seconds",
    "cpu_seconds",
    "peak_mib",
)
TIME_LIMIT_S = 120.0
# The shifts placed greedily along the day plan, before anything is searched.
BASELINE = "greedy_day_by_day"


def run(case: str, seed: int, time_limit_s: float | None) -> list[Row]:
    """`seed` draws the centre and starts the solver; the gap is of the cost the audit found."""
    from solver.progress import Monitor, ProgressEvent
    from solver.publishing import schedule_site
    from solver.scheduling import SchedulingParams
    from solver.status import relative_gap

    instance = REGISTERED[case]
    planning = generate(replace(instance.spec, history_weeks=1), seed)
    target = staffing_target(instance, planning)
    params = SchedulingParams(time_limit_s=time_limit_s or TIME_LIMIT_S, seed=seed)
    first: list[float] = []

    def note(event: ProgressEvent) -> None:
        if event.phase == "tour search" and event.incumbent is not None:
            first.append(event.incumbent)

    with measured() as effort:
        audited = schedule_site(planning, target, params, Monitor(note))
    report, audit = audited.schedule.report, audited.audit
    baseline = [
        row(case, BASELINE, seed, effort, objective=first[0], bound=report.bound,
            gap=relative_gap(first[0], report.bound), seconds=None, cpu_seconds=None)
    ] if first else []  # fmt: skip
    return [
        *baseline,
        row(
            case,
            OURS,
            seed,
            effort,
            status=report.status.value,
            objective=report.objective,
            bound=report.bound,
            gap=report.gap,
            hard_violations=len(audit.violations),
            short_agent_hours=audit.short_agent_hours,
            over_agent_hours=audit.over_agent_hours,
        ),
    ]


def staffing_target(case: Case, planning: PlanningData) -> StaffingTarget:
    """Requirements of the centre's expected volumes, scaled to the case's load."""
    from solver.requirements import require

    needed = require(staffing_demand(case, planning), planning.queues)
    agents = np.nan_to_num(needed.to_schedule)
    hours = agents.sum() * needed.grid.interval_minutes / 60
    available = _on_queue_hours_week(case, planning) * planning.center.horizon_weeks
    return StaffingTarget(
        needed.site, needed.queues, needed.grid, agents * case.load * available / hours
    )


def staffing_demand(case: Case, planning: PlanningData) -> Load:
    """Expected volumes of the horizon, all of them for the first internal site."""
    center, site = planning.center, planning.internal_sites[0]
    assert center.horizon_start is not None
    grid = TimeGrid(
        center.time_zone, center.interval_minutes, center.horizon_start, 7 * center.horizon_weeks
    )
    volume, aht_s, is_open = _expected(case, _on_queue_hours_week(case, planning), grid)
    names = tuple(queue.queue for queue in planning.queues)
    return Load(site.site, names, grid, volume, aht_s, is_open, site.presence)


def _on_queue_hours_week(case: Case, planning: PlanningData) -> float:
    """Hours a week of all agents on shift and off break, at the middle of their contracts."""
    total = 0.0
    for agent in planning.agents:
        plan = planning.work_plan(agent.work_plan)
        shift = max(plan.shifts, key=lambda s: s.paid_minutes)
        pauses = sum(a.minutes for a in shift.activities if a.paid)
        middle = (plan.min_paid_minutes_week + plan.max_paid_minutes_week) / 2
        total += middle / 60 * (1 - pauses / shift.paid_minutes)
    return total * (1 - case.spec.people.leave)


def _expected(case: Case, hours: float, grid: TimeGrid) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Volume, AHT and opening of every queue (Q, T): a week's profile repeated, no holiday."""
    weekly = weekly_contacts(case.spec, hours)
    slot = grid.minute_of_day // grid.interval_minutes
    weekday = grid.weekday[grid.day_of]
    queues = case.spec.queues
    volume = [
        weekly[q.queue] * weekly_profile(q, grid.interval_minutes)[weekday, slot] for q in queues
    ]
    aht_s = [np.full(grid.n_intervals, q.aht_s) for q in queues]
    is_open = [grid.open_mask(parse_weekly_spans(q.opening_hours)) for q in queues]
    return np.array(volume), np.array(aht_s), np.array(is_open)
