"""One table as a CSV file: UTF-8, comma separated, a header row, blank cells mean the default."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import zip_longest
from typing import Any

from solver.errors import Issue
from solver.workspace.tables import RawTable, TableSpec, short_text


def parse_csv(text: str, spec: TableSpec) -> tuple[RawTable | None, list[Issue]]:
    """The rows of a CSV file and what is wrong with its form; no table if it cannot be read.

    Blank lines, and rows whose cells are all blank, are skipped but counted.
    """
    lines, issues = _lines(text, spec)
    header = [cell.strip() for cell in lines[0]] if lines else []
    if issues and not lines:
        return None, issues
    if not any(header):
        return None, [Issue(spec.file, "the file is empty", expected=_header_text(spec))]
    foreign = _foreign(header, spec)
    if foreign:
        return None, [foreign]
    header_issues, absent = _check_header(header, spec)
    issues += header_issues
    known = [name in spec.columns for name in header]
    records: list[Mapping[str, Any]] = []
    rows: list[int] = []
    malformed: set[int] = set()
    for row, cells in enumerate(lines[1:], start=2):
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        if len(cells) != len(header):
            issues.append(_wrong_width(spec.file, row, cells, header))
            malformed.add(len(records))
        records.append(
            {
                name: cell
                for name, cell, use in zip(header, cells, known, strict=False)
                if use and cell and not cell.isspace()
            }
        )
        rows.append(row)
    table = RawTable(spec, spec.file, records, rows, None, absent, frozenset(malformed))
    return table, issues


def _lines(text: str, spec: TableSpec) -> tuple[list[list[str]], list[Issue]]:
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        issue = Issue(
            spec.file,
            f"not a CSV file from here on: {error}",
            row=len(lines) + 1,
            expected="cells separated by commas, a cell with a comma or a quote in double quotes",
        )
        return lines, [issue]
    return lines, []


def _header_text(spec: TableSpec) -> str:
    return "a header with the columns " + ",".join(spec.columns)


def _foreign(header: Sequence[str], spec: TableSpec) -> Issue | None:
    """A file that is no table of this kind at all."""
    if any(name in spec.columns for name in header):
        return None
    line = ",".join(header)
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if any(part.strip() in spec.columns for part in line.split(separator)):
            return Issue(
                spec.file,
                f"the cells are separated by {name}",
                row=1,
                value=short_text(line),
                expected="cells separated by commas, decimals with a point",
            )
    return Issue(
        spec.file,
        f"this is not a {spec.name.replace('_', ' ')} table: no column of it is known",
        row=1,
        value=short_text(line),
        expected=_header_text(spec),
    )


def _check_header(header: Sequence[str], spec: TableSpec) -> tuple[list[Issue], frozenset[str]]:
    """Issues of the header and the required columns it lacks."""
    issues: list[Issue] = []
    meant = set()
    for position, name in enumerate(header):
        if name in header[:position]:
            issues.append(Issue(spec.file, "the column stands twice", 1, name, name, "it once"))
        elif name not in spec.columns:
            unused = [column for column in spec.columns if column not in header]
            nearest = get_close_matches(name.lower(), unused, n=1)
            meant.update(nearest)
            expected = repr(nearest[0]) if nearest else "one of " + ", ".join(spec.columns)
            issues.append(Issue(spec.file, "unknown column", 1, name or None, name, expected))
    absent = frozenset(spec.required_columns) - set(header)
    issues += [
        Issue(spec.file, "the column is missing", 1, name, expected=f"a column {name!r}")
        for name in spec.required_columns
        if name in absent - meant
    ]
    return issues, absent


def _wrong_width(file: str, row: int, cells: Sequence[str], header: Sequence[str]) -> Issue:
    return Issue(
        file,
        f"the row has {len(cells)} cells and the header {len(header)}",
        row=row,
        column=next((n for n, c in zip_longest(header, cells) if c is None or n is None), None),
        value=short_text(",".join(cells)),
        expected=f"{len(header)} cells (a cell that holds a comma stands in double quotes)",
    )


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The CSV text of `rows`; `None` is a blank cell and whole floats lose their point."""
    lines = [",".join(columns)]
    lines += [",".join([_cell(value) for value in row]) for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value)
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
