"""What the checks read: the schedule sorted by agent and day, with clocks already resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from solver.domain import (
    ON_QUEUE,
    Activity,
    Agent,
    CarryOver,
    NamedShift,
    PlanningData,
    PublishedSchedule,
    ShiftTemplate,
    Site,
    SkillSplit,
    StaffingTarget,
    TimeOff,
    WorkPlan,
    moment_end,
    moment_start,
)
from solver.errors import InvalidInputError, Issue
from solver.timegrid import local_to_utc


@dataclass(frozen=True)
class AuditedShift:
    """A shift of a known agent. `start`, `end` in UTC, activities in order of time."""

    agent: Agent
    plan: WorkPlan
    template_name: str
    activities: tuple[Activity, ...]
    start: datetime
    end: datetime
    zone: ZoneInfo

    @cached_property
    def wall_start(self) -> datetime:
        """The wall clock at the start, naive."""
        return self.start.astimezone(self.zone).replace(tzinfo=None)

    @cached_property
    def wall_end(self) -> datetime:
        return self.end.astimezone(self.zone).replace(tzinfo=None)

    @property
    def day(self) -> date:
        return self.wall_start.date()

    @property
    def template(self) -> ShiftTemplate | None:
        return next((t for t in self.plan.shifts if t.name == self.template_name), None)

    @property
    def breaks(self) -> tuple[Activity, ...]:
        return tuple(a for a in self.activities if a.activity != ON_QUEUE)

    @cached_property
    def paid_minutes(self) -> float:
        return sum(a.minutes for a in self.activities if a.paid)

    @property
    def hours(self) -> str:
        """`08:00-16:30`, local wall clock."""
        return f"{self.wall_start:%H:%M}-{self.wall_end:%H:%M}"


@dataclass(frozen=True)
class Leave:
    """A time off with its instants in UTC."""

    entry: TimeOff
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Context:
    """One site's schedule and the data its rules refer to.

    `shifts` has an entry for every agent of the site, shifts in order of time. Shifts of unknown
    agents or without activities stand only in `published`; the structure check names them.
    """

    planning: PlanningData
    target: StaffingTarget
    published: PublishedSchedule
    site: Site
    zone: ZoneInfo
    days: tuple[date, ...]
    agents: Mapping[str, Agent]
    plans: Mapping[str, WorkPlan]
    shifts: Mapping[str, tuple[AuditedShift, ...]]
    leaves: Mapping[str, tuple[Leave, ...]]
    carry_over: Mapping[str, CarryOver]

    @cached_property
    def all_shifts(self) -> tuple[AuditedShift, ...]:
        return tuple(shift for shifts in self.shifts.values() for shift in shifts)

    @property
    def split(self) -> SkillSplit:
        return self.published.split

    @property
    def weeks(self) -> tuple[tuple[date, ...], ...]:
        """Days of each planning week; the last may be cut off by the horizon's end."""
        return tuple(self.days[k : k + 7] for k in range(0, len(self.days), 7))

    def midnight(self, day: date) -> datetime:
        """The instant at which a local day of the site begins, in UTC."""
        return local_to_utc(moment_start(day), self.zone)


def prepare(
    planning: PlanningData, target: StaffingTarget, published: PublishedSchedule
) -> Context:
    """Resolve names and clocks once. Raises `InvalidInputError` on parts that do not match."""
    _require_matching(planning, target, published)
    site = planning.site(target.site)
    zone = ZoneInfo(site.time_zone)
    agents = {agent.agent: agent for agent in planning.agents_of(site.site)}
    plans = {name: planning.work_plan(agent.work_plan) for name, agent in agents.items()}
    shifts: dict[str, list[AuditedShift]] = {name: [] for name in agents}
    for shift in published.shifts:
        if shift.agent in agents and shift.activities:
            entry = _audited(shift, agents[shift.agent], plans[shift.agent], zone)
            shifts[shift.agent].append(entry)
    return Context(
        planning=planning,
        target=target,
        published=published,
        site=site,
        zone=zone,
        days=tuple(target.grid.days),
        agents=agents,
        plans=plans,
        shifts={n: tuple(sorted(s, key=lambda shift: shift.start)) for n, s in shifts.items()},
        leaves=_leaves(planning, zone),
        carry_over={entry.agent: entry for entry in planning.carry_over},
    )


def _audited(shift: NamedShift, agent: Agent, plan: WorkPlan, zone: ZoneInfo) -> AuditedShift:
    resolved = [
        replace(a, start=local_to_utc(a.start, zone), end=local_to_utc(a.end, zone))
        for a in shift.activities
    ]
    activities = tuple(sorted(resolved, key=lambda a: a.start))
    end = max(a.end for a in activities)
    return AuditedShift(agent, plan, shift.template, activities, activities[0].start, end, zone)


def _leaves(planning: PlanningData, zone: ZoneInfo) -> dict[str, tuple[Leave, ...]]:
    found: dict[str, tuple[Leave, ...]] = {}
    for entry in planning.time_off:
        leave = Leave(
            entry,
            local_to_utc(moment_start(entry.start), zone),
            local_to_utc(moment_end(entry.end), zone),
        )
        found[entry.agent] = (*found.get(entry.agent, ()), leave)
    return found


def covered(leaves: list[Leave], start: datetime, end: datetime) -> bool:
    """Whether the union of the leaves covers the whole of [start, end)."""
    reached = start
    for leave in sorted(leaves, key=lambda entry: entry.start):
        if leave.start > reached:
            break
        reached = max(reached, leave.end)
    return bool(leaves) and reached >= end


def minutes_between(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(minutes=1)


def _require_matching(
    planning: PlanningData, target: StaffingTarget, published: PublishedSchedule
) -> None:
    split = published.split
    issues = [
        Issue(
            "schedule", f"the {what} does not fit the target", value=str(have), expected=str(want)
        )
        for what, have, want in (
            ("schedule's site", published.site, target.site),
            ("split's site", split.site, target.site),
            ("split's queues", split.queues, target.queues),
            ("split's first day", split.grid.first_day, target.grid.first_day),
            ("split's number of days", split.grid.n_days, target.grid.n_days),
            ("split's time zone", split.grid.time_zone, target.grid.time_zone),
            ("step", target.grid.interval_minutes % split.grid.interval_minutes, 0),
            (
                "split's shape",
                split.agents.shape,
                (len(split.groups), len(target.queues), split.grid.n_intervals),
            ),
        )
        if have != want
    ]
    known = {queue.queue for queue in planning.queues}
    issues += [
        Issue("target", "unknown queue", column="queue", value=name)
        for name in target.queues
        if name not in known
    ]
    if target.site not in {site.site for site in planning.sites}:
        issues.append(Issue("target", "unknown site", column="site", value=target.site))
    if issues:
        raise InvalidInputError(issues)
