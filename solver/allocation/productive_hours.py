"""How many productive hours the agents of an internal site have in a week, by skill group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from solver.domain import (
    Agent,
    PlanningData,
    Site,
    TimeOff,
    WorkPlan,
    moment_end,
    moment_start,
    skill_text,
)
from solver.timegrid import local_to_utc


@dataclass(frozen=True)
class SkillGroup:
    """Agents of one site with the same skills and proficiency; productive `hours` a week (W,)."""

    site: str
    skills: dict[str, float]
    hours: NDArray[np.float64]


def skill_groups(
    planning: PlanningData, site: Site, weeks: tuple[date, ...], schedule_fit: float
) -> list[SkillGroup]:
    """Groups of the site's agents, each with its productive hours.

    hours = sum over agents of paid hours a week x on-queue share of the plan's shifts
    x presence x (1 - largest in-office shrinkage of the queues they serve) x `schedule_fit`.
    """
    leave: dict[str, list[TimeOff]] = defaultdict(list)
    for row in planning.time_off:
        leave[row.agent].append(row)
    members: dict[str, list[Agent]] = defaultdict(list)
    for agent in planning.agents_of(site.site):
        members[skill_text(agent.skills)].append(agent)
    groups = []
    for _, agents in sorted(members.items()):
        hours = np.zeros(len(weeks))
        for agent in agents:
            plan = planning.work_plan(agent.work_plan)
            share = on_queue_share(plan)
            for w, week in enumerate(weeks):
                paid = paid_minutes(agent, plan, leave[agent.agent], week, site.time_zone)
                hours[w] += paid / 60 * share
        kept = site.presence * (1 - _shrinkage(planning, agents[0].skills)) * schedule_fit
        groups.append(SkillGroup(site.site, agents[0].skills, hours * kept))
    return groups


def on_queue_share(plan: WorkPlan) -> float:
    """Part of paid time not spent on paid breaks, the mean over the plan's shift templates."""
    shares = []
    for shift in plan.shifts:
        paid_breaks = sum(a.minutes for a in shift.activities if a.paid)
        if shift.paid_minutes > 0:
            shares.append(max(0.0, 1 - paid_breaks / shift.paid_minutes))
    return sum(shares) / len(shares) if shares else 0.0


def paid_minutes(
    agent: Agent, plan: WorkPlan, leave: Iterable[TimeOff], week: date, time_zone: str
) -> float:
    """The most paid minutes that the agent can be scheduled for in the week.

    s x max_paid_minutes_week - c as in `WorkPlan`, not rounded to whole shifts, and no more than
    the longest shift on each day on which the agent can work, up to max_days_week.
    """
    zone = ZoneInfo(time_zone)
    spans = [(row.paid, _span(row, zone)) for row in leave]
    unpaid = [span for paid, span in spans if not paid]
    anyhow = [span for _, span in spans]
    away = on_leave = workable = 0
    for day in (week + timedelta(days=k) for k in range(7)):
        if not agent.employed_on(day) or _covers(unpaid, day, zone):
            away += 1
        elif _covers(anyhow, day, zone):
            on_leave += 1
        elif _may_start(agent, day):
            workable += 1
    part = (7 - away) / 7
    credit = min(on_leave * plan.time_off_credit_minutes, part * plan.min_paid_minutes_week)
    by_week = part * plan.max_paid_minutes_week - credit
    longest = max(shift.paid_minutes for shift in plan.shifts)
    return max(0.0, min(by_week, longest * min(workable, plan.max_days_week)))


def _may_start(agent: Agent, day: date) -> bool:
    if day.weekday() in agent.fixed_days_off:
        return False
    return agent.availability is None or any(d == day.weekday() for d, _, _ in agent.availability)


def _span(row: TimeOff, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return local_to_utc(moment_start(row.start), zone), local_to_utc(moment_end(row.end), zone)


def _covers(spans: Iterable[tuple[datetime, datetime]], day: date, zone: ZoneInfo) -> bool:
    """Whether the spans together cover the whole local day."""
    reached = local_to_utc(datetime.combine(day, time()), zone)
    end = local_to_utc(datetime.combine(day + timedelta(days=1), time()), zone)
    for start, finish in sorted(spans):
        if start <= reached:
            reached = max(reached, finish)
    return reached >= end


def _shrinkage(planning: PlanningData, skills: dict[str, float]) -> float:
    served = [q.in_office for q in planning.queues if q.skill in skills]
    return max(served, default=0.0)
