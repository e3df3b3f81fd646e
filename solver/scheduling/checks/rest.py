"""Elapsed time between the end of a shift and the start of the next, the last period's included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import AuditedShift, Context, minutes_between
from solver.scheduling.checks._text import duration

RULE = "rest"


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        carried = context.carry_over.get(name)
        ended = carried.last_shift_end if carried else None
        for shift in shifts:
            if ended is not None and minutes_between(ended, shift.start) < _needed(shift):
                yield Violation(RULE, _message(shift, ended), name, shift.day)
            ended = shift.end if ended is None else max(ended, shift.end)


def _needed(shift: AuditedShift) -> int:
    return shift.plan.min_rest_minutes


def _message(shift: AuditedShift, ended: datetime) -> str:
    rest = minutes_between(ended, shift.start)
    clock = f"{shift.wall_start:%H:%M}"
    if rest < 0:
        return f"the shift at {clock} starts {duration(-rest)} before the one before it ends"
    return f"rest of {duration(rest)} before the shift at {clock}, needs {duration(_needed(shift))}"
