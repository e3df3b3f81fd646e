"""What the rebuilt page and tables say of an edited schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from report_plans import make_plan, make_report

from solver.plan_result import PlanResult
from solver.report.changes import changes_card
from solver.report.headline import headline_of
from solver.report.markup import listed
from solver.report.page import page_html
from solver.report.rebuild import settled
from solver.report.table import Table, csv_text, write_csv
from solver.report.violations import broken_rules, violations_table
from solver.scheduling.check import Violation
from solver.status import SolveStatus

TABLE = Table(
    "coverage",
    ("site", "queue", "start", "scheduled", "asa_s"),
    (("House", "calls", "08:00", 3.25, 15.284999), ("House", "calls", "08:30", 4.0, None)),
)


def with_violations(plan: PlanResult, count: int) -> PlanResult:
    found = tuple(
        Violation("rest", f"too short <{k}>", "Ann", date(2026, 3, 24)) for k in range(count)
    )
    return replace(plan, audits=(replace(plan.audits[0], violations=found),))


def stored(folder: Path, *rows: tuple) -> Path:
    return write_csv(Table("coverage", TABLE.header, rows), folder)


def test_a_figure_within_its_rounding_keeps_its_stored_text(tmp_path: Path) -> None:
    path = stored(tmp_path, ("House", "calls", "08:00", 3.25, 15.29))
    assert csv_text(settled(TABLE, path)).splitlines()[1] == "House,calls,08:00,3.25,15.29"


def test_a_figure_that_changed_is_the_new_one(tmp_path: Path) -> None:
    path = stored(
        tmp_path, ("House", "calls", "08:00", 3.2, 15.31), ("House", "calls", "08:30", 4.0, 2.0)
    )
    assert settled(TABLE, path) == TABLE


@pytest.mark.parametrize("content", [None, b"", b"site,queue\n1,2\n", b"\xff\xfe"])
def test_a_table_that_cannot_be_read_is_replaced(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "coverage.csv"
    if content is not None:
        path.write_bytes(content)
    assert settled(TABLE, path) == TABLE


def test_the_page_says_that_the_audit_failed_and_why() -> None:
    plan = with_violations(make_plan(), 1)
    page = page_html(plan, headline_of(plan))
    assert "The audit failed: 1 violation<" in page
    assert "Ann: 2026-03-24: too short &lt;0&gt;" in page
    assert "<div class=value>failed</div><div class=note>1 violation<" in page


def test_a_long_list_opens_on_demand() -> None:
    items = [("who", f"what {k}") for k in range(40)]
    assert "<details>" not in listed(items[:12])
    markup = listed(items)
    assert "<summary>28 more</summary>" in markup
    assert markup.count("<li>") == 40


def test_the_violations_are_a_table() -> None:
    table = violations_table(broken_rules(with_violations(make_plan(), 2)))
    assert table.rows[1] == ("House", "rest", "Ann", "2026-03-24", "too short <1>")


def test_a_site_without_a_schedule_breaks_no_rule() -> None:
    plan = with_violations(make_plan(), 3)
    report = replace(make_report(0.0, None), status=SolveStatus.INFEASIBLE)
    plan = replace(plan, schedules=(replace(plan.schedules[0], report=report),))
    assert broken_rules(plan) == []
    page = page_html(plan, headline_of(plan))
    assert "The audit failed" not in page
    assert "nothing to audit at House" in page


def test_changes_stand_beside_the_plan() -> None:
    plan = make_plan()
    planned = headline_of(plan)
    audit = replace(plan.audits[0], cost_terms={"wages": 1900.0, "short": 300.0}, shifts=12)
    now = headline_of(replace(plan, audits=(audit,)))
    markup = changes_card(now, planned, "EUR")
    assert (
        "<td>Wages, EUR</td><td class=n>2,000</td><td class=n>1,900</td><td class=n>−100</td>"
        in markup
    )
    assert (
        "<td>Objective, EUR</td><td class=n>2,170</td><td class=n>2,200</td><td class=n>+30</td>"
        in markup
    )
    assert "<td>Broken rules</td><td class=n>0</td><td class=n>0</td><td class=n>0</td>" in markup
    assert "Edited since planning" in page_html(plan, now, planned)
    assert "Edited since planning" not in page_html(plan, now)
