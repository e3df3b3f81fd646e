"""pyworkforce's shift mix and roster beside our schedules, as far as they can express a case.

What its models leave out, so that its rows are no objective to compare with: skills (the queues
are one pool), breaks, part time, leave, availability, weekly hours and days, weekends, wishes
and prices. The mix chooses the agents of every start of the full-time day; the roster gives that
mix to as many full-timers as the centre has full-time weeks, each with the horizon's least hours
and days. Rest is left out as well: its rows forbid a shift altogether that has two successors
too close to it. Its `gap` is of its own objective. Shifts over midnight have no place in its days.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from instances._bench_peers import PeerError, answer_of, interpreter
from instances._bench_rows import Effort, Row, note, row
from instances._work_plans import FULL_TIME
from solver.domain import PlanningData, StaffingTarget, WorkPlan
from solver.domain.base import clock_text
from solver.timegrid import MINUTES_PER_DAY

METHOD = "pyworkforce"
SCRIPT = Path(__file__).parent / "_peers" / "rostered.py"
LIMIT_S = 30.0
WORKERS = 2
# Its roster model writes a row for each agent, day and shift, over all shifts of the next day.
MOST_ASSIGNMENTS = 300_000

Agents = NDArray[np.int64]


def peer_rows(case: str, seed: int, planning: PlanningData, target: StaffingTarget) -> list[Row]:
    """One row for the mix, one for the roster; notes in place of what cannot be asked."""
    plan = planning.work_plan(FULL_TIME)
    shifts = day_shifts(plan)
    if any(start + length > MINUTES_PER_DAY for start, length in shifts.values()):
        return [note(case, f"{METHOD}: cannot express shifts over midnight")]
    demand = pooled_demand(target)
    try:
        python = interpreter()
        mix = answer_of(python, SCRIPT, mix_task(planning, shifts, demand), LIMIT_S)
    except PeerError as reason:
        return [note(case, f"{METHOD} mix: {reason}")]
    rows = [_row(case, seed, mix, "shift mix; one pool, no breaks", **_hours(mix, shifts, demand))]
    if mix["counts"] is None:
        return [*rows, note(case, f"{METHOD} roster: there is no mix to roster")]
    task = roster_task(planning, plan, mix["counts"], len(demand))
    size = task["agents"] * task["days"] * len(task["hours"])
    if size > MOST_ASSIGNMENTS:
        text = f"{size:,} agent-day-shifts are more than {MOST_ASSIGNMENTS:,}"
        return [*rows, note(case, f"{METHOD} roster: not asked, {text}")]
    try:
        found = answer_of(python, SCRIPT, task, LIMIT_S)
    except PeerError as reason:
        return [*rows, note(case, f"{METHOD} roster: {reason}")]
    detail = f"roster of that mix; {task['agents']} full-timers, no rest, no weekly rules"
    return [*rows, _row(case, seed, found, detail)]


def day_shifts(plan: WorkPlan) -> dict[str, tuple[int, int]]:
    """Start and length in minutes of every shift that the plan offers, by its clock time."""
    return {
        clock_text(start): (start, shift.length_minutes)
        for shift in plan.shifts
        for start in shift.start_minutes
    }


def pooled_demand(target: StaffingTarget) -> Agents:
    """Agents over all queues by day and period of the wall clock, rounded up.

    Of an hour that comes twice the larger demand counts; one that the clock skips needs nobody.
    """
    grid = target.grid
    demand = np.zeros((grid.n_days, MINUTES_PER_DAY // grid.interval_minutes), dtype=np.int64)
    wanted = np.ceil(target.agents.sum(axis=0) - 1e-9).astype(np.int64)
    np.maximum.at(demand, (grid.day_of, grid.minute_of_day // grid.interval_minutes), wanted)
    return demand


def coverage(shifts: dict[str, tuple[int, int]], periods: int) -> dict[str, list[int]]:
    """Periods of the day that lie inside each shift."""
    minutes = np.arange(periods) * (MINUTES_PER_DAY // periods)
    return {
        name: ((minutes >= start) & (minutes < start + length)).astype(int).tolist()
        for name, (start, length) in shifts.items()
    }


def mix_task(
    planning: PlanningData, shifts: dict[str, tuple[int, int]], demand: Agents
) -> dict[str, Any]:
    return {
        "model": "mix",
        "limit_s": LIMIT_S,
        "workers": WORKERS,
        "agents": len(planning.agents),
        "demand": demand.tolist(),
        "coverage": coverage(shifts, demand.shape[1]),
    }


def roster_task(
    planning: PlanningData, plan: WorkPlan, counts: list[list[Any]], days: int
) -> dict[str, Any]:
    """The mix as a roster of full-timers: as many as the agents' mid-contract hours make."""
    middle = {
        p.work_plan: (p.min_paid_minutes_week + p.max_paid_minutes_week) / 2
        for p in planning.work_plans
    }
    agents = sum(middle[a.work_plan] for a in planning.agents) / middle[plan.work_plan]
    used = sorted({name for _, name, _ in counts})
    required = {name: [0] * days for name in used}
    for day, name, number in counts:
        required[name][day] = number
    paid = {
        clock_text(start): shift.paid_minutes
        for shift in plan.shifts
        for start in shift.start_minutes
    }
    weeks = days // 7
    least_days = math.ceil(plan.min_paid_minutes_week / max(paid.values()))
    return {
        "model": "roster",
        "limit_s": LIMIT_S,
        "workers": WORKERS,
        "agents": round(agents),
        "days": days,
        "hours": {name: round(paid[name] / 60) for name in used},
        "min_hours": weeks * plan.min_paid_minutes_week // 60,
        "max_resting": days - weeks * least_days,
        "required": required,
    }


def _hours(mix: dict[str, Any], shifts: dict[str, tuple[int, int]], demand: Agents) -> Row:
    """Agent-hours of the mix short of the pooled demand and over it, everybody on queue."""
    if mix["counts"] is None:
        return {}
    periods = demand.shape[1]
    covers = {name: np.array(row) for name, row in coverage(shifts, periods).items()}
    there = np.zeros_like(demand)
    for day, name, number in mix["counts"]:
        there[day] += number * covers[name]
    hours = MINUTES_PER_DAY / periods / 60
    return {
        "short_agent_hours": float(np.maximum(0, demand - there).sum() * hours),
        "over_agent_hours": float(np.maximum(0, there - demand).sum() * hours),
    }


def _row(case: str, seed: int, found: dict[str, Any], detail: str, **figures: Any) -> Row:
    status = found["status"].lower()
    status = "no_solution" if status == "unknown" else status
    effort = Effort(found["seconds"], found["cpu_seconds"])
    return row(
        case, METHOD, seed, effort, detail=detail, status=status, gap=found["gap"], **figures
    )
