"""The stages' results read back from the folder are those that were written."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from report_plans import make_plan

from solver.domain import PlanningData
from solver.errors import InvalidInputError, Issue
from solver.report.demand_charts import recent_history
from solver.report.demand_in import (
    stored_allocation,
    stored_forecast,
    stored_history,
    stored_report,
)
from solver.report.document import plain_json, plan_document
from solver.report.headline import headline_of
from solver.report.page import page_html
from solver.report.restore import restore_plan, stored_headline
from solver.report.rows import Findings


@pytest.fixture(scope="module")
def document(plan_result):
    return plan_document(plan_result, headline_of(plan_result))


def test_the_forecast_comes_back(plan_result, document, written):
    findings = Findings()
    found = stored_forecast(
        written / "forecast.csv",
        document["forecast"],
        plan_result.grid,
        plan_result.requirements,
        findings,
    )
    original = plan_result.forecast
    assert not findings.issues
    assert (found.queues, found.levels, found.scores) == (
        original.queues,
        original.levels,
        original.scores,
    )
    for name in ("mean", "statistical_mean", "quantiles"):
        np.testing.assert_allclose(getattr(found, name), getattr(original, name), atol=1e-4)
    np.testing.assert_allclose(found.aht_s, original.aht_s, atol=0.01)
    np.testing.assert_array_equal(found.open, original.open)


def test_the_split_comes_back(plan_result, document, written):
    findings = Findings()
    found = stored_allocation(
        written / "allocation.csv", document["allocation"], plan_result.grid, findings
    )
    original = plan_result.allocation
    assert not findings.issues
    assert (found.queues, found.sites, found.weeks) == (
        original.queues,
        original.sites,
        original.weeks,
    )
    for name in ("contacts", "unserved", "hours", "shortfall_hours"):
        np.testing.assert_allclose(getattr(found, name), getattr(original, name), atol=1e-3)
    np.testing.assert_allclose(found.site_cost, original.site_cost, atol=0.01)
    assert found.report == original.report


def test_the_shown_days_of_history_come_back(plan_result, document):
    rows = stored_history(document, plan_result.grid)
    planning: PlanningData = plan_result.planning.model_copy(update={"history": rows})
    again = recent_history(replace(plan_result, planning=planning))
    assert again == recent_history(plan_result)
    assert stored_history({}, plan_result.grid) == ()


def test_a_page_without_history_draws_the_forecast_alone(plan_result):
    planning = plan_result.planning.model_copy(update={"history": ()})
    page = page_html(replace(plan_result, planning=planning), headline_of(plan_result))
    assert "Contacts offered in each interval: what is expected." in page
    assert "Last week and next" not in page


def test_headline_and_solve_report_come_back(plan_result, document):
    headline = headline_of(plan_result)
    assert stored_headline(document["headline"]) == headline
    report = plan_result.schedules[0].report
    assert stored_report(plain_json(report.as_dict())) == report


def test_what_no_schedule_changes_is_the_plans_to_the_last_digit(plan_result, written):
    headline, before = restore_plan(written).headline, headline_of(plan_result)
    assert [s.promised for s in headline.services] == [s.promised for s in before.services]
    assert (headline.vendor_cost, headline.contacts) == (before.vendor_cost, before.contacts)


def issues_of(folder) -> list[Issue]:
    with pytest.raises(InvalidInputError) as caught:
        restore_plan(folder)
    return list(caught.value.issues)


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "value"),
    [
        ("forecast.csv", "billing,", "bling,", "queue", "bling"),
        ("forecast.csv", "T00:00", "T00:07", "start", "2026-03-23T00:07+01:00"),
        ("allocation.csv", "2026-03-23,", "2026-03-24,", "week", "2026-03-24"),
        ("allocation.csv", "contacts,billing,House,", "contacts,billing,House,x", "contacts", None),
    ],
)
def test_a_broken_cell_is_named(edited, file, old, new, column, value):
    path = edited / file
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[1] = lines[1].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    issue = issues_of(edited)[0]
    assert (issue.file, issue.row, issue.column) == (file, 2, column)
    assert value is None or issue.value == value


@pytest.mark.parametrize("file", ["forecast.csv", "allocation.csv"])
def test_a_lost_row_is_an_input_error(edited, file):
    path = edited / file
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(lines[:1] + lines[2:]), encoding="utf-8")
    [issue] = issues_of(edited)
    assert issue.file == file
    assert "missing" in issue.message


def test_a_document_without_its_forecast_is_an_input_error(edited):
    content = json.loads((edited / "plan.json").read_text(encoding="utf-8"))
    del content["forecast"]
    (edited / "plan.json").write_text(json.dumps(content), encoding="utf-8")
    [issue] = issues_of(edited)
    assert issue.file == "plan.json"
    assert "forecast" in issue.message


def test_an_agent_nobody_knows_counts_as_no_fte():
    plan = make_plan()
    [schedule] = plan.schedules
    strange = replace(schedule.published.shifts[0], agent="Nobody")
    shifts = (strange, *schedule.published.shifts[1:])
    edited = replace(schedule, published=replace(schedule.published, shifts=shifts))
    found = headline_of(replace(plan, schedules=(edited,)))
    assert found.fte == pytest.approx(headline_of(plan).fte - strange.paid_minutes / 60 / 40)
