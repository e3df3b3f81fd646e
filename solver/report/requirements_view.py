"""The page's view of the requirements: how each queue was staffed, and what bound when."""

from __future__ import annotations

import numpy as np

from solver.plan_result import PlanResult
from solver.report.chart import DATE_AXIS, INK, Chart, Trace, Variant, numbers, safe
from solver.report.demand_charts import week_spans
from solver.report.markup import amount, card, html_table, percent
from solver.requirements.result import BINDING_GOALS, Requirements

_CLOSED = BINDING_GOALS.index("closed")
_WORDS = {
    "service_level": "service level",
    "asa": "ASA",
    "abandonment": "abandonment",
    "occupancy": "occupancy",
    "minimum": "minimum staff",
    "workload": "response time",
}
_COLOURS = {
    "service_level": "#0f6e84",
    "asa": "#5f87b8",
    "abandonment": "#b5502c",
    "occupancy": "#d39b3d",
    "minimum": "#9db0c2",
    "workload": "#7b6aa8",
}
_MODELS = {
    "erlang_c": "Erlang C",
    "erlang_a": "Erlang A",
    "chat": "chat sessions",
    "chat_a": "chat sessions with abandonment",
    "retrial": "Erlang A with retrials",
    "backlog": "backlog by response time",
}


def requirements_chart(result: PlanResult) -> Chart:
    """Agents required in every interval, coloured by the goal that asked for the last one."""
    several = len(result.requirements) > 1
    variants = [
        Variant(
            f"{one.site} · {safe(queue)}" if several else safe(queue),
            _traces(one, q),
        )
        for one in result.requirements
        for q, queue in enumerate(one.queues)
        if one.required[q].any()
    ]
    return Chart(
        "requirements",
        "Agents required, and why",
        "On-queue agents of every interval, coloured by the goal that asked for the last of them.",
        "Source: requirements.csv, columns required, binding, model, load, sl_variant and"
        " load_erl; a queue pooled over sites shows the site's part.",
        "Queue",
        tuple(variants),
        {
            "xaxis": DATE_AXIS,
            "yaxis": {"title": {"text": "agents"}, "rangemode": "tozero"},
            "barmode": "stack",
            "bargap": 0,
        },
        week_spans(result.grid),
        height=340,
        short="Required",
        narrow_span=1,
    )


def _traces(one: Requirements, q: int) -> tuple[Trace, ...]:
    found: list[Trace] = []
    for index, goal in enumerate(BINDING_GOALS):
        bound = (one.binding[q] == index) & (one.required[q] > 0)
        if index == _CLOSED or not bound.any():
            continue
        found.append(
            {
                "type": "bar",
                "x": "@horizon",
                "y": numbers(np.where(bound, one.required[q], np.nan)),
                "name": _WORDS[goal],
                "marker": {"color": _COLOURS[goal], "line": {"width": 0}},
                "hovertemplate": f"%{{y}} agents, bound by {_WORDS[goal]}<extra></extra>",
            }
        )
    is_open = one.binding[q] != _CLOSED
    found.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": "@horizon",
            "y": numbers(np.where(is_open, one.load_erl[q], np.nan)),
            "name": "offered load, erlangs",
            "line": {"color": INK, "width": 1, "shape": "hv"},
        }
    )
    return tuple(found)


def method_card(result: PlanResult) -> str:
    """One row a site and queue: model, load, service-level variant, hours and binding goals."""
    rows = [
        (
            one.site,
            queue,
            _MODELS.get(one.methods[q].model, one.methods[q].model),
            one.methods[q].load.replace("_", " "),
            one.methods[q].uncertainty,
            one.methods[q].sl_variant.replace("_", " "),
            amount(float(one.required[q].sum()) * one.grid.interval_minutes / 60.0),
            _binding_text(one, q),
        )
        for one in result.requirements
        for q, queue in enumerate(one.queues)
        if one.required[q].any()
    ]
    table = html_table(
        (
            "Site",
            "Queue",
            "Model",
            "Load",
            "Volume",
            "Service level variant",
            "Agent-hours on queue",
            "Binding goal, share of open intervals",
        ),
        rows,
        6,
        "Source: requirements.csv. The modified offered load lags behind the volume by the AHT.",
    )
    lede = "The model behind every queue's agents, and the goal that decided them."
    return card("methods-required", "How agents were found", lede, table, "Models")


def _binding_text(one: Requirements, q: int) -> str:
    is_open = one.binding[q] != _CLOSED
    counts = np.bincount(one.binding[q][is_open], minlength=len(BINDING_GOALS))
    total = max(int(is_open.sum()), 1)
    parts = sorted(
        ((count, goal) for count, goal in zip(counts, BINDING_GOALS) if count), reverse=True
    )
    return ", ".join(f"{_WORDS[goal]} {percent(count / total, 0)}" for count, goal in parts)
