"""The reader of the bank's calls, on a small file of the same shape."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from instances.readers import bank_calls
from solver.domain import PlanningData
from solver.errors import InvalidInputError, Issue
from solver.workspace import read_folder

MONDAY = date(2003, 3, 3)
NEW_YORK = ZoneInfo("America/New_York")
Lines = list[str]


def calls(weeks: int, missing: set[date] = frozenset()) -> Lines:
    """Every slot of the day counts as its number, 1 at 07:00 to 169 at 21:00."""
    lines = ["ds,y"]
    for day in (MONDAY + timedelta(days=n) for n in range(7 * weeks)):
        if day.weekday() >= 5 or day in missing:
            continue
        opening = datetime(day.year, day.month, day.day, 7)
        lines += [f"{opening + timedelta(minutes=5 * n)},{n + 1}.0" for n in range(169)]
    return lines


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Lines], Path]:
    def _write(lines: Lines) -> Path:
        path = tmp_path / "calls.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return _write


def issues_of(path: Path) -> tuple[Issue, ...]:
    with pytest.raises(InvalidInputError) as caught:
        bank_calls.read(path)
    return caught.value.issues


def test_five_minute_counts_become_half_hours_without_the_lone_last_slot(write) -> None:
    planning, held_back = bank_calls.read(write(calls(9)), agents=10)

    first, last = planning.history[0], planning.history[27]
    assert (first.offered, last.offered) == (sum(range(1, 7)), sum(range(163, 169)))
    assert first.start == datetime(2003, 3, 3, 7, tzinfo=NEW_YORK)
    assert last.start == datetime(2003, 3, 3, 20, 30, tzinfo=NEW_YORK)
    assert len(planning.history) == 5 * 5 * 28
    assert len(held_back) == 4 * 5 * 28
    assert {row.aht_s for row in planning.history} == {bank_calls.AHT_S}


def test_opening_is_at_seven_by_the_clock_also_after_its_change(write) -> None:
    planning, _ = bank_calls.read(write(calls(12)), agents=10)

    hours = {row.start.astimezone(NEW_YORK).hour for row in planning.history}
    assert min(hours) == 7
    assert {row.start.hour for row in planning.history if row.offered == 21.0} == {11, 12}


def test_the_horizon_is_the_weeks_held_back(write) -> None:
    planning, held_back = bank_calls.read(write(calls(9)), agents=10, hold_back_weeks=3)

    start = MONDAY + timedelta(weeks=6)
    assert (planning.center.horizon_start, planning.center.horizon_weeks) == (start, 3)
    assert min(row.start for row in held_back).astimezone(NEW_YORK).date() == start
    assert max(row.start for row in planning.history).astimezone(NEW_YORK).date() < start


def test_a_missing_weekday_stays_a_gap(write) -> None:
    gap = MONDAY + timedelta(days=9)
    planning, _ = bank_calls.read(write(calls(9, {gap})), agents=10)

    assert gap not in {row.start.astimezone(NEW_YORK).date() for row in planning.history}


def test_a_last_week_that_does_not_reach_friday_is_left_out(write) -> None:
    friday = MONDAY + timedelta(weeks=8, days=4)
    planning, held_back = bank_calls.read(write(calls(9, {friday})), agents=10)

    assert planning.center.horizon_start == MONDAY + timedelta(weeks=4)
    assert max(row.start for row in held_back).date() < MONDAY + timedelta(weeks=8)


def test_the_folder_and_the_held_back_file_are_written(write, tmp_path: Path) -> None:
    out = tmp_path / "bank"

    code = bank_calls.main(["--data", str(write(calls(9))), "--out", str(out), "--agents", "10"])

    lines = (tmp_path / "bank.held_back.csv").read_text().splitlines()
    assert code == 0
    assert len(read_folder(out).agents) == 10
    assert lines[:2] == ["queue,start,offered", "bank,2003-04-07T07:00-04:00,21"]
    assert len(lines) == 1 + 4 * 5 * 28


def test_no_week_held_back_writes_no_second_file(write, tmp_path: Path) -> None:
    arguments = ["--data", str(write(calls(5))), "--out", str(tmp_path / "bank"), "--agents", "5"]

    assert bank_calls.main([*arguments, "--hold-back-weeks", "0"]) == 0
    assert not (tmp_path / "bank.held_back.csv").exists()
    assert read_folder(tmp_path / "bank").center.horizon_start == MONDAY + timedelta(weeks=5)


def test_a_missing_file_is_named(tmp_path: Path, capsys) -> None:
    path = tmp_path / "absent.csv"

    assert [i.message for i in issues_of(path)] == ["the file is missing"]
    assert bank_calls.main(["--data", str(path), "--out", str(tmp_path / "bank")]) == 2
    assert "absent.csv: the file is missing" in capsys.readouterr().err
    assert not (tmp_path / "bank").exists()


def test_other_columns_are_refused(write) -> None:
    (issue,) = issues_of(write(["date,calls", "2003-03-03 07:00:00,1"]))

    assert (issue.row, issue.value, issue.expected) == (1, "date,calls", "ds,y")


def test_an_empty_file_is_refused(write) -> None:
    assert [i.message for i in issues_of(write(["ds,y"]))] == ["no calls in the file"]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("2003-03-03 07:02:00,5", "ds", "2003-03-03 07:02:00"),
        ("2003-03-03 06:55:00,5", "ds", "2003-03-03 06:55:00"),
        ("2003-03-08 09:00:00,5", "ds", "2003-03-08 09:00:00"),
        ("yesterday,5", "ds", "yesterday"),
        ("2003-03-03 07:05:00,-1", "y", "-1"),
        ("2003-03-03 07:05:00,nan", "y", "nan"),
        ("2003-03-03 07:05:00,many", "y", "many"),
        ("2003-03-03 07:05:00", "y", ""),
    ],
)
def test_a_bad_cell_is_named_with_its_row(write, line: str, column: str, value: str) -> None:
    lines = calls(9)
    lines[2] = line

    found = issues_of(write(lines))

    assert (found[0].row, found[0].column, found[0].value) == (3, column, value)


def test_repeated_and_unsorted_times_are_all_reported(write) -> None:
    lines = calls(9)
    lines[5], lines[6] = lines[6], lines[5]
    lines.insert(50, lines[49])

    rows = [i.row for i in issues_of(write(lines)) if i.column == "ds" and i.row]

    assert rows == [7, 51]


def test_a_day_with_missing_slots_is_refused(write) -> None:
    lines = calls(9)
    del lines[10:20]

    (issue,) = issues_of(write(lines))

    assert (issue.message, issue.value) == ("2003-03-03 is not complete", "158 slots")


def test_a_file_too_short_to_hold_back_weeks_is_refused(write) -> None:
    (issue,) = issues_of(write(calls(7)))

    assert issue.message == "too short to hold back 4 weeks"
    assert issue.expected == "at least 8 weeks"


@pytest.fixture(scope="module")
def bank() -> PlanningData:
    data = os.environ.get("STAFFCAST_DATA")
    path = Path(data or ".") / "forecast" / "bank_calls_5min.csv"
    if not data or not path.is_file():
        pytest.skip("STAFFCAST_DATA does not name a folder with forecast/bank_calls_5min.csv")
    return bank_calls.read(path)[0]


def test_the_real_file_has_30_weeks_before_its_last_four(bank: PlanningData) -> None:
    offered = [row.offered for row in bank.history]

    assert bank.center.horizon_start == date(2003, 9, 29)
    assert len(offered) == 145 * 28
    assert 1100 < sum(offered) / len(offered) < 1200
