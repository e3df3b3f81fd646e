"""A queue whose rate is not known: expected service, and the servers for it.

The rate of an interval is its mean times a gamma variate of mean 1 and coefficient of variation
`rate_cv` (the busyness of the day; Jongbloed and Koole 2001). It holds through the interval, and
the queue is in the steady state of each rate: expected figures are averages of Erlang A or C.
Those of contacts are ratios of expected counts: E[lambda SL(n, lambda)] / E[lambda].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from solver.errors import InvalidInputError
from solver.queueing.erlang import ErlangAMetrics
from solver.queueing.goal_search import Index, Search, least_servers, search_limit
from solver.queueing.goals import (
    FIGURES,
    Goals,
    ServersRequired,
    answered,
    goal_issue,
    load_argument,
)
from solver.queueing.mixture_kernels import gamma_least_rows, gamma_rows
from solver.queueing.rows import (
    Argument,
    Array,
    check_queue_scale,
    non_negative,
    positive,
    stack,
    whole,
)

MOST_CV = 1.0
LEAST_CV = 1e-8
NODES = 6


def mixed_metrics(
    servers: ArrayLike,
    mean_load_erl: ArrayLike,
    aht_s: ArrayLike,
    answer_s: ArrayLike,
    rate_cv: ArrayLike,
    patience_s: ArrayLike = np.inf,
    *,
    nodes: int = NODES,
) -> ErlangAMetrics:
    """Expected figures under a gamma rate; arguments broadcast, `rate_cv` from 0 to 1.

    Shares of contacts are weighted by volume, `asa_s` by the answered, `occupancy` by time. Rows
    of infinite patience are Erlang C: an overloaded rate has service level 0 and no finite wait,
    so with `rate_cv` > 0 the mean waits are infinite at any n. A variation below `LEAST_CV`
    counts as none and gives the plain formula. The range of the rate is cut where the figures of
    n servers turn; with the default `nodes` a piece the service levels are within 2e-5 of a
    dense integral from 0.4 to 8,000 erlangs. Raises `InvalidInputError` for values out of range.
    """
    arguments = [
        whole("servers", servers),
        load_argument("mean_load_erl", mean_load_erl),
        positive("aht_s", aht_s),
        non_negative("answer_s", answer_s),
        Argument("patience_s", patience_s, lambda x: x > 0, "a number above 0"),
        _rate_cv(rate_cv),
    ]
    shape, rows = stack("mixed_metrics", arguments)
    rows[5] = _counted(rows[5])
    check_queue_scale("mixed_metrics", _highest(rows[1], rows[5]), rows[2], rows[4])
    out = np.empty((FIGURES, rows.shape[1]))
    gamma_rows(rows, _rule(nodes), out)
    return ErlangAMetrics(*(values.reshape(shape) for values in out))


def servers_required_mixed(
    mean_load_erl: ArrayLike,
    aht_s: ArrayLike,
    rate_cv: ArrayLike,
    *,
    sl_target: ArrayLike | None = None,
    answer_s: ArrayLike | None = None,
    sl_variant: str = "answered_over_offered",
    asa_s: ArrayLike | None = None,
    abandon_max: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    min_servers: ArrayLike = 0,
    patience_s: ArrayLike | None = None,
    nodes: int = NODES,
) -> ServersRequired:
    """Least servers for goals on the expected figures of `mixed_metrics`.

    Without abandonment the answer is also above the mean load, and the occupancy's share is
    exact: the n, of any fraction, with E min(load, n) = max_occupancy n. `rate_cv` 0 gives
    `servers_required`. Raises as `servers_required` does, and for an ASA goal under an uncertain
    rate without patience, which no number of servers meets.
    """
    function = "servers_required_mixed"
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
    load = load_argument("mean_load_erl", mean_load_erl)
    shape, rows = goals.rows(function, load, aht_s, (_rate_cv(rate_cv),))
    rows[FIGURES] = _counted(rows[FIGURES])
    check_queue_scale(function, _highest(rows[0], rows[FIGURES]), rows[1], rows[7])
    _check_asa(function, rows)
    return answered(function, shape, rows, least_servers(_search(rows, _rule(nodes))))


def _rate_cv(values: ArrayLike) -> Argument:
    return non_negative("rate_cv", values, MOST_CV)


def _counted(cv: Array) -> Array:
    return np.where(cv < LEAST_CV, 0.0, cv)


def _highest(mean: Array, cv: Array) -> Array:
    """A load above all that the rule looks at."""
    highest: Array = mean * (1.0 + 10.0 * cv * (1.0 + cv))
    return highest


def _rule(nodes: int) -> Array:
    """Gauss-Legendre nodes and weights on [-1, 1], (2, nodes)."""
    if not 2 <= nodes <= 64:
        raise ValueError(f"nodes of a piece must be from 2 to 64, not {nodes}")
    return np.stack(np.polynomial.legendre.leggauss(nodes))


def _check_asa(function: str, rows: Array) -> None:
    bad = ~np.isnan(rows[4]) & np.isinf(rows[7]) & (rows[FIGURES] > 0.0) & (rows[0] > 0.0)
    if bad.any():
        text = "an ASA goal under an uncertain rate needs the patience of the contacts"
        raise InvalidInputError([goal_issue(function, rows, bad, 4, text, "a finite patience_s")])


def _search(rows: Array, rule: Array) -> Search:
    mean, cv, patience = rows[0], rows[FIGURES], rows[7]
    place = np.stack([mean, rows[1], rows[3], patience, cv])

    def figures(servers: Array, some: Index) -> Array:
        out = np.empty((FIGURES, servers.size))
        held = np.concatenate([servers[None], place[:, some]])
        gamma_rows(np.ascontiguousarray(held), rule, out)
        return out

    occupancy = np.where(np.isnan(rows[5]), 1.0, rows[5])
    least = np.full(mean.size, np.nan)
    endless = np.isinf(patience)
    part = np.empty(int(endless.sum()))
    alone = np.concatenate([place, occupancy[None]])[:, endless]
    gamma_least_rows(np.ascontiguousarray(alone), rule, part)
    least[endless] = part
    return Search(
        goals=rows[:FIGURES],
        figures=figures,
        load=mean,
        start=mean * (1.0 + cv) + np.sqrt(mean),
        limit=search_limit(_highest(mean, cv), rows[5]),
        least=least,
    )
