"""Faulty shifts, people, contracts and references, with the issue that each gives."""

from __future__ import annotations

from workspace_files import FILES, edited

HISTORY = "queue,start,offered,handled,aht_s\n"

# change, (file, row, column, value), part of the message, part of what is expected
PEOPLE_CASES = {
    "break longer than its shift": (
        edited("work_plans.toml", "minutes = 15\n", "minutes = 600\n"),
        ("work_plans.toml", None, "full_time.shifts.0.activities.0.minutes", "600"),
        "not shorter than its shift of 510",
        "less than 510",
    ),
    "break that its window cannot hold": (
        edited("work_plans.toml", "minutes = 15\n", "minutes = 120\n"),
        ("work_plans.toml", None, "full_time.shifts.0.activities.0.window_end_minutes", "180"),
        "cannot hold the break of 120",
        "at least 210",
    ),
    "shift above the weekly limit": (
        edited(
            "work_plans.toml",
            "max_paid_minutes_week = 2400\nweekend",
            "max_paid_minutes_week = 400\nweekend",
        ),
        ("work_plans.toml", None, "nights.shifts.0.length_minutes", "480"),
        "can never be worked",
        "at most max_paid_minutes_week = 400",
    ),
    "shift off the finest grid": (
        edited("work_plans.toml", "length_minutes = 480", "length_minutes = 483"),
        ("work_plans.toml", None, "nights.shifts.0.length_minutes", "483"),
        "cannot hold this time",
        "multiple of 5",
    ),
    "availability without room for a shift": (
        edited("agents.csv", "Mon-Fri 07:00-19:00", "Mon-Fri 07:00-12:00"),
        ("agents.csv", 3, "availability", "Mon-Fri 07:00-12:00"),
        "fits the availability of A002",
        "early of 510 minutes",
    ),
    "off on all days": (
        edited("agents.csv", "Sat|Sun", "Mon|Tue|Wed|Thu|Fri|Sat|Sun"),
        ("agents.csv", 3, "fixed_days_off", "Mon|Tue|Wed|Thu|Fri|Sat|Sun"),
        "A002 is off on every day",
        "a day to work on",
    ),
    "shifts outside the opening hours of the agent's queues": (
        edited("agents.csv", "tech:0.875", "billing"),
        ("agents.csv", 4, "work_plan", "nights"),
        "no shift A003 can work",
        "within the opening hours",
    ),
    "commitment above capacity": (
        edited("contracts.toml", "commitment_hours_week = 100", "commitment_hours_week = 500"),
        ("contracts.toml", None, "Lisbon.commitment_hours_week", "500"),
        "above the capacity",
        "at most 400 hours",
    ),
    "contract of an unknown queue": (
        edited("contracts.toml", '["billing", "letters"]', '["billing", "leters"]'),
        ("contracts.toml", None, "Lisbon.queues", "leters"),
        "no such queue",
        "'letters'",
    ),
    "site without a contract": (
        {"contracts.toml": FILES["contracts.toml"].split("[Lisbon]")[0]},
        ("sites.csv", 3, "site", "Lisbon"),
        "no contract",
        "contracts.toml",
    ),
    "contract of an unknown site": (
        {
            "contracts.toml": FILES["contracts.toml"]
            + '[Madrid]\nrate_per_hour = 20\nqueues = "billing"\n'
        },
        ("contracts.toml", None, "Madrid", "Madrid"),
        "no such site",
        "Berlin",
    ),
    "empty history": (
        {"history.csv": HISTORY},
        ("history.csv", None, None, None),
        "no history rows",
        "at least one",
    ),
    "queue without history": (
        edited("history.csv", "letters,2026-02-23T08:00,0,0,,,\n", ""),
        ("queues.csv", 4, "queue", "letters"),
        "no history",
        "at least one row",
    ),
    "history of an unknown queue": (
        {"history.csv": FILES["history.csv"] + "biling,2026-02-23T08:00,1,,,,\n" * 1},
        ("history.csv", 7, "queue", "biling"),
        "no such queue in queues.csv (1 rows)",
        "'billing'",
    ),
    "event of an unknown queue": (
        edited("events.csv", "billing|letters", "billing|mail"),
        ("events.csv", 2, "queues", "mail"),
        "no such queue",
        "billing",
    ),
    "override of an unknown queue": (
        edited("overrides.csv", "manual,letters", "manual,letter"),
        ("overrides.csv", 3, "queue", "letter"),
        "no such queue",
        "'letters'",
    ),
    "override below zero": (
        edited("overrides.csv", "set,5", "set,-5"),
        ("overrides.csv", 3, "value", "-5"),
        "negative",
        "at least 0",
    ),
    "time off of an unknown agent": (
        edited("time_off.csv", "A002", "A009"),
        ("time_off.csv", 3, "agent", "A009"),
        "no such agent",
        "A00",
    ),
    "time off that ends before it starts": (
        edited("time_off.csv", "2026-03-13", "2026-03-08"),
        ("time_off.csv", 2, "end", "2026-03-08"),
        "does not lie after start",
        "later",
    ),
    "preference of an unknown agent": (
        edited("preferences.csv", "A002,shift", "A0002,shift"),
        ("preferences.csv", 4, "agent", "A0002"),
        "no such agent",
        "A002",
    ),
    "preference for an unknown shift": (
        edited("preferences.csv", "shift,early", "shift,late"),
        ("preferences.csv", 4, "value", "late"),
        "has no such shift",
        "early",
    ),
    "preference with a wrong value": (
        edited("preferences.csv", "start,08:00", "start,eight"),
        ("preferences.csv", 3, "value", "eight"),
        "kind start",
        "HH:MM",
    ),
    "carry-over of an unknown agent": (
        edited("carry_over.csv", "A003", "B3"),
        ("carry_over.csv", 3, "agent", "B3"),
        "no such agent",
        "A00",
    ),
    "unknown time zone": (
        edited("sites.csv", "Europe/Lisbon", "Europe/Lissabon"),
        ("sites.csv", 3, "time_zone", "Europe/Lissabon"),
        "unknown time zone",
        "IANA",
    ),
    "bad proficiency": (
        edited("agents.csv", "tech:0.875", "tech:high"),
        ("agents.csv", 4, "skills", "tech:high"),
        "proficiency of 'tech' is 'high'",
        "a number",
    ),
    "name with a separator": (
        edited("overrides.csv", "manual,letters", "manual:1,letters"),
        ("overrides.csv", 3, "layer", "manual:1"),
        "not allowed",
        "without |",
    ),
}
