"""Weeks that work plan and calendar cannot hold, with the issue that each gives."""

from __future__ import annotations

from workspace_files import edited

PLANS = "work_plans.toml"
NIGHTS = "max_paid_minutes_week = 2400\nweekend"
LEAVE = "A001,2026-03-09,2026-03-13,vacation,true"


def nights(extra: str, most: int = 2400) -> dict[str, str | bytes | None]:
    """More rules for the plan `nights` of one shift of 480 minutes at 22:00."""
    return edited(PLANS, NIGHTS, f"max_paid_minutes_week = {most}\n{extra}\nweekend")


def full_time(old: str, new: str, file: str, before: str, after: str):
    return {**edited(PLANS, old, new), **edited(file, before, after)}


# change, (file, row, column, value), part of the message, part of what is expected
WEEK_CASES = {
    "rest longer than the gap every shift leaves": (
        nights("min_days_week = 5\nmin_rest_minutes = 961"),
        (PLANS, None, "nights.min_rest_minutes", "961"),
        "5 days and 0 paid minutes are asked for, and 961 minutes of rest",
        "at most 960 minutes of rest",
    ),
    "consecutive days too few for the days of a week": (
        nights("min_days_week = 5\nmax_consecutive_days = 1"),
        (PLANS, None, "nights.max_consecutive_days", "1"),
        "1 consecutive days leave no room",
        "at least 2 consecutive days",
    ),
    "weekly rest longer than the days off": (
        nights("min_days_week = 5\nmin_weekly_rest_minutes = 4201"),
        (PLANS, None, "nights.min_weekly_rest_minutes", "4201"),
        "4201 minutes of weekly rest leave no room",
        "at most 4200 minutes of weekly rest",
    ),
    "paid time that no number of shifts adds up to": (
        nights("min_paid_minutes_week = 2000", most=2399),
        (PLANS, None, "nights.min_paid_minutes_week", "2000"),
        "no whole number of shifts on 0 to 6 days pays 2000 to 2399",
        "limits that hold 1920 or 2400",
    ),
    "days that closed weekends take away": (
        nights("min_days_week = 7\nmax_days_week = 7\nmax_working_weekends = 0", most=3360),
        (PLANS, None, "nights.min_days_week", "7"),
        "7 days are asked for, and 6 can be worked",
        "at most 6 days",
    ),
    "fixed days off that leave too few days": (
        edited("agents.csv", "Sat|Sun", "Wed|Thu|Sat|Sun"),
        ("agents.csv", 3, "fixed_days_off", "Wed|Thu|Sat|Sun"),
        "A002 cannot meet min_days_week in the week of 2026-03-02 (and 2 more weeks): 4 days"
        " are asked for, and 2 can be worked",
        "at most 2 days a week",
    ),
    "availability that leaves too little paid time": (
        full_time(
            "min_days_week = 4",
            "min_days_week = 0",
            "agents.csv",
            "Mon-Fri 07:00-19:00",
            "Mon-Wed 07:00-19:00",
        ),
        ("agents.csv", 3, "availability", "Mon-Wed 07:00-19:00"),
        "1800 paid minutes are asked for, and at most 960 can be worked on 2 days",
        "at most 960",
    ),
    "leave over the whole period without enough credit": (
        full_time(
            "max_working_weekends = 2",
            "time_off_credit_minutes = 60",
            "time_off.csv",
            LEAVE,
            "A001,2026-03-01,2026-03-31,vacation,true",
        ),
        ("time_off.csv", 2, "start", "2026-03-01"),
        "A001 cannot meet min_paid_minutes_week in the week of 2026-03-02 (and 2 more weeks):"
        " 960 paid minutes are asked for, and at most 0 can be worked on 0 days",
        "from 258 on a week of leave meets the minimum",
    ),
    "an employment too short for its week": (
        full_time(
            "min_days_week = 4",
            "min_days_week = 0",
            "agents.csv",
            "A002,Berlin,full_time,billing,,2026-12-31,22,Sat|Sun,Mon-Fri 07:00-19:00",
            "A002,Berlin,full_time,billing,2026-03-07,2026-12-31,22,Sat|Sun,",
        ),
        ("agents.csv", 3, "fixed_days_off", "Sat|Sun"),
        "480 paid minutes are asked for, and at most 0 can be worked on 0 days",
        "at most 0",
    ),
    "a planning period that a visit to the doctor takes a day of": (
        edited(PLANS, "max_working_weekends = 2", "min_paid_minutes_period = 9400"),
        ("agents.csv", 3, "work_plan", "full_time"),
        "A002 cannot meet min_paid_minutes_period of full_time in the 4 weeks from 2026-03-02:"
        " 9400 paid minutes are asked for, and at most 9120 can be worked",
        "at most 9120",
    ),
}

# Odd, but some roster meets it.
LEGAL_CASES = {
    "the longest rest that five nights leave": nights("min_days_week = 5\nmin_rest_minutes = 960"),
    "every second day": nights("min_days_week = 3\nmax_consecutive_days = 1"),
    "a weekly rest of two days": nights("min_days_week = 5\nmin_weekly_rest_minutes = 2760"),
    "one sum alone": nights("min_paid_minutes_week = 1920"),
    "no weekend": nights("min_days_week = 5\nmax_working_weekends = 0"),
    "as many days as are left": {
        **edited("agents.csv", "Sat|Sun", "Wed|Sat|Sun"),
        **edited("time_off.csv", "A002,2026-03-03T08:00,2026-03-03T12:00,doctor,false\n", ""),
    },
    "a visit to the doctor on one of five days": {},
    "leave over the whole period, credited": edited(
        "time_off.csv", LEAVE, "A001,2026-03-01,2026-03-31,vacation,true"
    ),
    "unpaid leave over the whole period": edited(
        "time_off.csv", LEAVE, "A001,2026-03-01,2026-03-31,vacation,false"
    ),
    "leave in two rows that meet within a day": edited(
        "time_off.csv",
        LEAVE,
        "A001,2026-03-01,2026-03-18T12:00:30,vacation,true\n"
        "A001,2026-03-18T12:00:30,2026-03-31,vacation,true",
    ),
    "a planning period that just holds": edited(
        PLANS, "max_working_weekends = 2", "min_paid_minutes_period = 9120"
    ),
    "somebody who has left": edited("agents.csv", "2020-01-01,", "2020-01-01,2025-12-31"),
    "somebody who comes later": edited("agents.csv", "2020-01-01", "2027-01-01"),
    "without a horizon, somebody who may have left": {
        **edited("center.toml", "horizon_start = 2026-03-02\n", ""),
        **edited("agents.csv", "Sat|Sun", "Wed|Thu|Sat|Sun"),
    },
    "the week in which the clock changes": {
        **edited(
            "center.toml",
            "horizon_weeks = 4\nhorizon_start = 2026-03-02",
            "horizon_weeks = 1\nhorizon_start = 2026-03-23",
        ),
        **edited("agents.csv", "Sat|Sun", "Wed|Thu|Sat|Sun"),
    },
}
