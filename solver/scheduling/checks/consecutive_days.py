"""Days worked in a row, the run of the last period included."""

from __future__ import annotations

from collections.abc import Iterator

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context

RULE = "consecutive_days"


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        limit = context.plans[name].max_consecutive_days
        worked = {shift.day for shift in shifts}
        carried = context.carry_over.get(name)
        run = carried.consecutive_days if carried else 0
        for day in context.days:
            run = run + 1 if day in worked else 0
            if run > limit:
                message = f"day {run} worked in a row, at most {limit}"
                yield Violation(RULE, message, name, day)
