"""Shrinkage by type and time: where a queue's own shares do not hold all day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from solver.domain.base import Names, Noun, WeeklySpans, refuse


class ShrinkageType(StrEnum):
    """Shares of paid time; `breaks` counts only where no schedule places the breaks."""

    IN_OFFICE_PLANNED = "in_office_planned"
    IN_OFFICE_UNPLANNED = "in_office_unplanned"
    BREAKS = "breaks"
    OUT_OFFICE_PLANNED = "out_office_planned"
    OUT_OFFICE_UNPLANNED = "out_office_unplanned"


class ShrinkageRule(Noun):
    """The share of one type of shrinkage in weekly `hours` from day `start` to day `end`.

    It replaces the queue's own share; where several rules meet, the last row counts. `queues`
    blank means all, `start` or `end` blank an open range.
    """

    queues: Names = ()
    type: ShrinkageType
    share: float = Field(ge=0, lt=1)
    hours: WeeklySpans = tuple((day, 0, 1440) for day in range(7))
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> ShrinkageRule:
        if self.start is not None and self.end is not None and self.end < self.start:
            refuse(["end: it lies before start; expected the same day or a later one"])
        return self
