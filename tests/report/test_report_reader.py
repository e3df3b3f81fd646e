"""Reading back what was written, and saying exactly what is wrong with an edited file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from solver.errors import InvalidInputError, Issue
from solver.report import read_output


def edit_line(path: Path, number: int, change: Callable[[str], str]) -> None:
    """Change one line of a file; the header is line 1."""
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[number - 1] = change(lines[number - 1])
    path.write_text("\n".join(lines), encoding="utf-8")


def issues_of(folder: Path) -> list[Issue]:
    with pytest.raises(InvalidInputError) as caught:
        read_output(folder)
    return list(caught.value.issues)


def by_agent_and_day(shifts):
    return sorted(shifts, key=lambda shift: (shift.agent, shift.day))


def test_round_trip_of_the_schedule(plan_result, written):
    stored = read_output(written).site("House")
    original = plan_result.schedules[0].published
    assert by_agent_and_day(stored.published.shifts) == by_agent_and_day(original.shifts)


def test_round_trip_of_split_and_target(plan_result, written):
    stored = read_output(written).site("House")
    split = plan_result.schedules[0].published.split
    assert stored.published.split.groups == split.groups
    assert stored.published.split.queues == split.queues
    assert stored.published.split.grid == split.grid
    np.testing.assert_allclose(stored.published.split.agents, split.agents, atol=1e-8)
    house = plan_result.requirements[0]
    np.testing.assert_allclose(stored.target.agents, house.to_schedule, atol=1e-8)


def test_round_trip_of_every_sites_requirements(plan_result, written):
    found = read_output(written).requirements
    assert [one.site for one in found] == ["House", "Vendor"]
    for one, original in zip(found, plan_result.requirements, strict=True):
        assert (one.queues, one.grid) == (original.queues, original.grid)
        for name in ("volume", "aht_s", "required", "required_gross", "rostered", "to_schedule"):
            stored, before = getattr(one, name), getattr(original, name)
            np.testing.assert_allclose(stored, before, atol=1e-4, err_msg=name)
        np.testing.assert_array_equal(one.binding, original.binding)
        np.testing.assert_allclose(
            one.promised.service_level, original.promised.service_level, atol=1e-4
        )


def test_round_trip_of_planning_params_and_figures(plan_result, written):
    stored = read_output(written)
    assert stored.planning == plan_result.planning.model_copy(update={"history": ()})
    assert stored.params == plan_result.params
    assert stored.grid == plan_result.grid
    site = stored.site("House")
    assert site.original_objective == plan_result.audits[0].objective
    assert site.original_cost_terms == plan_result.audits[0].cost_terms


def test_a_swapped_agent_is_read_as_edited(edited):
    edit_line(edited / "schedule.csv", 2, lambda line: line.replace("Ann", "Bob"))
    shifts = read_output(edited).site("House").published.shifts
    first = {s.agent: len(s.activities) for s in shifts if s.day.isoformat() == "2026-03-23"}
    assert first == {"Ann": 2, "Bob": 4}


def test_an_unknown_agent_is_left_to_the_audit(edited):
    edit_line(edited / "schedule.csv", 2, lambda line: line.replace("Ann", "Nobody"))
    shifts = read_output(edited).site("House").published.shifts
    assert "Nobody" in {shift.agent for shift in shifts}


def test_times_without_offset_are_the_sites(edited):
    before = read_output(edited).site("House").published.shifts
    text = (edited / "schedule.csv").read_text(encoding="utf-8")
    plain = text.replace("+01:00", "").replace("+02:00", "").replace("T", " ")
    (edited / "schedule.csv").write_text("\ufeff" + plain, encoding="utf-8")
    after = read_output(edited).site("House").published.shifts
    assert by_agent_and_day(after) == by_agent_and_day(before)


@pytest.mark.parametrize(
    ("column", "old", "new", "value"),
    [
        ("start", "T08:00", "Tnoon", "2026-03-23Tnoon+01:00"),
        ("end", "T11:45", "T07:45", "2026-03-23T07:45+01:00"),
        ("date", "2026-03-23,day", "23.3.2026,day", "23.3.2026"),
        ("paid", ",true,", ",perhaps,", "perhaps"),
        ("activity", ",on_queue,", ",,", ""),
        ("agent", ",Ann,", ",,", ""),
        ("site", "House,", "Vendor,", "Vendor"),
    ],
)
def test_a_broken_schedule_cell_is_named(edited, column, old, new, value):
    edit_line(edited / "schedule.csv", 2, lambda line: line.replace(old, new, 1))
    [issue] = issues_of(edited)
    assert (issue.file, issue.row, issue.column, issue.value) == ("schedule.csv", 2, column, value)
    assert issue.expected


@pytest.mark.parametrize(
    ("file", "column", "old", "new", "value"),
    [
        ("split.csv", "queue", "billing,2026", "bling,2026", "bling"),
        ("split.csv", "group", "billing:1,", "billing:2,", "billing:2"),
        ("split.csv", "start", ":00+01:00", ":07+01:00", "2026-03-23T08:07+01:00"),
        ("split.csv", "agents", ",1", ",-1", "-1"),
        ("requirements.csv", "to_schedule", ",0,0,0.1,0.1,cl", ",many,0,0.1,0.1,cl", "many"),
        ("requirements.csv", "binding", ",closed", ",shut", "shut"),
    ],
)
def test_a_broken_cell_of_another_table_is_named(edited, file, column, old, new, value):
    edit_line(edited / file, 2, lambda line: line.replace(old, new, 1))
    [issue] = issues_of(edited)
    assert (issue.file, issue.row, issue.column, issue.value) == (file, 2, column, value)


def test_an_interval_that_stands_twice_is_named(edited):
    edit_line(edited / "split.csv", 2, lambda line: f"{line}\n{line}")
    [issue] = issues_of(edited)
    assert (issue.file, issue.row, issue.column) == ("split.csv", 3, "start")
    assert "twice" in issue.message


def test_a_missing_column_suggests_the_nearest(edited):
    edit_line(edited / "schedule.csv", 1, lambda line: line.replace("activity", "activty"))
    [issue] = issues_of(edited)
    assert (issue.file, issue.row, issue.column) == ("schedule.csv", 1, "activity")
    assert "activty" in str(issue)


def test_a_row_with_a_cell_too_many_is_named(edited):
    edit_line(edited / "schedule.csv", 3, lambda line: line + ",more")
    [issue] = issues_of(edited)
    assert (issue.file, issue.row, issue.value) == ("schedule.csv", 3, "10")


def test_all_issues_come_at_once(edited):
    edit_line(edited / "schedule.csv", 2, lambda line: line.replace(",true,", ",x,"))
    edit_line(edited / "split.csv", 2, lambda line: line.replace("billing,2026", "bling,2026"))
    (edited / "requirements.csv").unlink()
    assert {issue.file for issue in issues_of(edited)} == {
        "schedule.csv",
        "split.csv",
        "requirements.csv",
    }


def test_a_table_cut_short_is_named(edited):
    path = edited / "requirements.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").split("\n")[:-9]), encoding="utf-8")
    [issue] = issues_of(edited)
    assert issue.file == "requirements.csv"
    assert "missing" in issue.message


@pytest.mark.parametrize("name", ["plan.json", "schedule.csv", "split.csv", "requirements.csv"])
def test_a_missing_file_is_named(edited, name):
    (edited / name).unlink()
    [issue] = issues_of(edited)
    assert issue.file == name
    assert "missing" in issue.message


def test_a_garbled_document_is_an_input_error(edited):
    (edited / "plan.json").write_text("{", encoding="utf-8")
    [issue] = issues_of(edited)
    assert issue.file == "plan.json"


def test_a_document_without_its_schedules_is_an_input_error(edited):
    document = json.loads((edited / "plan.json").read_text(encoding="utf-8"))
    del document["schedules"]
    (edited / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    [issue] = issues_of(edited)
    assert "schedules" in issue.message


def test_an_edited_planning_document_is_checked(edited):
    document = json.loads((edited / "plan.json").read_text(encoding="utf-8"))
    document["planning"]["queues"][0]["sl_target"] = 80
    (edited / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    [issue] = issues_of(edited)
    assert issue.column == "planning.queues.0.sl_target"
    assert issue.value == "80"


def test_another_version_is_refused(edited):
    document = json.loads((edited / "plan.json").read_text(encoding="utf-8"))
    document["schema_version"] = 99
    (edited / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    [issue] = issues_of(edited)
    assert (issue.column, issue.value) == ("schema_version", "99")
