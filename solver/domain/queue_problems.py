"""What cannot be true of one queue: goals that are missing or belong to another channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.domain.queues import Queue


def queue_problems(queue: Queue) -> Iterator[str]:
    """Every problem as `column: what is wrong; expected what`."""
    yield from _goal_problems(queue)
    yield from _backlog_problems(queue) if queue.channel.is_backlog else _live_problems(queue)
    yield from _session_problems(queue)
    yield from _shrinkage_problems(queue)


def _goal_problems(queue: Queue) -> Iterator[str]:
    if (queue.sl_target is None) != (queue.sl_seconds is None):
        blank = "sl_target" if queue.sl_target is None else "sl_seconds"
        yield f"{blank}: blank; expected a value, for sl_target needs sl_seconds"
    goals = (queue.sl_target, queue.sl_seconds, queue.asa_s, queue.max_occupancy)
    live = not queue.channel.is_backlog
    if live and goals == (None,) * 4 and (queue.abandon_max is None or queue.patience_s is None):
        yield (
            "sl_target: the queue has no goal; expected sl_target with sl_seconds, asa_s,"
            " max_occupancy, or abandon_max with patience_s"
        )
    if queue.retry_share > 0 and queue.patience_s is None:
        yield "patience_s: blank; expected the contacts' patience, for retry_share needs it"


def _backlog_problems(queue: Queue) -> Iterator[str]:
    if queue.response_hours is None and queue.response_days is None:
        yield (
            f"response_hours: blank; expected the {queue.channel.value} queue's response time in"
            " hours, or response_days"
        )
    if queue.response_hours is not None and queue.response_days is not None:
        yield "response_days: both response_hours and response_days; expected one of them"
    if queue.starting_backlog_age_hours > 0 and not queue.starting_backlog:
        yield "starting_backlog: blank; expected the contacts that wait, for their age is given"


def _live_problems(queue: Queue) -> Iterator[str]:
    for column in ("response_hours", "response_days", "starting_backlog", "blend_with"):
        if getattr(queue, column) not in (None, ()):
            yield f"{column}: only a backlog channel has one; expected a blank"


def _session_problems(queue: Queue) -> Iterator[str]:
    grows = queue.aht_slope > 0 or queue.aht_by_concurrency
    if grows and not queue.channel.has_sessions:
        column = "aht_slope" if queue.aht_slope > 0 else "aht_by_concurrency"
        yield f"{column}: only chat and messaging have sessions; expected a blank"
    if queue.aht_by_concurrency:
        if queue.aht_slope > 0:
            yield "aht_by_concurrency: both a table and aht_slope; expected one of them"
        if len(queue.aht_by_concurrency) != queue.concurrency:
            yield (
                f"aht_by_concurrency: {len(queue.aht_by_concurrency)} figures; expected"
                f" {queue.concurrency}, one for each number of sessions up to concurrency"
            )
    table = queue.aht_by_concurrency
    for j in range(1, len(table)):
        most = table[j - 1] * (j + 1) / j
        if table[j] > most * (1.0 + 1e-9):
            yield (
                f"aht_by_concurrency: an agent finishes fewer contacts with {j + 1} sessions than"
                f" with {j}; expected at most {most:g} there, or a lower concurrency"
            )


def _shrinkage_problems(queue: Queue) -> Iterator[str]:
    inside = queue.in_office + queue.shrinkage_breaks
    outside = queue.shrinkage_out_office + queue.shrinkage_out_office_unplanned
    for column, share in (("shrinkage_in_office", inside), ("shrinkage_out_office", outside)):
        if share >= 1:
            yield f"{column}: the parts add up to {share:g}; expected less than 1"
