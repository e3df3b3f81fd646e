"""The least number of servers for a set of goals, with the goal that binds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from solver.queueing.erlang_a_search import a_required_rows
from solver.queueing.erlang_c_kernels import c_required_rows
from solver.queueing.goals import (
    GOAL_NAMES,
    SL_VARIANTS,
    Goals,
    ServersRequired,
    answered,
    load_argument,
)
from solver.queueing.rows import Array

__all__ = ["GOAL_NAMES", "SL_VARIANTS", "ServersRequired", "servers_required"]


def servers_required(
    load_erl: ArrayLike,
    aht_s: ArrayLike,
    *,
    sl_target: ArrayLike | None = None,
    answer_s: ArrayLike | None = None,
    sl_variant: str = "answered_over_offered",
    asa_s: ArrayLike | None = None,
    abandon_max: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    min_servers: ArrayLike = 0,
    patience_s: ArrayLike | None = None,
) -> ServersRequired:
    """Least servers for any set of goals; `None` or NaN is no goal.

    Rows with a finite `patience_s` use Erlang A, the others Erlang C, which also needs n > A.
    Without load the answer is `min_servers`. With Erlang C the occupancy's share is exact
    (A / max_occupancy), so `fractional` is never below the load. Raises `InvalidInputError` for
    values out of range, a service level without its threshold, an abandonment goal without
    patience, and a goal beyond what doubles can resolve; `ValueError` for an unknown variant.
    """
    goals = Goals(
        sl_target=sl_target,
        answer_s=answer_s,
        sl_variant=sl_variant,
        asa_s=asa_s,
        abandon_max=abandon_max,
        max_occupancy=max_occupancy,
        min_servers=min_servers,
        patience_s=patience_s,
    )
    shape, rows = goals.rows("servers_required", load_argument("load_erl", load_erl), aht_s)
    return answered("servers_required", shape, rows, _solve(rows))


def _solve(rows: Array) -> Array:
    out = np.empty((3, rows.shape[1]))
    patient = np.isinf(rows[7])
    if patient.all():
        c_required_rows(rows[:7], out)
        return out
    for mask, run in ((patient, c_required_rows), (~patient, a_required_rows)):
        part = np.empty((3, int(mask.sum())))
        run(np.ascontiguousarray(rows[:, mask]), part)
        out[:, mask] = part
    return out
