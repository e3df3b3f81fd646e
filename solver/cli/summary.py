"""The headline figures of a plan as tables on stdout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from solver.cli.messages import print_messages

if TYPE_CHECKING:
    from rich.table import Table

    from solver.plan_result import PlanResult
    from solver.report.headline import Headline, SiteHeadline

UNKNOWN = "-"


def print_plan(result: PlanResult, out: Path) -> None:
    """What was planned, what could not be met, and where the files are."""
    from solver.report.headline import headline_of

    print_messages(result.forecast.messages)
    print_messages(result.allocation.messages)
    for site in result.requirements:
        print_messages(f"{site.site}: {message}" for message in site.messages)
    for schedule in result.schedules:
        site_name = schedule.published.site
        print_messages(f"{site_name}: {message.text}" for message in schedule.messages)
    print_headline(headline_of(result), result.planning.center.currency)
    print_files(out)


def print_files(out: Path) -> None:
    from rich.console import Console

    console = Console()
    console.print(f"Results in {out}; open {out / 'report.html'}", soft_wrap=True, highlight=False)


def print_headline(headline: Headline, currency: str) -> None:
    """Three small tables: the plan, its sites and its queues."""
    from rich.console import Console

    console = Console()
    console.print(_figures(headline, currency))
    if headline.sites:
        console.print(_sites(headline, currency))
    console.print(_services(headline))


def percent(share: float | None, digits: int = 1) -> str:
    return UNKNOWN if share is None else f"{100 * share:.{digits}f} %"


def _figures(headline: Headline, currency: str) -> Table:
    table = _table("Plan", "figure", "value")
    table.add_row("cost", f"{headline.cost:,.0f} {currency}")
    table.add_row("  wages", f"{headline.wages:,.0f} {currency}")
    table.add_row("  vendors", f"{headline.vendor_cost:,.0f} {currency}")
    table.add_row("FTE scheduled", f"{headline.fte:,.1f}")
    table.add_row("contacts forecast", f"{headline.contacts:,.0f}")
    table.add_row("contacts unserved", f"{headline.unserved:,.0f}")
    if all(_solved(site) for site in headline.sites):
        table.add_row("gap", percent(headline.gap, 2))
        table.add_row("gap above labour floor", percent(headline.gap_above_floor, 2))
        table.add_row("audit", "passed" if headline.audit_passed else "failed")
    else:
        table.add_row("audit", "nothing to audit at a site without a schedule")
    return table


def _sites(headline: Headline, currency: str) -> Table:
    columns = (
        "site",
        "status",
        f"objective {currency}",
        "bound",
        "gap",
        "short h",
        "over h",
        "shifts",
    )
    table = _table("Schedules", *columns)
    for site in headline.sites:
        bound = UNKNOWN if site.bound is None else f"{site.bound:,.0f}"
        if not _solved(site):
            table.add_row(site.site, site.status, UNKNOWN, bound, *[UNKNOWN] * 4)
            continue
        table.add_row(
            site.site,
            site.status,
            f"{site.objective:,.0f}",
            bound,
            percent(site.gap, 2),
            f"{site.short_agent_hours:,.1f}",
            f"{site.over_agent_hours:,.1f}",
            str(site.shifts),
        )
    return table


def _solved(site: SiteHeadline) -> bool:
    from solver.status import SolveStatus

    return SolveStatus(site.status).has_solution


def _services(headline: Headline) -> Table:
    table = _table("Service levels", "queue", "goal", "promised", "scheduled")
    for service in headline.services:
        promised, scheduled = percent(service.promised), percent(service.scheduled)
        table.add_row(service.queue, service.goal, promised, scheduled)
    return table


def _table(title: str, first: str, *others: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
