"""What is wrong with a file of agent states, and states without an end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from solver.domain import NamedShift
from solver.errors import Issue
from solver.intraday.data import StateEvent
from solver.intraday.params import Gaps
from solver.intraday.states import AgentState

Span = tuple[datetime, datetime]


def close_open_states(
    file: str, events: Sequence[StateEvent], until: datetime | None
) -> tuple[list[StateEvent], list[Issue]]:
    """States of the form agent, time, state with their ends; the given ends do not count.

    Each lasts until the agent's next one, the last until `until`; without `until` the last must
    be offline, and is left out. Rows of one agent must be in the order of time.
    """
    closed: list[StateEvent] = []
    issues: list[Issue] = []
    for own in _by_agent(events).values():
        for now, after in pairwise(own):
            if after.start < now.start:
                issues.append(_out_of_order(file, after, now))
            elif after.start > now.start:
                closed.append(replace(now, end=after.start))
            else:
                issues.append(
                    Issue(
                        file,
                        f"{after.agent} is in two states from the same time on, see row {now.row}",
                        after.row,
                        "time",
                        _text(after.start),
                        "one state at a time",
                    )
                )
        last = own[-1]
        if until is not None and until > last.start:
            closed.append(replace(last, end=until))
        elif until is None and last.state is not AgentState.OFFLINE:
            issues.append(
                Issue(
                    file,
                    f"the last state of {last.agent} has no end",
                    last.row,
                    "state",
                    str(last.state),
                    "a last row that is offline, or the time at which the file ends (--until)",
                )
            )
    return sorted(closed, key=lambda event: event.row), issues


def event_issues(
    file: str,
    events: Sequence[StateEvent],
    shifts: Sequence[NamedShift],
    horizon: Span,
    gaps: Gaps,
) -> list[Issue]:
    """States outside `horizon`, out of order, overlapping, or missing inside a shift.

    A gap between shifts is time offline; one between two states of the same shift is an issue
    unless `gaps` allows it.
    """
    worked = _shift_spans(shifts)
    issues = [_outside(file, event, horizon) for event in events if not _overlaps(event, horizon)]
    for agent, own in _by_agent(events).items():
        issues += _neighbour_issues(file, own, worked.get(agent, []), gaps)
    return sorted(issues, key=lambda issue: issue.row or 0)


def _neighbour_issues(
    file: str, own: Sequence[StateEvent], worked: Sequence[Span], gaps: Gaps
) -> Iterator[Issue]:
    before = own[0]
    for now in own[1:]:
        if now.start < before.start:
            # What follows is compared with the later row, so that one swap is one issue.
            yield _out_of_order(file, now, before)
            continue
        if now.start < before.end:
            yield _still_in(file, now, before)
        elif now.start > before.end and gaps is Gaps.REFUSE and _inside(before, now, worked):
            yield _missing(file, now, before)
        before = now


def _inside(before: StateEvent, now: StateEvent, worked: Sequence[Span]) -> bool:
    """Whether both ends of a gap lie in one shift that both states belong to."""
    place = bisect_right(worked, before.end, key=lambda span: span[0]) - 1
    if place < 0:
        return False
    start, end = worked[place]
    return start < before.end and now.start < end


def _shift_spans(shifts: Sequence[NamedShift]) -> Mapping[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for shift in shifts:
        found.setdefault(shift.agent, []).append((shift.start, shift.end))
    return {agent: sorted(spans) for agent, spans in found.items()}


def _by_agent(events: Sequence[StateEvent]) -> dict[str, list[StateEvent]]:
    """Every agent's states in the order of the file."""
    found: dict[str, list[StateEvent]] = {}
    for event in events:
        found.setdefault(event.agent, []).append(event)
    return found


def _overlaps(event: StateEvent, horizon: Span) -> bool:
    return event.start < horizon[1] and event.end > horizon[0]


def _outside(file: str, event: StateEvent, horizon: Span) -> Issue:
    first, last = (_text(moment) for moment in horizon)
    return Issue(
        file,
        f"the state of {event.agent} lies outside the plan",
        event.row,
        "start",
        _text(event.start),
        f"a time from {first} to {last}",
    )


def _still_in(file: str, now: StateEvent, before: StateEvent) -> Issue:
    return Issue(
        file,
        f"{now.agent} is still in the state of row {before.row}",
        now.row,
        "start",
        _text(now.start),
        f"{_text(before.end)} or later",
    )


def _missing(file: str, now: StateEvent, before: StateEvent) -> Issue:
    return Issue(
        file,
        f"{now.agent} has no state from {_text(before.end)} on, within a shift",
        now.row,
        "start",
        _text(now.start),
        "a row for every moment of a shift, or --gaps offline",
    )


def _out_of_order(file: str, now: StateEvent, before: StateEvent) -> Issue:
    return Issue(
        file,
        f"the rows of {now.agent} are out of order: row {before.row} is later",
        now.row,
        "start",
        _text(now.start),
        f"{_text(before.start)} or later",
    )


def _text(moment: datetime) -> str:
    whole = "auto" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=whole) + "Z"
