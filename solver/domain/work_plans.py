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
    `max_working_weekends` limits those of the whole horizon (`None`: no limit) and
    `max_consecutive_weekends` those worked one after another.

    A planning period is `planning_period_weeks` weeks of the horizon, counted from its first. Its
    paid minutes and days lie between the limits `..._period`, prorated like the week's with
    s = (7 n - o) / (7 n) for n weeks, where days after the horizon count among o.

    In every week lies a stretch of `min_weekly_rest_minutes` without a shift, wholly between the
    week's first midnight and its last. A run of days off has at least `min_consecutive_days_off`
    days and one of days worked at least `min_consecutive_days`; exempt are runs at the horizon's
    ends (a run in carry_over.csv goes on), work next to a day away and days off with one among
    them, where away is not employed or wholly on leave.

    The start times of a week (wall clock of the day a shift belongs to) lie within
    `max_start_spread_minutes`, and none is more than `max_earlier_start_minutes` before that of
    the shift before it in the week (`None`: no limit).
    """

    work_plan: Name
    min_paid_minutes_week: int = Field(default=0, ge=0)
    max_paid_minutes_week: int = Field(gt=0)
    min_days_week: int = Field(default=0, ge=0, le=7)
    max_days_week: int = Field(default=6, ge=1, le=7)
    min_rest_minutes: int = Field(default=660, ge=0)
    max_consecutive_days: int = Field(default=6, ge=1)
    max_working_weekends: int | None = Field(default=None, ge=0)
    max_consecutive_weekends: int | None = Field(default=None, ge=1)
    weekend_days: Weekdays = (5, 6)
    planning_period_weeks: int = Field(default=4, ge=1, le=52)
    min_paid_minutes_period: int = Field(default=0, ge=0)
    max_paid_minutes_period: int | None = Field(default=None, gt=0)
    min_days_period: int = Field(default=0, ge=0)
    max_days_period: int | None = Field(default=None, ge=0)
    min_weekly_rest_minutes: int = Field(default=0, ge=0, le=7 * 1440)
    min_consecutive_days_off: int = Field(default=1, ge=1, le=7)
    min_consecutive_days: int = Field(default=1, ge=1, le=7)
    max_start_spread_minutes: int | None = Field(default=None, ge=0)
    max_earlier_start_minutes: int | None = Field(default=None, ge=0)
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
        if self.min_consecutive_days > self.max_consecutive_days:
            problems.append(
                "min_consecutive_days: it is above max_consecutive_days; expected up to"
                f" {self.max_consecutive_days}"
            )
        refuse(problems or self._week_problems() or self._period_problems())
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

    def _period_problems(self) -> list[str]:
        """Limits of a planning period that its weeks cannot meet."""
        weeks = self.planning_period_weeks
        problems = []
        for what in ("paid_minutes", "days"):
            least, most = getattr(self, f"min_{what}_period"), getattr(self, f"max_{what}_period")
            reachable = weeks * getattr(self, f"max_{what}_week")
            needed = weeks * getattr(self, f"min_{what}_week")
            if least > reachable:
                problems.append(
                    f"min_{what}_period: {weeks} weeks cannot reach it; expected at most"
                    f" {weeks} x max_{what}_week = {reachable}"
                )
            if most is not None and most < max(least, needed):
                problems.append(
                    f"max_{what}_period: it is below min_{what}_period or {weeks} x"
                    f" min_{what}_week; expected at least {max(least, needed)}"
                )
        return problems
