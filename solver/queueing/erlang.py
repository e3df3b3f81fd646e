"""Erlang B, C and A over arrays: what a number of servers holds, and how many are needed.

All functions broadcast their arguments and return float64 arrays of the broadcast shape (of
shape () for scalars). They are exact to rounding from 0.01 to 100,000 erlangs, overload
included, and raise `InvalidInputError` naming the argument, the row and the value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.queueing.erlang_a_kernels import a_metrics_rows
from solver.queueing.erlang_c_kernels import b_rows, c_metrics_rows
from solver.queueing.rows import (
    MAX_LOAD_ERL,
    Argument,
    Array,
    check_queue_scale,
    non_negative,
    positive,
    stack,
    whole,
)
from solver.queueing.staffing import GOAL_NAMES, SL_VARIANTS, ServersRequired, servers_required

__all__ = [
    "GOAL_NAMES",
    "SL_VARIANTS",
    "ErlangAMetrics",
    "ErlangCMetrics",
    "ServersRequired",
    "erlang_a_metrics",
    "erlang_b",
    "erlang_c",
    "erlang_c_metrics",
    "servers_required",
]


@dataclass(frozen=True)
class ErlangCMetrics:
    """Erlang C figures of each row. Overload (n <= A): 1, 0, infinite, 1."""

    p_wait: NDArray[np.float64]
    service_level: NDArray[np.float64]
    asa_s: NDArray[np.float64]
    occupancy: NDArray[np.float64]


@dataclass(frozen=True)
class ErlangAMetrics:
    """Erlang A figures of each row.

    `mean_wait_s` is over all contacts, `asa_s` over answered ones. The five service levels:
    with A answered, B abandoned, t the threshold, A<=t/(A+B), A<=t/A, (A<=t + B<=t)/(A+B),
    A<=t/(A + B>t), and P(V<=t) of the wait V of a contact that never abandons.
    """

    p_wait: NDArray[np.float64]
    p_abandon: NDArray[np.float64]
    mean_wait_s: NDArray[np.float64]
    asa_s: NDArray[np.float64]
    occupancy: NDArray[np.float64]
    answered_over_offered: NDArray[np.float64]
    answered_over_answered: NDArray[np.float64]
    answered_plus_abandoned: NDArray[np.float64]
    exclude_short_abandons: NDArray[np.float64]
    virtual_wait: NDArray[np.float64]

    def service_level(self, variant: str) -> NDArray[np.float64]:
        """The service level named `variant`, one of `SL_VARIANTS`; `ValueError` otherwise."""
        if variant not in SL_VARIANTS:
            raise ValueError(f"unknown service level {variant!r}; one of {', '.join(SL_VARIANTS)}")
        level: NDArray[np.float64] = getattr(self, variant)
        return level


def erlang_b(servers: ArrayLike, load_erl: ArrayLike) -> NDArray[np.float64]:
    """Probability that all `servers` (whole numbers) are busy and a contact is lost.

    1/B(n, A) = 1 + n/A + n(n-1)/A^2 + ... + n!/A^n (Jagerman 1974); B(0, A) = 1. Values below
    1e-300 are given as 0.
    """
    return _blocking("erlang_b", servers, load_erl, 0)


def erlang_c(servers: ArrayLike, load_erl: ArrayLike) -> NDArray[np.float64]:
    """Probability that a contact waits: C = n B / (n - A (1 - B)); 1 where n <= A."""
    return _blocking("erlang_c", servers, load_erl, 1)


def _blocking(function: str, servers: ArrayLike, load_erl: ArrayLike, index: int) -> Array:
    arguments = [whole("servers", servers), non_negative("load_erl", load_erl, MAX_LOAD_ERL)]
    shape, rows = stack(function, arguments)
    out = np.empty((2, rows.shape[1]))
    b_rows(rows, out)
    answer: Array = out[index].reshape(shape)
    return answer


def erlang_c_metrics(
    servers: ArrayLike, load_erl: ArrayLike, aht_s: ArrayLike, answer_s: ArrayLike
) -> ErlangCMetrics:
    """P(wait), service level within `answer_s`, ASA and occupancy of M/M/n.

    SL = 1 - C exp(-(n - A) t / AHT); ASA = C AHT / (n - A); occupancy = A / n.
    """
    arguments = [
        whole("servers", servers),
        non_negative("load_erl", load_erl, MAX_LOAD_ERL),
        positive("aht_s", aht_s),
        non_negative("answer_s", answer_s),
    ]
    shape, rows = stack("erlang_c_metrics", arguments)
    out = np.empty((4, rows.shape[1]))
    c_metrics_rows(rows, out)
    return ErlangCMetrics(*(values.reshape(shape) for values in out))


def erlang_a_metrics(
    servers: ArrayLike,
    load_erl: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike,
    answer_s: ArrayLike,
) -> ErlangAMetrics:
    """Metrics of M/M/n+M: contacts abandon after an exponential patience of mean `patience_s`.

    Rows of infinite patience are Erlang C. Formulas: Mandelbaum and Zeltyn (2007), evaluated as
    positive series relative to their largest term.
    """
    arguments = [
        whole("servers", servers),
        non_negative("load_erl", load_erl, MAX_LOAD_ERL),
        positive("aht_s", aht_s),
        Argument("patience_s", patience_s, lambda x: x > 0, "a number above 0"),
        non_negative("answer_s", answer_s),
    ]
    shape, rows = stack("erlang_a_metrics", arguments)
    endless = np.isinf(rows[3])
    check_queue_scale("erlang_a_metrics", rows[1], rows[2], rows[3])
    out = np.empty((10, rows.shape[1]))
    part = np.empty((10, int(np.sum(~endless))))
    a_metrics_rows(np.ascontiguousarray(rows[:, ~endless]), part)
    out[:, ~endless] = part
    out[:, endless] = _without_abandonment(rows[:, endless])
    return ErlangAMetrics(*(values.reshape(shape) for values in out))


def _without_abandonment(rows: Array) -> Array:
    found = np.empty((4, rows.shape[1]))
    c_metrics_rows(np.ascontiguousarray(rows[[0, 1, 2, 4]]), found)
    wait, level, asa, occupancy = found
    return np.stack([wait, np.zeros_like(wait), asa, asa, occupancy, *[level] * 5])
