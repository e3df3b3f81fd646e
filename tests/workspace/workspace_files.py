"""A small, complete planning folder, written by hand."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "center.toml": """\
name = "North Bank"
time_zone = "Europe/Berlin"
interval_minutes = 30
week_start = "Mon"
currency = "EUR"
country = "DE"
region = "BE"
horizon_weeks = 4
horizon_start = 2026-03-02
""",
    "queues.csv": """\
queue,channel,skill,sl_target,sl_seconds,asa_s,max_occupancy,patience_s,concurrency,response_hours,opening_hours,min_staff,shrinkage_in_office
billing,voice,billing,0.8,20,,0.9,120,,,Mon-Fri 08:00-20:00; Sat 09:00-13:00,1,0.05
tech chat,chat,tech,0.8,60,,,,2,,24x7,0,
letters,email,billing,,,,,,,24,Mon-Fri 08:00-18:00,,
""",
    "shrinkage.csv": """\
queues,type,share,hours,start,end
billing|tech chat,in_office_planned,0.2,Mon 09:00-11:00,2026-03-02,2026-03-15
,out_office_unplanned,0.06,,,
""",
    "history.csv": """\
queue,start,offered,handled,aht_s,abandoned,answered_in_threshold
billing,2026-02-23T08:00+01:00,12,11,300.5,1,9
billing,2026-02-23T08:30+01:00,14,14,280,0,12
tech chat,2026-02-23T08:00,3,,,,
tech chat,2026-02-23T07:30Z,4,4,600,,
letters,2026-02-23T08:00,0,0,,,
""",
    "sites.csv": """\
site,kind,time_zone,seats,pooling,absence,adherence
Berlin,internal,Europe/Berlin,40,distributed,0.04,0.92
Lisbon,bpo,Europe/Lisbon,,virtual,,
""",
    "agents.csv": """\
agent,site,work_plan,skills,start_date,end_date,hourly_cost,fixed_days_off,availability
A001,Berlin,full_time,billing:1.0|tech:0.8,2020-01-01,,24.5,,
A002,Berlin,full_time,billing,,2026-12-31,22,Sat|Sun,Mon-Fri 07:00-19:00
A003,Berlin,nights,tech:0.875,,,27,Sun,Mon-Sat 21:00-07:00
""",
    "work_plans.toml": """\
[full_time]
min_paid_minutes_week = 1800
max_paid_minutes_week = 2400
min_days_week = 4
max_days_week = 5
min_rest_minutes = 660
max_working_weekends = 2

[[full_time.shifts]]
name = "early"
earliest_start = "07:00"
latest_start = "10:00"
increment_minutes = 30
length_minutes = 510

[[full_time.shifts.activities]]
kind = "break"
minutes = 15
paid = true
window_start_minutes = 90
window_end_minutes = 180

[[full_time.shifts.activities]]
kind = "lunch"
minutes = 30
paid = false
window_start_minutes = 180
window_end_minutes = 330

[nights]
max_paid_minutes_week = 2400
weekend_days = "Sun"

[[nights.shifts]]
name = "night"
earliest_start = "22:00"
latest_start = "22:00"
length_minutes = 480
""",
    "contracts.toml": """\
[Berlin]
rate_per_hour = 38.0
queues = "billing|tech chat|letters"

[Lisbon]
rate_per_hour = 24.0
currency = "EUR"
commitment_hours_week = 100
capacity_hours_week = 400
max_share = 0.5
queues = ["billing", "letters"]
aht_factor = 1.05
""",
    "events.csv": """\
queues,start,end,kind,uplift,uplift_sd
billing|letters,2026-03-09,2026-03-11,campaign,0.25,0.1
,2026-03-20T12:00,2026-03-20T18:00,closure,,
""",
    "overrides.csv": """\
layer,queue,start,end,operation,value,author,reason,active
manual,billing,2026-03-03,2026-03-03,percent,10,"Doe, Jane","a ""big"" mailing
in two lines",true
manual,letters,2026-03-04T08:00,2026-03-04T12:00,set,5,,,false
""",
    "time_off.csv": """\
agent,start,end,kind,paid
A001,2026-03-09,2026-03-13,vacation,true
A002,2026-03-03T08:00,2026-03-03T12:00,doctor,false
""",
    "preferences.csv": """\
agent,kind,value,weight
A001,day_off,Fri,5
A001,start,08:00,1.5
A002,shift,early,2
A002,day_off,2026-03-05,
""",
    "carry_over.csv": """\
agent,last_shift_end,consecutive_days,unpopular_shifts
A001,2026-03-01T16:00+01:00,2,0
A003,2026-03-01T06:00,,1
""",
    "scenarios.toml": """\
[peak]
volume_factor = 1.2

["slow calls"]
aht_factor = 1.1
""",
}


def write_files(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the folder with some files replaced, or left out where the change is `None`."""
    folder.mkdir(exist_ok=True)
    for name, text in {**FILES, **(changes or {})}.items():
        if isinstance(text, bytes):
            (folder / name).write_bytes(text)
        elif text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def edited(file: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """A change of one passage that stands once in a file."""
    assert FILES[file].count(old) == 1, (file, old, FILES[file].count(old))
    return {file: FILES[file].replace(old, new)}
