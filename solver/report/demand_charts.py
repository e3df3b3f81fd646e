"""Charts of the demand side: the forecast with its band, and the vendor split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from solver.forecast.result import Forecast
from solver.plan_result import PlanResult
from solver.report.chart import (
    BAND,
    DATE_AXIS,
    REQUIRED,
    SCHEDULED,
    SITES,
    Chart,
    Span,
    Trace,
    Variant,
    numbers,
    safe,
)
from solver.timegrid import TimeGrid

HISTORY_DAYS = 14


def local_axis(grid: TimeGrid) -> list[str]:
    """Wall-clock starts of the grid's intervals, as plotly's date axis reads them."""
    return [f"{grid.local(i):%Y-%m-%d %H:%M}" for i in range(grid.n_intervals)]


def blanked(values: NDArray[np.float64], idle: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The values with gaps where nothing happens; the edges of a gap stay, to close the line."""
    after, before = np.roll(idle, -1), np.roll(idle, 1)
    after[-1] = before[0] = True
    return np.where(idle & after & before, np.nan, values)


def week_spans(grid: TimeGrid) -> tuple[Span, ...]:
    """The whole horizon, then its weeks."""
    spans = [Span("All weeks", f"{grid.day(0)}", f"{grid.day(grid.n_days)}")]
    for first in range(0, grid.n_days, 7) if grid.n_days > 7 else ():
        start, end = grid.day(first), grid.day(min(first + 7, grid.n_days))
        spans.append(Span(f"Week of {start.day} {start:%b}", f"{start}", f"{end}"))
    return tuple(spans)


def forecast_chart(result: PlanResult) -> Chart:
    """Mean and band per queue on the horizon, with the last days of history before it."""
    forecast = result.forecast
    past = recent_history(result)
    variants = tuple(
        Variant(queue, tuple(_forecast_traces(forecast, q, past.get(queue, ()))))
        for q, queue in enumerate(forecast.queues)
    )
    first, last = forecast.grid.day(0), forecast.grid.day(forecast.grid.n_days)
    week = timedelta(days=7)
    spans = week_spans(forecast.grid)
    source = "Source: forecast.csv (offered_mean, quantiles)"
    if past:
        spans = (
            Span("Last week and next", f"{first - week}", f"{first + week}"),
            Span("History and horizon", f"{first - timedelta(days=HISTORY_DAYS)}", f"{last}"),
            *spans[1:],
        )
        source += f" and the last {HISTORY_DAYS} days of history.csv"
    low, high = _band(forecast)
    source += ". Every interval's own band: the sum of bands is not the band of a sum."
    if low is not None and high is not None:
        share = 100 * (forecast.levels[high] - forecast.levels[low])
        source += f" The band is meant to hold {share:.0f} % of the intervals."
    return Chart(
        "forecast",
        "Forecast",
        f"Contacts offered in each interval: {'what came before, and ' if past else ''}what is"
        " expected.",
        source,
        "Queue",
        variants,
        {
            "xaxis": DATE_AXIS,
            "yaxis": {"title": {"text": "contacts per interval"}, "rangemode": "tozero"},
        },
        spans,
    )


def history_grid(horizon: TimeGrid) -> TimeGrid:
    """The days of history that the forecast's chart shows."""
    first = horizon.first_day - timedelta(days=HISTORY_DAYS)
    return TimeGrid(horizon.time_zone, horizon.interval_minutes, first, HISTORY_DAYS)


def recent_history(result: PlanResult) -> dict[str, list[float | None]]:
    """Contacts offered by queue on `history_grid`, `None` where the history has no row."""
    grid = history_grid(result.forecast.grid)
    found: dict[str, list[float | None]] = {}
    for row in result.planning.history:
        if grid.start <= row.start < grid.end:
            index = (row.start - grid.start) // timedelta(minutes=grid.interval_minutes)
            values = found.setdefault(row.queue, [None] * grid.n_intervals)
            values[index] = (values[index] or 0.0) + row.offered
    return found


def _band(forecast: Forecast) -> tuple[int | None, int | None]:
    """Level indices nearest to 10 % and 90 %, where they lie on both sides of the median."""
    levels = np.array(forecast.levels)
    if not (levels < 0.5).any() or not (levels > 0.5).any():
        return None, None
    return int(np.abs(levels - 0.1).argmin()), int(np.abs(levels - 0.9).argmin())


