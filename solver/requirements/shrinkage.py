"""Shrinkage by type and interval: from agents on queue to agents paid and agents employed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue, ShrinkageRule
from solver.errors import InvalidInputError, Issue
from solver.timegrid import TimeGrid

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shrinkage:
    """Shares of paid time by type, each (Q, T) or (Q, 1).

    On queue = paid x (1 - in office); at work = employed x (1 - out of office). `breaks` are
    in-office time that a schedule places itself, so they stay out of what it aims at.
    """

    in_office_planned: Array
    in_office_unplanned: Array
    breaks: Array
    out_office_planned: Array
    out_office_unplanned: Array

    def in_office(self, with_breaks: bool) -> Array:
        total = self.in_office_planned + self.in_office_unplanned
        return total + self.breaks if with_breaks else total

    @property
    def out_office(self) -> Array:
        return self.out_office_planned + self.out_office_unplanned


def queue_shrinkage(goals: Sequence[Queue]) -> Shrinkage:
    """The queues' own shares, (Q, 1)."""

    def column(name: str) -> Array:
        return np.array([[getattr(queue, name)] for queue in goals], dtype=float).reshape(-1, 1)

    return Shrinkage(
        column("shrinkage_in_office"),
        column("shrinkage_in_office_unplanned"),
        column("shrinkage_breaks"),
        column("shrinkage_out_office"),
        column("shrinkage_out_office_unplanned"),
    )


def shrinkage_by_interval(
    goals: Sequence[Queue], rules: Sequence[ShrinkageRule], grid: TimeGrid
) -> Shrinkage:
    """The queues' own shares (Q, T) with the rules over them, the last rule counting.

    Raises `InvalidInputError` where the parts of a queue's interval add up to 1 or more.
    """
    own = queue_shrinkage(goals)
    shape = (len(goals), grid.n_intervals)
    shares = {
        field.name: np.broadcast_to(getattr(own, field.name), shape).copy()
        for field in fields(Shrinkage)
    }
    days = np.array(grid.days)
    for rule in rules:
        when = grid.open_mask(rule.hours)
        inside = np.ones(grid.n_days, dtype=bool)
        if rule.start is not None:
            inside &= days >= rule.start
        if rule.end is not None:
            inside &= days <= rule.end
        when &= inside[grid.day_of]
        for q, queue in enumerate(goals):
            if not rule.queues or queue.queue in rule.queues:
                shares[rule.type.value][q, when] = rule.share
    found = Shrinkage(**shares)
    _refuse_all_day(found, goals, grid)
    return found


def _refuse_all_day(found: Shrinkage, goals: Sequence[Queue], grid: TimeGrid) -> None:
    issues = []
    for column, total in (
        ("in_office", found.in_office(with_breaks=True)),
        ("out_office", found.out_office),
    ):
        bad = total >= 1
        if bad.any():
            q, t = np.argwhere(bad)[0]
            moment = grid.local(int(t)).isoformat(timespec="minutes")
            text = f"queue {goals[q].queue!r}, interval {moment}: no time is left for contacts"
            issues.append(
                Issue("shrinkage.csv", text, None, column, f"{total[q, t]:g}", "a sum below 1")
            )
    if issues:
        raise InvalidInputError(issues)
