"""A shift starts no more than some minutes earlier, by the wall clock, than the one before it in
the planning week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import duration

RULE = "forward_rotation"


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        allowed = context.plans[name].max_earlier_start_minutes
        if allowed is None:
            continue
        for days in context.weeks:
            week = [shift for shift in shifts if days[0] <= shift.day <= days[-1]]
            for before, shift in pairwise(week):
                earlier = _time_of_day(before.wall_start) - _time_of_day(shift.wall_start)
                if earlier > timedelta(minutes=allowed):
                    message = (
                        f"starts at {shift.wall_start:%H:%M} after {before.wall_start:%H:%M},"
                        f" at most {duration(allowed)} earlier"
                    )
                    yield Violation(RULE, message, name, shift.day)


def _time_of_day(moment: datetime) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)
