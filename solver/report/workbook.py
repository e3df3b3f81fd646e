"""plan.xlsx: one sheet a table with the headers of the CSVs, the headline figures first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from solver.report.table import Cell, Table, cell_text

MAX_SHEET_ROWS = 1_048_575
_WIDTH_SAMPLE = 200
_NUMBER_FORMATS = {
    "share": "0.0 %",
    "service_level": "0.0 %",
    "occupancy": "0.0 %",
    "cost": "#,##0.00",
    "contacts": "#,##0.0",
    "volume": "0.00",
}


def write_workbook(headline: Table, tables: Sequence[Table], path: Path) -> None:
    """Write the workbook. Text is always written as text, so that no cell becomes a formula.

    A table longer than a sheet may be is named on the headline sheet and left to its CSV.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    fitting = [table for table in tables if len(table.rows) <= MAX_SHEET_ROWS]
    skipped = [table for table in tables if len(table.rows) > MAX_SHEET_ROWS]
    notes = tuple((f"{t.name}: more rows than a sheet holds", f"{t.name}.csv") for t in skipped)
    padded = tuple((*note, *[None] * (len(headline.header) - 2)) for note in notes)
    first = Table(headline.name, headline.header, headline.rows + padded)
    with xlsxwriter.Workbook(str(path), {**options, "constant_memory": True}) as book:
        # A fixed date keeps the bytes of the same plan the same.
        book.set_properties({"title": "Staffcast plan", "created": dt.datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF3", "bottom": 1})
        formats = {key: book.add_format({"num_format": f}) for key, f in _NUMBER_FORMATS.items()}
        for table in (first, *fitting):
            _write_sheet(book.add_worksheet(table.name[:31]), table, head, formats)


def _write_sheet(sheet: Any, table: Table, head: Any, formats: dict[str, Any]) -> None:
    # In constant-memory mode widths must be known before the first row is written.
    for column, width in enumerate(_widths(table)):
        sheet.set_column(column, column, width, formats.get(table.header[column]))
    sheet.freeze_panes(1, 2 if table.name == "roster" else 0)
    for column, name in enumerate(table.header):
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, formats.get(table.header[column]))
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.header) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, value)


def _widths(table: Table) -> list[int]:
    sample = table.rows[:_WIDTH_SAMPLE]
    return [
        min(48, 2 + max([len(name), *(len(cell_text(row[c])) for row in sample)]))
        for c, name in enumerate(table.header)
    ]
