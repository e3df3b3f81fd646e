"""The longest time without a shift in every planning week, from its first midnight to its last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context, minutes_between
from solver.scheduling.checks._text import duration

RULE = "weekly_rest"


def check(context: Context) -> Iterator[Violation]:
    for name, plan in context.plans.items():
        needed = plan.min_weekly_rest_minutes
        for days in context.weeks if needed else ():
            rest = _longest_rest(context, name, days[0])
            if rest < needed:
                message = f"longest rest of the week is {duration(rest)}, needs {duration(needed)}"
                yield Violation(RULE, message, name, days[0])


def _longest_rest(context: Context, name: str, first_day: date) -> float:
    """Minutes; the seven days of a week count whole, also beyond the last day planned."""
    free, end = context.midnight(first_day), context.midnight(first_day + timedelta(days=7))
    entry = context.carry_over.get(name)
    if entry is not None and entry.last_shift_end is not None:
        free = max(free, entry.last_shift_end)
    longest = 0.0
    for shift in context.shifts[name]:
        longest = max(longest, minutes_between(free, min(shift.start, end)))
        free = max(free, shift.end)
    return max(longest, minutes_between(free, end))
