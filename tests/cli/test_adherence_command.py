"""Adherence on the command line: perfect states, planted exceptions, every fault of a file."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from schedule_edits import Row, rows_of

from solver.cli.exits import ExitCode

NAMES = {"on_queue": "Available", "lunch": "Lunch"}
MAP = ("--map", "Available=on_queue", "--map", "Lunch=meal", "--map", "Logged out=offline")
Event = dict[str, str]


def perfect(out: Path) -> list[Event]:
    """The schedule as closed states with the names of a telephone system."""
    return [
        {
            "agent": row["agent"],
            "start": row["start"],
            "end": row["end"],
            "state": NAMES[row["activity"]],
        }
        for row in rows_of(out / "schedule.csv")
    ]


def write(path: Path, events: list[Event]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(events[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(events)
    return path


def later(moment: str, minutes: float) -> str:
    return (datetime.fromisoformat(moment) + timedelta(minutes=minutes)).isoformat()


def shift_events(events: list[Event]) -> dict[tuple[str, str], list[int]]:
    """Places of the events of each agent and day."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, event in enumerate(events):
        found.setdefault((event["agent"], event["start"][:10]), []).append(place)
    return found


def table(folder: Path, name: str) -> list[Row]:
    return rows_of(folder / f"adherence_{name}.csv")


@pytest.fixture
def events(planned: Path) -> list[Event]:
    return perfect(planned)


