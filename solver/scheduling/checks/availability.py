"""A shift lies within the available hours and starts on an employed day that is not fixed off."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from solver.domain import WEEKDAYS
from solver.domain.base import weekly_spans_text
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import AuditedShift, Context, minutes_between

RULE = "availability"

MINUTES_PER_WEEK = 7 * 1440


def check(context: Context) -> Iterator[Violation]:
    for shift in context.all_shifts:
        for message in _faults(shift):
            yield Violation(RULE, message, shift.agent.agent, shift.day)


def _faults(shift: AuditedShift) -> Iterator[str]:
    agent = shift.agent
    if not agent.employed_on(shift.day):
        first = agent.start_date.isoformat() if agent.start_date else "any day"
        last = agent.end_date.isoformat() if agent.end_date else "open"
        yield f"the shift {shift.hours} starts on a day not employed ({first} to {last})"
    if shift.day.weekday() in agent.fixed_days_off:
        weekday = WEEKDAYS[shift.day.weekday()]
        yield f"the shift {shift.hours} starts on {weekday}, a fixed day off"
    if agent.availability is not None and not _lies_within(shift, agent.availability):
        hours = weekly_spans_text(agent.availability)
        yield f"the shift {shift.hours} lies outside the available hours {hours}"


def _lies_within(shift: AuditedShift, spans: tuple[tuple[int, int, int], ...]) -> bool:
    joined = _joined(spans)
    return all(
        any(first <= start and start + length <= last for first, last in joined)
        for start, length in _wall_pieces(shift)
    )


def _wall_pieces(shift: AuditedShift) -> Iterator[tuple[float, float]]:
    """The shift's wall clock as (minute of the week, minutes), cut where the clock changes."""
    cuts = [shift.start, *_clock_changes(shift), shift.end]
    for start, end in pairwise(cuts):
        wall = start.astimezone(shift.zone)
        minute = wall.weekday() * 1440 + wall.hour * 60 + wall.minute + wall.second / 60
        yield minute, minutes_between(start, end)


def _clock_changes(shift: AuditedShift) -> Iterator[datetime]:
    """The instant within the shift at which the clock changes, to the minute."""
    minutes = int(minutes_between(shift.start, shift.end))
    before = shift.start.astimezone(shift.zone).utcoffset()
    if shift.end.astimezone(shift.zone).utcoffset() == before:
        return
    moments = [shift.start + timedelta(minutes=m) for m in range(1, minutes)]
    changed = bisect_left(
        moments, True, key=lambda m: m.astimezone(shift.zone).utcoffset() != before
    )
    if changed < len(moments):
        yield moments[changed]


def _joined(spans: tuple[tuple[int, int, int], ...]) -> list[tuple[int, int]]:
    """Spans in minutes of two weeks in a row, touching ones made one: Sunday runs into Monday."""
    week = [(day * 1440 + start, day * 1440 + end) for day, start, end in spans]
    joined: list[tuple[int, int]] = []
    for first, last in sorted(
        week + [(a + MINUTES_PER_WEEK, b + MINUTES_PER_WEEK) for a, b in week]
    ):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
