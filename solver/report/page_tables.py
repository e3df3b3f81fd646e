"""The page's tables: services, sites, the split, shortages, messages and methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.domain import SiteKind
from solver.forecast.result import MethodScore
from solver.plan_result import PlanResult, SiteCoverage
from solver.report.headline import Headline, SiteHeadline
from solver.report.markup import (
    UNKNOWN,
    amount,
    card,
    count_of,
    esc,
    html_table,
    listed,
    money,
    percent,
)

WORST = 10
_TINY = 1e-6
_TERMS = {
    "wages": "Wages",
    "short": "Price of too few agents",
    "over": "Price of too many agents",
    "preferences": "Price of missed wishes",
}


def service_table(headline: Headline) -> str:
    rows = [(s.queue, s.goal, percent(s.promised), percent(s.scheduled)) for s in headline.services]
    return html_table(
        ("Queue", "Goal", "Promised", "By the schedule"),
        rows,
        2,
        "Service levels are means over intervals weighted by volume. Promised: requirements.csv,"
        " all sites. By the schedule: coverage.csv, the agents really present at internal sites.",
    )


def site_table(headline: Headline, currency: str) -> str:
    """Every internal site's schedule in figures, one column a site: the work, then the cost."""
    if not headline.sites:
        return "<p>No internal site was scheduled.</p>"
    terms = list(dict.fromkeys(term for site in headline.sites for term in site.cost_terms))
    sites = tuple(s.site for s in headline.sites)
    bounded = any(s.bound_short_agent_hours is not None for s in headline.sites)
    aside = " (in the bound)" if bounded else ""
    work = [
        ("Agents", *(str(s.agents) for s in headline.sites)),
        ("Shifts", *(f"{s.shifts:,}" for s in headline.sites)),
        ("Paid hours", *(amount(s.paid_hours) for s in headline.sites)),
        ("FTE", *(amount(s.fte) for s in headline.sites)),
        (f"Short agent-hours{aside}", *(_beside_bound(s, True) for s in headline.sites)),
        (f"Over agent-hours{aside}", *(_beside_bound(s, False) for s in headline.sites)),
        ("Solve", *(s.status.replace("_", " ") for s in headline.sites)),
        ("Audit", *(_verdict(s) for s in headline.sites)),
    ]
    cost = [
        *(
            (
                f"{_TERMS.get(term, term)}, {currency}",
                *(money(s.cost_terms.get(term)) for s in headline.sites),
            )
            for term in terms
        ),
        (f"Objective, {currency}", *(money(s.objective) for s in headline.sites)),
        (f"Proven bound, {currency}", *(money(s.bound) for s in headline.sites)),
        (f"Labour floor, {currency}", *(money(s.labour_floor) for s in headline.sites)),
        ("Gap", *(percent(s.gap, 2) for s in headline.sites)),
        ("Gap above the labour floor", *(percent(s.gap_above_floor) for s in headline.sites)),
    ]
    note = (
        "Source: the audit, which recomputes rules and cost from the schedule without a solver;"
        " bound and floor from plan.json. Gap = (objective − bound) / objective. The labour floor"
        " is what the rules alone make every schedule pay; the gap above it is taken on the rest"
        " of the cost. Short and over are priced, not paid."
    )
    tables = html_table(("The work", *sites), work), html_table(("The cost", *sites), cost)
    halves = "".join(f"<div>{table}</div>" for table in tables)
    return f"<div class=halves>{halves}</div><p class=source>{esc(note)}</p>"


def _beside_bound(site: SiteHeadline, short: bool) -> str:
    own = site.short_agent_hours if short else site.over_agent_hours
    bound = site.bound_short_agent_hours if short else site.bound_over_agent_hours
    return amount(own) if bound is None else f"{amount(own)} ({amount(bound)})"


def _verdict(site: SiteHeadline) -> str:
    if not site.solved:
        return "no schedule"
    return "passed" if site.audit_passed else f"failed: {count_of(site.violations)}"


def split_cost_table(result: PlanResult) -> str:
    """Contacts, hours and cost of each site over the horizon."""
    allocation = result.allocation
    kinds = {site.site: site.kind for site in result.planning.sites}
    all_contacts = allocation.contacts.sum() + allocation.unserved.sum()
    rows = []
    for s, site in enumerate(allocation.sites):
        contacts = float(allocation.contacts[:, s].sum())
        hours, cost = float(allocation.hours[:, s].sum()), float(allocation.site_cost[s].sum())
        kind = "BPO" if kinds.get(site) is SiteKind.BPO else "internal"
        share = contacts / all_contacts if all_contacts > 0 else None
        rows.append(
            (
                site,
                kind,
                amount(contacts, 0),
                percent(share),
                amount(hours, 0),
                money(cost),
                amount(cost / contacts, 2) if contacts > 0 else UNKNOWN,
            )
        )
    currency = result.planning.center.currency
    header = ("Site", "Kind", "Contacts", "Share", "Hours", f"Cost, {currency}", "Per contact")
    return html_table(header, rows, 2, "Source: allocation.csv, sums over the horizon.")


