"""Calendars read back by icalendar: times in UTC, breaks, stable identities, safe file names."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar
from report_plans import make_plan, make_shift

from solver.report.calendars import file_stems, write_calendars


def events_of(path):
    calendar = Calendar.from_ical(path.read_bytes())
    return list(calendar.walk("VEVENT"))


def test_an_agent_has_one_event_a_shift(plan_result, written):
    mine = [s for s in plan_result.schedules[0].published.shifts if s.agent == "Ann"]
    events = events_of(written / "calendars" / "agent-Ann.ics")
    assert [(e["DTSTART"].dt, e["DTEND"].dt) for e in events] == [(s.start, s.end) for s in mine]


def test_times_are_utc_and_breaks_are_named_in_local_time(written):
    event = events_of(written / "calendars" / "agent-Ann.ics")[0]
    assert event["DTSTART"].to_ical() == b"20260323T070000Z"
    text = str(event["DESCRIPTION"])
    assert "11:45-12:15 meal (unpaid)" in text
    assert "Paid time: 7.5 h" in text
    assert "Europe/Berlin" in text


def test_the_team_has_everybody(plan_result, written):
    events = events_of(written / "calendars" / "site-House.ics")
    assert len(events) == len(plan_result.schedules[0].published.shifts)
    assert str(events[0]["SUMMARY"]) == "Ann: day"


def test_an_identity_survives_a_moved_shift_and_is_unique(tmp_path):
    plan = make_plan()
    stamp = datetime(2026, 1, 1, tzinfo=UTC)
    for name, minute in (("a", 480), ("b", 540)):
        shifts = [make_shift("Ann", plan.grid, day, minute) for day in (0, 1)]
        (tmp_path / name).mkdir()
        write_calendars(plan.planning, shifts, stamp, tmp_path / name)
    uids = [
        [str(e["UID"]) for e in events_of(tmp_path / name / "agent-Ann.ics")] for name in ("a", "b")
    ]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 2


def test_the_same_plan_gives_the_same_calendars(plan_result, written, tmp_path):
    shifts = plan_result.schedules[0].published.shifts
    write_calendars(plan_result.planning, shifts, plan_result.grid.start, tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (written / "calendars" / path.name).read_bytes()


def test_file_names_are_safe_and_distinct():
    names = [
        "../../etc/passwd",
        "Ann",
        "ann",
        "Zoë",
        "Zoe",
        "日本",
        "a/b",
        "a?b",
        "CON ",
        "x" * 100,
    ]
    stems = file_stems("agent", names)
    assert len({stem.lower() for stem in stems.values()}) == len(names)
    for stem in stems.values():
        assert stem.startswith("agent-")
        assert len(stem) < 90
        assert all(c.isascii() and (c.isalnum() or c in "-_") for c in stem)


def test_names_are_escaped_in_the_calendar(tmp_path):
    plan = make_plan(agents=("O'Neil \\ Söhne", "B", "C"))
    shift = make_shift("O'Neil \\ Söhne", plan.grid, 0, 480)
    write_calendars(plan.planning, [shift], plan.grid.start, tmp_path)
    [event] = events_of(tmp_path / "site-House.ics")
    assert str(event["SUMMARY"]) == "O'Neil \\ Söhne: day"
