"""The tables: headers, values and a text that the same result repeats byte by byte."""

from __future__ import annotations

import csv
import math
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from report_plans import QUEUES, make_plan

from solver.domain import ON_QUEUE, Activity, CarryOver, NamedShift
from solver.report import result_tables
from solver.report.demand_tables import quantile_name
from solver.report.staff_tables import roster_table, schedule_table
from solver.report.table import Table, cell_text, csv_text, rounded

HEADERS = {
    "forecast": "queue,start,offered_mean,statistical_mean,q05,q25,q50,q75,q95,aht_s,method",
    "requirements": "site,queue,start,volume,aht_s,load_erl,required,fractional,required_gross,"
    "rostered,to_schedule,risk_agents,in_office,out_office,binding,model,load,uncertainty,"
    "sl_variant,service_level,asa_s,occupancy,p_abandon,waiting_contacts,oldest_hours",
    "allocation": "week,kind,queue,site,contacts,share,hours,shortfall_hours,cost",
    "schedule": "site,agent,date,shift,start,end,activity,paid,queues",
    "coverage": "site,queue,start,required,target,scheduled,net,service_level,asa_s,occupancy,"
    "p_abandon",
    "split": "site,group,queue,start,agents",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_files_carry_their_headers(written):
    for name, header in HEADERS.items():
        first = (written / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert first == header


def test_every_row_is_as_long_as_its_header(plan_result):
    for table in result_tables(plan_result):
        assert {len(row) for row in table.rows} == {len(table.header)}


def test_a_row_stands_for_every_queue_and_interval_of_the_changed_clock(plan_result, written):
    rows = rows_of(written / "forecast.csv")
    assert len(rows) == 2 * (7 * 48 - 2)  # Sunday 29 March has 23 hours
    starts = [row["start"] for row in rows if row["queue"] == QUEUES[0]]
    assert starts[0] == "2026-03-23T00:00+01:00"
    assert "2026-03-29T03:00+02:00" in starts
    assert not any(start.startswith("2026-03-29T02") for start in starts)


def test_forecast_values(plan_result, written):
    row = next(r for r in rows_of(written / "forecast.csv") if r["start"][11:16] == "12:00")
    t = plan_result.grid.index_of(datetime.fromisoformat(row["start"]))
    assert float(row["offered_mean"]) == pytest.approx(plan_result.forecast.mean[0, t], abs=1e-4)
    assert float(row["q95"]) == pytest.approx(plan_result.forecast.quantiles[4, 0, t], abs=1e-4)
    assert row["method"] == "calendar_ridge"


def test_targets_and_split_are_exact_enough_for_the_audit(plan_result, written):
    agents = [float(r["to_schedule"]) for r in rows_of(written / "requirements.csv")]
    exact = np.concatenate([r.to_schedule.ravel() for r in plan_result.requirements])
    np.testing.assert_allclose(agents, exact, atol=1e-8)
    split = plan_result.schedules[0].published.split.agents
    rows = rows_of(written / "split.csv")
    assert sum(float(r["agents"]) for r in rows) == pytest.approx(split.sum(), abs=1e-5)
    assert all(float(r["agents"]) != 0 for r in rows)


def test_unknown_values_are_blank(written):
    mail = [r for r in rows_of(written / "requirements.csv") if r["queue"] == "mail"]
    assert {r["service_level"] for r in mail} == {""}
    closed = next(r for r in mail if r["binding"] == "closed")
    assert closed["aht_s"] == ""


def test_allocation_has_contacts_unserved_and_cost(plan_result, written):
    rows = rows_of(written / "allocation.csv")
    by_kind = {kind: [r for r in rows if r["kind"] == kind] for kind in {r["kind"] for r in rows}}
    assert {kind: len(found) for kind, found in by_kind.items()} == {
        "contacts": 4,
        "unserved": 2,
        "site_cost": 2,
    }
    shares = [float(r["share"]) for r in by_kind["contacts"] + by_kind["unserved"]]
    assert sum(shares) == pytest.approx(2.0, abs=1e-5)
    cost = sum(float(r["cost"]) for r in by_kind["site_cost"])
    assert cost == pytest.approx(plan_result.allocation.site_cost.sum(), abs=0.01)


def test_roster_shows_shift_leave_and_day_off(plan_result, written):
    by_agent = {row["agent"]: row for row in rows_of(written / "roster.csv")}
    assert by_agent["Ann"]["2026-03-23"] == "08:00-16:00 day"
    assert by_agent["Zoë"]["2026-03-23"] == "vacation"
    assert by_agent["Ann"]["2026-03-29"] == ""


def test_a_shift_over_midnight_belongs_to_its_first_day():
    planning = make_plan().planning
    start = datetime(2026, 3, 28, 21, tzinfo=UTC)
    end = datetime(2026, 3, 29, 5, tzinfo=UTC)
    night = NamedShift(
        "Ann", "House", date(2026, 3, 28), "night", (Activity(start, end, ON_QUEUE, True),)
    )
    row = schedule_table(planning, [night]).rows[0]
    assert row[2:6] == (
        "2026-03-28",
        "night",
        "2026-03-28T22:00+01:00",
        "2026-03-29T07:00+02:00",
    )
    roster = roster_table(planning, [night], [date(2026, 3, 28), date(2026, 3, 29)])
    assert roster.rows[0][2:] == ("22:00-07:00 night", "")


def test_the_same_plan_gives_the_same_bytes(plan_result):
    again = [csv_text(table) for table in result_tables(make_plan())]
    assert [csv_text(table) for table in result_tables(plan_result)] == again


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (-0.0, "0"),
        (3.0, "3"),
        (1e-8, "0.00000001"),
        (0.1, "0.1"),
        (12, "12"),
        ("=a", "=a"),
    ],
)
def test_cell_text(value, text):
    assert cell_text(value) == text


def test_rounding_knows_no_nan_and_no_negative_zero():
    assert rounded(math.nan, 2) is None
    assert rounded(math.inf, 2) is None
    assert math.copysign(1, rounded(-1e-9, 4)) == 1


def test_csv_quotes_what_needs_it():
    table = Table("t", ("a", "b"), (('say "x"', "1,2"),))
    assert csv_text(table) == 'a,b\n"say ""x""","1,2"\n'


def test_quantile_names():
    assert [quantile_name(level) for level in (0.05, 0.5, 0.975)] == ["q05", "q50", "q97.5"]


def test_the_next_periods_carry_over_is_written_in_the_form_of_the_planning_folder(written):
    rows = rows_of(written / "carry_over.csv")
    assert list(rows[0]) == ["agent", "last_shift_end", "consecutive_days", "unpopular_shifts"]
    carried = [CarryOver.model_validate({k: v for k, v in row.items() if v}) for row in rows]
    assert min(row.unpopular_shifts for row in carried) == 0
    assert all(row.last_shift_end is not None for row in carried)
