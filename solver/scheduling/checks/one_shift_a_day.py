"""An agent starts at most one shift on a local day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context

RULE = "one_shift_a_day"


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        for day, entries in groupby(shifts, key=lambda shift: shift.day):
            hours = [shift.hours for shift in entries]
            if len(hours) > 1:
                listed = ", ".join(hours)
                yield Violation(RULE, f"{len(hours)} shifts ({listed}), at most 1", name, day)
