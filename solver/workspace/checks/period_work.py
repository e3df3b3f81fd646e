"""Work that a planning period asks for and its weeks together cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from solver.domain import Agent, WorkPlan
from solver.errors import Issue
from solver.workspace.checks.agent_weeks import AgentWeek, Calendars, paid_limits
from solver.workspace.checks.week_room import week_totals
from solver.workspace.draft import Draft


@dataclass(frozen=True)
class Reach:
    """The most paid minutes and the most days of a week, each for itself."""

    paid: int
    days: int


def check_period_work(draft: Draft) -> Iterator[Issue]:
    """Agents whose weeks cannot add up to the least of their planning period."""
    if not (draft.clock_known and draft.complete("sites", "work_plans", "time_off")):
        return
    plans = {
        plan.work_plan: plan
        for plan in draft.planning.work_plans
        if plan.min_paid_minutes_period or plan.min_days_period
    }
    calendars = Calendars(draft.planning)
    known: dict[Any, Reach] = {}
    for number, agent in enumerate(draft.planning.agents):
        plan = plans.get(agent.work_plan)
        if plan is None:
            continue
        weeks = [w for w in calendars.weeks(agent, plan) if w.first_day is not None]
        for first in range(0, len(weeks), plan.planning_period_weeks):
            period = weeks[first : first + plan.planning_period_weeks]
            reach = [_reach(known, agent, week) for week in period]
            wrong = _too_much(agent, plan, period, reach)
            if wrong is not None:
                yield draft.issue("agents", number, "work_plan", *wrong)
                break


def _reach(known: dict[Any, Reach], agent: Agent, week: AgentWeek) -> Reach:
    if not week.certain:
        return Reach(week.limits.most_paid, week.limits.most_days)
    key = week.key(agent)
    if key not in known:
        totals = week_totals(week.options, week.limits)
        paid = max((paid for _, paid in totals), default=0)
        known[key] = Reach(paid, max((days for days, _ in totals), default=0))
    return known[key]


def _too_much(
    agent: Agent, plan: WorkPlan, period: Sequence[AgentWeek], reach: Sequence[Reach]
) -> tuple[str, str, str] | None:
    """Message, value and what would be right, where the least is out of reach."""
    length = 7 * plan.planning_period_weeks
    away = [day for week in period for day in week.away]
    off, paid_leave = away.count("out") + length - len(away), away.count("paid")
    least_paid, _ = paid_limits(plan, plan.min_paid_minutes_period, 0, (length, off, paid_leave))
    least_days = max(0, plan.min_days_period - off - paid_leave)
    for field, noun, least, most in (
        ("min_paid_minutes_period", "paid minutes", least_paid, sum(r.paid for r in reach)),
        ("min_days_period", "days", least_days, sum(r.days for r in reach)),
    ):
        if least > most:
            message = (
                f"{agent.agent} cannot meet {field} of {plan.work_plan} in the {len(period)} weeks"
                f" from {period[0].first_day}: {least} {noun} are asked for, and at most {most}"
                " can be worked"
            )
            return message, agent.work_plan, f"at most {most}, or more days to work on"
    return None
