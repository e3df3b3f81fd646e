"""The weeks of an agent: which shifts the calendar leaves, and the limits that days away leave."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from solver.domain import Agent, Center, PlanningData, WorkPlan, moment_end, moment_start
from solver.workspace.checks.week_room import (
    DAY,
    WEEK,
    Options,
    WeekLimits,
    WeekShift,
    possible_shifts,
    week_options,
)

PRESENT = ("in",) * 7
ALWAYS = Agent(agent="any", site="any", work_plan="any", skills={"any": 1.0}, hourly_cost=0.0)


@dataclass(frozen=True)
class Leave:
    """A row of time_off; naive moments are the site's clock, aware ones are turned into it."""

    row: int
    start: datetime
    end: datetime
    paid: bool

    def touches(self, first_day: date) -> bool:
        """Whether it lies in the week or in the day after, into which a shift may run."""
        begins, ends = self.minutes(datetime.combine(first_day, time()))
        return begins < WEEK + DAY and ends > 0

    def minutes(self, origin: datetime) -> tuple[float, float]:
        """Start and end in minutes from `origin`."""
        minute = timedelta(minutes=1)
        begins = (self.start.replace(tzinfo=None) - origin) / minute
        ends = (self.end.replace(tzinfo=None) - origin) / minute
        return begins, ends

    def at(self, zone: ZoneInfo) -> Leave:
        moments = [m if m.tzinfo is None else m.astimezone(zone) for m in (self.start, self.end)]
        return replace(self, start=moments[0], end=moments[1])


@dataclass(frozen=True)
class AgentWeek:
    """One week of an agent under a plan: `options` by day, limits with days away credited.

    `first_day` is `None` for any week at all. `certain` is false where the site's clock changes:
    the options may then be off by that change.
    """

    first_day: date | None
    shifts: tuple[WeekShift, ...]
    week_start: int
    away: tuple[str, ...]
    spans: tuple[tuple[float, float], ...]
    limits: WeekLimits
    certain: bool = True

    def key(self, agent: Agent) -> Any:
        """Equal for weeks that allow the same."""
        calendar = (agent.work_plan, agent.fixed_days_off, agent.availability)
        return (*calendar, self.away, self.spans)

    @cached_property
    def options(self) -> list[Options]:
        """Shifts that are employed, clear of leave and inside the availability."""
        kept = []
        for shift in self.shifts:
            day = (shift.weekday - self.week_start) % 7
            begins = day * DAY + shift.start
            ends = begins + shift.length
            if self.away[day] != "out" and all(
                ends <= first or begins >= last for first, last in self.spans
            ):
                kept.append(shift)
        return week_options(kept, self.week_start)


class Calendars:
    """The weeks of agents; those who are free at the same times share their workable shifts."""

    def __init__(self, planning: PlanningData) -> None:
        self._center = planning.center
        self._zones = {s.site: ZoneInfo(s.time_zone) for s in planning.sites}
        self._leave = _leave_of(planning)
        self._shifts: dict[Any, tuple[WeekShift, ...]] = {}

    def leave(self, agent: Agent) -> Sequence[Leave]:
        return self._leave.get(agent.agent, [])

    def weeks(
        self, agent: Agent, plan: WorkPlan, leave: Sequence[Leave] | None = None
    ) -> list[AgentWeek]:
        """Weeks to look at: none of somebody without a site or any shift, who is found apart."""
        key = (agent.work_plan, agent.fixed_days_off, agent.availability)
        if key not in self._shifts:
            self._shifts[key] = workable(agent, plan)
        shifts, zone = self._shifts[key], self._zones.get(agent.site)
        if not shifts or zone is None:
            return []
        rows = self.leave(agent) if leave is None else leave
        return list(_agent_weeks(self._center, agent, plan, shifts, rows, zone))


def _leave_of(planning: PlanningData) -> Mapping[str, list[Leave]]:
    """Every agent's rows of time off."""
    found: dict[str, list[Leave]] = defaultdict(list)
    for number, row in enumerate(planning.time_off):
        leave = Leave(number, moment_start(row.start), moment_end(row.end), row.paid)
        found[row.agent].append(leave)
    return found


def plan_week(plan: WorkPlan) -> AgentWeek:
    """A full week of somebody always available."""
    return AgentWeek(None, workable(ALWAYS, plan), 0, PRESENT, (), _limits(plan, PRESENT))


