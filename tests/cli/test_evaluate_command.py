"""A schedule edited by hand is judged beside its plan."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook
from schedule_edits import edit_one, rows_of, write_rows


def difference(output: str, figure: str) -> str:
    line = next(line for line in output.splitlines() if figure in line)
    return re.split(r"[│|]", line)[-2].strip()


def test_the_plan_itself_differs_in_nothing(staffcast, planned: Path) -> None:
    result = staffcast("evaluate", planned)
    assert result.exit_code == 0, result.output
    for figure in ("objective", "wages", "short agent-hours", "calls: agent-hours"):
        assert difference(result.stdout, figure) == "0"
    assert difference(result.stdout, "calls: service level") == "+0.0 pp"
    assert "violations: none" in result.stdout


def test_a_removed_shift_saves_its_wage_and_costs_service(staffcast, edited: Path) -> None:
    rows = rows_of(edited / "schedule.csv")
    gone = rows[0]["agent"], rows[0]["date"]
    kept = [row for row in rows if (row["agent"], row["date"]) != gone]
    write_rows(edited / "schedule.csv", kept)
    result = staffcast("evaluate", edited)
    assert result.exit_code == 0, result.output
    assert difference(result.stdout, "wages") == "-160.00"
    assert difference(result.stdout, "paid hours") == "-8.00"
    assert float(difference(result.stdout, "short agent-hours")) > 0


def test_violations_are_listed_and_not_refused(staffcast, edited: Path) -> None:
    row = edit_one(
        edited,
        lambda row: row["activity"] == "lunch",
        lambda row: {"paid": "true"},
    )
    result = staffcast("evaluate", edited)
    assert result.exit_code == 0, result.output
    assert "violations: none" not in result.stdout
    assert row["agent"] in result.stdout
    assert row["date"] in result.stdout


def test_an_edited_workbook_is_judged_like_the_csv(staffcast, edited: Path) -> None:
    book = load_workbook(edited / "plan.xlsx")
    sheet = book["schedule"]
    header = [cell.value for cell in sheet[1]]
    agent, day = header.index("agent"), header.index("date")
    first = [cell.value for cell in sheet[2]]
    while [cell.value for cell in sheet[2]][agent : day + 1 : day - agent] == [
        first[agent],
        first[day],
    ]:
        sheet.delete_rows(2)
    path = edited / "edited.xlsx"
    book.save(path)
    result = staffcast("evaluate", edited, "--schedule", path)
    assert result.exit_code == 0, result.output
    assert difference(result.stdout, "wages") == "-160.00"


def test_another_csv_is_judged_in_place_of_the_plans(staffcast, edited: Path) -> None:
    other = edited / "other.csv"
    other.write_bytes((edited / "schedule.csv").read_bytes())
    (edited / "schedule.csv").write_text(
        (edited / "schedule.csv").read_text(encoding="utf-8").splitlines()[0] + "\n",
        encoding="utf-8",
    )
    assert difference(staffcast("evaluate", edited).stdout, "wages") != "0"
    assert difference(staffcast("evaluate", edited, "--schedule", other).stdout, "wages") == "0"
