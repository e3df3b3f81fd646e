"""Days worked in a planning week lie between the work plan's limits, the lower less days away."""

from __future__ import annotations

from collections.abc import Iterator

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import counted
from solver.scheduling.checks._week import agent_weeks

RULE = "weekly_days"


def check(context: Context) -> Iterator[Violation]:
    for week in agent_weeks(context):
        plan = context.plans[week.agent]
        worked = len({shift.day for shift in week.shifts})
        least = max(0, plan.min_days_week - week.days_out - week.days_paid_leave)
        if worked < least:
            limit = f"needs at least {least}"
        elif worked > plan.max_days_week:
            limit = f"at most {plan.max_days_week}"
        else:
            continue
        message = f"{counted(worked, 'day')} worked in the week, {limit}"
        yield Violation(RULE, message, week.agent, week.first_day)