def _forecast_traces(forecast: Forecast, q: int, past: Sequence[float | None]) -> list[Trace]:
    line: Trace = {"type": "scatter", "mode": "lines", "x": "@horizon"}
    is_open = forecast.open[q]
    mean = blanked(np.where(is_open, forecast.mean[q], 0.0), ~is_open)
    traces: list[Trace] = []
    low, high = _band(forecast)
    if low is not None and high is not None:
        edge = {**line, "line": {"width": 0}, "hoverinfo": "skip", "legendgroup": "band"}
        lower, upper = (numbers(forecast.quantiles[level, q]) for level in (low, high))
        names = [f"{100 * forecast.levels[level]:g}" for level in (low, high)]
        traces.append({**edge, "y": lower, "showlegend": False})
        name = f"{names[0]}–{names[1]} % band"
        traces.append({**edge, "y": upper, "fill": "tonexty", "fillcolor": BAND, "name": name})
    if past:
        style = {"color": "#8296a8", "width": 1}
        traces.append({**line, "x": "@history", "y": list(past), "name": "history", "line": style})
    if not np.allclose(forecast.statistical_mean[q], forecast.mean[q], equal_nan=True):
        below = numbers(np.where(is_open, forecast.statistical_mean[q], np.nan))
        style = {"color": REQUIRED, "width": 1, "dash": "dot"}
        traces.append({**line, "y": below, "name": "before edits", "line": style})
    style = {"color": SCHEDULED, "width": 1.6}
    traces.append({**line, "y": numbers(mean), "name": "forecast", "line": style})
    return traces


def share_chart(result: PlanResult) -> Chart:
    """Part of each queue's contacts by site over the whole horizon, as a stacked bar."""
    allocation = result.allocation
    totals = allocation.contacts.sum(axis=2)
    unserved = allocation.unserved.sum(axis=1)
    whole = np.maximum(totals.sum(axis=1) + unserved, 1e-12)
    names = [safe(queue) for queue in allocation.queues]
    parts = [(site, totals[:, s] / whole) for s, site in enumerate(allocation.sites)]
    traces = [_share_trace(site, part, names, SITES[s % 6]) for s, (site, part) in enumerate(parts)]
    if unserved.sum() > 0:
        traces.append(_share_trace("unserved", unserved / whole, names, "#c9ced4"))
    return Chart(
        "shares",
        "Who answers what",
        "Part of every queue's contacts that each site takes over the horizon.",
        "Source: allocation.csv; share = contacts of the site / contacts of the queue.",
        "",
        (Variant("", tuple(traces)),),
        {
            "barmode": "stack",
            "margin": {"r": 24},
            "xaxis": {
                "tickformat": ".0%",
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "range": [0, 1],
                "fixedrange": True,
            },
            "yaxis": {"automargin": True, "autorange": "reversed", "fixedrange": True},
            "hovermode": "closest",
        },
        height=max(300, 110 + 40 * len(names)),
        short="Shares",
    )


def _share_trace(site: str, part: np.ndarray, queues: list[str], colour: str) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(site),
        "x": numbers(part, 4),
        "y": queues,
        "width": 0.56,
        "marker": {"color": colour},
        "hovertemplate": "%{y}: %{x:.1%}<extra>" + safe(site) + "</extra>",
    }


def cost_chart(result: PlanResult) -> Chart:
    """Cost of the split by week and site."""
    allocation = result.allocation
    weeks = [f"{week.day} {week:%b}" for week in allocation.weeks]
    currency = result.planning.center.currency
    traces = tuple(
        {
            "type": "bar",
            "name": safe(site),
            "x": weeks,
            "y": numbers(allocation.site_cost[s]),
            "width": 0.5,
            "marker": {"color": SITES[s % 6]},
            "hovertemplate": "%{x}: %{y:,.0f} " + currency + "<extra>" + safe(site) + "</extra>",
        }
        for s, site in enumerate(allocation.sites)
    )
    return Chart(
        "split-cost",
        "What the split costs",
        "Cost of each planning week by site, under the terms of its contract.",
        "Source: allocation.csv (site_cost); hourly rate × productive hours, at least the"
        " commitment, plus the fixed fee. An internal site stands here at its contract's rate;"
        " its wages come from the schedule.",
        "",
        (Variant("", traces),),
        {
            "barmode": "stack",
            "xaxis": {"type": "category", "fixedrange": True},
            "yaxis": {"title": {"text": currency}, "tickformat": ",.0f", "fixedrange": True},
            "hovermode": "closest",
        },
        height=300,
        short="Split cost",
    )
