"""`staffcast require`: agents needed per site, queue and interval, and what agents would hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solver.cli.exits import reported_errors
from solver.cli.messages import print_messages
from solver.cli.options import Deterministic, ParamsFile, ScenarioName, Seed, Start, Weeks, Workers
from solver.cli.walking import Request, walk_and_write, write_stage

if TYPE_CHECKING:
    from solver.plan import Walk
    from solver.report.table import Table
    from solver.status import SolveReport

MaybeFolder = Annotated[
    Path | None, typer.Argument(metavar="FOLDER", help="The planning folder or its JSON.")
]
MaybeOut = Annotated[Path | None, typer.Option("--out", "-o", help="Where the results go.")]
Example = Annotated[
    bool, typer.Option("--example", help="Print the worked example; needs no folder.")
]
WhatIfText = Annotated[
    str | None,
    typer.Option(
        "--what-if",
        metavar="STAFFING",
        help="What a staffing holds: agents=30 in all, agents=billing:12,tech:8,"
        " agents=90% of the requirement, or hours=1200 over the horizon.",
    ),
]
Pooling = Annotated[
    bool, typer.Option("--pooling", help="Print what sharing skills between queues is worth.")
]


def require_command(
    folder: MaybeFolder = None,
    out: MaybeOut = None,
    weeks: Weeks = None,
    start: Start = None,
    workers: Workers = None,
    seed: Seed = None,
    deterministic: Deterministic = False,
    params: ParamsFile = None,
    scenario: ScenarioName = None,
    example: Example = False,
    what_if: WhatIfText = None,
    pooling: Pooling = False,
) -> None:
    """Agents that each site needs per queue and interval: requirements.csv.

    With --what-if the inverse: the service that a head-count holds and the volume it can carry.
    With --pooling the agents that separate teams, the folder's skill groups and one pool need.
    """
    flags = {
        "workers": workers,
        "seed": seed,
        "deterministic": deterministic or None,
        "scenario": scenario,
    }
    with reported_errors():
        if example:
            _print_example(what_if)
        elif folder is None:
            raise typer.BadParameter("a planning folder, or --example", param_hint="FOLDER")
        elif what_if is not None:
            request = Request(folder, out, start, weeks, params, flags)
            _print_what_if(request, what_if)
        elif pooling:
            _print_pooling(Request(folder, None, start, weeks, params, flags))
        elif out is None:
            raise typer.BadParameter("the output folder is missing", param_hint="--out")
        else:
            write_stage(Request(folder, out, start, weeks, params, flags), _take)


def _print_example(what_if: str | None) -> None:
    from solver.cli.what_if_table import print_answer
    from solver.requirements.example import STATIONARY, example, example_text

    if what_if is None:
        typer.echo(example_text(), nl=False)
        return
    load, goals = example()
    print_answer(load, goals, STATIONARY, what_if)


def _print_what_if(request: Request, text: str) -> None:
    """The question is asked of all volume as one pool, and written out where --out says so."""
    from solver.cli.tables import write_tables
    from solver.cli.what_if_table import parse_what_if, print_answer, what_if_table
    from solver.pools import whole_demand

    parse_what_if(text)
    planning, params = request.read()
    load = walk_and_write(request, lambda walk: whole_demand(walk.planning, walk.forecast))
    answer = print_answer(load, planning.queues, params.requirements, text)
    if request.out is not None:
        for path in write_tables([what_if_table(load, answer)], request.out):
            typer.echo(f"wrote {path}")


def _print_pooling(request: Request) -> None:
    from solver.cli.pooling_table import folder_pooling, print_pooling
    from solver.pools import whole_demand

    planning, params = request.read()
    load = walk_and_write(request, lambda walk: whole_demand(walk.planning, walk.forecast))
    view = folder_pooling(planning, load, params.requirements)
    print_messages(view.messages)
    print_pooling(load, view)


def _take(walk: Walk) -> tuple[Sequence[Table], Sequence[SolveReport]]:
    from solver.report.demand_tables import requirements_table

    print_messages(walk.allocation.messages)
    for site in walk.requirements:
        print_messages(site.messages)
    return [requirements_table(walk.requirements)], [walk.allocation.report]
