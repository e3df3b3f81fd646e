"""plan.xlsx: the CSVs' headers, text that stays text, and the way back of an edited schedule."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from report_plans import make_plan

from solver.errors import InvalidInputError
from solver.report import read_schedule_xlsx, result_tables, write_plan
from solver.report.table import Table
from solver.report.workbook import write_workbook

HEADLINE = Table("headline", ("figure", "value", "unit", "source"), (("Cost", 1.5, "EUR", "x"),))


def edit(path: Path, changes: dict[str, object]) -> None:
    book = load_workbook(path)
    for cell, value in changes.items():
        book["schedule"][cell] = value
    book.save(path)


def by_agent_and_day(shifts):
    return sorted(shifts, key=lambda shift: (shift.agent, shift.day))


def test_one_sheet_a_table_with_the_headers_of_the_csvs(plan_result, written):
    book = load_workbook(written / "plan.xlsx", read_only=True)
    tables = result_tables(plan_result)
    assert book.sheetnames == ["headline", *(table.name for table in tables)]
    for table in tables:
        sheet = book[table.name]
        assert next(sheet.iter_rows(values_only=True)) == table.header
        assert sum(1 for _ in sheet.iter_rows()) == len(table.rows) + 1
    book.close()


def test_headline_sheet_states_cost_and_audit(written):
    book = load_workbook(written / "plan.xlsx")
    figures = {row[0]: row[1] for row in book["headline"].iter_rows(values_only=True)}
    assert figures["Audit"] == "passed"
    assert figures["Wages"] == 2000
    assert figures["Gap"] == pytest.approx((2170.5 - 2100) / 2170.5, abs=1e-4)


def test_the_schedule_sheet_gives_the_shifts_back(plan_result, written):
    shifts = read_schedule_xlsx(written / "plan.xlsx", plan_result.planning)
    original = plan_result.schedules[0].published.shifts
    assert by_agent_and_day(shifts) == by_agent_and_day(original)


def test_text_never_becomes_a_formula_link_or_number(tmp_path):
    texts = ("=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK('http://x')", "http://x", "1e5")
    rows = tuple((text, None, True, 2.5) for text in texts)
    table = Table("schedule", texts[:4], rows)
    write_workbook(HEADLINE, [table], tmp_path / "plan.xlsx")
    sheet = load_workbook(tmp_path / "plan.xlsx")["schedule"]
    for line in sheet.iter_rows(max_col=1):
        assert line[0].data_type == "s"
        assert line[0].hyperlink is None
    assert tuple(line[0].value for line in sheet.iter_rows(min_row=2, max_col=1)) == texts


def test_names_that_look_like_formulas_survive_the_whole_way(tmp_path):
    names = ("=cmd()", "+Ann", "@Bob")
    plan = make_plan(agents=names)
    folder = write_plan(plan, tmp_path / "out")
    book = load_workbook(folder / "plan.xlsx")
    for sheet in book:
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    shifts = read_schedule_xlsx(folder / "plan.xlsx", plan.planning)
    assert {shift.agent for shift in shifts} == set(names)


def test_real_dates_and_booleans_are_read(plan_result, edited):
    path = edited / "plan.xlsx"
    changes = {
        "C2": date(2026, 3, 23),
        "E2": datetime(2026, 3, 23, 8),
        "F2": datetime(2026, 3, 23, 11, 45),
        "G2": "on_queue",
        "H2": True,
    }
    edit(path, changes)
    shifts = read_schedule_xlsx(path, plan_result.planning)
    original = plan_result.schedules[0].published.shifts
    assert by_agent_and_day(shifts) == by_agent_and_day(original)


@pytest.mark.parametrize(
    ("cell", "value", "column"),
    [("E3", "soon", "start"), ("F3", "2026-03-23T01:00+01:00", "end"), ("H3", "maybe", "paid")],
)
def test_a_broken_cell_is_named(plan_result, edited, cell, value, column):
    edit(edited / "plan.xlsx", {cell: value})
    with pytest.raises(InvalidInputError) as caught:
        read_schedule_xlsx(edited / "plan.xlsx", plan_result.planning)
    [issue] = caught.value.issues
    assert (issue.file, issue.row, issue.column, issue.value) == (
        "plan.xlsx [schedule]",
        3,
        column,
        value,
    )


def test_what_is_no_workbook_is_an_input_error(plan_result, tmp_path):
    broken = tmp_path / "plan.xlsx"
    broken.write_text("not a workbook", encoding="utf-8")
    for path in (broken, tmp_path / "missing.xlsx"):
        with pytest.raises(InvalidInputError, match=path.name):
            read_schedule_xlsx(path, plan_result.planning)


def test_a_workbook_without_the_sheet_is_an_input_error(plan_result, tmp_path):
    write_workbook(HEADLINE, [], tmp_path / "plan.xlsx")
    with pytest.raises(InvalidInputError, match="a sheet named schedule"):
        read_schedule_xlsx(tmp_path / "plan.xlsx", plan_result.planning)


def test_a_table_longer_than_a_sheet_is_left_to_its_csv(tmp_path, monkeypatch):
    monkeypatch.setattr("solver.report.workbook.MAX_SHEET_ROWS", 1)
    long = Table("split", ("a",), ((1,), (2,)))
    write_workbook(HEADLINE, [long], tmp_path / "plan.xlsx")
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["headline"]
    assert [cell.value for cell in book["headline"][3]][1] == "split.csv"
