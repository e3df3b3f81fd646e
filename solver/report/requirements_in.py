"""Requirements read back from requirements.csv and plan.json."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from solver.report.filler import Filler
from solver.report.rows import (
    Findings,
    Row,
    parse_amount,
    parse_number,
    parse_number_or_nan,
)
from solver.requirements.result import (
    BINDING_GOALS,
    Backlog,
    QueueMethod,
    Requirements,
    ServiceLevels,
)
from solver.timegrid import TimeGrid

REQUIREMENTS_COLUMNS = (
    "site,queue,start,volume,aht_s,load_erl,required,fractional,required_gross,rostered,"
    "to_schedule,risk_agents,in_office,out_office,binding,model,load,uncertainty,sl_variant,"
    "service_level,asa_s,occupancy,p_abandon,waiting_contacts,oldest_hours"
)
_AMOUNTS = (
    "volume",
    "load_erl",
    "required",
    "fractional",
    "required_gross",
    "rostered",
    "to_schedule",
    "in_office",
    "out_office",
)
_HOW = ("model", "load", "sl_variant", "uncertainty")


def stored_requirements(
    stored: Mapping[str, Any],
    rows: Sequence[Row],
    queues: Sequence[str],
    grid: TimeGrid,
    findings: Findings,
) -> Requirements:
    """One site's requirements as its rows say; what cannot be read goes to `findings`.

    `stored` is the site's entry in plan.json.
    """
    found = Filler(rows, queues, grid, findings)
    found.demand_all("requirements.csv", f"site {stored['site']}")
    amounts = {name: found.numbers(name, 0.0, parse_amount) for name in _AMOUNTS}
    held = [
        found.numbers(name, math.nan, parse_number_or_nan)
        for name in ("service_level", "asa_s", "occupancy", "p_abandon")
    ]
    waiting = [
        found.numbers(name, math.nan, parse_number_or_nan)
        for name in ("waiting_contacts", "oldest_hours")
    ]
    goals = f"one of {', '.join(BINDING_GOALS)}"
    return Requirements(
        site=str(stored["site"]),
        queues=tuple(queues),
        grid=grid,
        aht_s=found.numbers("aht_s", math.nan, parse_number_or_nan),
        binding=found.numbers("binding", 0.0, _goal, goals).astype(np.int64),
        risk_agents=found.numbers("risk_agents", 0.0, parse_number),
        promised=ServiceLevels(*held),
        backlog=Backlog(*waiting),
        methods=_methods(rows, queues),
        messages=tuple(stored["messages"]),
        seconds=float(stored["seconds"]),
        input_hash=str(stored["input_hash"]),
        **amounts,
    )


def _methods(rows: Sequence[Row], queues: Sequence[str]) -> tuple[QueueMethod, ...]:
    """How each queue was staffed, by its first row."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.cells["queue"], row)
    cells = [first[queue].cells if queue in first else {} for queue in queues]
    return tuple(QueueMethod(*(one.get(name, "") for name in _HOW)) for one in cells)


def _goal(name: str) -> float:
    """Index of a binding goal; raises `ValueError` for an unknown one."""
    return float(BINDING_GOALS.index(name))
