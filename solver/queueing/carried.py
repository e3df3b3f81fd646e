"""The largest load that a number of servers carries: the inverse of `servers_required`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.queueing.carried_kernels import carried_rows
from solver.queueing.goals import FIGURES, Goals
from solver.queueing.rows import MAX_LOAD_ERL, Array, non_negative


@dataclass(frozen=True)
class LoadCarried:
    """Answers of each row: the load, and the index in `GOAL_NAMES` of the goal that stops it."""

    load_erl: NDArray[np.float64]
    binding: NDArray[np.int64]


def load_carried(
    servers: ArrayLike,
    aht_s: ArrayLike,
    *,
    sl_target: ArrayLike | None = None,
    answer_s: ArrayLike | None = None,
    sl_variant: str = "answered_over_offered",
    asa_s: ArrayLike | None = None,
    abandon_max: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    patience_s: ArrayLike | None = None,
) -> LoadCarried:
    """Largest offered load, to 1e-10 of it, at which `servers` meet every goal.

    Contacts an interval are load x interval / AHT. Every figure gets worse with the load, so the
    goals hold at all lower loads and `servers_required` of the answer is `servers`. Rows with a
    finite `patience_s` use Erlang A, the others Erlang C, whose load stays below n (named
    occupancy). No servers carry nothing; a load that no goal stops up to `MAX_LOAD_ERL` is
    infinite with goal none. A fraction between n and n + 1 carries the linear interpolation of
    the two loads, with the goal of n + 1. Raises `InvalidInputError` and `ValueError` as
    `servers_required` does.
    """
    goals = Goals(
        sl_target=sl_target,
        answer_s=answer_s,
        sl_variant=sl_variant,
        asa_s=asa_s,
        abandon_max=abandon_max,
        max_occupancy=max_occupancy,
        patience_s=patience_s,
    )
    amount = non_negative("servers", servers, MAX_LOAD_ERL)
    shape, rows = goals.rows("load_carried", amount, aht_s)
    below = np.floor(rows[0])
    share = rows[0] - below
    load, goal = _whole(rows, below)
    between = np.flatnonzero(share > 0.0)
    if between.size:
        more, goal[between] = _whole(rows[:, between], below[between] + 1.0)
        load[between] += share[between] * (more - load[between])
    return LoadCarried(load.reshape(shape), goal.astype(np.int64).reshape(shape))


def _whole(rows: Array, servers: Array) -> tuple[Array, Array]:
    out = np.empty((2, servers.size))
    whole = np.concatenate([servers[None], rows[1:FIGURES]])
    carried_rows(np.ascontiguousarray(whole), out)
    return out[0], out[1]
