"""No shift overlaps leave."""

from __future__ import annotations

from collections.abc import Iterator

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context

RULE = "time_off"


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        for leave in context.leaves.get(name, ()):
            entry = leave.entry
            for shift in shifts:
                if shift.start < leave.end and leave.start < shift.end:
                    message = (
                        f"the shift {shift.hours} overlaps the {entry.kind} from"
                        f" {entry.start.isoformat()} to {entry.end.isoformat()}"
                    )
                    yield Violation(RULE, message, name, shift.day)
