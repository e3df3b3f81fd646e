"""A staffing as typed on the command line, and what it holds as a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import typer
from numpy.typing import NDArray

from solver.cli.summary import percent
from solver.domain import Queue
from solver.errors import InvalidInputError, Issue
from solver.report.headline import goal_text
from solver.report.table import Cell, Table, interval_starts, rounded, table_of
from solver.requirements import RequirementsParams, WhatIf, require, spread_agents, what_if
from solver.requirements.data import Load

Array = NDArray[np.float64]

_FORMS = "agents=30, agents=billing:12,tech:8, agents=90% or hours=1200"


@dataclass(frozen=True)
class Staffing:
    """`kind` total, share, hours or by_queue; the amount, or the amount of each queue."""

    kind: str
    amount: float = 0.0
    by_queue: tuple[tuple[str, float], ...] = ()


def parse_what_if(text: str) -> Staffing:
    """The staffing of `agents=...` or `hours=...`; raises `InvalidInputError`."""
    key, _, value = text.partition("=")
    key, value = key.strip().lower(), value.strip()
    if key not in ("agents", "hours") or not value:
        raise _refusal(text)
    if key == "hours":
        return Staffing("hours", _amount(value, text))
    if value.endswith("%"):
        return Staffing("share", _amount(value[:-1], text) / 100.0)
    if ":" in value:
        pairs = [part.rpartition(":") for part in value.split(",")]
        named = tuple((name.strip(), _amount(amount, text)) for name, _, amount in pairs)
        return Staffing("by_queue", by_queue=named)
    return Staffing("total", _amount(value, text))


def _amount(value: str, text: str) -> float:
    try:
        amount = float(value)
    except ValueError:
        raise _refusal(text) from None
    if not (math.isfinite(amount) and amount >= 0):
        raise _refusal(text)
    return amount


def _refusal(text: str) -> InvalidInputError:
    issue = Issue("command line", "cannot be read", None, "--what-if", text, _FORMS)
    return InvalidInputError([issue])


def staffed_agents(
    load: Load, goals: Sequence[Queue], params: RequirementsParams, staffing: Staffing
) -> Array:
    """Agents on queue (Q, T). A total, a share and a budget of hours are divided over queues (and
    hours over intervals) in proportion to the requirement.
    """
    if staffing.kind == "by_queue":
        return _named_agents(load, staffing)
    needed = require(load, goals, params).required
    if staffing.kind == "share":
        return needed * staffing.amount
    if staffing.kind == "hours":
        return spread_agents(needed, staffing.amount, load.grid.interval_minutes / 60.0)
    total = needed.sum(axis=0)
    part = np.divide(needed, total, out=np.zeros_like(needed), where=total > 0)
    agents: Array = part * staffing.amount
    return agents


def _named_agents(load: Load, staffing: Staffing) -> Array:
    agents = np.zeros(load.volume.shape)
    for name, amount in staffing.by_queue:
        if name not in load.queues:
            expected = f"one of {', '.join(load.queues)}"
            issue = Issue("command line", "unknown queue", None, "--what-if", name, expected)
            raise InvalidInputError([issue])
        q = load.queues.index(name)
        agents[q] = np.where(load.open[q], amount, 0.0)
    return agents


def print_answer(
    load: Load, goals: Sequence[Queue], params: RequirementsParams, text: str
) -> WhatIf:
    """What the staffing holds, a line a queue."""
    from rich.console import Console
    from rich.table import Table as Drawn

    staffing = parse_what_if(text)
    answer = what_if(load, goals, staffed_agents(load, goals, params, staffing), params)
    drawn = Drawn(title=f"What if {text}", title_justify="left")
    drawn.add_column("queue")
    drawn.add_column("goal")
    for name in (
        "agent-hours", "service level", "worst interval", "ASA s", "abandoned", "occupancy",
        "intervals that hold", "largest volume", "of forecast",
    ):  # fmt: skip
        drawn.add_column(name, justify="right")
    by_name = {queue.queue: queue for queue in goals}
    for q, name in enumerate(load.queues):
        drawn.add_row(name, goal_text(by_name[name]), *_line(load, answer, q))
    Console(width=None if Console().is_terminal else 160).print(drawn)
    typer.echo(
        f"{params.evaluation} evaluation; means are weighted by volume. Largest volume: contacts"
        " a day that this staffing carries with every goal held in every interval."
    )
    return answer


def _line(load: Load, answer: WhatIf, q: int) -> Iterator[str]:
    hours = float(answer.agents[q].sum()) * load.grid.interval_minutes / 60.0
    yield f"{hours:,.1f}"
    volume, service = load.volume[q], answer.service
    level = service.service_level[q]
    known = np.isfinite(level) & (volume > 0)
    yield percent(_mean(level, volume))
    yield percent(float(level[known].min()) if known.any() else None)
    asa = _mean(service.asa_s[q], volume)
    yield "–" if asa is None else f"{asa:,.1f}"
    yield percent(_mean(service.p_abandon[q], volume))
    yield percent(_mean(service.occupancy[q], volume))
    at = np.isfinite(answer.largest_volume[q])
    yield percent(float(answer.holds[q, at].mean()) if at.any() else None)
    carried, offered = float(answer.largest_volume[q, at].sum()), float(volume[at].sum())
    yield f"{carried / load.grid.n_days:,.0f}" if at.any() else "–"
    yield percent(carried / offered if offered > 0 else None)


def _mean(values: Array, volume: Array) -> float | None:
    known = ~np.isnan(values) & (volume > 0)
    if not known.any():
        return None
    return float(np.average(values[known], weights=volume[known]))


def what_if_table(load: Load, answer: WhatIf) -> Table:
    """One row a queue and interval."""
    return table_of(
        "what_if",
        "queue,start,volume,agents,service_level,asa_s,p_abandon,occupancy,largest_volume,holds",
        _rows(load, answer),
    )


def _rows(load: Load, answer: WhatIf) -> Iterator[tuple[Cell, ...]]:
    starts, service = interval_starts(load.grid), answer.service
    for q, queue in enumerate(load.queues):
        for t, start in enumerate(starts):
            yield (
                queue,
                start,
                rounded(load.volume[q, t], 4),
                rounded(answer.agents[q, t], 4),
                rounded(service.service_level[q, t], 4),
                rounded(service.asa_s[q, t], 2),
                rounded(service.p_abandon[q, t], 4),
                rounded(service.occupancy[q, t], 4),
                rounded(answer.largest_volume[q, t], 4),
                bool(answer.holds[q, t]),
            )
