"""Agents on shift at one time, breaks included, find a seat each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import counted

RULE = "seats"


def check(context: Context) -> Iterator[Violation]:
    seats = context.site.seats
    if seats is None:
        return
    changes: Counter[datetime] = Counter()
    for shift in context.all_shifts:
        changes[shift.start] += 1
        changes[shift.end] -= 1
    present = peak = 0
    crowded_from: datetime | None = None
    for moment in sorted(changes):
        present += changes[moment]
        if present > seats:
            crowded_from = crowded_from or moment
            peak = max(peak, present)
        elif crowded_from is not None:
            start, end = (m.astimezone(context.zone) for m in (crowded_from, moment))
            message = (
                f"{peak} agents on shift between {start:%H:%M} and {end:%H:%M},"
                f" {counted(seats, 'seat')}"
            )
            yield Violation(RULE, message, None, start.date())
            crowded_from, peak = None, 0
