"""The centre and its calendar: events that change volume, and edits laid over the forecast."""

from __future__ import annotations

import math
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, field_validator, model_validator

from solver.domain.base import (
    WEEKDAYS,
    Moment,
    Name,
    Names,
    Noun,
    TimeZone,
    order_problems,
    parse_weekdays,
    refuse,
)


def _one_weekday(value: Any) -> int:
    days = parse_weekdays(value if isinstance(value, str) else [value])
    if len(days) != 1:
        raise ValueError("not a weekday; expected one of " + ", ".join(WEEKDAYS))
    return days[0]


class Center(Noun):
    """The contact centre: one planning folder, one currency, one forecast grid.

    `country` (ISO code) and `region` choose public holidays. `horizon_start` blank plans from
    the first week after the history.
    """

    schema_version: int = Field(default=1, ge=1, le=1)
    name: str = Field(min_length=1)
    time_zone: TimeZone
    interval_minutes: int = Field(default=30, gt=0)
    week_start: Annotated[
        int,
        BeforeValidator(_one_weekday, json_schema_input_type=str),
        PlainSerializer(lambda day: WEEKDAYS[day], return_type=str),
    ] = 0
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    region: str | None = None
    horizon_weeks: int = Field(default=4, ge=1, le=12)
    horizon_start: date | None = None

    @field_validator("interval_minutes")
    @classmethod
    def _divides_an_hour(cls, value: int) -> int:
        if value not in (5, 6, 10, 15, 20, 30, 60):
            raise ValueError("not a usable interval; expected 5, 6, 10, 15, 20, 30 or 60 minutes")
        return value


class EventKind(StrEnum):
    """`closure` shuts the queues; `outage` is masked from training and not repeated."""

    CAMPAIGN = "campaign"
    LAUNCH = "launch"
    PRICE_CHANGE = "price_change"
    OUTAGE = "outage"
    CLOSURE = "closure"


class Event(Noun):
    """Something that changes volume between `start` and `end` by `uplift` (0.25 is +25 %).

    `queues` blank means all.
    """

    queues: Names = ()
    start: Moment
    end: Moment
    kind: EventKind
    uplift: float = Field(default=0.0, ge=-1, le=10)
    uplift_sd: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Event:
        refuse(order_problems(self.start, self.end))
        return self


class OverrideOperation(StrEnum):
    SET = "set"
    MIN = "min"
    MAX = "max"
    PERCENT = "percent"
    ADD = "add"


class Override(Noun):
    """A planner's edit of the forecast volume, applied in the order of the rows.

    `percent` 10 means +10 %; `set`, `min`, `max` and `add` are contacts per interval.
    """

    layer: Name
    queue: Name
    start: Moment
    end: Moment
    operation: OverrideOperation
    value: float
    author: str = ""
    reason: str = ""
    active: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Override:
        least = {OverrideOperation.ADD: -math.inf, OverrideOperation.PERCENT: -100.0}
        lowest = least.get(self.operation, 0.0)
        problems = order_problems(self.start, self.end)
        if self.value < lowest:
            problems.append(
                f"value: {self.operation.value} {self.value:g} makes a volume negative;"
                f" expected at least {lowest:g}"
            )
        refuse(problems)
        return self


class Scenario(Noun):
    """A what-if on the forecast: volume and AHT times a factor."""

    scenario: Name
    volume_factor: float = Field(default=1.0, gt=0)
    aht_factor: float = Field(default=1.0, gt=0)
