"""The headline figures as a table, for the first sheet of the workbook."""

from __future__ import annotations

from collections.abc import Iterator

from solver.report.headline import Headline
from solver.report.table import Cell, Table, rounded


def overview_table(headline: Headline, currency: str) -> Table:
    """Figures as rows of figure, value, unit and where the value comes from."""
    return Table(
        "headline", ("figure", "value", "unit", "source"), tuple(_rows(headline, currency))
    )


def _rows(headline: Headline, currency: str) -> Iterator[tuple[Cell, ...]]:
    yield ("Cost", rounded(headline.cost, 2), currency, "wages + vendor cost")
    yield (
        "Wages",
        rounded(headline.wages, 2),
        currency,
        "schedule sheet: paid hours x hourly cost",
    )
    yield ("Vendor cost", rounded(headline.vendor_cost, 2), currency, "allocation sheet: BPO sites")
    yield ("FTE scheduled", rounded(headline.fte, 2), "FTE", "paid hours / full-time hours")
    yield ("Contacts forecast", rounded(headline.contacts, 1), "contacts", "forecast sheet")
    yield ("Contacts unserved", rounded(headline.unserved, 1), "contacts", "allocation sheet")
    yield ("Gap", _share(headline.gap), "share", "(objective - bound) / objective")
    yield (
        "Gap above labour floor",
        _share(headline.gap_above_floor),
        "share",
        "(objective - bound) / (objective - labour floor)",
    )
    verdict = "passed" if headline.audit_passed else "failed"
    yield ("Audit", verdict, None, "every hard rule and the cost recomputed")
    for service in headline.services:
        label = f"Service level of {service.queue}"
        yield (f"{label}, goal", service.goal, None, "queue's goal")
        yield (f"{label}, promised", _share(service.promised), "share", "requirements sheet")
        yield (f"{label}, scheduled", _share(service.scheduled), "share", "coverage sheet")
    for site in headline.sites:
        yield (f"{site.site}: objective", rounded(site.objective, 2), currency, "audit")
        bound = None if site.bound is None else rounded(site.bound, 2)
        yield (f"{site.site}: bound", bound, currency, "relaxation of the schedule")
        for term, value in site.cost_terms.items():
            yield (f"{site.site}: {term}", rounded(value, 2), currency, "audit")
        yield (f"{site.site}: paid hours", rounded(site.paid_hours, 2), "hours", "audit")
        yield (f"{site.site}: short", rounded(site.short_agent_hours, 2), "agent-hours", "audit")
        yield (f"{site.site}: over", rounded(site.over_agent_hours, 2), "agent-hours", "audit")


def _share(value: float | None) -> float | None:
    return None if value is None else rounded(value, 4)
