"""Files of the wrong form, with the issue that each gives."""

from __future__ import annotations

from workspace_files import FILES, edited

# change, (file, row, column, value), part of the message, part of what is expected
FORM_CASES = {
    "not UTF-8": (
        {"events.csv": FILES["events.csv"].encode() + "Büro,,,,,\n".encode("latin-1")},
        ("events.csv", 4, None, None),
        "not UTF-8",
        "UTF-8",
    ),
    "an Excel file": (
        {"events.csv": b"PK\x03\x04rest"},
        ("events.csv", None, None, None),
        "Excel or zip",
        "UTF-8",
    ),
    "TOML syntax": (
        edited("center.toml", '"Mon"', "Mon"),
        ("center.toml", 4, None, "week_start = Mon"),
        "not valid TOML",
        "key = value",
    ),
    "TOML value instead of a table": (
        {"scenarios.toml": "volume_factor = 1.2\n"},
        ("scenarios.toml", None, "volume_factor", "1.2"),
        "not a table",
        "[name]",
    ),
    "too few cells": (
        edited("sites.csv", "40,distributed,0.04,0.92", "40,distributed,0.04"),
        ("sites.csv", 2, "adherence", "Berlin,internal,Europe/Berlin,40,distributed,0.04"),
        "6 cells and the header 7",
        "7 cells",
    ),
    "too many cells": (
        edited("sites.csv", "0.04,0.92", "0,04,0.92"),
        ("sites.csv", 2, None, "Berlin,internal,Europe/Berlin,40,distributed,0,04,0.92"),
        "8 cells and the header 7",
        "7 cells",
    ),
    "semicolons": (
        {"sites.csv": FILES["sites.csv"].replace(",", ";")},
        ("sites.csv", 1, None, "site;kind;time_zone;seats;pooling;absence;adherence"),
        "separated by semicolons",
        "commas",
    ),
    "a wholly different file": (
        {"sites.csv": "Dear team,\nplease find attached\n"},
        ("sites.csv", 1, None, "Dear team,"),
        "not a sites table",
        "site,kind,time_zone",
    ),
    "an empty file": (
        {"sites.csv": ""},
        ("sites.csv", None, None, None),
        "the file is empty",
        "site,kind,time_zone",
    ),
    "an open quote": (
        {"events.csv": FILES["events.csv"] + 'billing,"2026-03-09'},
        ("events.csv", 4, None, None),
        "not a CSV file from here on",
        "commas",
    ),
    "a local time that the clock skips": (
        {"history.csv": FILES["history.csv"] + "billing,2026-03-29T02:30,1,,,,\n"},
        ("history.csv", 7, "start", "2026-03-29T02:30"),
        "does not exist",
        "offset",
    ),
    "a local time that comes twice": (
        {"history.csv": FILES["history.csv"] + "billing,2026-10-25T02:30,1,,,,\n"},
        ("history.csv", 7, "start", "2026-10-25T02:30"),
        "comes twice",
        "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
    ),
    "internal site without agents": (
        {
            "sites.csv": FILES["sites.csv"] + "Ulm,internal,Europe/Berlin,,,,\n",
            "contracts.toml": FILES["contracts.toml"]
            + '[Ulm]\nrate_per_hour=1\nqueues="billing"\n',
        },
        ("sites.csv", 4, "site", "Ulm"),
        "no agents",
        "at least one agent",
    ),
}