def workable(agent: Agent, plan: WorkPlan) -> tuple[WeekShift, ...]:
    """The shifts of any week, none on a weekend where the plan has no working weekends."""
    closed = plan.weekend_days if plan.max_working_weekends == 0 else ()
    return tuple(s for s in possible_shifts(agent, plan) if s.weekday not in closed)


def _agent_weeks(
    center: Center,
    agent: Agent,
    plan: WorkPlan,
    shifts: tuple[WeekShift, ...],
    leave: Sequence[Leave],
    zone: ZoneInfo,
) -> Iterator[AgentWeek]:
    """The horizon's weeks of an agent with these workable shifts.

    Any one week where the horizon is open, but nothing of somebody who joins, leaves or has time
    off: it may be at another time.
    """
    start, first_weekday = center.horizon_start, center.week_start
    if start is None or start.weekday() != first_weekday:
        if agent.start_date is None and agent.end_date is None and not leave:
            yield AgentWeek(None, shifts, first_weekday, PRESENT, (), _limits(plan, PRESENT))
        return
    rows = [row.at(zone) for row in leave]
    for number in range(center.horizon_weeks):
        first = start + timedelta(days=7 * number)
        near = [row for row in rows if row.touches(first)]
        away = tuple(_away(agent, first + timedelta(days=day), near) for day in range(7))
        yield AgentWeek(
            first,
            shifts,
            first_weekday,
            away,
            _spans(first, near),
            _limits(plan, away),
            _clock_stands(first, zone),
        )


@lru_cache(maxsize=1000)
def _clock_stands(first: date, zone: ZoneInfo) -> bool:
    """Whether the clock keeps its offset from the day before the week to the day after it."""
    moments = [
        datetime.combine(first + timedelta(days=days), time(), tzinfo=zone) for days in (-1, 9)
    ]
    return moments[0].utcoffset() == moments[1].utcoffset()


def _spans(first: date, rows: Sequence[Leave]) -> tuple[tuple[float, float], ...]:
    """Leave in minutes of the week; a shift may end in the days after it."""
    origin = datetime.combine(first, time())
    inside = (row.minutes(origin) for row in rows)
    longest = WEEK + DAY
    clipped = ((max(begins, 0.0), min(ends, longest)) for begins, ends in inside)
    return tuple(sorted(span for span in clipped if span[0] < span[1]))


def _away(agent: Agent, day: date, rows: Sequence[Leave]) -> str:
    """`out`: not employed or wholly on unpaid leave; `paid`: wholly on paid leave; else `in`."""
    unpaid = [row for row in rows if not row.paid]
    if not agent.employed_on(day) or _covers(unpaid, day):
        return "out"
    return "paid" if _covers([row for row in rows if row.paid], day) else "in"


def _covers(rows: Sequence[Leave], day: date) -> bool:
    """Whether the rows together cover the whole day."""
    if not rows:
        return False
    reached = 0.0
    for begins, ends in sorted(row.minutes(datetime.combine(day, time())) for row in rows):
        if begins > reached:
            break
        reached = max(reached, ends)
    return reached >= DAY


def _limits(plan: WorkPlan, away: tuple[str, ...]) -> WeekLimits:
    """The weekly formulas of `WorkPlan`."""
    off, paid_leave = away.count("out"), away.count("paid")
    low, high = paid_limits(
        plan, plan.min_paid_minutes_week, plan.max_paid_minutes_week, (7, off, paid_leave)
    )
    return WeekLimits(
        least_paid=low,
        most_paid=high,
        least_days=max(0, plan.min_days_week - off - paid_leave),
        most_days=plan.max_days_week,
        rest=plan.min_rest_minutes,
        most_run=min(7, plan.max_consecutive_days),
        weekly_rest=plan.min_weekly_rest_minutes,
    )


def paid_limits(
    plan: WorkPlan, least: int, most: int, days: tuple[int, int, int]
) -> tuple[int, int]:
    """s x least - c and s x most - c of `WorkPlan`, for (all days, days out, paid leave days)."""
    length, off, paid_leave = days
    share = (length - off) / length
    floor = share * least
    credit = min(paid_leave * plan.time_off_credit_minutes, floor)
    low, high = floor - credit, share * most - credit
    if off or paid_leave:
        shortest = min(shift.paid_minutes for shift in plan.shifts)
        low = math.floor(low / shortest + 1e-9) * shortest
        high = math.ceil(high / shortest - 1e-9) * shortest
    return int(low), int(high)
