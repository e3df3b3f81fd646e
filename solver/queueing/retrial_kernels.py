"""Compiled fixed points of queues whose lost contacts come back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_kernels import a_metrics, queue_sums
from solver.queueing.erlang_c_kernels import inverse_erlang_b
from solver.queueing.root_kernels import next_share

Rows = NDArray[np.float64]

TOLERANCE = 1e-14
MOST_LOOKS = 200


@kernel("float64(float64, float64, float64, float64)")
def p_lost_attempt(servers: float, load: float, aht_s: float, patience_s: float) -> float:
    """P(abandon) of Erlang A alone, without its service levels; B(n, A) where patience is 0."""
    if load <= 0.0:
        return 0.0
    if servers <= 0.0:
        return 1.0
    if patience_s <= 0.0:
        return 1.0 / inverse_erlang_b(servers, load)
    eta = load * patience_s / aht_s
    first, _, total, queue, _, _ = queue_sums(servers * patience_s / aht_s, eta)
    idle = inverse_erlang_b(servers - 1.0, load) * (servers / load) * first
    return min(1.0, queue / (eta * (idle + total)))


@kernel("float64(float64, float64, float64, float64, float64)")
def retrial_load(
    servers: float, fresh: float, aht_s: float, patience_s: float, retry_share: float
) -> float:
    """The root A of A = A0 + r P(A) A in [A0, A0 / (1 - r)], to rounding.

    The load served, A (1 - P(A)), rises with A, so A0 + r P(A) A - A falls at a rate of at least
    1 - r and the root is the only one. At most `MOST_LOOKS` looks.
    """
    a = fresh
    fa = retry_share * p_lost_attempt(servers, a, aht_s, patience_s) * a
    if fa <= TOLERANCE * a:
        return a + fa
    b = fresh / (1.0 - retry_share)
    fb = fresh + (retry_share * p_lost_attempt(servers, b, aht_s, patience_s) - 1.0) * b
    if fb >= 0.0:
        return b
    share = 0.5
    for _ in range(MOST_LOOKS):
        x = a + share * (b - a)
        fx = fresh + (retry_share * p_lost_attempt(servers, x, aht_s, patience_s) - 1.0) * x
        c, fc = a, fa
        if (fx > 0.0) != (fa > 0.0):
            c, fc = b, fb
            b, fb = a, fa
        a, fa = x, fx
        least = TOLERANCE * a / abs(b - a) if a != b else 1.0
        if fx == 0.0 or least >= 0.5:
            break
        share = min(1.0 - least, max(least, next_share(a, fa, b, fb, c, fc)))
    return a if abs(fa) <= abs(fb) else b


@kernel("void(float64[:, ::1], float64[:, ::1])")
def retrial_rows(rows: Rows, out: Rows) -> None:
    """Rows servers, fresh load, AHT, patience, threshold, retry share -> the ten figures of
    `a_metrics` at the total load, then that load.
    """
    for i in range(rows.shape[1]):
        n, aht_s, patience_s = rows[0, i], rows[2, i], rows[3, i]
        load = retrial_load(n, rows[1, i], aht_s, patience_s, rows[5, i])
        found = a_metrics(n, load, aht_s, patience_s, rows[4, i])
        for j in range(10):
            out[j, i] = found[j]
        out[10, i] = load


@kernel("void(float64[:, ::1], float64[:, ::1])")
def blocked_rows(rows: Rows, out: Rows) -> None:
    """Rows servers, fresh load, retry share -> total load, B at it."""
    for i in range(rows.shape[1]):
        load = retrial_load(rows[0, i], rows[1, i], 1.0, 0.0, rows[2, i])
        out[0, i] = load
        out[1, i] = 1.0 / inverse_erlang_b(rows[0, i], load)
