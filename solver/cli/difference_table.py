"""The difference between two schedules as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.domain import NamedShift
    from solver.report.table import Cell, Table
    from solver.scheduling.compare import ScheduleDifference

HEADER = "site,agent,date,change,minutes,shift_before,start_before,shift_after,start_after"


def print_difference(difference: ScheduleDifference) -> None:
    """How many shifts changed in what way, and the figures before and after."""
    from rich.console import Console
    from rich.table import Table as Drawn

    from solver.scheduling.compare import ChangeKind

    counts = Drawn(title=f"Site {difference.site}: changes", title_justify="left")
    counts.add_column("what")
    counts.add_column("agent-days", justify="right")
    counts.add_row("agents changed", str(len(difference.agents)))
    for kind, name in (
        (ChangeKind.ADDED, "shifts added"),
        (ChangeKind.REMOVED, "shifts removed"),
        (ChangeKind.MOVED, "shifts moved"),
        (ChangeKind.BREAKS, "breaks moved"),
    ):
        counts.add_row(name, str(difference.count(kind)))
    counts.add_row("shifts unchanged", str(difference.unchanged_shifts))
    figures = Drawn(title=f"Site {difference.site}: figures", title_justify="left")
    figures.add_column("figure")
    for name in ("first", "second", "difference"):
        figures.add_column(name, justify="right")
    for one in difference.figures:
        shown = f"{one.difference:+,.2f}" if abs(one.difference) >= 0.005 else "0"
        figures.add_row(one.name, f"{one.before:,.2f}", f"{one.after:,.2f}", shown)
    console = Console()
    console.print(counts)
    console.print(figures)


def changes_table(differences: list[ScheduleDifference]) -> Table:
    """Every changed shift, one a row: changes.csv."""
    from solver.report.table import rounded, table_of

    rows: list[tuple[Cell, ...]] = [
        (
            difference.site,
            change.agent,
            change.day.isoformat(),
            change.kind.value,
            rounded(change.minutes, 2),
            *_shift(change.before),
            *_shift(change.after),
        )
        for difference in differences
        for change in difference.changes
    ]
    return table_of("changes", HEADER, rows)


def _shift(shift: NamedShift | None) -> tuple[Cell, Cell]:
    if shift is None:
        return None, None
    return shift.template, shift.start.isoformat(timespec="minutes")
