"""Rounding cuts: agents are whole, so a fractional target is missed on one side or the other.

For a set S of queues let N be the agents on queue of the groups that serve any of S, D the
target of S with fraction r = D - floor(D). Shortage u(S) >= D - N with N whole gives

    u(S) >= r (ceil(D) - N),                      where no proficiency in S is above 1,

and with M the agents of the groups that serve nothing but S, all fully proficient, surplus
o(S) >= M - D gives  o(S) >= (1 - r) (M - floor(D)).  (Mixed-integer rounding; Nemhauser and
Wolsey, 1990.) Every roster of named agents meets both, a fractional one need not: without them
the bound of a small site is that of a site whose agents can be halved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.sparse_model import SparseModel

LEAST_FRACTION = 0.05


def add_rounding_cuts(
    model: SparseModel,
    target: NDArray[np.float64],
    proficiency: NDArray[np.float64],
    flow: dict[tuple[int, int], NDArray[np.int64]],
    short: NDArray[np.int64],
    over: NDArray[np.int64],
) -> None:
    """Rows for the intervals of `target` (Q, t).

    `flow[g, q]` are the columns (t,) of group g on queue q, `short` (2, Q, t) and `over` (Q, t)
    those of shortage and surplus.
    """
    for queues in _queue_sets(len(target)):
        inside = np.zeros(len(target), dtype=bool)
        inside[list(queues)] = True
        demand = target[inside].sum(axis=0)
        fraction = demand - np.floor(demand)
        _short_cut(model, demand, fraction, proficiency, flow, short[:, inside], inside)
        _over_cut(model, demand, fraction, proficiency, flow, over[inside], inside)


def _queue_sets(queues: int) -> list[tuple[int, ...]]:
    """Each queue alone and all together: four fifths of what all sets of four queues give, at a
    third of their time."""
    alone: list[tuple[int, ...]] = [(queue,) for queue in range(queues)]
    return alone if queues == 1 else [*alone, tuple(range(queues))]


def _short_cut(
    model: SparseModel,
    demand: NDArray[np.float64],
    fraction: NDArray[np.float64],
    proficiency: NDArray[np.float64],
    flow: dict[tuple[int, int], NDArray[np.int64]],
    short: NDArray[np.int64],
    inside: NDArray[np.bool_],
) -> None:
    if proficiency[:, inside].max(initial=0.0) > 1.0:
        return
    times = np.flatnonzero(fraction > LEAST_FRACTION)
    rows = model.add_rows(fraction[times] * np.ceil(demand[times]), np.inf, len(times))
    for columns in short.reshape(-1, short.shape[-1]):
        model.add_entries(rows, columns[times], 1.0)
    serving = np.asarray((proficiency[:, inside] > 0).any(axis=1))
    for (group, _), columns in flow.items():
        if serving[group]:
            model.add_entries(rows, columns[times], fraction[times])


def _over_cut(
    model: SparseModel,
    demand: NDArray[np.float64],
    fraction: NDArray[np.float64],
    proficiency: NDArray[np.float64],
    flow: dict[tuple[int, int], NDArray[np.int64]],
    over: NDArray[np.int64],
    inside: NDArray[np.bool_],
) -> None:
    skilled = proficiency > 0
    captive = np.asarray(skilled.any(axis=1) & ~skilled[:, ~inside].any(axis=1))
    full = np.where(skilled, proficiency, 1.0)[:, inside].min(axis=1) >= 1.0
    captive = np.asarray(captive & full)
    if not captive.any():
        return
    times = np.flatnonzero((fraction < 1 - LEAST_FRACTION) & (demand > 0))
    spare = 1.0 - fraction[times]
    rows = model.add_rows(-spare * np.floor(demand[times]), np.inf, len(times))
    for columns in over:
        model.add_entries(rows, columns[times], 1.0)
    for (group, _), columns in flow.items():
        if captive[group]:
            model.add_entries(rows, columns[times], -spare)
