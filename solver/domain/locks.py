"""Locks: what of a published schedule a re-solve must leave as it is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import model_validator

from solver.domain.base import Name, Noun


class LockKind(StrEnum):
    ALL = "all"
    DAYS = "days"
    STARTS = "starts"
    BREAKS = "breaks"


class Lock(Noun):
    """What of an agent's schedule stays, from `start` to `end` (local days, both included).

    `all`: shifts, breaks and days off. `days`: a day worked stays worked and a day off stays off.
    `starts`: a shift keeps its template and start; its breaks may move, days off may be worked.
    `breaks`: a shift keeps template, start and breaks; days off may be worked. Without `start` the
    lock begins with the horizon; without `end` it ends with the horizon, or, where `start` is
    given, on that day.
    """

    agent: Name
    start: date | None = None
    end: date | None = None
    what: LockKind = LockKind.ALL

    @model_validator(mode="after")
    def _in_order(self) -> Lock:
        if self.start and self.end and self.end < self.start:
            raise ValueError("end: it lies before start; expected a later date")
        return self

    @property
    def last(self) -> date | None:
        """The last day locked, `None` for the horizon's."""
        return self.end if self.end is not None else self.start

    def covers(self, day: date) -> bool:
        return (self.start is None or day >= self.start) and (self.last is None or day <= self.last)
