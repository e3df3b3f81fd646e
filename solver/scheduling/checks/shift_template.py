"""A shift has the start, the length and the activities of a template of the agent's work plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.domain import ON_QUEUE, ShiftTemplate
from solver.domain.base import clock_text
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import AuditedShift, Context, minutes_between
from solver.scheduling.checks._text import duration

RULE = "shift_template"

Piece = tuple[str, float, bool]


def check(context: Context) -> Iterator[Violation]:
    for shift in context.all_shifts:
        template = shift.template
        if template is None:
            known = ", ".join(repr(t.name) for t in shift.plan.shifts)
            messages = [
                f"work plan {shift.plan.work_plan!r} has no shift {shift.template_name!r},"
                f" it has {known}"
            ]
        else:
            messages = [*_start_and_length(shift, template), *_pieces(shift, template)]
        for message in messages:
            yield Violation(RULE, message, shift.agent.agent, shift.day)


def _start_and_length(shift: AuditedShift, template: ShiftTemplate) -> Iterator[str]:
    wall = shift.wall_start
    minute = wall.hour * 60 + wall.minute
    allowed = (
        template.earliest_start <= minute <= template.latest_start
        and (minute - template.earliest_start) % template.increment_minutes == 0
        and (wall.second, wall.microsecond) == (0, 0)
    )
    if not allowed:
        yield (
            f"shift {template.name!r} starts at {wall:%H:%M}, allowed are"
            f" {clock_text(template.earliest_start)} to {clock_text(template.latest_start)}"
            f" every {template.increment_minutes} min"
        )
    length = minutes_between(shift.start, shift.end)
    if length != template.length_minutes:
        yield (
            f"shift {template.name!r} lasts {duration(length)},"
            f" needs {duration(template.length_minutes)}"
        )


def _pieces(shift: AuditedShift, template: ShiftTemplate) -> Iterator[str]:
    for activity in shift.activities:
        if activity.activity == ON_QUEUE and not activity.paid:
            clock = activity.start.astimezone(shift.zone)
            yield f"{ON_QUEUE} at {clock:%H:%M} is unpaid, it is always paid"
    have: Counter[Piece] = Counter((a.activity, a.minutes, a.paid) for a in shift.breaks)
    want: Counter[Piece] = Counter((a.kind, a.minutes, a.paid) for a in template.activities)
    for piece, number in sorted((want - have).items()):
        yield f"{_named(piece, number)} of shift {template.name!r} is missing"
    for piece, number in sorted((have - want).items()):
        yield f"{_named(piece, number)} is not in shift {template.name!r}"


def _named(piece: Piece, number: int) -> str:
    kind, minutes, paid = piece
    times = f"{number} x " if number > 1 else ""
    return f"{times}{'paid' if paid else 'unpaid'} {kind} of {duration(minutes)}"
