"""Each kind of bad input is one issue that names file, row, column, value and what is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_forms import FORM_CASES
from bad_people import PEOPLE_CASES
from bad_tables import TABLE_CASES
from bad_weeks import LEGAL_CASES, WEEK_CASES
from workspace_files import FILES, edited, write_files

from solver.errors import InvalidInputError, Issue
from solver.workspace import read_folder

FULL = FILES["work_plans.toml"]
HISTORY = "queue,start,offered,handled,aht_s\n"


def issues_of(folder: Path) -> tuple[Issue, ...]:
    with pytest.raises(InvalidInputError) as caught:
        read_folder(folder)
    return caught.value.issues


CASES = TABLE_CASES | PEOPLE_CASES | FORM_CASES | WEEK_CASES


@pytest.mark.parametrize("name", CASES)
def test_one_clear_issue(name: str, tmp_path: Path) -> None:
    changes, place, message, expected = CASES[name]
    issues = issues_of(write_files(tmp_path / "folder", changes))
    assert len(issues) == 1, "\n".join(map(str, issues))
    issue = issues[0]
    value = issue.value if name not in ("not UTF-8",) else None
    assert (issue.file, issue.row, issue.column, value) == place
    assert message in issue.message
    assert expected in str(issue.expected)


@pytest.mark.parametrize("name", LEGAL_CASES)
def test_odd_but_legal_weeks_are_accepted(name: str, tmp_path: Path) -> None:
    assert read_folder(write_files(tmp_path / "folder", LEGAL_CASES[name])).agents


def test_all_issues_of_a_folder_at_once(tmp_path: Path) -> None:
    changes = {
        **edited("history.csv", ",280,", ",0,"),
        **edited("queues.csv", "billing,voice,billing,0.8,", "billing,voice,billing,80,"),
        **edited("agents.csv", "A002,Berlin", "A002,Bern"),
        **edited("work_plans.toml", "minutes = 15\n", "minutes = 600\n"),
        **edited("center.toml", '"Europe/Berlin"', '"Berlin"'),
        "events.csv": b"\xff\xfe",
    }
    issues = issues_of(write_files(tmp_path / "folder", changes))
    assert {(i.file, i.row, i.column) for i in issues} == {
        ("history.csv", 3, "aht_s"),
        ("queues.csv", 2, "sl_target"),
        ("agents.csv", 3, "site"),
        ("work_plans.toml", None, "full_time.shifts.0.activities.0.minutes"),
        ("center.toml", None, "time_zone"),
        ("events.csv", 1, None),
    }


def test_every_problem_of_one_record(tmp_path: Path) -> None:
    text = FULL.replace("minutes = 15\n", "minutes = 600\n").replace(
        "window_end_minutes = 330", "window_end_minutes = 900"
    )
    issues = issues_of(write_files(tmp_path / "folder", {"work_plans.toml": text}))
    assert [i.column for i in issues] == [
        "full_time.shifts.0.activities.0.minutes",
        "full_time.shifts.0.activities.1.window_end_minutes",
    ]


def test_many_faulty_rows_keep_their_row_numbers(tmp_path: Path) -> None:
    rows = [
        f"billing,2026-02-{day:02d}T08:00,{'x' if day % 5 == 0 else 1},1," for day in range(1, 29)
    ]
    text = HISTORY + "\n\n" + "\n".join(rows) + "\n"
    text += "tech chat,2026-02-01T08:00,1,,\nletters,2026-02-01T08:00,1,,\n"
    issues = issues_of(write_files(tmp_path / "folder", {"history.csv": text}))
    assert [i.row for i in issues] == [8, 13, 18, 23, 28]


def test_no_folder_and_a_file_in_its_place(tmp_path: Path) -> None:
    (issue,) = issues_of(tmp_path / "nowhere")
    assert "no such folder" in issue.message
    assert str(tmp_path / "nowhere") == issue.file
    (tmp_path / "file").write_text("x")
    (issue,) = issues_of(tmp_path / "file")
    assert "not a folder" in issue.message


def test_a_folder_with_nothing_names_every_needed_file(tmp_path: Path) -> None:
    assert [i.file for i in issues_of(tmp_path)] == [
        "center.toml",
        "queues.csv",
        "sites.csv",
        "history.csv",
    ]
