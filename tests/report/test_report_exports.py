"""Exports read back: Genesys shifts as scheduled, Calabrio rows as required, codes kept."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_plans import QUEUES, make_plan

from solver.domain import Activity, NamedShift
from solver.errors import InvalidInputError
from solver.report import rebuild, write_plan
from solver.report.exports import read_vendor_staffing, stored_codes
from solver.report.exports.activity_codes import activity_codes
from solver.report.exports.calabrio import demand_table, staffing_table
from solver.report.exports.genesys import genesys_schedule
from solver.report.table import write_csv
from solver.timegrid import TimeGrid

PLAN = make_plan()
STAFFING = "calabrio-staffing-Vendor.csv"


def moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def read_back(content: dict) -> list[NamedShift]:
    """The shifts of a Genesys document, as far as it holds them."""
    shifts = []
    for agent in content["agentSchedules"]:
        for shift in agent["shifts"]:
            start = moment(shift["startDate"])
            activities = [
                Activity(
                    moment(a["startDate"]),
                    moment(a["startDate"]) + timedelta(minutes=a["lengthMinutes"]),
                    a["description"],
                    a["paid"],
                )
                for a in shift["activities"]
            ]
            found = NamedShift(agent["userId"], "House", start.date(), "day", tuple(activities))
            assert (found.start, found.end) == (
                start,
                start + timedelta(minutes=shift["lengthMinutes"]),
            )
            shifts.append(found)
    return shifts


def essence(shifts) -> list[tuple]:
    return sorted(
        (s.agent, [(a.start, a.end, a.activity, a.paid) for a in s.activities]) for s in shifts
    )


def vendor_demand(first_day: date, n_days: int = 1, minutes: int = 30):
    """The vendor's requirements on another grid: 100 + t tasks, t agents in interval t."""
    grid = TimeGrid("Europe/Berlin", minutes, first_day, n_days)
    t = np.arange(grid.n_intervals, dtype=float)
    one = PLAN.requirements[1]
    return replace(
        one,
        grid=grid,
        volume=np.stack([100 + t, 0 * t]),
        aht_s=np.stack([300 + 0 * t, np.nan * t]),
        required=np.stack([t, 0 * t]),
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_folder_holds_each_site_and_vendor(written: Path) -> None:
    assert {path.name for path in (written / "exports").iterdir()} == {
        "activity_codes.csv",
        "calabrio-demand-Vendor.csv",
        "calabrio-staffing-Vendor.csv",
        "genesys-House.json",
    }


def test_genesys_shifts_are_those_of_the_schedule(plan_result, written: Path) -> None:
    content = json.loads((written / "exports/genesys-House.json").read_text(encoding="utf-8"))
    assert essence(read_back(content)) == essence(plan_result.schedules[0].published.shifts)
    first = content["agentSchedules"][0]
    assert (first["userId"], first["workPlanId"]) == ("Ann", {"value": "full"})
    assert first["shifts"][0] == {
        "startDate": "2026-03-23T07:00:00Z",
        "lengthMinutes": 480,
        "activities": [
            {"startDate": "2026-03-23T07:00:00Z", "lengthMinutes": 225, "activityCodeId":
             "on_queue", "description": "on_queue", "paid": True},
            {"startDate": "2026-03-23T10:45:00Z", "lengthMinutes": 30, "activityCodeId": "meal",
             "description": "meal", "paid": False},
            {"startDate": "2026-03-23T11:15:00Z", "lengthMinutes": 225, "activityCodeId":
             "on_queue", "description": "on_queue", "paid": True},
        ],
        "workPlanId": "full",
    }  # fmt: skip


def test_who_has_no_shift_is_there_with_none() -> None:
    content = genesys_schedule(PLAN.planning, "House", [], {})
    assert [(a["userId"], a["shifts"]) for a in content["agentSchedules"]] == [
        ("Ann", []),
        ("Bob", []),
        ("Zoë", []),
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 60 * 24 * 14), min_size=2, max_size=6, unique=True).map(sorted),
    st.sampled_from(["on_queue", "meal"]),
)
def test_any_shift_survives_the_round_trip(minutes: list[int], kind: str) -> None:
    cuts = [PLAN.grid.start + timedelta(minutes=m) for m in minutes]
    activities = tuple(Activity(a, b, kind, b > cuts[1]) for a, b in itertools.pairwise(cuts))
    shift = NamedShift("Ann", "House", cuts[0].date(), "day", activities)
    codes = activity_codes(PLAN.planning, [shift], {})
    content = json.loads(json.dumps(genesys_schedule(PLAN.planning, "House", [shift], codes)))
    assert essence(read_back(content)) == essence([shift])


