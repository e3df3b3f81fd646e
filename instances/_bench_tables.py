"""Benchmark rows as Markdown, and into the README between their markers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from instances._bench_rows import Row

FINE_SHARES = {"gap", "agents_differ"}
SHARES = {"interval_wape", "week_error", "floor", "cover80", "cover95"}
STAGE_GAP = "gap_"
WHOLE = {"objective", "bound", "no_rules_bound", "peak_mib", "rows", "rows_per_s", "agent_hours"}


def cell(column: str, value: Any) -> str:
    """Shares as per cent, money and counts whole, the rest to one decimal; unknown as a dash."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if column in FINE_SHARES or column.startswith(STAGE_GAP):
        return f"{100 * value:.2f} %"
    if column in SHARES:
        return f"{100 * value:.1f} %"
    if column in WHOLE or isinstance(value, int):
        return f"{value:,.0f}"
    return f"{value:,.1f}"


def markdown(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """A table of the columns that some row has."""
    used = [name for name in columns if any(row.get(name) is not None for row in rows)]
    lines = ["| " + " | ".join(used) + " |", "|" + "---|" * len(used)]
    lines += ["| " + " | ".join(cell(c, row.get(c)) for c in used) + " |" for row in rows]
    return "\n".join(lines)


def with_stage_gaps(columns: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns and, after `gap`, the gaps by stage that some row has besides them."""
    if "gap" not in columns:
        return tuple(columns)
    more = dict.fromkeys(
        name for row in rows for name in row if name.startswith(STAGE_GAP) and name not in columns
    )
    place = columns.index("gap") + 1
    return (*columns[:place], *more, *columns[place:])


def markers(name: str) -> tuple[str, str]:
    return f"<!-- bench:{name}:start -->", f"<!-- bench:{name}:end -->"


def replaced(text: str, name: str, table: str) -> str | None:
    """`text` with `table` between the markers of `name`; `None` where it has no such markers."""
    start, end = markers(name)
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        return None
    return f"{before}{start}\n{table}\n{end}{after}"


def rewrite(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    os.replace(partial, path)
