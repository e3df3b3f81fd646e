"""Tiny planning data, targets and shifts for tests: one site `hub`, Mondays, few rules.

`WEEK` is a Monday far from any change of clock. The default work plan `full` has loose limits,
so that a test tightens only the rule it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from solver.domain import (
    ON_QUEUE,
    Activity,
    Agent,
    Center,
    Channel,
    NamedShift,
    PlanningData,
    PublishedSchedule,
    Queue,
    ShiftTemplate,
    Site,
    SiteKind,
    SkillSplit,
    StaffingTarget,
    WorkPlan,
    skill_text,
)
from solver.scheduling.check import AuditReport, audit
from solver.scheduling.params import SchedulingParams
from solver.timegrid import TimeGrid

SITE = "hub"
WEEK = date(2026, 1, 5)
LOOSE = {"min_paid_minutes_week": 0, "max_paid_minutes_week": 7 * 1440, "max_days_week": 7}


def day(number: int) -> date:
    """Day `number` after the Monday `WEEK`."""
    return WEEK + timedelta(days=number)


def make_queue(name: str = "calls", skill: str | None = None, **fields: Any) -> Queue:
    goal = {"channel": Channel.VOICE, "sl_target": 0.8, "sl_seconds": 20.0}
    return Queue(queue=name, skill=skill or name, **{**goal, **fields})


def make_template(name: str = "day", **fields: Any) -> ShiftTemplate:
    """8 h 30 min, half-hour starts all day: paid break, unpaid lunch of 30, paid break."""
    shape: dict[str, Any] = {
        "earliest_start": "00:00",
        "latest_start": "23:30",
        "length_minutes": 510,
        "activities": (
            {
                "kind": "break",
                "minutes": 15,
                "paid": True,
                "window_start_minutes": 60,
                "window_end_minutes": 180,
            },
            {
                "kind": "lunch",
                "minutes": 30,
                "paid": False,
                "window_start_minutes": 180,
                "window_end_minutes": 330,
            },
            {
                "kind": "break",
                "minutes": 15,
                "paid": True,
                "window_start_minutes": 330,
                "window_end_minutes": 480,
            },
        ),
    }
    return ShiftTemplate(name=name, **{**shape, **fields})


def plain_template(name: str = "plain", length_minutes: int = 480, **fields: Any) -> ShiftTemplate:
    """A shift on queue from start to end."""
    return make_template(name, length_minutes=length_minutes, activities=(), **fields)


def make_plan(
    name: str = "full", shifts: Sequence[ShiftTemplate] | None = None, **fields: Any
) -> WorkPlan:
    templates = tuple(shifts or (make_template(), plain_template()))
    rules: dict[str, Any] = {**LOOSE, "max_consecutive_days": 30, "min_rest_minutes": 0, **fields}
    return WorkPlan(work_plan=name, shifts=templates, **rules)


def make_agent(name: str = "ann", skills: Any = "calls", **fields: Any) -> Agent:
    shape = {"site": SITE, "work_plan": "full", "hourly_cost": 20.0}
    return Agent(agent=name, skills=skills, **{**shape, **fields})


def make_planning(
    agents: Sequence[Agent] = (),
    plans: Sequence[WorkPlan] = (),
    queues: Sequence[Queue] = (),
    *,
    time_zone: str = "UTC",
    site_zone: str | None = None,
    seats: int | None = None,
    **fields: Any,
) -> PlanningData:
    site = Site(site=SITE, kind=SiteKind.INTERNAL, time_zone=site_zone or time_zone, seats=seats)
    return PlanningData(
        center=Center(name="test", time_zone=time_zone),
        queues=tuple(queues or (make_queue(),)),
        sites=(site,),
        agents=tuple(agents or (make_agent(),)),
        work_plans=tuple(plans or (make_plan(),)),
        **fields,
    )


def make_target(
    planning: PlanningData,
    agents: Any = 0.0,
    *,
    first_day: date = WEEK,
    n_days: int = 7,
    interval_minutes: int = 30,
) -> StaffingTarget:
    """`agents`: one number, one a queue (Q, 1), or the whole (Q, T) array."""
    grid = TimeGrid(planning.center.time_zone, interval_minutes, first_day, n_days)
    queues = tuple(queue.queue for queue in planning.queues)
    shape = (len(queues), grid.n_intervals)
    return StaffingTarget(SITE, queues, grid, np.broadcast_to(agents, shape).astype(float))


def make_shift(
    planning: PlanningData,
    agent: str,
    on: date,
    start: str = "08:00",
    *,
    template: str = "day",
    breaks_at: Sequence[int] | None = None,
) -> NamedShift:
    """A shift of a template, its breaks at elapsed minutes `breaks_at` (default: earliest)."""
    person = next(a for a in planning.agents if a.agent == agent)
    plan = planning.work_plan(person.work_plan)
    shape = next(t for t in plan.shifts if t.name == template)
    zone = ZoneInfo(planning.site(person.site).time_zone)
    wall = datetime.combine(on, time.fromisoformat(start), tzinfo=zone)
    begin = wall.astimezone(UTC)
    queues = tuple(q.queue for q in planning.queues if q.skill in person.skills)
    offsets = breaks_at or [a.window_start_minutes for a in shape.activities]
    activities: list[Activity] = []
    clock = 0

    def add(minute: int, kind: str, paid: bool, named: tuple[str, ...] = ()) -> None:
        nonlocal clock
        if minute > clock:
            first, last = (begin + timedelta(minutes=m) for m in (clock, minute))
            activities.append(
                Activity(first.astimezone(zone), last.astimezone(zone), kind, paid, named)
            )
            clock = minute

    for offset, piece in zip(offsets, shape.activities, strict=True):
        add(offset, ON_QUEUE, True, queues)
        add(offset + piece.minutes, piece.kind, piece.paid)
    add(shape.length_minutes, ON_QUEUE, True, queues)
    return NamedShift(agent, person.site, on, template, tuple(activities))


def even_split(
    planning: PlanningData,
    target: StaffingTarget,
    shifts: Iterable[NamedShift],
    step_minutes: int = 15,
) -> SkillSplit:
    """Each agent present is divided evenly over the queues that it has the skill for."""
    grid = target.grid.refined(step_minutes)
    people = {a.agent: a for a in planning.agents if a.site == target.site}
    groups = tuple(sorted({skill_text(a.skills) for a in people.values()}))
    agents = np.zeros((len(groups), len(target.queues), grid.n_intervals))
    for shift in shifts:
        if shift.agent not in people:
            continue
        person = people[shift.agent]
        can = [
            q for q, name in enumerate(target.queues) if planning.queue(name).skill in person.skills
        ]
        for activity in shift.activities:
            if activity.activity != ON_QUEUE:
                continue
            first, last = (
                -(-int((m - grid.start).total_seconds()) // (60 * step_minutes))
                for m in (activity.start, activity.end)
            )
            window = slice(max(0, first), max(0, last))
            agents[groups.index(skill_text(person.skills)), can, window] += 1 / len(can)
    return SkillSplit(target.site, groups, target.queues, grid, agents)


def publish(
    planning: PlanningData, target: StaffingTarget, shifts: Sequence[NamedShift]
) -> PublishedSchedule:
    return PublishedSchedule(target.site, tuple(shifts), even_split(planning, target, shifts))


def run_audit(
    planning: PlanningData,
    shifts: Sequence[NamedShift],
    target: StaffingTarget | None = None,
    params: SchedulingParams | None = None,
    **target_fields: Any,
) -> AuditReport:
    """The audit of shifts with an even split, on a target of zero unless one is given."""
    aim = target or make_target(planning, **target_fields)
    settings = params or SchedulingParams()
    return audit(planning, aim, publish(planning, aim, shifts), settings)


def found(report: AuditReport) -> list[tuple[str, str | None, date | None]]:
    """(rule, agent, day) of every violation."""
    return [(v.rule, v.agent, v.day) for v in report.violations]
