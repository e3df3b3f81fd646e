"""A schedule as it stands beside the plan it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from solver.cli.summary import percent

if TYPE_CHECKING:
    from solver.domain import PublishedSchedule
    from solver.plan_result import SiteCoverage
    from solver.report import StoredPlan, StoredSite
    from solver.scheduling.evaluate import Evaluation

Line = tuple[str, str, str, str]


def print_comparison(stored: StoredPlan, found: Sequence[Evaluation]) -> None:
    """One table a site: figure, the plan's, now, difference."""
    from rich.console import Console
    from rich.table import Table

    currency = stored.planning.center.currency
    planned = _coverage(stored, [site.published for site in stored.sites])
    coverage = _coverage(stored, [one.published for one in found])
    for site, evaluation, before, now in zip(stored.sites, found, planned, coverage, strict=True):
        table = Table(title=f"Site {site.site}", title_justify="left")
        table.add_column("figure")
        for name in ("plan", "now", "difference"):
            table.add_column(name, justify="right")
        for line in _cost_lines(site, evaluation, currency):
            table.add_row(*line)
        for line in _service_lines(site, before, now):
            table.add_row(*line)
        Console().print(table)


def _coverage(
    stored: StoredPlan, published: Sequence[PublishedSchedule]
) -> tuple[SiteCoverage, ...]:
    from solver.coverage import site_coverage
    from solver.handover import site_demands

    demands = site_demands(stored.requirements)
    return site_coverage(stored.planning, demands, published, stored.params.requirements)


def _cost_lines(site: StoredSite, evaluation: Evaluation, currency: str) -> Iterator[Line]:
    audit = evaluation.audit
    yield _line(f"objective {currency}", site.original_objective, audit.objective)
    for term, value in audit.cost_terms.items():
        yield _line(f"  {term}", site.original_cost_terms.get(term, 0.0), value)
    yield _line("paid hours", site.original_paid_hours, audit.paid_hours)
    yield _line("short agent-hours", site.original_short_agent_hours, audit.short_agent_hours)
    yield _line("over agent-hours", site.original_over_agent_hours, audit.over_agent_hours)


def _service_lines(site: StoredSite, before: SiteCoverage, now: SiteCoverage) -> Iterator[Line]:
    from solver.report.headline import weighted_mean

    hours = now.grid.interval_minutes / 60
    for q, queue in enumerate(now.queues):
        was, is_now = before.scheduled[q].sum() * hours, now.scheduled[q].sum() * hours
        yield _line(f"{queue}: agent-hours", float(was), float(is_now))
        weight = [site.demand.volume[q]]
        old = weighted_mean([before.service.service_level[q]], weight)
        new = weighted_mean([now.service.service_level[q]], weight)
        if old is not None and new is not None:
            change = f"{100 * (new - old):+.1f} pp"
            yield f"{queue}: service level", percent(old), percent(new), change


def _line(name: str, before: float, now: float) -> Line:
    difference = now - before
    shown = f"{difference:+,.2f}" if abs(difference) >= 0.005 else "0"
    return name, f"{before:,.2f}", f"{now:,.2f}", shown
