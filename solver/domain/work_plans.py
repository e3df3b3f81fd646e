"""Work plans: the contract's rules and the shift shapes it allows."""

from __future__ import annotations

from pydantic import Field, model_validator

from solver.domain.base import Clock, Name, Noun, Weekdays


class ActivityTemplate(Noun):
    """A break or meal inside a shift.

    It lies wholly within the window, counted in minutes from the shift's start.
    """

    kind: Name
    minutes: int = Field(gt=0)
    paid: bool
    window_start_minutes: int = Field(ge=0)
    window_end_minutes: int = Field(gt=0)

    @model_validator(mode="after")
    def _fits_window(self) -> ActivityTemplate:
        room = self.window_end_minutes - self.window_start_minutes
        if room < self.minutes:
            raise ValueError(
                f"window_end_minutes: a window of {room} minutes cannot hold {self.minutes} minutes"
            )
        return self


class ShiftTemplate(Noun):
    """Shifts that start every `increment_minutes` from `earliest_start` to `latest_start`.

    `length_minutes` is elapsed time from start to end, unpaid activities included. It is kept on
    a day with a change of clock: the local end moves, the paid time does not. A shift belongs to
    the local day on which it starts, also when it ends after midnight.
    """

    name: Name
    earliest_start: Clock
    latest_start: Clock
    increment_minutes: int = Field(default=30, gt=0)
    length_minutes: int = Field(gt=0, le=1440)
    activities: tuple[ActivityTemplate, ...] = ()

    @property
    def paid_minutes(self) -> int:
        return self.length_minutes - sum(a.minutes for a in self.activities if not a.paid)

    @property
    def start_minutes(self) -> tuple[int, ...]:
        return tuple(range(self.earliest_start, self.latest_start + 1, self.increment_minutes))

    @model_validator(mode="after")
    def _activities_fit(self) -> ShiftTemplate:
        if self.latest_start < self.earliest_start:
            raise ValueError("latest_start: it lies before earliest_start, so no shift can start")
        if self.latest_start >= 1440:
            raise ValueError("latest_start: a shift starts before 24:00 of its day")
        previous_end = 0
        for number, activity in enumerate(self.activities):
            place = f"activities.{number}"
            if activity.minutes >= self.length_minutes:
                raise ValueError(
                    f"{place}.minutes: the {activity.kind} of {activity.minutes} minutes is not"
                    f" shorter than its shift of {self.length_minutes} minutes"
                )
            if activity.window_end_minutes > self.length_minutes:
                raise ValueError(
                    f"{place}.window_end_minutes: the {activity.kind} window ends at minute"
                    f" {activity.window_end_minutes}, after the shift's end at {self.length_minutes}"
                )
            if activity.window_start_minutes < previous_end:
                raise ValueError(
                    f"{place}.window_start_minutes: the {activity.kind} window begins before the"
                    " one before it ends; windows stand in order and do not overlap"
                )
            previous_end = activity.window_end_minutes
        return self


class WorkPlan(Noun):
    """Rules of a contract. Weeks begin on the centre's `week_start`, days are the site's.

    Weekly paid time. Let o be the days of a week not employed or wholly on unpaid leave, p the
    employed days wholly on paid leave, s = (7 - o) / 7 and the credit
    c = min(p x time_off_credit_minutes, s x min_paid_minutes_week). The paid minutes scheduled
    in the week lie between s x min_paid_minutes_week - c and s x max_paid_minutes_week - c;
    where o or p is above 0, both are rounded outward to whole multiples of the plan's shortest
    paid shift. Days worked a week lie between max(0, min_days_week - o - p) and max_days_week.

    Rest is elapsed time between the end of a shift and the start of the next. A run of
    consecutive days continues the run in carry_over.csv. A weekend is a run of adjacent
    `weekend_days`; it counts as worked when a shift starts on one of its days, and
    `max_working_weekends` limits those of the whole planning period (`None`: no limit).
    """

    work_plan: Name
    min_paid_minutes_week: int = Field(default=0, ge=0)
    max_paid_minutes_week: int = Field(gt=0)
    min_days_week: int = Field(default=0, ge=0, le=7)
    max_days_week: int = Field(default=6, ge=1, le=7)
    min_rest_minutes: int = Field(default=660, ge=0)
    max_consecutive_days: int = Field(default=6, ge=1)
    max_working_weekends: int | None = Field(default=None, ge=0)
    weekend_days: Weekdays = (5, 6)
    fte_hours_week: float = Field(default=40.0, gt=0)
    time_off_credit_minutes: int = Field(default=480, ge=0)
    shifts: tuple[ShiftTemplate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _limits_agree(self) -> WorkPlan:
        if self.min_paid_minutes_week > self.max_paid_minutes_week:
            raise ValueError("min_paid_minutes_week: it is above max_paid_minutes_week")
        if self.min_days_week > self.max_days_week:
            raise ValueError("min_days_week: it is above max_days_week")
        names = [shift.name for shift in self.shifts]
        if len(set(names)) < len(names):
            raise ValueError("shifts: two shift templates share a name")
        for number, shift in enumerate(self.shifts):
            if shift.paid_minutes > self.max_paid_minutes_week:
                raise ValueError(
                    f"shifts.{number}.length_minutes: shift {shift.name!r} pays"
                    f" {shift.paid_minutes} minutes, more than max_paid_minutes_week, and can"
                    " never be worked"
                )
        longest = max(shift.paid_minutes for shift in self.shifts)
        if longest * self.max_days_week < self.min_paid_minutes_week:
            raise ValueError(
                f"min_paid_minutes_week: {self.max_days_week} days of the longest shift"
                f" ({longest} paid minutes) cannot reach it"
            )
        return self
