"""The report rendered again from a plan's own files, with and without an edit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from schedule_edits import Row, rows_of, write_rows

from solver.cli.exits import ExitCode


def files_of(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def drawn(out: Path) -> dict[str, Any]:
    page = (out / "report.html").read_text(encoding="utf-8")
    found = re.search(r'id="charts">(.*?)</script>', page, flags=re.DOTALL)
    assert found
    charts: dict[str, Any] = json.loads(found[1])
    return charts


def markup(out: Path) -> str:
    page = (out / "report.html").read_text(encoding="utf-8")
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def without_first_shift(out: Path) -> Row:
    rows = rows_of(out / "schedule.csv")
    gone = rows[0]
    kept = [r for r in rows if (r["agent"], r["date"]) != (gone["agent"], gone["date"])]
    write_rows(out / "schedule.csv", kept)
    return gone


def test_without_an_edit_nothing_changes(staffcast, edited: Path) -> None:
    before = files_of(edited)
    charts, text = drawn(edited), markup(edited)
    result = staffcast("report", edited)
    assert result.exit_code == ExitCode.DONE, result.output
    after = files_of(edited)
    assert set(after) == set(before)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"report.html"}
    assert markup(edited) == text
    assert drawn(edited)["axes"] == charts["axes"]
    for one, other in zip(drawn(edited)["charts"], charts["charts"], strict=True):
        if one["key"] not in ("shares", "split-cost"):
            assert one == other


def test_lost_views_come_back(staffcast, edited: Path) -> None:
    before = files_of(edited)
    for name in ("report.html", "plan.xlsx", "roster.csv", "coverage.csv"):
        (edited / name).unlink()
    assert staffcast("report", edited).exit_code == ExitCode.DONE
    assert set(files_of(edited)) == set(before)
    assert (edited / "roster.csv").read_bytes() == before["roster.csv"]


def test_other_files_of_the_folder_stay(staffcast, edited: Path) -> None:
    (edited / "notes.txt").write_text("mine", encoding="utf-8")
    (edited / "calendars" / "agent-gone.ics").write_text("old", encoding="utf-8")
    assert staffcast("report", edited).exit_code == ExitCode.DONE
    assert (edited / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (edited / "calendars" / "agent-gone.ics").exists()


def test_a_removed_shift_leaves_page_workbook_calendar_and_tables(staffcast, edited: Path) -> None:
    gone = without_first_shift(edited)
    before = files_of(edited)
    result = staffcast("report", edited)
    assert result.exit_code in (ExitCode.DONE, ExitCode.AUDIT_FAILED), result.output
    after = files_of(edited)
    for name in ("schedule.csv", "split.csv", "plan.json", "forecast.csv"):
        assert after[name] == before[name], name
    text = markup(edited)
    assert "Edited since planning" in text
    assert "−160" in text
    roster = {row["agent"]: row for row in rows_of(edited / "roster.csv")}
    assert roster[gone["agent"]][gone["date"]] == ""
    sheet = load_workbook(edited / "plan.xlsx", read_only=True)["schedule"]
    cells = {(line[1], line[2]) for line in sheet.iter_rows(values_only=True)}
    assert (gone["agent"], gone["date"]) not in cells
    content = (edited / "calendars" / f"agent-{gone['agent']}.ics").read_bytes()
    starts = {str(e["dtstart"].dt.date()) for e in Calendar.from_ical(content).walk("VEVENT")}
    assert gone["date"] not in starts
    gantt = next(c for c in drawn(edited)["charts"] if c["key"] == "gantt")
    assert gone["agent"] not in gantt["variants"][0]["layout"]["yaxis"]["ticktext"]


def test_coverage_follows_the_edit_and_stays_elsewhere(staffcast, edited: Path) -> None:
    before = {(r["queue"], r["start"]): r for r in rows_of(edited / "coverage.csv")}
    gone = without_first_shift(edited)
    staffcast("report", edited)
    changed = [r for r in rows_of(edited / "coverage.csv") if r != before[r["queue"], r["start"]]]
    assert changed
    assert {row["start"][:10] for row in changed} == {gone["date"]}
    scheduled = [sum(float(r["scheduled"]) for r in rows) for rows in (
        changed, [before[r["queue"], r["start"]] for r in changed])]  # fmt: skip
    assert scheduled[0] < scheduled[1]


def test_a_broken_rule_is_listed_and_leaves_with_its_own_code(staffcast, edited: Path) -> None:
    rows = rows_of(edited / "schedule.csv")
    lunch = next(row for row in rows if row["activity"] == "lunch")
    lunch["paid"] = "true"
    write_rows(edited / "schedule.csv", rows)
    result = staffcast("report", edited)
    assert result.exit_code == ExitCode.AUDIT_FAILED, result.output
    assert "the report is written" in result.stderr
    assert lunch["agent"] in result.stderr
    text = markup(edited)
    assert "The audit failed" in text
    assert f"{lunch['agent']}: {lunch['date']}" in text
    assert "<div class=value>failed</div>" in text
    book = load_workbook(edited / "plan.xlsx", read_only=True)
    assert lunch["agent"] in {line[2] for line in book["violations"].iter_rows(values_only=True)}
    headline = {line[0]: line[1] for line in book["headline"].iter_rows(values_only=True)}
    assert headline["Audit"] == "failed"


def test_taking_the_edit_back_gives_the_plan_back(staffcast, edited: Path) -> None:
    before = files_of(edited)
    without_first_shift(edited)
    staffcast("report", edited)
    (edited / "schedule.csv").write_bytes(before["schedule.csv"])
    assert staffcast("report", edited).exit_code == ExitCode.DONE
    for name in ("roster.csv", "calendars/site-home.ics"):
        assert (edited / name).read_bytes() == before[name]
    assert "Edited since planning" not in markup(edited)


@pytest.mark.parametrize("name", ["edited.csv", "plan.xlsx"])
def test_another_schedule_becomes_the_folders(
    staffcast, edited: Path, tmp_path: Path, name: str
) -> None:
    before = files_of(edited)
    other = tmp_path / name
    other.write_bytes(before["schedule.csv" if name.endswith("csv") else name])
    without_first_shift(edited)
    result = staffcast("report", edited, "--schedule", other)
    assert result.exit_code == ExitCode.DONE, result.output
    for table in ("schedule.csv", "roster.csv", "coverage.csv"):
        assert (edited / table).read_bytes() == before[table], table


def test_an_agent_nobody_knows_is_a_violation_not_a_crash(staffcast, edited: Path) -> None:
    rows = rows_of(edited / "schedule.csv")
    gone = rows[0]["agent"], rows[0]["date"]
    for row in rows:
        if (row["agent"], row["date"]) == gone:
            row["agent"] = "Nobody"
    write_rows(edited / "schedule.csv", rows)
    result = staffcast("report", edited)
    assert result.exit_code == ExitCode.AUDIT_FAILED, result.output
    assert "no such agent" in markup(edited)


def test_an_empty_schedule_is_reported_too(staffcast, edited: Path) -> None:
    path = edited / "schedule.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    result = staffcast("report", edited)
    assert result.exit_code == ExitCode.AUDIT_FAILED, result.output
    assert "The audit failed" in markup(edited)


@pytest.mark.parametrize(
    "name", ["plan.json", "forecast.csv", "requirements.csv", "allocation.csv", "schedule.csv",
             "split.csv"],
)  # fmt: skip
def test_a_missing_file_is_named_and_nothing_changes(staffcast, edited: Path, name: str) -> None:
    (edited / name).unlink()
    before = files_of(edited)
    result = staffcast("report", edited)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert f"{name}: the file is missing" in result.stderr
    assert files_of(edited) == before
    assert [path.name for path in edited.parent.iterdir()] == [edited.name]


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.xlsx", "text.xlsx"])
def test_a_schedule_that_cannot_be_read_changes_nothing(
    staffcast, edited: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    before = files_of(edited)
    result = staffcast("report", edited, "--schedule", tmp_path / name)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert name in result.stderr
    assert "Traceback" not in result.output
    assert files_of(edited) == before


def test_a_plan_without_a_schedule_is_rendered_again(
    staffcast, tmp_path: Path, infeasible_document: Path
) -> None:
    out = tmp_path / "out"
    staffcast("plan", infeasible_document, "--out", out, "--time-limit", 1, "--workers", 1)
    before = files_of(out)
    result = staffcast("report", out)
    assert result.exit_code == ExitCode.DONE, result.output
    assert {n for n, c in files_of(out).items() if c != before[n]} <= {"report.html"}
    assert "nothing to audit at home" in markup(out)
