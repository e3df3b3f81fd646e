"""A stored plan is repaired into a new output folder, and the two are compared."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from schedule_edits import rows_of

SICK, SICK_DAY = "Bob", "2026-03-03"


@pytest.fixture
def absences(tmp_path: Path) -> Path:
    path = tmp_path / "absences.csv"
    path.write_text(f"agent,start,end,kind\n{SICK},{SICK_DAY},{SICK_DAY},sick\n", encoding="utf-8")
    return path


def cells(folder: Path) -> set[tuple[str, str]]:
    return {(row["agent"], row["date"]) for row in rows_of(folder / "schedule.csv")}


def test_the_new_folder_is_whole_and_passes_verify(
    staffcast, planned: Path, absences: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    result = staffcast("resolve", planned, "--out", new, "--absences", absences)
    assert result.exit_code == 0, result.output
    assert (SICK, SICK_DAY) in cells(planned)
    assert (SICK, SICK_DAY) not in cells(new)
    assert {path.name for path in planned.iterdir()} == {path.name for path in new.iterdir()}
    assert staffcast("verify", new).exit_code == 0
    assert staffcast("verify", planned).exit_code == 0


def test_a_second_repair_starts_from_the_first(
    staffcast, planned: Path, absences: Path, tmp_path: Path
) -> None:
    new, again = tmp_path / "new", tmp_path / "again"
    staffcast("resolve", planned, "--out", new, "--absences", absences)
    result = staffcast("resolve", new, "--out", again, "--lock", "Cid")
    assert result.exit_code == 0, result.output
    assert (SICK, SICK_DAY) not in cells(again)
    assert staffcast("verify", again).exit_code == 0


def test_compare_lists_every_changed_shift(
    staffcast, planned: Path, absences: Path, tmp_path: Path
) -> None:
    new, tables = tmp_path / "new", tmp_path / "tables"
    staffcast("resolve", planned, "--out", new, "--absences", absences, "--days", SICK_DAY)
    result = staffcast("compare", planned, new, "--out", tables)
    assert result.exit_code == 0, result.output
    assert "shifts removed" in result.stdout
    with (tables / "changes.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    removed = [row for row in rows if row["change"] == "removed"]
    assert [(row["agent"], row["date"]) for row in removed] == [(SICK, SICK_DAY)]
    assert {row["date"] for row in rows} == {SICK_DAY}


def test_locks_from_file_and_option_are_kept(
    staffcast, planned: Path, absences: Path, tmp_path: Path
) -> None:
    new, locks = tmp_path / "new", tmp_path / "locks.csv"
    locks.write_text("agent,start,end,what\nCid,,,all\n", encoding="utf-8")
    result = staffcast(
        "resolve", planned, "--out", new, "--absences", absences, "--locks", locks,
        "--lock", f"Dot,{SICK_DAY},{SICK_DAY},all", "--disruption-price", 0,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for name, on in [("Cid", None), ("Dot", SICK_DAY)]:
        was, now = (
            [
                row
                for row in rows_of(folder / "schedule.csv")
                if row["agent"] == name and on in (None, row["date"])
            ]
            for folder in (planned, new)
        )
        assert was == now


def test_an_edited_requirement_is_new_demand(staffcast, edited: Path, tmp_path: Path) -> None:
    path = edited / "requirements.csv"
    text = path.read_text(encoding="utf-8")
    header = text.splitlines()[0].split(",")
    place = header.index("to_schedule")
    lines = [line.split(",") for line in text.splitlines()]
    for line in lines[1:]:
        if line[place]:
            line[place] = str(2 * float(line[place]))
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    new = tmp_path / "new"
    result = staffcast("resolve", edited, "--out", new)
    assert result.exit_code == 0, result.output
    assert len(cells(new)) > len(cells(edited))
    assert staffcast("verify", new).exit_code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--lock", "Nobody"], "unknown agent"),
        (["--lock", "Cid,yesterday"], "cannot read the lock"),
        (["--days", "2026-03-05..2026-03-03"], "cannot read the days"),
        (["--days", "2027-01-01"], "no day of the horizon may change"),
        (["--lock", f"{SICK},{SICK_DAY}"], "is locked"),
    ],
)
def test_bad_input_is_refused_and_nothing_written(
    staffcast, planned: Path, absences: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    new = tmp_path / "new"
    result = staffcast("resolve", planned, "--out", new, "--absences", absences, *options)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert "1 problem" in result.stderr
    assert not new.exists()


def test_a_faulty_absence_names_row_and_column(staffcast, planned: Path, tmp_path: Path) -> None:
    path = tmp_path / "absences.csv"
    path.write_text("agent,start,end\nBob,2026-03-03,soon\n", encoding="utf-8")
    result = staffcast("resolve", planned, "--out", tmp_path / "new", "--absences", path)
    assert result.exit_code == 2, result.output
    assert "absences.csv, row 2, column end" in result.stderr


def test_an_absence_of_a_week_outside_is_refused(staffcast, planned: Path, tmp_path: Path) -> None:
    path = tmp_path / "absences.csv"
    path.write_text("agent,start,end\nBob,2027-03-03,2027-03-04\n", encoding="utf-8")
    result = staffcast("resolve", planned, "--out", tmp_path / "new", "--absences", path)
    assert result.exit_code == 2, result.output
    assert "outside the horizon" in result.stderr
