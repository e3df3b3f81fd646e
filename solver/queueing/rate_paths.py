"""Expected service over given loads (scenarios, sampled paths), and the servers for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue
from solver.queueing.erlang import ErlangAMetrics
from solver.queueing.goal_search import Index, Search, least_servers, search_limit
from solver.queueing.goals import FIGURES, Goals, ServersRequired, answered, load_argument
from solver.queueing.mixture_kernels import path_least_rows, path_rows
from solver.queueing.rows import (
    Argument,
    Array,
    check_queue_scale,
    non_negative,
    positive,
    stack,
    whole,
)


def expected_metrics_over_paths(
    servers: ArrayLike,
    loads: ArrayLike,
    aht_s: ArrayLike,
    answer_s: ArrayLike,
    patience_s: ArrayLike = np.inf,
    *,
    weights: ArrayLike | None = None,
) -> ErlangAMetrics:
    """Expected figures when the load is one of `loads` (P, ...), of probability `weights` (P,).

    Each path is in the steady state of Erlang A, or C where `patience_s` is infinite. Shares of
    contacts are weighted by volume, `asa_s` by the answered, `occupancy` by time; under Erlang C
    an overloaded path has service level 0 and makes the mean waits infinite. The other arguments
    broadcast with the axes behind the paths. No weights are equal weights. Raises
    `InvalidInputError` for values out of range.
    """
    function = "expected_metrics_over_paths"
    paths, chance = _paths(function, loads, weights)
    arguments = [
        whole("servers", servers),
        load_argument("loads", _mean(paths, chance)),
        positive("aht_s", aht_s),
        non_negative("answer_s", answer_s),
        Argument("patience_s", patience_s, lambda x: x > 0, "a number above 0"),
    ]
    shape, rows = stack(function, arguments)
    table = _table(paths, shape)
    check_queue_scale(function, table.max(axis=0), rows[2], rows[4])
    out = np.empty((FIGURES, rows.shape[1]))
    path_rows(rows, table, chance, out)
    return ErlangAMetrics(*(values.reshape(shape) for values in out))


def servers_required_over_paths(
    loads: ArrayLike,
    aht_s: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    sl_target: ArrayLike | None = None,
    answer_s: ArrayLike | None = None,
    sl_variant: str = "answered_over_offered",
    asa_s: ArrayLike | None = None,
    abandon_max: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    min_servers: ArrayLike = 0,
    patience_s: ArrayLike | None = None,
) -> ServersRequired:
    """Least servers for goals on the figures of `expected_metrics_over_paths`; `loads` (P, ...).

    Without abandonment the answer is also above the mean load, and an ASA goal asks for more
    than the highest. Averages over the answered (`asa_s`, answered_over_answered) may fall and
    rise again with n when paths lie far apart, for more servers answer more of the late ones;
    the search comes from above the highest load, and the answer meets the goals where one server
    less does not. Raises as `servers_required` does.
    """
    function = "servers_required_over_paths"
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
    paths, chance = _paths(function, loads, weights)
    mean = load_argument("loads", _mean(paths, chance))
    shape, rows = goals.rows(function, mean, aht_s)
    table = _table(paths, shape)
    check_queue_scale(function, table.max(axis=0), rows[1], rows[7])
    return answered(function, shape, rows, least_servers(_search(rows, table, chance)))


def _paths(function: str, loads: ArrayLike, weights: ArrayLike | None) -> tuple[Array, Array]:
    """Loads (P, ...) and probabilities (P,) that sum to 1; paths of weight 0 are left out."""
    shape, rows = stack(function, [load_argument("loads", loads)])
    given = np.ones(shape[:1]) if weights is None else weights
    weight_shape, chance = stack(function, [non_negative("weights", given)])
    total = float(chance.sum())
    if not shape or weight_shape != shape[:1] or not 0.0 < total < np.inf:
        text = "the weights do not fit the paths"
        expected = "loads (paths, ...) and a weight a path, not all 0"
        raise InvalidInputError([Issue(function, text, column="weights", expected=expected)])
    counts = chance[0] > 0.0
    return rows[0].reshape(shape)[counts], chance[0, counts] / total


def _mean(paths: Array, chance: Array) -> Array:
    mean: Array = np.tensordot(chance, paths, axes=1)
    return mean


def _table(paths: Array, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Loads (P, R) behind the broadcast rows."""
    behind = paths.shape[1:]
    padded = paths.reshape(len(paths), *(1,) * (len(shape) - len(behind)), *behind)
    full = np.broadcast_to(padded, (len(paths), *shape))
    return np.array(full.reshape(len(paths), -1))


def _search(rows: Array, table: Array, chance: Array) -> Search:
    place = np.stack([rows[0], rows[1], rows[3], rows[7]])
    highest = table.max(axis=0)

    def figures(servers: Array, some: Index) -> Array:
        out = np.empty((FIGURES, servers.size))
        held = np.ascontiguousarray(np.concatenate([servers[None], place[:, some]]))
        path_rows(held, np.ascontiguousarray(table[:, some]), chance, out)
        return out

    occupancy = np.where(np.isnan(rows[5]), 1.0, rows[5])
    endless = np.flatnonzero(np.isinf(rows[7]))
    least = np.full(rows.shape[1], np.nan)
    part = np.empty(endless.size)
    alone = np.stack([rows[0, endless], occupancy[endless]])
    path_least_rows(alone, np.ascontiguousarray(table[:, endless]), chance, part)
    least[endless] = part
    return Search(
        goals=rows[:FIGURES],
        figures=figures,
        load=rows[0],
        start=highest + np.sqrt(highest) + 1.0,
        limit=search_limit(highest, rows[5]),
        least=least,
    )
