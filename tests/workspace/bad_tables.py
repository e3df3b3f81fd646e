"""Faulty files, names, times and volumes, with the issue that each gives."""

from __future__ import annotations

from workspace_files import FILES, edited

FULL = FILES["work_plans.toml"]
HISTORY = "queue,start,offered,handled,aht_s\n"

# change, (file, row, column, value), part of the message, part of what is expected
TABLE_CASES = {
    "missing file": (
        {"queues.csv": None},
        ("queues.csv", None, None, None),
        "the file is missing",
        "queue, channel, skill",
    ),
    "missing agents of an internal site": (
        {"agents.csv": None, "time_off.csv": None, "preferences.csv": None, "carry_over.csv": None},
        ("agents.csv", None, None, None),
        "missing",
        "work_plan",
    ),
    "missing contracts": (
        {"contracts.toml": None},
        ("contracts.toml", None, None, None),
        "missing",
        "a table for each site",
    ),
    "misnamed file": (
        {"time_off.csv": None, "timeoff.csv": FILES["time_off.csv"]},
        ("timeoff.csv", None, None, None),
        "unknown file",
        "'time_off.csv'",
    ),
    "missing column": (
        {
            "history.csv": "queue,start\n"
            + "".join(f"{q},2026-02-23T08:00\n" for q in ("billing", "tech chat", "letters"))
        },
        ("history.csv", 1, "offered", None),
        "the column is missing",
        "'offered'",
    ),
    "unknown column": (
        edited("history.csv", "offered", "offerd"),
        ("history.csv", 1, "offerd", "offerd"),
        "unknown column",
        "'offered'",
    ),
    "column twice": (
        edited("history.csv", "abandoned,", "handled,"),
        ("history.csv", 1, "handled", "handled"),
        "twice",
        "once",
    ),
    "unknown key of a center": (
        edited("center.toml", "currency", "curency"),
        ("center.toml", None, "curency", "curency"),
        "unknown key",
        "'currency'",
    ),
    "unknown key deep in a work plan": (
        {"work_plans.toml": FULL.replace("minutes = 30\npaid", "minutes = 30\npayed = 1\npaid", 1)},
        ("work_plans.toml", None, "full_time.shifts.0.activities.1.payed", "payed"),
        "unknown key",
        "'paid'",
    ),
    "shrinkage of an unknown queue": (
        edited("shrinkage.csv", "billing|tech chat", "biling|tech chat"),
        ("shrinkage.csv", 2, "queues", "biling"),
        "no such queue in queues.csv",
        "'billing'",
    ),
    "shrinkage of an unknown type": (
        edited("shrinkage.csv", "out_office_unplanned", "sick"),
        ("shrinkage.csv", 3, "type", "sick"),
        "unknown value",
        "'out_office_unplanned'",
    ),
    "shrinkage in percent": (
        edited("shrinkage.csv", ",0.06,", ",6,"),
        ("shrinkage.csv", 3, "share", "6"),
        "",
        "a number below 1",
    ),
    "shrinkage that ends before it starts": (
        edited("shrinkage.csv", "2026-03-15", "2026-02-15"),
        ("shrinkage.csv", 2, "end", "2026-02-15"),
        "before start",
        "the same day or a later one",
    ),
    "blending with a backlog": (
        {
            "queues.csv": FILES["queues.csv"]
            .replace("shrinkage_in_office\n", "shrinkage_in_office,blend_with\n")
            .replace("1,0.05\n", "1,0.05,\n")
            .replace("24x7,0,\n", "24x7,0,,\n")
            .replace("08:00-18:00,,\n", "08:00-18:00,,,letters\n")
        },
        ("queues.csv", 4, "blend_with", "letters"),
        "no idle time",
        "voice, chat or messaging",
    ),
    "duplicate queue": (
        {"queues.csv": FILES["queues.csv"] + "billing,voice,billing,0.8,20" + "," * 8 + "\n"},
        ("queues.csv", 5, "queue", "billing"),
        "row 2",
        "once",
    ),
    "duplicate site": (
        {"sites.csv": FILES["sites.csv"] + "Lisbon,bpo,Europe/Lisbon,,,,\n"},
        ("sites.csv", 4, "site", "Lisbon"),
        "row 3",
        "once",
    ),
    "duplicate agent": (
        edited("agents.csv", "A002,", "A001,")
        | edited("time_off.csv", "A002", "A001")
        | {"preferences.csv": None},
        ("agents.csv", 3, "agent", "A001"),
        "row 2",
        "once",
    ),
    "duplicate work plan": (
        edited("work_plans.toml", "[nights]", "[full_time]"),
        ("work_plans.toml", 30, None, "[full_time]"),
        "declared twice",
        "once",
    ),
    "duplicate interval": (
        edited("history.csv", "08:30+01:00", "08:00+01:00"),
        ("history.csv", 3, "start", "2026-02-23T08:00+01:00"),
        "row 2",
        "once",
    ),
    "unsorted interval": (
        edited("history.csv", "08:30+01:00", "07:30+01:00"),
        ("history.csv", 3, "start", "2026-02-23T07:30+01:00"),
        "before that of row 2",
        "in order of time",
    ),
    "skill that no queue has": (
        edited("agents.csv", "tech:0.8,", "french:0.8,"),
        ("agents.csv", 2, "skills", "french"),
        "no queue needs this skill",
        "one of billing, tech",
    ),
    "agent on an unknown site": (
        edited("agents.csv", "A002,Berlin", "A002,Berlim"),
        ("agents.csv", 3, "site", "Berlim"),
        "no such site in sites.csv",
        "'Berlin'",
    ),
    "agent on a BPO site": (
        edited("agents.csv", "A002,Berlin", "A002,Lisbon"),
        ("agents.csv", 3, "site", "Lisbon"),
        "no named agents",
        "an internal site",
    ),
    "agent on an unknown work plan": (
        edited("agents.csv", "A003,Berlin,nights", "A003,Berlin,night"),
        ("agents.csv", 4, "work_plan", "night"),
        "no such work plan in work_plans.toml",
        "'nights'",
    ),
    "start off the grid": (
        edited("history.csv", "08:30+01:00", "08:40+01:00"),
        ("history.csv", 3, "start", "2026-02-23T08:40+01:00"),
        "not on the 30-minute grid",
        "2026-02-23T08:30+01:00 or 2026-02-23T09:00+01:00",
    ),
    "opening hours off the grid": (
        edited("queues.csv", "Sat 09:00-13:00", "Sat 09:10-13:00"),
        ("queues.csv", 2, "opening_hours", "09:10"),
        "30-minute grid",
        "09:00",
    ),
    "horizon off the week": (
        edited("center.toml", "2026-03-02", "2026-03-03"),
        ("center.toml", None, "horizon_start", "2026-03-03"),
        "begins on a Tue",
        "Mon",
    ),
    "not a time": (
        edited("history.csv", "2026-02-23T08:30+01:00", "23.02.2026 08:30"),
        ("history.csv", 3, "start", "23.02.2026 08:30"),
        "not a point in time",
        "YYYY-MM-DD",
    ),
    "negative volume": (
        edited("history.csv", "00,14,14", "00,-14,14"),
        ("history.csv", 3, "offered", "-14"),
        "below 0",
        "at least 0",
    ),
    "NaN volume": (
        edited("history.csv", "00,14,14", "00,NaN,14"),
        ("history.csv", 3, "offered", "NaN"),
        "not a number",
        "finite",
    ),
    "text as volume": (
        edited("history.csv", "00,14,14", "00,many,14"),
        ("history.csv", 3, "offered", "many"),
        "not a number",
        "a number",
    ),
    "blank volume": (
        edited("history.csv", "00,14,14", "00,,14"),
        ("history.csv", 3, "offered", None),
        "missing",
        "a value",
    ),
    "AHT of 0": (
        edited("history.csv", ",280,", ",0,"),
        ("history.csv", 3, "aht_s", "0"),
        "not above 0",
        "above 0",
    ),
    "service level given as 80": (
        edited("queues.csv", "billing,voice,billing,0.8,", "billing,voice,billing,80,"),
        ("queues.csv", 2, "sl_target", "80"),
        "not a percentage",
        "did you mean 0.80?",
    ),
    "queue without a goal": (
        edited("queues.csv", "billing,voice,billing,0.8,20,,0.9,", "billing,voice,billing,,,,,"),
        ("queues.csv", 2, "sl_target", None),
        "no goal",
        "sl_seconds",
    ),
    "unknown channel": (
        edited("queues.csv", "tech chat,chat", "tech chat,chatt"),
        ("queues.csv", 3, "channel", "chatt"),
        "did you mean 'chat'?",
        "'voice', 'chat', 'messaging', 'email', 'back_office' or 'social'",
    ),
}