def test_edited_codes_are_used_and_kept(plan_result, edited: Path) -> None:
    path = edited / "exports/activity_codes.csv"
    text = path.read_text(encoding="utf-8")
    assert text == "activity,activity_code_id\non_queue,on_queue\nmeal,meal\n"
    path.write_text(text.replace("meal,meal", "meal,7f3a") + "party,99\n", encoding="utf-8")
    rebuild(edited)
    for _ in range(2):
        assert stored_codes(edited) == {"on_queue": "on_queue", "meal": "7f3a", "party": "99"}
        content = json.loads((edited / "exports/genesys-House.json").read_text(encoding="utf-8"))
        activity = content["agentSchedules"][0]["shifts"][0]["activities"][1]
        assert (activity["activityCodeId"], activity["description"]) == ("7f3a", "meal")
        write_plan(plan_result, edited)


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [("meal,", "activity_code_id", "the id is blank"),
     ("on_queue,1", "activity", "the activity comes twice")],
)  # fmt: skip
def test_codes_that_cannot_be_used_change_nothing(
    plan_result, edited: Path, line: str, column: str, message: str
) -> None:
    path = edited / "exports/activity_codes.csv"
    path.write_text(f"activity,activity_code_id\non_queue,0\n{line}\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(InvalidInputError) as caught:
        write_plan(plan_result, edited)
    (issue,) = caught.value.issues
    assert (issue.file, issue.row, issue.column) == ("activity_codes.csv", 3, column)
    assert issue.message == message
    assert path.read_bytes() == before


def test_the_demand_is_what_the_vendor_is_asked_for(plan_result, written: Path) -> None:
    vendor = plan_result.requirements[1]
    rows = rows_of(written / "exports/calabrio-demand-Vendor.csv")
    assert list(rows[0]) == [
        "skillname", "startdatetime", "enddatetime", "tasks", "tasktime", "aftertasktime", "agents"
    ]  # fmt: skip
    wanted = (vendor.volume > 0) | (vendor.required > 0)
    assert len(rows) == wanted.sum()
    for row in rows:
        start = datetime.strptime(row["startdatetime"], "%Y%m%d %H:%M")
        assert datetime.strptime(row["enddatetime"], "%Y%m%d %H:%M") - start == timedelta(
            minutes=30
        )
        q, t = QUEUES.index(row["skillname"]), vendor.grid.index_of(start)
        assert float(row["tasks"]) == pytest.approx(vendor.volume[q, t], abs=1e-4)
        assert float(row["tasktime"]) == pytest.approx(vendor.aht_s[q, t])
        assert row["aftertasktime"] == "0"
        assert float(row["agents"]) == pytest.approx(vendor.required[q, t], abs=1e-4)


def test_the_expected_staffing_reads_back_as_required(plan_result, written: Path) -> None:
    vendor = plan_result.requirements[1]
    found = read_vendor_staffing(written / "exports" / STAFFING, plan_result.planning, vendor.grid)
    assert found.sources == ("Vendor", "Vendor")
    assert found.combinations == (("billing",), ("mail",))
    np.testing.assert_allclose(found.agents, vendor.required, atol=1e-4)


def test_the_hour_the_clock_skips_is_not_there(tmp_path: Path) -> None:
    demand = vendor_demand(date(2026, 3, 29))
    table = demand_table("d", demand)
    assert len(table.rows) == 46
    spans = [row[1:3] for row in table.rows]
    assert spans[3] == ("20260329 01:30", "20260329 03:00")
    assert spans[4] == ("20260329 03:00", "20260329 03:30")
    path = write_csv(staffing_table("s", demand), tmp_path)
    found = read_vendor_staffing(path, PLAN.planning, demand.grid)
    np.testing.assert_allclose(found.agents[0], demand.required[0])


def test_the_hour_that_comes_twice_is_one_row_with_the_mean_of_both(tmp_path: Path) -> None:
    """Intervals 4 and 6 both begin at 02:00, 5 and 7 at 02:30."""
    demand = vendor_demand(date(2026, 10, 25))
    assert demand.grid.n_intervals == 50
    table = demand_table("d", demand)
    assert len(table.rows) == 48
    assert table.rows[4] == (
        "billing", "20261025 02:00", "20261025 02:30", 105.0, 300.0, 0, 5.0
    )  # fmt: skip
    assert table.rows[5][1:3] == ("20261025 02:30", "20261025 03:00")
    path = write_csv(staffing_table("s", demand), tmp_path)
    found = read_vendor_staffing(path, PLAN.planning, demand.grid)
    expected = demand.required[0].copy()
    expected[[4, 6]], expected[[5, 7]] = 5, 6
    np.testing.assert_allclose(found.agents[0], expected)
    assert found.agents.sum() == pytest.approx(demand.required.sum())


def staffing_file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "answer.csv"
    header = "source,skillcombination,startdatetime,enddatetime,agents"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_an_answer_in_quarters_is_averaged_and_combinations_stay_apart(tmp_path: Path) -> None:
    path = staffing_file(
        tmp_path,
        "Vendor,billing|mail,2026-03-23 08:00,2026-03-23 08:15,4",
        "Vendor,billing|mail,2026-03-23 08:15,2026-03-23 08:30,8",
        "Vendor,billing,20260323 08:00,20260323 09:00,2.5",
    )
    found = read_vendor_staffing(path, PLAN.planning, PLAN.grid)
    assert found.combinations == (("billing",), ("billing", "mail"))
    assert found.agents[:, 15:19].tolist() == [[0, 2.5, 2.5, 0], [0, 6, 0, 0]]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("Wender,billing,2026-03-23 08:00,2026-03-23 08:30,4", "source", "no such site"),
        ("Vendor,billing|fax,2026-03-23 08:00,2026-03-23 08:30,4", "skillcombination",
         "no such queue"),
        ("Vendor,billing,23.3.2026,2026-03-23 08:30,4", "startdatetime", "cannot read the time"),
        ("Vendor,billing,2026-03-23 08:30,2026-03-23 08:30,4", "enddatetime",
         "it does not lie after startdatetime"),
        ("Vendor,billing,2026-03-23 08:00,2026-03-23 08:30,-4", "agents",
         "not a number of agents"),
        ("Vendor,billing,2026-03-22 08:00,2026-03-22 08:30,4", "startdatetime",
         "it lies outside the plan"),
        ("Vendor,billing,2026-03-29 02:00,2026-03-29 03:30,4", "startdatetime",
         "Europe/Berlin skips this time"),
    ],
)  # fmt: skip
def test_each_fault_of_an_answer_is_one_issue(
    tmp_path: Path, line: str, column: str, message: str
) -> None:
    good = "Vendor,billing,2026-03-23 09:00,2026-03-23 09:30,1"
    with pytest.raises(InvalidInputError) as caught:
        read_vendor_staffing(staffing_file(tmp_path, good, line), PLAN.planning, PLAN.grid)
    (issue,) = caught.value.issues
    assert (issue.row, issue.column, issue.message) == (3, column, message)


def test_plan_refuses_unreadable_codes_before_it_works(edited: Path) -> None:
    from typer.testing import CliRunner

    from solver.cli import app
    from solver.cli.exits import ExitCode

    path = edited / "exports/activity_codes.csv"
    path.write_text("activity,activity_code_id\nmeal,\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["plan", "no-such-folder", "--out", str(edited)])
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "activity_codes.csv, row 2, column activity_code_id: the id is blank" in result.stderr
