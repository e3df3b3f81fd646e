"""Times lie on the centre's grid, and the history runs in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from solver.domain import WEEKDAYS, Center
from solver.domain.base import clock_text
from solver.errors import Issue
from solver.workspace.draft import Draft


def check_grid(draft: Draft) -> Iterator[Issue]:
    """The interval fits the clock changes, the horizon the week and opening hours the interval."""
    center = draft.planning.center
    if not draft.clock_known or not draft.known("center"):
        return
    step = center.interval_minutes
    if _clock_step(center) % step:
        yield draft.issue(
            "center", 0, "interval_minutes",
            f"the clock of {center.time_zone} changes by {_clock_step(center)} minutes, which"
            " the interval does not divide",
            step, f"an interval that divides {_clock_step(center)}",
        )  # fmt: skip
    start = center.horizon_start
    if start is not None and start.weekday() != center.week_start:
        yield draft.issue(
            "center", 0, "horizon_start", f"the horizon begins on a {WEEKDAYS[start.weekday()]}",
            start, f"a {WEEKDAYS[center.week_start]}, the centre's week_start",
        )  # fmt: skip
    for number, queue in enumerate(draft.planning.queues):
        edges = {minute for _, *span in queue.opening_hours for minute in span}
        for minute in sorted(m for m in edges if m % step):
            yield draft.issue(
                "queues", number, "opening_hours",
                f"{clock_text(minute)} is not on the {step}-minute grid",
                clock_text(minute), f"{_nearest_clock(minute, step)}",
            )  # fmt: skip


def _clock_step(center: Center) -> int:
    """Minutes by which the clock moves at a change; 0 where it does not."""
    zone = ZoneInfo(center.time_zone)
    year = center.horizon_start.year if center.horizon_start else 2025
    offsets = [datetime(year, month, 1, tzinfo=zone).utcoffset() for month in range(1, 13)]
    known = [offset for offset in offsets if offset is not None]
    return int((max(known) - min(known)) / timedelta(minutes=1))


def _nearest_clock(minute: int, step: int) -> str:
    return clock_text(min(1440, round(minute / step) * step))


def check_history(draft: Draft, needs_history: bool) -> Iterator[Issue]:
    """Starts on the grid, in ascending order within each queue, each once, some of every queue."""
    if not draft.known("history"):
        return
    if draft.clock_known and draft.known("center"):
        yield from _off_grid(draft)
        yield from _out_of_order(draft)
    table = draft.tables["queues"]
    if not (needs_history and draft.known("queues") and draft.tables["history"].records):
        return
    known = draft.names("history", "queue")
    if known - draft.names("queues", "queue"):
        return  # the missing queue may be the one whose name is misspelt
    for index, name in enumerate(table.column("queue")):
        if isinstance(name, str) and name.strip() not in known:
            yield table.issue(index, "queue", "the queue has no history", name,
                              "at least one row of it in the history")  # fmt: skip


def _off_grid(draft: Draft) -> Iterator[Issue]:
    center = draft.planning.center
    zone = ZoneInfo(center.time_zone)
    step = timedelta(minutes=center.interval_minutes)
    epoch = datetime(2000, 1, 1)
    distance: dict[datetime, timedelta] = {}
    for number, row in enumerate(draft.planning.history):
        if row.start not in distance:
            distance[row.start] = (row.start.astimezone(zone).replace(tzinfo=None) - epoch) % step
        if rest := distance[row.start]:
            before = (row.start - rest).astimezone(zone)
            after = (row.start - rest + step).astimezone(zone)
            yield draft.issue(
                "history", number, "start",
                f"the start is not on the {center.interval_minutes}-minute grid",
                _raw_start(draft, number),
                f"{_text(before)} or {_text(after)}",
            )  # fmt: skip


def _out_of_order(draft: Draft) -> Iterator[Issue]:
    """Duplicates and steps back. A row is compared with the one of its queue before it."""
    seen: dict[tuple[str, datetime], int] = {}
    previous: dict[str, int] = {}
    history = draft.planning.history
    for number, row in enumerate(history):
        first = seen.setdefault((row.queue, row.start), number)
        before = previous.get(row.queue)
        previous[row.queue] = number
        if first != number:
            message = f"queue {row.queue} has this start already in {_place(draft, first)}"
            expected = "each interval of a queue once"
        elif before is not None and row.start < history[before].start:
            message = f"the start lies before that of {_place(draft, before)} of queue {row.queue}"
            expected = "the rows of a queue in order of time"
        else:
            continue
        yield draft.issue("history", number, "start", message, _raw_start(draft, number), expected)


def _place(draft: Draft, number: int) -> str:
    return draft.tables["history"].place(draft.positions["history"][number])


def _raw_start(draft: Draft, number: int) -> str:
    value = draft.tables["history"].records[draft.positions["history"][number]]["start"]
    return value if isinstance(value, str) else _text(value.astimezone(UTC))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