def test_states_as_scheduled_adhere_wholly(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    path = write(tmp_path / "states.csv", events)
    result = staffcast("adherence", planned, path, *MAP, "--out", tmp_path / "found")
    assert result.exit_code == ExitCode.DONE, result.output
    assert "home: absence=0.0000 adherence=1.0000" in result.stdout
    agents = table(tmp_path / "found", "by_agent")
    assert {row["agent"] for row in agents} == {event["agent"] for event in events}
    assert {(row["adherence"], row["conformance"]) for row in agents} == {("1", "1")}
    assert table(tmp_path / "found", "exceptions") == []
    assert len(table(tmp_path / "found", "by_day")) == len(shift_events(events))


def test_planted_exceptions_are_found(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    shifts = list(shift_events(events).values())
    first, second, third, *_ = shifts
    events[first[0]]["start"] = later(events[first[0]]["start"], 12)
    events[second[-1]]["end"] = later(events[second[-1]]["end"], -30)
    events[third[1]]["end"] = later(events[third[1]]["end"], 6)
    events[third[2]]["start"] = later(events[third[2]]["start"], 6)
    gone = shifts[-1]
    absent = events[gone[0]]["agent"]
    kept = [event for place, event in enumerate(events) if place not in gone]
    path = write(tmp_path / "states.csv", kept)
    result = staffcast("adherence", planned, path, *MAP, "--out", tmp_path / "found")
    assert result.exit_code == ExitCode.DONE, result.output
    found = [(row["kind"], row["seconds"]) for row in table(tmp_path / "found", "exceptions")]
    assert set(found) >= {("late_start", "720"), ("early_leave", "1800"), ("long_break", "360")}
    rows = [row for row in table(tmp_path / "found", "exceptions") if row["kind"] == "absence"]
    assert {row["agent"] for row in rows} == {absent}
    (site,) = table(tmp_path / "found", "by_site")
    assert float(site["planning_absence"]) == pytest.approx(1 / len(shifts), abs=1e-3)
    assert f"absence={float(site['planning_absence']):.4f}" in result.stdout


def test_grace_forgives_a_short_exception(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    events[0]["start"] = later(events[0]["start"], 2)
    path = write(tmp_path / "states.csv", events)
    out = tmp_path / "found"
    staffcast("adherence", planned, path, *MAP, "--grace", 120, "--out", out)
    assert table(out, "exceptions") == []
    staffcast("adherence", planned, path, *MAP, "--grace", 119, "--out", out)
    assert [row["seconds"] for row in table(out, "exceptions")] == ["120"]


def test_open_states_last_until_the_next(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    opened = []
    for places in shift_events(events).values():
        own = [events[place] for place in places]
        opened += [{"agent": e["agent"], "time": e["start"], "state": e["state"]} for e in own]
        last = own[-1]
        opened.append({"agent": last["agent"], "time": last["end"], "state": "logged-out"})
    path = write(tmp_path / "states.csv", opened)
    result = staffcast("adherence", planned, path, *MAP, "--out", tmp_path / "found")
    assert result.exit_code == ExitCode.DONE, result.output
    assert {row["adherence"] for row in table(tmp_path / "found", "by_day")} == {"1"}
    unfinished = write(tmp_path / "unfinished.csv", opened[:-1])
    result = staffcast("adherence", planned, unfinished, *MAP)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert f"row {len(opened)}, column state: the last state of" in result.stderr


def test_an_interval_without_enough_agents_is_named(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    """Everybody starts an hour late on the first day."""
    day = min(event["start"][:10] for event in events)
    for (_, own), places in shift_events(events).items():
        if own == day:
            events[places[0]]["start"] = later(events[places[0]]["start"], 60)
    path = write(tmp_path / "states.csv", events)
    result = staffcast("adherence", planned, path, *MAP, "--out", tmp_path / "found")
    line = next(line for line in result.stdout.splitlines() if f"home {day} 08:00" in line)
    assert re.search(r"-\d\d:\d\d: all queues 0\.0 of [1-9].* agents at worst", line), line
    rows = {row["start"]: row for row in table(tmp_path / "found", "by_interval")}
    first = rows[f"{day}T08:00+00:00"]
    assert first["at_risk"] == "true"
    assert first["present_agents"] == "0"
    assert float(first["required"]) > 0
    assert "calls" in first["queues_at_risk"]


def test_until_ends_the_measurement(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    day = min(event["start"][:10] for event in events)
    path = write(tmp_path / "states.csv", [e for e in events if e["start"][:10] == day])
    out = tmp_path / "found"
    result = staffcast("adherence", planned, path, *MAP, "--until", f"{day}T10:00", "--out", out)
    assert result.exit_code == ExitCode.DONE, result.output
    assert max(row["start"] for row in table(out, "by_interval")) == f"{day}T09:30+00:00"
    assert {row["date"] for row in table(out, "by_day")} == {day}


def test_without_out_nothing_is_written(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    before = {path.name for path in planned.iterdir()}
    path = write(tmp_path / "states.csv", events)
    assert staffcast("adherence", planned, path, *MAP).exit_code == ExitCode.DONE
    assert [p.name for p in tmp_path.iterdir()] == ["states.csv"]
    assert {path.name for path in planned.iterdir()} == before


FAULTS = {
    "agent": (lambda e: e | {"agent": "Adda"}, "column agent: no such agent (found 'Adda'); "
              "expected 'Ada'"),
    "state": (lambda e: e | {"state": "Napping"}, "column state: unknown state (found 'Napping')"),
    "time": (lambda e: e | {"start": "soon"}, "column start: cannot read the time (found 'soon')"),
    "end": (lambda e: e | {"end": later(e["start"], -5)}, "column end: it lies before start"),
    "outside": (
        lambda e: e | {"start": later(e["start"], -60 * 24 * 90),
                       "end": later(e["end"], -60 * 24 * 90)},
        "column start: the state of Ada lies outside the plan"),
    "overlap": (lambda e: e | {"end": later(e["end"], 1)}, "is still in the state of row 2"),
    "gap": (lambda e: e | {"end": later(e["end"], -1)}, "Ada has no state from"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_file_is_one_error_with_its_row(
    staffcast, planned: Path, tmp_path: Path, events: list[Event], fault: str
) -> None:
    change, text = FAULTS[fault]
    assert events[0]["agent"] == "Ada"
    events[0] = change(events[0])
    path = write(tmp_path / "states.csv", events)
    result = staffcast("adherence", planned, path, *MAP)
    assert result.exit_code == ExitCode.INVALID_INPUT
    lines = [line for line in result.stderr.splitlines() if line.startswith("error:")]
    assert len(lines) == 1, lines
    row = 3 if fault in ("overlap", "gap") else 2
    assert f"states.csv, row {row}" in lines[0]
    assert text in lines[0]


def test_rows_out_of_order_are_one_error(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    events[0], events[1] = events[1], events[0]
    path = write(tmp_path / "states.csv", events)
    result = staffcast("adherence", planned, path, *MAP)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "states.csv, row 3, column start: the rows of Ada are out of order" in result.stderr
    assert "1 problem" in result.stderr


def test_a_gap_can_be_time_offline(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    events[0]["end"] = later(events[0]["end"], -5)
    path = write(tmp_path / "states.csv", events)
    out = tmp_path / "found"
    result = staffcast("adherence", planned, path, *MAP, "--gaps", "offline", "--out", out)
    assert result.exit_code == ExitCode.DONE, result.output
    assert [row["seconds"] for row in table(out, "exceptions")] == ["300"]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("agent,from,to,state", "a column is missing; expected the columns agent,start,end,state"),
        ("who,start,end,state", "column agent: a column is missing"),
    ],
)
def test_a_missing_column_is_named(
    staffcast, planned: Path, tmp_path: Path, header: str, text: str
) -> None:
    path = tmp_path / "states.csv"
    path.write_text(f"{header}\nAda,2026-03-02T08:00,2026-03-02T09:00,on_queue\n", "utf-8")
    result = staffcast("adherence", planned, path)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert text in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("--map", "Available", "no mapping"),
        ("--map", "Available=idle", "on_queue"),
        ("--until", "noon", "cannot read the time"),
        ("--gaps", "maybe", "refuse"),
        ("--grace", "-1", "greater than or equal to 0"),
    ],
)
def test_a_bad_option_is_named(
    staffcast, planned: Path, tmp_path: Path, events: list[Event], option: str, value: str,
    text: str,
) -> None:  # fmt: skip
    path = write(tmp_path / "states.csv", events)
    result = staffcast("adherence", planned, path, option, value)
    assert result.exit_code == ExitCode.INVALID_INPUT, result.output
    assert text in result.stderr


def test_a_file_without_states_is_named(staffcast, planned: Path, tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    path.write_text("agent,start,end,state\n", encoding="utf-8")
    result = staffcast("adherence", planned, path)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "states.csv: the file holds no states" in result.stderr


def test_local_times_without_an_offset_are_the_sites(
    staffcast, planned: Path, tmp_path: Path, events: list[Event]
) -> None:
    for event in events:
        for name in ("start", "end"):
            moment = datetime.fromisoformat(event[name]).astimezone(UTC)
            event[name] = moment.replace(tzinfo=None).isoformat()
    path = write(tmp_path / "states.csv", events)
    result = staffcast("adherence", planned, path, *MAP)
    assert "adherence=1.0000" in result.stdout, result.output
