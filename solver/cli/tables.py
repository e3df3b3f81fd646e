"""Tables of a single stage into a folder of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.report.table import Table


def write_tables(tables: Sequence[Table], out: Path) -> list[Path]:
    """Each table as `out/<name>.csv`, whole or not at all.

    Raises `InvalidInputError` where `out` cannot be written.
    """
    from solver.report.table import csv_text
    from solver.workspace import replace_file

    paths = [out / f"{table.name}.csv" for table in tables]
    for table, path in zip(tables, paths, strict=True):
        with replace_file(path) as fresh:
            fresh.write_text(csv_text(table), encoding="utf-8", newline="")
    return paths
