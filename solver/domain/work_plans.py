"""Work plans: the contract's rules and the shift shapes it allows."""

from __future__ import annotations

from pydantic import Field, model_validator

from solver.domain.base import Clock, Name, Noun, Weekdays, refuse


class ActivityTemplate(Noun):
    """A break or meal inside a shift.

    It lies wholly within the window, counted in minutes from the shift's start; the shift
    template checks that the window holds it.
    """

    kind: Name
    minutes: int = Field(gt=0)
    paid: bool
    window_start_minutes: int = Field(ge=0)
    window_end_minutes: int = Field(gt=0)


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
        problems = []
        if self.latest_start < self.earliest_start:
            problems.append(
                "latest_start: it lies before earliest_start, so no shift can start; expected"
                " a time from earliest_start on"
            )
        if self.latest_start >= 1440:
            problems.append("latest_start: not within the day; expected a time before 24:00")
        previous_end = 0
        for number, activity in enumerate(self.activities):
            problems += [
                f"activities.{number}.{problem}"
                for problem in _activity_problems(activity, self.length_minutes, previous_end)
            ]
            previous_end = max(previous_end, activity.window_end_minutes)
        if not problems and self.paid_minutes <= 0:
            problems.append("activities: no paid minute is left; expected some paid time")
        refuse(problems)
        return self


def _activity_problems(activity: ActivityTemplate, length: int, previous_end: int) -> list[str]:
    """What is wrong with an activity of a shift of `length` minutes, each as `key: message`."""
    kind, minutes = activity.kind, activity.minutes
    if minutes >= length:
        return [
            f"minutes: the {kind} of {minutes} minutes is not shorter than its shift of {length}"
            f" minutes; expected less than {length}"
        ]
    problems = []
    room = activity.window_end_minutes - activity.window_start_minutes
    if activity.window_end_minutes > length:
        problems.append(
            f"window_end_minutes: the {kind} window ends at minute {activity.window_end_minutes},"
            f" after the shift's end; expected up to {length}"
        )
    if room < minutes:
        problems.append(
            f"window_end_minutes: a window of {room} minutes cannot hold the {kind} of {minutes}"
            f" minutes; expected at least {activity.window_start_minutes + minutes}"
        )
    if activity.window_start_minutes < previous_end:
        problems.append(
            f"window_start_minutes: the {kind} window begins before the one before it ends;"
            f" expected at least {previous_end}"
        )
    return problems


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
        problems = []
        most, least = self.max_paid_minutes_week, self.min_paid_minutes_week
        if least > most:
            problems.append(
                f"min_paid_minutes_week: it is above max_paid_minutes_week; expected up to {most}"
            )
        if self.min_days_week > self.max_days_week:
            problems.append(
                f"min_days_week: it is above max_days_week; expected up to {self.max_days_week}"
            )
        names = [shift.name for shift in self.shifts]
        for number, shift in enumerate(self.shifts):
            if shift.name in names[:number]:
                problems.append(
                    f"shifts.{number}.name: two shift templates are named {shift.name!r};"
                    " expected a name of its own"
                )
            if shift.paid_minutes > most:
                problems.append(
                    f"shifts.{number}.length_minutes: shift {shift.name!r} pays"
                    f" {shift.paid_minutes} minutes and can never be worked; expected at most"
                    f" max_paid_minutes_week = {most}"
                )
        refuse(problems or self._week_problems())
        return self

    def _week_problems(self) -> list[str]:
        paid = [shift.paid_minutes for shift in self.shifts]
        most, least = self.max_days_week * max(paid), self.min_days_week * min(paid)
        problems = []
        if most < self.min_paid_minutes_week:
            problems.append(
                f"min_paid_minutes_week: {self.max_days_week} days of the longest shift cannot"
                f" reach it; expected at most {most}"
            )
        if least > self.max_paid_minutes_week:
            problems.append(
                f"min_days_week: {self.min_days_week} days of the shortest shift pay {least}"
                f" minutes; expected at most max_paid_minutes_week = {self.max_paid_minutes_week}"
            )
        return problems
