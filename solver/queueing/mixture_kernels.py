"""Compiled figures of a queue whose load is one of several, weighted by volume."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_kernels import Metrics, a_metrics
from solver.queueing.erlang_c_kernels import c_metrics, inverse_erlang_b
from solver.queueing.rate_nodes import MOST_PIECES, gamma_nodes

Rows = NDArray[np.float64]

MOST_NEWTON_STEPS = 100


@kernel("UniTuple(float64, 10)(float64, float64, float64, float64, float64)")
def figures_at(
    servers: float, load: float, aht_s: float, answer_s: float, patience_s: float
) -> Metrics:
    """`a_metrics`, and those of Erlang C where patience is endless."""
    if not math.isinf(patience_s):
        return a_metrics(servers, load, aht_s, patience_s, answer_s)
    inverse_b = inverse_erlang_b(servers, load) if servers > load else 1.0
    wait, level, asa, busy = c_metrics(servers, load, inverse_b, aht_s, answer_s)
    return wait, 0.0, asa, asa, busy, level, level, level, level, level


@kernel("UniTuple(float64, 10)(float64, float64[::1], float64[:, ::1], int64)")
def mixed_figures(servers: float, row: Rows, nodes: Rows, count: int) -> Metrics:
    """Expected figures over `count` loads and their shares of the volume, (2, size).

    `row` holds mean load, AHT, threshold, patience. Shares of contacts are weighted by volume,
    so that each is a ratio of expected counts; the ASA by the answered, the occupancy by time.
    Under Erlang C all five service levels are one.
    """
    aht_s, answer_s, patience_s = row[1], row[2], row[3]
    if count == 0:
        return figures_at(servers, 0.0, aht_s, answer_s, patience_s)
    wait = lost = kept = mean_wait = asa = level = early = virtual = busy = 0.0
    for i in range(count):
        weight = nodes[1, i]
        found = figures_at(servers, nodes[0, i], aht_s, answer_s, patience_s)
        wait += weight * found[0]
        lost += weight * found[1]
        kept += weight * (1.0 - found[1])
        mean_wait += weight * found[2]
        if found[1] < 1.0:
            asa += weight * (1.0 - found[1]) * found[3]
        busy += weight / nodes[0, i] * found[4]
        level += weight * found[5]
        early += weight * found[7]
        virtual += weight * found[9]
    occupancy = min(1.0, row[0] * busy) if servers > 0.0 else 1.0
    if math.isinf(patience_s):
        return wait, 0.0, mean_wait, asa, occupancy, level, level, level, level, level
    known = level + max(0.0, 1.0 - early)
    return (
        wait,
        lost,
        mean_wait,
        asa / kept if kept > 0.0 else math.inf,
        occupancy,
        level,
        min(1.0, level / kept) if kept > 0.0 else 0.0,
        early,
        level / known if known > 0.0 else 0.0,
        virtual,
    )


@kernel("UniTuple(float64, 2)(float64, float64, float64[:, ::1], int64)")
def busy_servers(servers: float, mean: float, nodes: Rows, count: int) -> tuple[float, float]:
    """E min(load, n) over time, any n > 0, and its slope in n; without abandonment."""
    busy = slope = 0.0
    for i in range(count):
        rate = mean * nodes[1, i] / nodes[0, i]
        if nodes[0, i] <= servers:
            busy += rate * nodes[0, i]
        else:
            busy += rate * servers
            slope += rate
    return busy, slope


@kernel("int64(float64[:, ::1], float64[::1], int64, float64[:, ::1])")
def path_nodes(loads: Rows, weights: Rows, row: int, nodes: Rows) -> int:
    """The loads of one row's paths and their shares of the volume; how many have any."""
    count, total = 0, 0.0
    for path in range(weights.size):
        volume = weights[path] * loads[path, row]
        if volume > 0.0:
            nodes[0, count], nodes[1, count] = loads[path, row], volume
            total += volume
            count += 1
    for i in range(count):
        nodes[1, i] /= total
    return count


@kernel("void(float64[:, ::1], float64[:, ::1], float64[::1], float64[:, ::1])")
def path_rows(rows: Rows, loads: Rows, weights: Rows, out: Rows) -> None:
    """Rows servers, mean load, AHT, threshold, patience and loads (P, R) -> ten figures."""
    nodes = np.empty((2, weights.size))
    for i in range(rows.shape[1]):
        count = path_nodes(loads, weights, i, nodes)
        row = rows[1:, i].copy()
        found = mixed_figures(rows[0, i], row, nodes, count)
        for j in range(10):
            out[j, i] = found[j]


@kernel("void(float64[:, ::1], float64[:, ::1], float64[:, ::1])")
def gamma_rows(rows: Rows, rule: Rows, out: Rows) -> None:
    """Rows servers, mean load, AHT, threshold, patience, rate's variation -> ten figures.

    Without abandonment a varying load has no mean wait: it is infinite at any n.
    """
    nodes = np.empty((2, MOST_PIECES * rule.shape[1]))
    for i in range(rows.shape[1]):
        row = rows[1:, i].copy()
        count = 0
        if row[0] > 0.0:
            count = gamma_nodes(rows[0, i], row, rule, nodes)
        found = mixed_figures(rows[0, i], row, nodes, count)
        for j in range(10):
            out[j, i] = found[j]
        if row[0] > 0.0 and row[4] > 0.0 and math.isinf(row[3]):
            out[2, i] = out[3, i] = math.inf


@kernel("void(float64[:, ::1], float64[:, ::1], float64[::1], float64[::1])")
def path_least_rows(rows: Rows, loads: Rows, weights: Rows, out: Rows) -> None:
    """Rows mean load, max occupancy and loads (P, R) -> the least n >= mean of any fraction with
    E min(load, n) <= occupancy n.

    The gap is concave in n and 0 at 0, so that Newton's steps from mean / occupancy fall to it.
    """
    nodes = np.empty((2, weights.size))
    for i in range(rows.shape[1]):
        mean, share = rows[0, i], rows[1, i]
        count = path_nodes(loads, weights, i, nodes)
        n = mean / share
        for _ in range(MOST_NEWTON_STEPS):
            busy, slope = busy_servers(n, mean, nodes, count)
            step = (busy - share * n) / (slope - share)
            n -= step
            if not (step > 1e-13 * n and n > mean):
                break
        out[i] = max(n, mean)


@kernel("void(float64[:, ::1], float64[:, ::1], float64[::1])")
def gamma_least_rows(rows: Rows, rule: Rows, out: Rows) -> None:
    """As `path_least_rows`; rows mean load, AHT, threshold, patience, variation, occupancy."""
    nodes = np.empty((2, MOST_PIECES * rule.shape[1]))
    for i in range(rows.shape[1]):
        row = rows[:5, i].copy()
        mean, share = row[0], rows[5, i]
        n = mean / share
        for _ in range(MOST_NEWTON_STEPS):
            count = gamma_nodes(n, row, rule, nodes)
            busy, slope = busy_servers(n, mean, nodes, count)
            step = (busy - share * n) / (slope - share)
            n -= step
            if not (step > 1e-11 * n and n > mean):
                break
        out[i] = max(n, mean)
