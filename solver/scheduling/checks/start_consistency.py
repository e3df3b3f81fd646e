"""Wall-clock starts of a planning week are close to each other."""

from __future__ import annotations

from collections.abc import Iterator

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import AuditedShift, Context
from solver.scheduling.checks._text import duration

RULE = "start_consistency"


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        most = context.plans[name].max_start_spread_minutes
        for days in context.weeks if most is not None else ():
            week = [shift for shift in shifts if days[0] <= shift.day <= days[-1]]
            if not week or most is None:
                continue
            early, late = min(week, key=clock_minutes), max(week, key=clock_minutes)
            spread = clock_minutes(late) - clock_minutes(early)
            if spread > most:
                message = (
                    f"starts of the week from {early.wall_start:%H:%M} to"
                    f" {late.wall_start:%H:%M}, at most {duration(most)} apart"
                )
                yield Violation(RULE, message, name, late.day)


def clock_minutes(shift: AuditedShift) -> int:
    """Minutes from midnight by the wall clock to the shift's start."""
    return 60 * shift.wall_start.hour + shift.wall_start.minute
