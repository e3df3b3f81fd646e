"""Work plans of a generated centre: full time and part time over the hours that it is open."""

from __future__ import annotations

from instances.spec import CenterSpec
from solver.domain import ActivityTemplate, ShiftTemplate, WorkPlan
from solver.domain.base import parse_weekly_spans

INCREMENT = 30
FULL_DAY = 510
FULL_TIME = "full_time"
PART_TIME = "part_time"


def open_hours(spec: CenterSpec) -> tuple[int, int]:
    """Earliest opening and latest closing minute of any queue on any day."""
    spans = [span for q in spec.queues for span in parse_weekly_spans(q.opening_hours)]
    return min(start for _, start, _ in spans), max(end for _, _, end in spans)


def day_shift_hours(spec: CenterSpec) -> tuple[int, int]:
    """Between which minutes full-time day shifts lie; round the clock nights stand apart."""
    opening, closing = open_hours(spec)
    return (360, 1410) if closing - opening == 1440 else (opening, closing)


def _break(start: int, end: int) -> ActivityTemplate:
    return ActivityTemplate(
        kind="break", minutes=15, paid=True, window_start_minutes=start, window_end_minutes=end
    )


def _full_day(name: str, earliest: int, latest: int) -> ShiftTemplate:
    meal = ActivityTemplate(
        kind="meal", minutes=30, paid=False, window_start_minutes=210, window_end_minutes=330
    )
    return ShiftTemplate(
        name=name,
        earliest_start=earliest,
        latest_start=latest,
        increment_minutes=INCREMENT,
        length_minutes=FULL_DAY,
        activities=(_break(90, 180), meal, _break(360, 450)),
    )


def _part_day(name: str, hours: int, opening: int, closing: int) -> ShiftTemplate:
    breaks = (_break(90, 165),) if hours == 4 else (_break(75, 150), _break(210, 285))
    return ShiftTemplate(
        name=name,
        earliest_start=opening,
        latest_start=closing - 60 * hours,
        increment_minutes=INCREMENT,
        length_minutes=60 * hours,
        activities=breaks,
    )


def _full_days(opening: int, closing: int) -> tuple[ShiftTemplate, ...]:
    """Early, day and late thirds of the possible starts; round the clock a night as well."""
    if closing - opening == 1440:
        return (
            _full_day("early", 360, 480),
            _full_day("day", 540, 660),
            _full_day("late", 780, 900),
            _full_day("night", 1290, 1380),
        )
    steps = (closing - FULL_DAY - opening) // INCREMENT
    if steps < 2:
        return (_full_day("day", opening, opening + steps * INCREMENT),)
    first, second = opening + steps // 3 * INCREMENT, opening + 2 * steps // 3 * INCREMENT
    return (
        _full_day("early", opening, first),
        _full_day("day", first + INCREMENT, second),
        _full_day("late", second + INCREMENT, opening + steps * INCREMENT),
    )


def build_work_plans(spec: CenterSpec) -> tuple[WorkPlan, ...]:
    """Full time 32-40 h in shifts of 8 paid hours, part time 16-24 h in shifts of 4 or 6.

    Both: 11 h rest, at most 6 days in a row, every second weekend free.
    """
    opening, closing = open_hours(spec)
    weekends = spec.horizon_weeks // 2
    full = WorkPlan(
        work_plan=FULL_TIME,
        min_paid_minutes_week=1920,
        max_paid_minutes_week=2400,
        max_days_week=5,
        max_working_weekends=weekends,
        shifts=_full_days(opening, closing),
    )
    part = WorkPlan(
        work_plan=PART_TIME,
        min_paid_minutes_week=960,
        max_paid_minutes_week=1440,
        max_days_week=spec.people.part_time_days_week,
        max_working_weekends=weekends,
        time_off_credit_minutes=240,
        shifts=(
            _part_day("short", 4, opening, closing),
            _part_day("medium", 6, opening, closing),
        ),
    )
    return full, part
