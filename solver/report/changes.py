"""An edited schedule beside the plan it came from, in the page's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.report.headline import Headline, SiteHeadline
from solver.report.markup import UNKNOWN, amount, card, html_table, money, percent

Line = tuple[str, str, str, str]


def changes_card(now: Headline, planned: Headline, currency: str) -> str:
    """Cost, hours and service of plan and schedule with their differences."""
    table = html_table(
        ("Figure", "Plan", "Now", "Difference"),
        tuple(_lines(now, planned, currency)),
        1,
        "Plan: plan.json. Now: schedule.csv, evaluated anew. The objective holds the prices of"
        " short and over staffing and of missed wishes besides the wages.",
    )
    return card(
        "changes",
        "Edited since planning",
        "The schedule is no longer the one that was planned; every figure of this page is that of"
        " the schedule as it stands.",
        table,
        "Edits",
    )


def _lines(now: Headline, planned: Headline, currency: str) -> Iterator[Line]:
    yield _line(f"Wages, {currency}", planned.wages, now.wages, money)
    for title, value in _SUMS:
        name = f"{title}, {currency}" if title == "Objective" else title
        shown = money if title == "Objective" else amount
        yield _line(name, _total(planned, value), _total(now, value), shown)
    was = {service.queue: service.scheduled for service in planned.services}
    for service in now.services:
        before = was.get(service.queue)
        if before is not None and service.scheduled is not None:
            points = 100 * (service.scheduled - before)
            change = f"{points:+.1f} pp".replace("-", "−") if abs(points) >= 0.05 else "0"
            name = f"Service level of {service.queue}"
            yield name, percent(before), percent(service.scheduled), change


_SUMS: tuple[tuple[str, Callable[[SiteHeadline], float]], ...] = (
    ("Objective", lambda site: site.objective),
    ("Shifts", lambda site: float(site.shifts)),
    ("Paid hours", lambda site: site.paid_hours),
    ("Short agent-hours", lambda site: site.short_agent_hours),
    ("Over agent-hours", lambda site: site.over_agent_hours),
    ("Broken rules", lambda site: float(site.violations)),
)
_COUNTS = ("Shifts", "Broken rules")


def _total(headline: Headline, value: Callable[[SiteHeadline], float]) -> float:
    return sum(value(site) for site in headline.sites)


def _line(name: str, before: float, now: float, shown: Callable[[float], str]) -> Line:
    if name in _COUNTS:
        shown = money
    difference = now - before
    change = shown(abs(difference))
    if change in (shown(0.0), UNKNOWN):
        return name, shown(before), shown(now), "0"
    return name, shown(before), shown(now), f"{'+' if difference > 0 else '−'}{change}"
