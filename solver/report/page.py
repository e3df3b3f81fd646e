"""report.html: one page that needs no network, built from the same figures as the files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from string import Template
from typing import Any

from solver.plan_result import PlanResult
from solver.report.changes import changes_card
from solver.report.chart import Chart
from solver.report.demand_charts import (
    cost_chart,
    forecast_chart,
    history_grid,
    local_axis,
    share_chart,
)
from solver.report.document import plain_json
from solver.report.gantt import gantt_chart
from solver.report.headline import Headline, QueueService
from solver.report.markup import UNKNOWN, amount, card, count_of, esc, money, percent, tile
from solver.report.page_tables import (
    methods_card,
    service_table,
    site_table,
    split_cost_table,
    unmet_card,
)
from solver.report.requirements_view import method_card, requirements_chart
from solver.report.staff_charts import coverage_chart, net_chart
from solver.report.violations import broken_rules, violations_card


def page_html(result: PlanResult, headline: Headline, planned: Headline | None = None) -> str:
    """The whole page: style, figures, charts and plotly's script inlined; user text escaped.

    `planned` are the figures of the plan that the schedule was edited from: the page then shows
    both.
    """
    from plotly.offline import get_plotlyjs

    charts = [chart for chart in _charts(result) if chart.variants]
    history = local_axis(history_grid(result.grid))
    axes = {"horizon": local_axis(result.grid), "history": history}
    center = result.planning.center
    first, last = result.grid.days[0], result.grid.days[-1]
    return Template(_asset("page.html")).substitute(
        title=esc(f"{center.name}: staffing plan"),
        name=esc(center.name),
        period=esc(f"{first.day} {first:%B} to {last.day} {last:%B %Y}"),
        weeks=_weeks(result.grid.n_days // 7),
        zone=esc(center.time_zone),
        style=_asset("page.css"),
        tiles=_tiles(headline, center.currency),
        sections=(
            violations_card(broken_rules(result))
            + ("" if planned is None else changes_card(headline, planned, center.currency))
            + _sections(result, headline, {chart.key: chart for chart in charts})
        ),
        versions=esc(_versions(result)),
        charts=script_json({"axes": axes, "charts": [chart.document() for chart in charts]}),
        plotly=get_plotlyjs(),
        script=_asset("page.js"),
    )


def script_json(value: Any) -> str:
    """JSON that may stand inside a script element: no text in it can close the element."""
    text = json.dumps(plain_json(value), allow_nan=False, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _asset(name: str) -> str:
    return resources.files("solver.report").joinpath("assets", name).read_text(encoding="utf-8")


def _charts(result: PlanResult) -> tuple[Chart, ...]:
    return (
        requirements_chart(result),
        coverage_chart(result),
        net_chart(result),
        gantt_chart(result),
        forecast_chart(result),
        share_chart(result),
        cost_chart(result),
    )


def _tiles(headline: Headline, currency: str) -> str:
    lowest = _lowest(headline.services)
    short = sum(site.short_agent_hours for site in headline.sites)
    tiles = [
        tile(
            "Service level promised",
            percent(None if lowest is None else lowest.promised),
            "no queue has one" if lowest is None else f"{lowest.queue}: {lowest.goal}",
        ),
        tile(
            "Cost",
            f"{money(headline.cost)} {currency}",
            f"wages {money(headline.wages)} + vendors {money(headline.vendor_cost)}",
        ),
        tile(
            "Scheduled staff", f"{amount(headline.fte)} FTE", f"{amount(short)} agent-hours short"
        ),
        _gap_tile(headline),
        tile(
            "Contacts unserved",
            amount(headline.unserved, 0),
            f"of {amount(headline.contacts, 0)} forecast",
            "" if headline.unserved < 0.5 else "warn",
        ),
        _audit_tile(headline),
    ]
    return "".join(tiles)


def _gap_tile(headline: Headline) -> str:
    if headline.gap is None:
        return tile("Gap to the bound", UNKNOWN, "no bound is proven for this schedule")
    above = percent(headline.gap_above_floor)
    return tile(
        "Gap to the bound", percent(headline.gap, 2), f"{above} of the cost above the labour floor"
    )


def _audit_tile(headline: Headline) -> str:
    broken = sum(site.violations for site in headline.sites if site.solved)
    unsolved = [site.site for site in headline.sites if not site.solved]
    if broken:
        return tile("Audit", "failed", count_of(broken), "bad")
    if unsolved:
        return tile("Audit", "no schedule", f"nothing to audit at {', '.join(unsolved)}", "warn")
    return tile("Audit", "passed", "every hard rule and the cost recomputed", "good")


def _weeks(count: int) -> str:
    return "1 week" if count == 1 else f"{count} weeks"


def _lowest(services: Sequence[QueueService]) -> QueueService | None:
    """The queue that stands worst against its goal."""
    known = [s for s in services if s.promised is not None]
    return min(known, key=lambda s: (s.promised or 0.0) - (s.target or 0.0), default=None)


def _sections(result: PlanResult, headline: Headline, charts: dict[str, Chart]) -> str:
    def drawn(key: str, below: str = "") -> str:
        return _chart_card(charts[key], below) if key in charts else ""

    currency = result.planning.center.currency
    return "".join(
        (
            card(
                "service",
                "Service",
                "What every queue is promised, and what the schedule holds.",
                service_table(headline),
            ),
            drawn("requirements"),
            method_card(result),
            drawn("coverage"),
            drawn("net"),
            unmet_card(result),
            drawn("gantt"),
            drawn("forecast"),
            methods_card(result),
            f"<div class=pair>{drawn('shares')}{drawn('split-cost')}</div>",
            card(
                "split",
                "The split in figures",
                "Contacts, productive hours and cost by site.",
                split_cost_table(result),
                "Split",
            ),
            card(
                "quality",
                "Schedule, bound and audit",
                "What the schedule costs, how far it can be from the best one, and the audit.",
                site_table(headline, currency),
                "Bound and audit",
            ),
        )
    )


def _chart_card(chart: Chart, below: str) -> str:
    body = (
        f'<div class=controls data-for="{esc(chart.key)}" data-choice="{esc(chart.choice)}"></div>'
        f'<div class=chart id="chart-{esc(chart.key)}" role=img aria-label="{esc(chart.title)}"'
        f' style="min-height:{chart.height}px"></div>'
        f"<p class=source>{esc(chart.source)}</p>{below}"
    )
    return card(chart.key, chart.title, chart.lede, body, chart.short)


def _versions(result: PlanResult) -> str:
    parts = (time for name, time in result.seconds.items() if name != "total")
    seconds = result.seconds.get("total", sum(parts))
    seeds = {one.report.seed for one in result.schedules if one.report.seed is not None}
    seed = ", ".join(str(seed) for seed in sorted(seeds)) or UNKNOWN
    versions = result.schedules[0].report.versions if result.schedules else {}
    packages = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"Computed in {seconds:.0f} s, seed {seed}. {packages}"
