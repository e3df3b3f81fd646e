"""People: agents, their time off, preferences, and what they carry over from the last period."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from solver.domain.base import (
    Instant,
    Moment,
    Name,
    Noun,
    Skills,
    Weekdays,
    WeeklySpans,
    order_problems,
    parse_clock,
    parse_weekdays,
    refuse,
)


class Agent(Noun):
    """`availability` blank means always; a shift must lie wholly inside the available spans.

    `end_date` is the last day employed.
    """

    agent: Name
    site: Name
    work_plan: Name
    skills: Skills
    start_date: date | None = None
    end_date: date | None = None
    hourly_cost: float = Field(ge=0)
    fixed_days_off: Weekdays = ()
    availability: WeeklySpans | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Agent:
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValueError("end_date: it lies before start_date; expected a later date")
        return self

    def employed_on(self, day: date) -> bool:
        return (self.start_date is None or day >= self.start_date) and (
            self.end_date is None or day <= self.end_date
        )


class TimeOff(Noun):
    """Leave from `start` to `end`; dates are whole days, `end` included."""

    agent: Name
    start: Moment
    end: Moment
    kind: Name = "vacation"
    paid: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> TimeOff:
        refuse(order_problems(self.start, self.end))
        return self


class PreferenceKind(StrEnum):
    DAY_OFF = "day_off"
    START = "start"
    SHIFT = "shift"


class Preference(Noun):
    """A wish and its weight in currency.

    `day_off`: value a date or a weekday; costs `weight` for each such day worked.
    `start`: value HH:MM; costs `weight` for each hour a shift starts away from it.
    `shift`: value a shift template; costs `weight` for each shift of another template.
    """

    agent: Name
    kind: PreferenceKind
    value: str = Field(min_length=1)
    weight: float = Field(default=1.0, ge=0)

    @model_validator(mode="after")
    def _value_fits_kind(self) -> Preference:
        try:
            if self.kind is PreferenceKind.START:
                parse_clock(self.value)
            elif self.kind is PreferenceKind.DAY_OFF and self.value[:1].isdigit():
                date.fromisoformat(self.value)
            elif self.kind is PreferenceKind.DAY_OFF:
                parse_weekdays(self.value)
        except ValueError:
            wanted = "HH:MM" if self.kind is PreferenceKind.START else "YYYY-MM-DD or a weekday"
            raise ValueError(
                f"value: not what a wish of kind {self.kind.value} needs; expected {wanted}"
            ) from None
        return self


class CarryOver(Noun):
    """State at the end of the previous period.

    `last_shift_end` limits rest, `consecutive_days` the run of days worked up to the last day.
    """

    agent: Name
    last_shift_end: Instant | None = None
    consecutive_days: int = Field(default=0, ge=0)
    unpopular_shifts: int = Field(default=0, ge=0)
