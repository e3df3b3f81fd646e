"""Weekends worked in the planning period.

A weekend is a run of adjacent weekend days of the horizon; one cut off by its edge counts too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from solver.domain import WorkPlan
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import counted

RULE = "weekends"


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        plan = context.plans[name]
        if plan.max_working_weekends is None:
            continue
        started = {shift.day for shift in shifts}
        worked = [w for w in _weekends(context.days, plan) if not started.isdisjoint(w)]
        if len(worked) > plan.max_working_weekends:
            # The first weekend beyond the limit is where a planner would begin to look.
            beyond = worked[plan.max_working_weekends]
            message = (
                f"{counted(len(worked), 'weekend')} worked"
                f" ({', '.join(weekend[0].isoformat() for weekend in worked)}),"
                f" at most {plan.max_working_weekends}"
            )
            yield Violation(RULE, message, name, min(started.intersection(beyond)))


def _weekends(days: tuple[date, ...], plan: WorkPlan) -> list[list[date]]:
    runs: list[list[date]] = [[]]
    for day in days:
        if day.weekday() in plan.weekend_days:
            runs[-1].append(day)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
