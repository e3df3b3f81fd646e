"""Work that a week asks for and cannot hold: of a work plan by itself, and of an agent's calendar.

Only what no roster could meet is refused: every week is seen without its neighbours, and a week
in which the site's clock changes is left to the schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from solver.domain import Agent, WorkPlan
from solver.errors import Issue
from solver.workspace.checks.agent_weeks import Calendars, Leave, plan_week
from solver.workspace.checks.week_room import WEEK, Options, WeekLimits, meets, week_totals
from solver.workspace.draft import Draft


@dataclass(frozen=True)
class Clash:
    """A limit that a week cannot meet: the work plan's field, the fact and what would be right."""

    field: str
    fact: str
    expected: str


def check_weekly_work(draft: Draft) -> Iterator[Issue]:
    """Work plans that no full week can meet, then agents in weeks that theirs cannot."""
    refused = set()
    for number, plan in enumerate(draft.planning.work_plans):
        week = plan_week(plan)
        clash = find_clash(week.options, week.limits)
        if clash is not None:
            refused.add(plan.work_plan)
            yield draft.issue(
                "work_plans", number, clash.field,
                f"work plan {plan.work_plan} can never be met in a week: {clash.fact}",
                getattr(plan, clash.field), clash.expected,
            )  # fmt: skip
    if draft.clock_known and draft.complete("sites", "work_plans", "time_off"):
        yield from _agents(draft, refused)


def find_clash(days: Sequence[Options], limits: WeekLimits) -> Clash | None:
    """The first limit that a week cannot meet, the most basic first; `None` if it meets all."""
    if meets(days, limits):
        return None
    free = replace(limits, rest=0, most_run=7, weekly_rest=0)
    if not meets(days, free):
        return _too_much(days, free)
    asked = f"{limits.least_days} days and {limits.least_paid} paid minutes are asked for"
    for field, name, noun, candidates in (
        ("max_consecutive_days", "most_run", "consecutive days", range(limits.most_run, 8)),
        ("min_weekly_rest_minutes", "weekly_rest", "minutes of weekly rest", None),
        ("min_rest_minutes", "rest", "minutes of rest between shifts", None),
    ):
        limit = getattr(limits, name)
        holds = partial(_meets_with, days, free, name)
        if not holds(limit):
            right = next(filter(holds, candidates)) if candidates else _longest(limit, holds)
            fact = f"{asked}, and {limit} {noun} leave no room for them"
            side = "at least" if candidates else "at most"
            return Clash(field, fact, f"{side} {right} {noun}, or less work in a week")
    fact = f"{asked}, and the rests and the consecutive days together leave no room for them"
    return Clash("min_rest_minutes", fact, "shorter rests, or less work in a week")


def _meets_with(days: Sequence[Options], limits: WeekLimits, name: str, value: int) -> bool:
    return meets(days, replace(limits, **{name: value}))


def _longest(limit: int, holds: Callable[[int], bool]) -> int:
    """The longest rest below `limit` that holds; none at all does."""
    good, bad = 0, limit
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return good


def _too_much(days: Sequence[Options], limits: WeekLimits) -> Clash:
    """Days or paid minutes out of reach even without a rest between shifts."""
    room = sum(1 for options in days if options)
    totals = week_totals(days, replace(limits, most_paid=7 * WEEK))
    if min(room, limits.most_days) < limits.least_days:
        fact = f"{limits.least_days} days are asked for, and {room} can be worked"
        return Clash("min_days_week", fact, f"at most {room} days a week, or more days to work on")
    reached = max(paid for _, paid in totals)
    if reached < limits.least_paid:
        fact = (
            f"{limits.least_paid} paid minutes are asked for, and at most {reached} can be worked"
            f" on {min(room, limits.most_days)} days"
        )
        return Clash("min_paid_minutes_week", fact, f"at most {reached}, or more days to work on")
    sums = sorted({paid for worked, paid in totals if worked >= limits.least_days})
    below = [paid for paid in sums if paid < limits.least_paid][-1:]
    above = [paid for paid in sums if paid > limits.most_paid][:1]
    near = " or ".join(str(paid) for paid in (*below, *above))
    fact = (
        f"no whole number of shifts on {limits.least_days} to {limits.most_days} days pays"
        f" {limits.least_paid} to {limits.most_paid} minutes"
    )
    return Clash("min_paid_minutes_week", fact, f"limits that hold {near}")


def _agents(draft: Draft, refused: set[str]) -> Iterator[Issue]:
    plans = {p.work_plan: p for p in draft.planning.work_plans if p.work_plan not in refused}
    calendars = Calendars(draft.planning)
    known: dict[Any, Clash | None] = {}
    for number, agent in enumerate(draft.planning.agents):
        plan = plans.get(agent.work_plan)
        if plan is None:
            continue
        failed: list[tuple[date | None, Clash]] = []
        for week in filter(attrgetter("certain"), calendars.weeks(agent, plan)):
            key = week.key(agent)
            if key not in known:
                known[key] = find_clash(week.options, week.limits)
            clash = known[key]
            if clash is not None:
                failed.append((week.first_day, clash))
        if failed:
            yield _agent_issue(draft, number, plan, calendars, failed)


def _agent_issue(
    draft: Draft,
    number: int,
    plan: WorkPlan,
    calendars: Calendars,
    failed: Sequence[tuple[date | None, Clash]],
) -> Issue:
    """One issue an agent, at what makes its first impossible week so."""
    agent = draft.planning.agents[number]
    first, clash = failed[0]
    when = "in a week" if first is None else f"in the week of {first}"
    more = f" (and {len(failed) - 1} more weeks)" if len(failed) > 1 else ""
    message = f"{agent.agent} cannot meet {clash.field} {when}{more}: {clash.fact}"
    field, row = _cause(agent, plan, calendars, first)
    if row is not None:
        start = str(draft.planning.time_off[row].start)
        expected = f"{_credit(plan, clash)}, or shorter leave"
        return draft.issue("time_off", row, "start", message, start, expected)
    record = draft.tables["agents"].records[draft.positions["agents"][number]]
    raw = record.get(field)
    shown = raw if isinstance(raw, str) else getattr(agent, field)
    return draft.issue("agents", number, field, message, shown, clash.expected)


def _credit(plan: WorkPlan, clash: Clash) -> str:
    if clash.field == "min_paid_minutes_week" and plan.min_paid_minutes_week:
        least = -(-plan.min_paid_minutes_week // 7)
        return (
            f"a time_off_credit_minutes of {plan.work_plan} above {plan.time_off_credit_minutes}"
            f" for paid leave (from {least} on a week of leave meets the minimum)"
        )
    return f"a {clash.field} of {plan.work_plan} that leave can meet"


def _cause(
    agent: Agent, plan: WorkPlan, calendars: Calendars, week: date | None
) -> tuple[str, int | None]:
    """Agent field, or row of time_off, without which the week could be worked."""

    def possible(someone: Agent, leave: Sequence[Leave] | None = None) -> bool:
        weeks = calendars.weeks(someone, plan, leave)
        return all(meets(w.options, w.limits) for w in weeks if w.first_day == week)

    leave = calendars.leave(agent)
    touching = [row for row in leave if week is not None and row.touches(week)]
    if touching and possible(agent, [row for row in leave if row not in touching]):
        return "agent", touching[0].row
    nothing = {"fixed_days_off": (), "availability": None, "start_date": None, "end_date": None}
    given = [field for field in nothing if getattr(agent, field) not in (None, ())]
    for field in given:
        if possible(agent.model_copy(update={field: nothing[field]})):
            return field, None
    return (given[0] if given else "work_plan"), None
