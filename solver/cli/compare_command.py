"""`staffcast compare`: the difference between the schedules of two output folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solver.cli.exits import reported_errors

if TYPE_CHECKING:
    from solver.report import StoredPlan
    from solver.scheduling.compare import ScheduleDifference

First = Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a plan.")]
Second = Annotated[Path, typer.Argument(metavar="NEW", help="The folder compared with it.")]
Tables = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where changes.csv goes, a row a changed shift.")
]


def compare_command(first: First, second: Second, out: Tables = None) -> None:
    """Shifts added, removed and moved, breaks moved, coverage and cost, site by site."""
    from solver.cli.difference_table import changes_table, print_difference
    from solver.cli.tables import write_tables
    from solver.report import read_output

    with reported_errors():
        found = _differences(read_output(first), read_output(second))
        for one in found:
            print_difference(one)
        if out is not None:
            for path in write_tables([changes_table(found)], out):
                typer.echo(f"wrote {path}")


def _differences(first: StoredPlan, second: StoredPlan) -> list[ScheduleDifference]:
    """Of the sites that both plans schedule, each judged on its own plan."""
    from solver.errors import InvalidInputError, Issue
    from solver.report.judge import judged
    from solver.scheduling.compare import compare

    names = [s.site for s in first.sites if s.site in {one.site for one in second.sites}]
    if not names:
        expected = "a plan of the same sites"
        raise InvalidInputError([Issue("plan.json", "the plans share no site", expected=expected)])
    return [
        compare(judged(first, first.site(name)), judged(second, second.site(name)))
        for name in names
    ]
