"""`staffcast adherence`: what agents did beside what the published schedule asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solver.cli.exits import reported_errors
from solver.cli.messages import print_messages
from solver.cli.options import EditedSchedule, OutputFolder
from solver.cli.summary import UNKNOWN, percent

if TYPE_CHECKING:
    from solver.intraday import Adherence, AdherenceParams, SiteIntervals

LISTED = 10

States = Annotated[
    Path,
    typer.Argument(
        metavar="EVENTS.csv",
        help="Agent states: agent,start,end,state[,queue] or agent,time,state.",
    ),
]
MaybeOut = Annotated[Path | None, typer.Option("--out", "-o", help="Where the tables go.")]
Grace = Annotated[
    float, typer.Option("--grace", help="Seconds up to which an exception does not count.")
]
Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="NAME=STATE",
        help="A state or activity name as on_queue, break, meal, training or offline; repeatable.",
    ),
]
Since = Annotated[
    str | None, typer.Option("--since", help="First moment measured, ISO (default: all shifts).")
]
Until = Annotated[
    str | None, typer.Option("--until", help="Last moment measured, ISO; ends open states.")
]
GapsChoice = Annotated[
    str, typer.Option("--gaps", help="A moment of a shift without a state: refuse or offline.")
]


def adherence_command(
    out_folder: OutputFolder,
    events: States,
    out: MaybeOut = None,
    grace: Grace = 0.0,
    mapped: Mapped = None,
    since: Since = None,
    until: Until = None,
    gaps: GapsChoice = "refuse",
    schedule: EditedSchedule = None,
) -> None:
    """Adherence, conformance, exceptions by kind, and the intervals at risk.

    Adherence = 1 - exception seconds / scheduled seconds; conformance = on-queue seconds /
    scheduled on-queue seconds. Also prints the absence and adherence to plan each site with.
    Times without an offset are local: in the file to the agent's site, in options to the centre.
    """
    from solver.cli.tables import write_tables
    from solver.intraday import measure_adherence
    from solver.report import read_output
    from solver.report.adherence_tables import adherence_tables
    from solver.report.agent_states_in import read_adherence_data

    with reported_errors():
        stored = read_output(out_folder, schedule)
        zone = stored.planning.center.time_zone
        params = _params(zone, grace, mapped or [], since, until, gaps)
        result = measure_adherence(read_adherence_data(events, stored, params), params)
        written = write_tables(adherence_tables(result), out) if out else []
    print_messages(result.messages)
    _print_sites(result)
    _print_planning(result)
    _print_risk(result.intervals)
    if written:
        typer.echo(f"Tables in {out}: {', '.join(path.name for path in written)}")


def _params(
    zone: str, grace: float, mapped: Sequence[str], since: str | None, until: str | None, gaps: str
) -> AdherenceParams:
    from pydantic import ValidationError

    from solver.errors import InvalidInputError, Issue
    from solver.intraday import AdherenceParams

    content: dict[str, Any] = {"grace_s": grace, "gaps": gaps, "states": {}}
    for name, text in (("since", since), ("until", until)):
        if text is not None:
            content[name] = _moment(name, text, zone)
    for pair in mapped:
        name, equals, state = pair.rpartition("=")
        if not equals or not name.strip():
            expected = "NAME=STATE, for example Available=on_queue"
            raise InvalidInputError(
                [Issue("command line", "no mapping", None, "map", pair, expected)]
            )
        content["states"][name] = state.strip()
    try:
        return AdherenceParams.model_validate(content)
    except ValidationError as error:
        raise InvalidInputError(
            Issue(
                "command line",
                problem["msg"],
                column=".".join(str(part) for part in problem["loc"]) or None,
                value=str(problem["input"]),
            )
            for problem in error.errors()
        ) from None


def _moment(name: str, text: str, zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    from solver.errors import InvalidInputError, Issue
    from solver.timegrid import local_to_utc

    try:
        return local_to_utc(datetime.fromisoformat(text), ZoneInfo(zone))
    except ValueError:
        expected = "YYYY-MM-DDTHH:MM, with or without an offset"
        issue = Issue("command line", "cannot read the time", None, name, text, expected)
        raise InvalidInputError([issue]) from None


def _print_sites(result: Adherence) -> None:
    from rich.console import Console
    from rich.table import Table

    from solver.intraday.result import KINDS

    total = result.days.by_site()
    table = Table(title="Adherence", title_justify="left")
    table.add_column("figure")
    for site in total.sites:
        table.add_column(site, justify="right")
    table.add_row("shifts", *(str(n) for n in total.shifts))
    table.add_row("  not attended", *(str(n) for n in total.absent_shifts))
    table.add_row("scheduled h", *(f"{s / 3600:,.1f}" for s in total.scheduled_s))
    table.add_row("adherence", *(_share(value) for value in total.adherence))
    table.add_row("conformance", *(_share(value) for value in total.conformance))
    for k, kind in enumerate(KINDS):
        name = f"  {kind.replace('_', ' ')} h"
        table.add_row(name, *(f"{s / 3600:,.2f}" for s in total.exception_s[:, k]))
    Console().print(table)


def _share(value: float) -> str:
    return percent(value) if value == value else UNKNOWN


def _print_planning(result: Adherence) -> None:
    """What to write into sites.csv: measured without grace, so that planning sees real presence."""
    typer.echo("For sites.csv:")
    for one in result.presence:
        absence = UNKNOWN if one.absence is None else f"{one.absence:.4f}"
        adherence = UNKNOWN if one.adherence is None else f"{one.adherence:.4f}"
        late = UNKNOWN if one.mean_late_s is None else f"{one.mean_late_s:.0f} s"
        typer.echo(
            f"  {one.site}: absence={absence} adherence={adherence}"
            f" (mean lateness {late}, {one.shifts} shifts)"
        )


def _print_risk(intervals: Sequence[SiteIntervals]) -> None:
    lines = [line for one in intervals for line in _risk_lines(one)]
    if not lines:
        typer.echo("intervals at risk: none")
        return
    typer.echo("intervals at risk (agents present below required):")
    for line in lines[:LISTED]:
        typer.echo(f"  {line}")
    if len(lines) > LISTED:
        typer.echo(f"  {len(lines) - LISTED} more stretches, see adherence_by_interval.csv (--out)")


def _risk_lines(one: SiteIntervals) -> Iterator[str]:
    """Touching intervals at risk as one stretch, with the greatest lack of agents in it."""
    import numpy as np

    risky = np.flatnonzero(one.at_risk)
    names = (*one.queues, "all queues")
    present = np.vstack([one.present_by_queue, one.present_agents])
    required = np.vstack([one.required, one.required.sum(axis=0)])
    for stretch in np.split(risky, np.flatnonzero(np.diff(risky) > 1) + 1):
        if not len(stretch):
            continue
        lack = (required - present)[:, stretch]
        q, t = np.unravel_index(int(lack.argmax()), lack.shape)
        start, end = one.grid.local(int(stretch[0])), one.grid.local(int(stretch[-1]) + 1)
        worst = f"{present[q, stretch[t]]:.1f} of {required[q, stretch[t]]:.1f} agents"
        yield f"{one.site} {start:%Y-%m-%d %H:%M}-{end:%H:%M}: {names[q]} {worst} at worst"
