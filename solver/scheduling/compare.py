"""The difference between two schedules of a site: shifts, breaks, coverage and cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from solver.domain import ON_QUEUE, NamedShift
from solver.scheduling.evaluate import Evaluation


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    BREAKS = "breaks"


@dataclass(frozen=True)
class ShiftChange:
    """One agent's changed shift. `minutes` is how far a moved shift's start went (later: above 0),
    for `BREAKS` the sum of how far its pauses went, else 0. Without the side that does not exist,
    `before` or `after` is `None`."""

    kind: ChangeKind
    agent: str
    day: date
    before: NamedShift | None
    after: NamedShift | None
    minutes: float


@dataclass(frozen=True)
class Figure:
    """A figure before and after."""

    name: str
    before: float
    after: float

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class ScheduleDifference:
    """`figures`: objective and terms in money, paid, short and over agent-hours, violations."""

    site: str
    changes: tuple[ShiftChange, ...]
    figures: tuple[Figure, ...]
    unchanged_shifts: int

    @property
    def agents(self) -> tuple[str, ...]:
        """Agents with a change, by name."""
        return tuple(sorted({change.agent for change in self.changes}))

    def count(self, kind: ChangeKind) -> int:
        return sum(change.kind is kind for change in self.changes)


def compare(first: Evaluation, second: Evaluation) -> ScheduleDifference:
    """What `second` changes against `first`.

    Shifts belong together by agent and day, those of one day in their order. A shift with another
    template, start or end is moved; with the same but other activities, its breaks are.
    Raises `ValueError` for schedules of two sites.
    """
    if first.published.site != second.published.site:
        raise ValueError("the schedules are of two sites")
    before, after = _cells(first.published.shifts), _cells(second.published.shifts)
    changes: list[ShiftChange] = []
    unchanged = 0
    for key in sorted({*before, *after}):
        for old, new in _paired(before.get(key, []), after.get(key, [])):
            change = _change(*key, old, new)
            if change is None:
                unchanged += 1
            else:
                changes.append(change)
    figures = tuple(_figures(first, second))
    return ScheduleDifference(first.published.site, tuple(changes), figures, unchanged)


_Cells = dict[tuple[str, date], list[NamedShift]]


def _cells(shifts: Sequence[NamedShift]) -> _Cells:
    found: _Cells = defaultdict(list)
    for shift in sorted(shifts, key=lambda s: s.start.timestamp()):
        found[shift.agent, shift.day].append(shift)
    return dict(found)


def _paired(
    old: Sequence[NamedShift], new: Sequence[NamedShift]
) -> Iterator[tuple[NamedShift | None, NamedShift | None]]:
    for place in range(max(len(old), len(new))):
        yield (
            old[place] if place < len(old) else None,
            new[place] if place < len(new) else None,
        )


def _change(
    agent: str, day: date, old: NamedShift | None, new: NamedShift | None
) -> ShiftChange | None:
    if old is None or new is None:
        kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED
        return ShiftChange(kind, agent, day, old, new, 0.0)
    if (old.template, old.start, old.end) != (new.template, new.start, new.end):
        minutes = _minutes(old.start, new.start)
        return ShiftChange(ChangeKind.MOVED, agent, day, old, new, minutes)
    was, now = _pauses(old), _pauses(new)
    if was == now:
        return None
    minutes = sum(abs(_minutes(a[0], b[0])) for a, b in zip(was, now, strict=False))
    return ShiftChange(ChangeKind.BREAKS, agent, day, old, new, minutes)


def _minutes(before: datetime, after: datetime) -> float:
    return (after.timestamp() - before.timestamp()) / 60


def _pauses(shift: NamedShift) -> list[tuple[datetime, datetime, str, bool]]:
    """The shift's activities off the queue, in their order."""
    return sorted(
        (a.start, a.end, a.activity, a.paid) for a in shift.activities if a.activity != ON_QUEUE
    )


def _figures(first: Evaluation, second: Evaluation) -> Iterator[Figure]:
    was, now = first.audit, second.audit
    yield Figure("objective", was.objective, now.objective)
    for term in now.cost_terms:
        yield Figure(term, was.cost_terms.get(term, 0.0), now.cost_terms[term])
    yield Figure("paid hours", was.paid_hours, now.paid_hours)
    yield Figure("short agent-hours", was.short_agent_hours, now.short_agent_hours)
    yield Figure("over agent-hours", was.over_agent_hours, now.over_agent_hours)
    yield Figure("violations", len(was.violations), len(now.violations))
