"""The planning document: issues name the key's path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from workspace_files import write_files

from solver.domain import PlanningData
from solver.errors import InvalidInputError, Issue
from solver.workspace import check_planning, read, read_document, read_folder


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    return read_folder(write_files(tmp_path / "folder")).model_dump(mode="json")


def issues_of(source: Any) -> tuple[Issue, ...]:
    with pytest.raises(InvalidInputError) as caught:
        read_document(source)
    return caught.value.issues


def place(issue: Issue) -> tuple[str, int | None, str | None, str | None]:
    return issue.file, issue.row, issue.column, issue.value


def test_all_issues_of_a_document_at_once(document: dict[str, Any]) -> None:
    document["agents"][2]["site"] = "Bern"
    document["queues"][0]["sl_target"] = 80
    document["history"][1]["aht_s"] = 0
    document["history"][4]["offered"] = float("nan")
    document["center"]["colour"] = "red"
    document["work_plans"][0]["shifts"][0]["activities"][1]["minutes"] = 600
    document["sites"].append(document["sites"][1])
    assert {place(issue) for issue in issues_of(document)} == {
        ("document", None, "agents.2.site", "Bern"),
        ("document", None, "queues.0.sl_target", "80"),
        ("document", None, "history.1.aht_s", "0"),
        ("document", None, "history.4.offered", "nan"),
        ("document", None, "center.colour", "colour"),
        ("document", None, "work_plans.0.shifts.0.activities.1.minutes", "600"),
        ("document", None, "sites.2.site", "Lisbon"),
    }


def test_unknown_and_missing_keys(document: dict[str, Any]) -> None:
    document["agentz"] = document.pop("agents")
    document["schema_version"] = 2
    found = {issue.column: issue for issue in issues_of(document)}
    assert found["agentz"].expected == "'agents'"
    assert found["schema_version"].value == "2"
    assert "missing" in found["agents"].message


def test_wrong_shapes(document: dict[str, Any]) -> None:
    document["agents"] = {"a": 1}
    document["center"] = []
    document["queues"][1] = "tech"
    columns = {issue.column: issue.expected for issue in issues_of(document)}
    assert columns["agents"] == "a list"
    assert columns["center"] == columns["queues.1"] == "an object"


def test_a_file_names_itself_and_the_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"center": {},\n "queues": [}\n')
    (issue,) = issues_of(path)
    assert (issue.file, issue.row, issue.value) == ("plan.json", 2, '"queues": [}')
    path.write_text("[1, 2]")
    assert "not a planning document" in issues_of(path)[0].message
    path.write_bytes(b"\xff\xfe{")
    assert "not UTF-8" in issues_of(path)[0].message
    assert "cannot be read" in issues_of(tmp_path / "none.json")[0].message


def test_text_and_parsed_object_are_the_same(document: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(document)
    (tmp_path / "a.json").write_text("\ufeff" + text, encoding="utf-8")
    assert read_document(text) == read_document(document) == read(tmp_path / "a.json")


def test_lists_and_numbers_instead_of_texts(document: dict[str, Any]) -> None:
    expected = read_document(document)
    document["agents"][0]["skills"] = {"tech": 0.8, "billing": 1}
    document["agents"][1]["fixed_days_off"] = ["Sat", "Sunday"]
    document["contracts"][0]["queues"] = ["billing", "tech chat", "letters"]
    assert read_document(document) == expected


def test_checks_of_a_parsed_planning(document: dict[str, Any]) -> None:
    document["agents"][1]["work_plan"] = "part_time"
    document["history"][1]["start"] = "2026-02-23T08:10+01:00"
    planning = PlanningData.model_validate(document)
    assert [place(issue) for issue in check_planning(planning)] == [
        ("document", None, "agents.1.work_plan", "part_time"),
        ("document", None, "history.1.start", "2026-02-23T07:10+00:00"),
    ]