@dataclass(frozen=True)
class _Short:
    site: str
    queue: str
    start: str
    target: float
    scheduled: float
    service_level: float | None

    @property
    def short(self) -> float:
        return self.target - self.scheduled


def _shortages(one: SiteCoverage) -> list[_Short]:
    missing = np.where(one.target > 0, one.target - one.scheduled, 0.0)
    order = np.argsort(-missing, axis=None, kind="stable")[:WORST]
    found = []
    for q, t in (divmod(int(k), missing.shape[1]) for k in order):
        if missing[q, t] > _TINY:
            level = float(one.service.service_level[q, t])
            start = one.grid.local(t)
            found.append(
                _Short(
                    one.site,
                    one.queues[q],
                    # The day stays in one line.
                    f"{start:%a}\N{NO-BREAK SPACE}{start.day}\N{NO-BREAK SPACE}{start:%b %H:%M}",
                    float(one.target[q, t]),
                    float(one.scheduled[q, t]),
                    level if np.isfinite(level) else None,
                )
            )
    return found


def unmet_card(result: PlanResult) -> str:
    """What could not be met: unserved contacts, the shortest intervals, and every message."""
    worst = sorted((s for one in result.coverage for s in _shortages(one)), key=lambda s: -s.short)[
        :WORST
    ]
    body = _shortage_table(worst, len(result.coverage) > 1) if worst else ""
    messages = _messages(result)
    if messages:
        body += f"<h3>Said by the stages</h3>{listed(messages)}"
    lede = "The widest gaps between target and schedule, and what each stage had to say."
    if not body:
        lede, body = "Every target is met and no stage had anything to report.", ""
    return card("unmet", "What could not be met, and why", lede, body, "Not met")


def _shortage_table(worst: Sequence[_Short], with_site: bool) -> str:
    rows = [
        (
            s.site,
            s.queue,
            s.start,
            amount(s.target),
            amount(s.scheduled),
            amount(s.short),
            percent(s.service_level),
        )
        for s in worst
    ]
    header = ("Site", "Queue", "Interval", "Target", "Scheduled", "Short", "Service level")
    first = 0 if with_site else 1
    return "<h3>Intervals furthest below their target</h3>" + html_table(
        header[first:],
        [row[first:] for row in rows],
        3 - first,
        "Source: coverage.csv; short = target − scheduled agents.",
    )


def _messages(result: PlanResult) -> list[tuple[str, str]]:
    found = [("Forecast", text) for text in result.forecast.messages]
    found += [("Split", text) for text in result.allocation.messages]
    for one in result.requirements:
        found += [(f"Requirements, {one.site}", text) for text in one.messages]
    for schedule, audit in zip(result.schedules, result.audits, strict=True):
        for message in schedule.messages:
            place = ", ".join(p for p in (message.agent, message.rule, message.dates) if p)
            text = f"{message.text} ({place})" if place else message.text
            found.append((f"Schedule, {audit.site}", text))
    return found


def methods_card(result: PlanResult) -> str:
    """The chosen method's backtest by queue; every method's on demand."""
    scores = result.forecast.scores
    rows = [_score_row(score) for score in scores if score.chosen]
    if not scores:
        rows = [(q, m, UNKNOWN, UNKNOWN, "0") for q, m in result.forecast.methods.items()]
    header = ("Queue", "Method", "Interval error", "Week error", "Origins")
    body = html_table(header, rows, 2)
    if len(scores) > len(rows):
        every = html_table(header, [_score_row(score) for score in scores], 2)
        body += f"<details><summary>Every method that was tried</summary>{every}</details>"
    source = (
        "Source: plan.json. Interval error = sum of |actual − forecast| over sum of actual; week"
        " error = the same on weekly totals; means over the backtest's origins."
    )
    body += f"<p class=source>{esc(source)}</p>"
    lede = "Every method forecast past weeks it had not seen; the best one was taken per queue."
    return card("methods", "How the forecast was chosen", lede, body, "Methods")


def _score_row(score: MethodScore) -> tuple[str, ...]:
    return (
        score.queue,
        score.method.replace("_", " ") + (" (chosen)" if score.chosen else ""),
        percent(score.interval_wape),
        percent(score.week_error),
        str(score.origins),
    )
