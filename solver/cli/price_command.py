"""`staffcast price`: what each rule costs, by solving without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from solver.cli.exits import reported_errors
from solver.cli.messages import print_messages
from solver.cli.options import (
    Deterministic,
    Folder,
    Out,
    ParamsFile,
    ScenarioName,
    Seed,
    Start,
    Weeks,
    Workers,
)
from solver.cli.walking import Request, write_stage

if TYPE_CHECKING:
    from solver.plan import Walk
    from solver.pricing import PricedRule
    from solver.report.table import Table
    from solver.status import SolveReport

Rules = Annotated[
    str | None,
    typer.Option("--rules", help="Rules to price (default: rest,weekends,start_consistency)."),
]
Limit = Annotated[
    float | None,
    typer.Option("--time-limit", help="Seconds for all solves together (default 150)."),
]
DEFAULT_RULES = "rest,weekends,start_consistency"


def price_command(
    folder: Folder,
    out: Out,
    rules: Rules = None,
    weeks: Weeks = None,
    start: Start = None,
    time_limit: Limit = None,
    workers: Workers = None,
    seed: Seed = None,
    deterministic: Deterministic = False,
    params: ParamsFile = None,
    scenario: ScenarioName = None,
) -> None:
    """Cost, FTE and service of each rule, with the interval its true price lies in: prices.csv."""
    flags = {
        "time_limit_s": time_limit,
        "workers": workers,
        "seed": seed,
        "deterministic": deterministic or None,
        "scenario": scenario,
    }
    chosen = [name.strip() for name in (rules or DEFAULT_RULES).split(",") if name.strip()]

    def take(walk: Walk) -> tuple[Sequence[Table], Sequence[SolveReport]]:
        from solver.pricing import price_rules
        from solver.report.rule_prices_card import prices_table

        priced = price_rules(walk, chosen)
        for one in {one.price.site: one for one in priced}.values():
            print_messages(f"{one.price.site}: {m.text}" for m in one.price.kept.messages)
        _print(priced, walk.planning.center.currency)
        kept = {one.price.site: one.price.kept.report for one in priced}
        return [prices_table(priced)], [walk.allocation.report, *kept.values()]

    with reported_errors():
        from solver.scheduling.weakenings import weakening

        for name in chosen:
            weakening(name)
        write_stage(Request(folder, out, start, weeks, params, flags), take)


def _print(priced: Sequence[PricedRule], currency: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from solver.report.rule_prices_card import price_cells

    table = Table(title=f"Price of each rule, {currency}", title_justify="left")
    for name in ("site", "rule", "without it"):
        table.add_column(name)
    for name in ("price", "true price between", "FTE", "service, points", "short h"):
        table.add_column(name, justify="right")
    for one in priced:
        table.add_row(*price_cells(one))
    Console().print(table)
