"""Every break lies within its template's window, counted in elapsed minutes from the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from solver.domain import Activity, ActivityTemplate
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import AuditedShift, Context, minutes_between

RULE = "break_windows"


def check(context: Context) -> Iterator[Violation]:
    for shift in context.all_shifts:
        for taken, piece in _pairs(shift):
            first = minutes_between(shift.start, taken.start)
            last = minutes_between(shift.start, taken.end)
            if first < piece.window_start_minutes or last > piece.window_end_minutes:
                allowed = _clocks(
                    shift,
                    shift.start + timedelta(minutes=piece.window_start_minutes),
                    shift.start + timedelta(minutes=piece.window_end_minutes),
                )
                message = (
                    f"{piece.kind} {_clocks(shift, taken.start, taken.end)} lies outside its"
                    f" window {allowed} (minutes {piece.window_start_minutes} to"
                    f" {piece.window_end_minutes} of the shift)"
                )
                yield Violation(RULE, message, shift.agent.agent, shift.day)


def _pairs(shift: AuditedShift) -> Iterator[tuple[Activity, ActivityTemplate]]:
    """Breaks with the window meant for them: alike ones in order of time.

    A break that the template lacks has no window; the shift_template check names it.
    """
    template = shift.template
    windows = list(template.activities) if template else []
    for taken in shift.breaks:
        key = (taken.activity, taken.minutes)
        match = next((w for w in windows if (w.kind, w.minutes) == key), None)
        if match is not None:
            windows.remove(match)
            yield taken, match


def _clocks(shift: AuditedShift, start: datetime, end: datetime) -> str:
    return f"{start.astimezone(shift.zone):%H:%M}-{end.astimezone(shift.zone):%H:%M}"
