"""The service a staffing really delivers: contacts and queue followed through the opening hours."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.queueing.transient import transient_metrics
from solver.requirements.data import Array, Case
from solver.requirements.offered_load import safe_aht


def delivered_figures(case: Case, q: int, agents: Array) -> Array:
    """Service level, ASA, occupancy and abandonment of queue `q`, (4, T), interval by interval.

    M(t)/M/n(t)+M: each stretch of opening hours starts empty, one that has begun before the grid
    in the steady state of its first interval if it has one not far off. What waits at the closing
    is not carried to the next opening. Contacts abandon where their patience is known.
    """
    queue, load = case.goals[q], case.load
    figures = np.full((4, agents.size), np.nan)
    slots = queue.sessions_per_agent
    servers, aht = agents * slots, safe_aht(case, q)
    patience = np.inf if queue.patience_s is None else queue.patience_s
    for first, last in _open_stretches(case, q):
        part = slice(first, last)
        found = transient_metrics(
            servers[part],
            load.volume[q, part] / case.interval_s,
            aht[part],
            case.interval_s,
            queue.sl_seconds or 0.0,
            patience,
            _start(servers[first], load.volume[q, first] * aht[first] / case.interval_s, patience)
            if first == 0
            else 0.0,
        )
        level = found.service_level(queue.sl_variant.value)
        lost = found.p_abandon if queue.patience_s is not None else np.full(level.shape, np.nan)
        figures[:, part] = np.stack([level, found.asa_s, found.occupancy, lost])
    figures[:, load.volume[q] <= 0] = np.nan
    if queue.sl_seconds is None:
        figures[0] = np.nan
    return figures


def _start(servers: float, load_erl: float, patience_s: float) -> str | float:
    # Close to the load the steady state is too wide to start from.
    stable = np.isfinite(patience_s) or load_erl < 0.999 * servers
    return "stationary" if stable else 0.0


def _open_stretches(case: Case, q: int) -> Iterator[tuple[int, int]]:
    """First interval, and the one behind the last, of each open stretch that has volume."""
    edges = np.flatnonzero(np.diff(case.load.open[q].astype(np.int8), prepend=0, append=0))
    for first, last in edges.reshape(-1, 2):
        if (case.load.volume[q, first:last] > 0).any():
            yield int(first), int(last)
