"""Charts of the people side: required against scheduled, and the heat map of net staffing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.domain import WEEKDAYS
from solver.plan_result import PlanResult, SiteCoverage
from solver.report.chart import (
    DATE_AXIS,
    REQUIRED,
    SCHEDULED,
    TARGET_FILL,
    TARGET_LINE,
    Chart,
    Trace,
    Variant,
    numbers,
    safe,
)
from solver.report.demand_charts import blanked, week_spans

ALL_QUEUES = "all queues"
_DIVERGING = [
    [0.0, "#9c3f1e"],
    [0.25, "#dd9a77"],
    [0.5, "#f7f5f0"],
    [0.75, "#7fb2c0"],
    [1.0, "#0b5a6d"],
]


def label_of(result: PlanResult, site: str, part: str) -> str:
    """A selector's text; the site is named only where there are several."""
    return part if len(result.coverage) == 1 else f"{site} · {part}"


def coverage_chart(result: PlanResult) -> Chart:
    """Agents to schedule, agents scheduled and on-queue need over the horizon."""
    variants = []
    for one in result.coverage:
        whole = (one.required.sum(axis=0), one.target.sum(axis=0), one.scheduled.sum(axis=0))
        label = label_of(result, one.site, ALL_QUEUES)
        variants.append(Variant(label, _coverage_traces(*whole)))
        for q, queue in enumerate(one.queues):
            part = (one.required[q], one.target[q], one.scheduled[q])
            variants.append(Variant(label_of(result, one.site, queue), _coverage_traces(*part)))
    return Chart(
        "coverage",
        "Required against scheduled",
        "Agents on queue in every interval: the target that the plan aims at, and what the"
        " schedule delivers.",
        "Source: coverage.csv. Target = required / (1 − in-office shrinkage) / presence;"
        " required = the fewest agents that hold the service goal; scheduled = agents on the"
        " queue by the split sheet of plan.xlsx, weighted by proficiency, mean of the interval.",
        "Queue",
        tuple(variants),
        {
            "xaxis": DATE_AXIS,
            "yaxis": {"title": {"text": "agents"}, "rangemode": "tozero"},
        },
        week_spans(result.grid),
        height=380,
        short="Coverage",
        narrow_span=1,
    )


def _coverage_traces(
    required: NDArray[np.float64], target: NDArray[np.float64], scheduled: NDArray[np.float64]
) -> tuple[Trace, ...]:
    step = {"type": "scatter", "mode": "lines", "x": "@horizon"}
    idle = (target <= 0) & (scheduled <= 0)
    area = {"color": TARGET_LINE, "width": 1, "shape": "hv"}
    return (
        {
            **step,
            "y": numbers(blanked(target, idle)),
            "name": "target",
            "line": area,
            "fill": "tozeroy",
            "fillcolor": TARGET_FILL,
        },
        {
            **step,
            "y": numbers(blanked(required, idle)),
            "name": "required on queue",
            "line": {"color": REQUIRED, "width": 1, "dash": "dot", "shape": "hv"},
        },
        {
            **step,
            "y": numbers(blanked(scheduled, idle)),
            "name": "scheduled",
            "line": {"color": SCHEDULED, "width": 1.4, "shape": "hv"},
        },
    )


def net_chart(result: PlanResult) -> Chart:
    """Mean net staffing by weekday and interval of the day."""
    variants = []
    for one in result.coverage:
        is_open = _open(result, one)
        label = label_of(result, one.site, ALL_QUEUES)
        variants.append(
            _net_variant(result, one, label, one.net.sum(axis=0), np.logical_or.reduce(is_open))
        )
        for q, queue in enumerate(one.queues):
            label = label_of(result, one.site, queue)
            variants.append(_net_variant(result, one, label, one.net[q], is_open[q]))
    return Chart(
        "net",
        "Net staffing through the week",
        "Mean of scheduled − target by weekday and time: blue has agents to spare, rust is short.",
        "Source: coverage.csv; net = scheduled − target, mean over the weeks of the horizon."
        " Blank where closed. All queues together may hide a shortage of one: choose it to see.",
        "Queue",
        tuple(variants),
        {
            "xaxis": {"type": "category", "showgrid": False, "fixedrange": True},
            "yaxis": {"autorange": "reversed", "showgrid": False, "fixedrange": True},
            "hovermode": "closest",
            "margin": {"t": 8},
        },
        height=300,
        short="Net staffing",
    )


def _open(result: PlanResult, one: SiteCoverage) -> NDArray[np.bool_]:
    is_open = (one.target > 0) | (one.scheduled > 0)
    forecast = result.forecast
    if forecast.grid == one.grid:
        for q, queue in enumerate(one.queues):
            if queue in forecast.queues and one.target[q].any():
                is_open[q] |= forecast.open[forecast.queues.index(queue)]
    return is_open


def _net_variant(
    result: PlanResult,
    one: SiteCoverage,
    label: str,
    net: NDArray[np.float64],
    is_open: NDArray[np.bool_],
) -> Variant:
    grid = one.grid
    first = result.planning.center.week_start
    row = (grid.weekday[grid.day_of] - first) % 7
    column = grid.minute_of_day // grid.interval_minutes
    shape = (7, 1440 // grid.interval_minutes)
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, (row[is_open], column[is_open]), net[is_open])
    np.add.at(count, (row[is_open], column[is_open]), 1)
    mean = np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)
    used = np.flatnonzero(count.any(axis=0))
    columns = range(int(used[0]), int(used[-1]) + 1) if used.size else range(0)
    clocks = [_clock(c * grid.interval_minutes) for c in columns]
    known = np.abs(mean[np.isfinite(mean)])
    limit = max(1.0, float(np.quantile(known, 0.98))) if known.size else 1.0
    trace = {
        "type": "heatmap",
        "x": clocks,
        "y": [WEEKDAYS[(first + day) % 7] for day in range(7)],
        "z": [numbers(mean[day, columns.start : columns.stop], 2) for day in range(7)],
        "colorscale": _DIVERGING,
        "zmid": 0,
        "zmin": -limit,
        "zmax": limit,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertemplate": "%{y} %{x}: %{z:+.2f} agents<extra>" + safe(label) + "</extra>",
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "tickformat": "+~g",
        },
    }
    hours = [clock for clock in clocks if clock.endswith(":00") and int(clock[:2]) % 2 == 0]
    return Variant(label, (trace,), {"xaxis": {"tickvals": hours, "tickangle": 0}})


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
