"""The audit of a folder passes as planned and names agent, rule and date after an edit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from schedule_edits import Row, edit_one, last_rows, rows_of, write_rows
from tiny_center import CALLS_ONLY, LEAVE_AGENT, LEAVE_DAY
from typer.testing import Result

from solver.cli.exits import ExitCode


def assert_names(result: Result, rule: str, row: Row, day: str | None = None) -> None:
    assert result.exit_code == ExitCode.AUDIT_FAILED, result.output
    day = day or row["date"]
    lines = result.stderr.splitlines()
    assert any(f"[{rule}]" in line and row["agent"] in line and day in line for line in lines), (
        result.stderr
    )


def later(moment: str, hours: float) -> str:
    return (datetime.fromisoformat(moment) + timedelta(hours=hours)).isoformat(timespec="minutes")


def test_a_plan_passes(staffcast, planned: Path) -> None:
    result = staffcast("verify", planned)
    assert result.exit_code == ExitCode.DONE, result.output
    assert "audit passed" in result.stdout


def test_too_little_rest_is_found(staffcast, edited: Path) -> None:
    worked = {(row["agent"], row["date"]) for row in rows_of(edited / "schedule.csv")}

    def followed(row: Row) -> bool:
        tomorrow = (date.fromisoformat(row["date"]) + timedelta(days=1)).isoformat()
        return row in last and (row["agent"], tomorrow) in worked

    last = last_rows(edited)
    row = edit_one(edited, followed, lambda row: {"end": later(row["end"], 7)})
    tomorrow = (date.fromisoformat(row["date"]) + timedelta(days=1)).isoformat()
    assert_names(staffcast("verify", edited), "rest", row, tomorrow)


def test_a_queue_without_the_skill_is_found(staffcast, edited: Path) -> None:
    def wanted(row: Row) -> bool:
        return row["agent"] in CALLS_ONLY and row["activity"] == "on_queue"

    row = edit_one(edited, wanted, lambda row: {"queues": "calls|chats"})
    assert_names(staffcast("verify", edited), "skills", row)


def test_a_break_outside_its_window_is_found(staffcast, edited: Path) -> None:
    def moved(row: Row) -> Row:
        return {"start": later(row["start"], -3), "end": later(row["end"], -3)}

    row = edit_one(edited, lambda row: row["activity"] == "lunch", moved)
    assert_names(staffcast("verify", edited), "break_windows", row)


def test_too_many_paid_hours_are_found(staffcast, edited: Path) -> None:
    last = last_rows(edited)
    row = edit_one(edited, lambda row: row in last, lambda row: {"end": later(row["end"], 14)})
    result = staffcast("verify", edited)
    assert_names(result, "weekly_paid_time", row, "2026-03-02")


def test_work_on_leave_is_found(staffcast, edited: Path) -> None:
    def wanted(row: Row) -> bool:
        return row["date"] == LEAVE_DAY and row["agent"] != LEAVE_AGENT

    row = edit_one(edited, wanted, lambda row: {"agent": LEAVE_AGENT})
    assert_names(staffcast("verify", edited), "time_off", row | {"agent": LEAVE_AGENT})


def test_a_cost_that_is_not_the_published_one_is_found(staffcast, edited: Path) -> None:
    rows = rows_of(edited / "schedule.csv")
    gone = rows[0]["agent"], rows[0]["date"]
    write_rows(
        edited / "schedule.csv", [row for row in rows if (row["agent"], row["date"]) != gone]
    )
    result = staffcast("verify", edited)
    assert result.exit_code == ExitCode.AUDIT_FAILED
    assert "[cost]" in result.stderr


def test_an_unreadable_folder_is_invalid_input(staffcast, tmp_path: Path) -> None:
    result = staffcast("verify", tmp_path)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "plan.json" in result.stderr


@pytest.mark.parametrize("column", ["start", "paid"])
def test_a_cell_that_cannot_be_read_is_named(staffcast, edited: Path, column: str) -> None:
    edit_one(edited, lambda row: True, lambda row: {column: "soon"})
    result = staffcast("verify", edited)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "schedule.csv" in result.stderr
    assert "row 2" in result.stderr
    assert column in result.stderr
    assert "'soon'" in result.stderr
