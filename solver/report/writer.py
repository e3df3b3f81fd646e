"""Writes the output folder of a plan, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from solver.plan_result import PlanResult
from solver.report.calendars import write_calendars
from solver.report.demand_tables import allocation_table, forecast_table, requirements_table
from solver.report.document import json_text, plan_document
from solver.report.exports import stored_codes, write_exports
from solver.report.headline import Headline, headline_of
from solver.report.overview import overview_table
from solver.report.page import page_html
from solver.report.staff_tables import (
    carry_over_table,
    coverage_table,
    roster_table,
    schedule_table,
    split_table,
)
from solver.report.table import Table, write_csv
from solver.report.violations import broken_rules, violations_table
from solver.report.why import plan_unmet_table
from solver.report.workbook import write_workbook
from solver.workspace.atomic import replace_folder


def result_tables(result: PlanResult) -> tuple[Table, ...]:
    """Every result table of a plan, in the order of the walk."""
    planning = result.planning
    shifts = [shift for one in result.schedules for shift in one.published.shifts]
    return (
        forecast_table(result.forecast),
        requirements_table(result.requirements),
        allocation_table(result.allocation),
        schedule_table(planning, shifts),
        roster_table(planning, shifts, result.grid.days),
        coverage_table(result.coverage),
        plan_unmet_table(result),
        split_table([one.published.split for one in result.schedules]),
    )


def write_plan(result: PlanResult, folder: Path) -> Path:
    """Write CSVs, plan.json, plan.xlsx, calendars, exports and report.html as `folder`, and give
    it back.

    The folder appears complete or stays as it was, but for edited activity codes, which are kept.
    Raises `InvalidInputError` where it cannot be written or those cannot be read. The CSVs, the
    calendars and the workbook's cells depend on the result alone.
    """
    headline = headline_of(result)
    tables = result_tables(result)
    codes = stored_codes(folder)
    with replace_folder(folder) as staging:
        for table in tables:
            write_csv(table, staging)
        document = json_text(plan_document(result, headline))
        (staging / "plan.json").write_bytes(document.encode())
        write_views(result, headline, tables, staging, codes=codes)
    return folder


def write_views(
    result: PlanResult,
    headline: Headline,
    tables: Sequence[Table],
    folder: Path,
    planned: Headline | None = None,
    codes: Mapping[str, str] | None = None,
) -> None:
    """Write what people look at: the workbook of `tables`, the calendars and the page; the
    exports that other systems read; and the carry_over.csv with which the next period is planned.

    Broken rules get a sheet of their own. `planned` is as in `page_html`, `codes` are the
    activity codes to keep.
    """
    broken = broken_rules(result)
    sheets = (*tables, violations_table(broken)) if broken else tables
    overview = overview_table(headline, result.planning.center.currency)
    write_workbook(overview, sheets, folder / "plan.xlsx")
    calendars = folder / "calendars"
    calendars.mkdir()
    shifts = [shift for one in result.schedules for shift in one.published.shifts]
    write_calendars(result.planning, shifts, result.grid.start, calendars)
    write_exports(result.planning, shifts, result.requirements, folder, codes or {})
    write_csv(carry_over_table(result.planning, shifts, result.grid.days), folder)
    page = page_html(result, headline, planned)
    (folder / "report.html").write_bytes(page.encode())
