"""Compiled Erlang B and C, one row at a time and over rows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel

Rows = NDArray[np.float64]

NO_GOAL, SERVICE_LEVEL, ASA, ABANDONMENT, OCCUPANCY, MINIMUM = range(6)
TERM = 1e-17
GOAL_TOLERANCE = 1e-12
CEIL_EPSILON = 1e-9


@kernel("float64(float64, float64)")
def inverse_erlang_b(servers: float, load: float) -> float:
    """1 / B(n, A) = 1 + n/A + n(n-1)/A^2 + ...; infinite where B is below 1e-300.

    All terms are positive, and about 9 sqrt(A) of them count.
    """
    if load <= 0.0:
        return 1.0 if servers <= 0.0 else math.inf
    total = 1.0
    term = 1.0
    left = servers
    while left > 0.0:
        term *= left / load
        total += term
        if total > 1e300:
            return math.inf
        if term < TERM * total and left <= load:
            break
        left -= 1.0
    return total


@kernel("float64(float64, float64, float64)")
def wait_probability(servers: float, load: float, inverse_b: float) -> float:
    """C = n B / (n - A (1 - B)), written in 1 / B; 1 where n <= A."""
    if servers <= load:
        return 1.0
    return servers / ((servers - load) * inverse_b + load)


@kernel("UniTuple(float64, 4)(float64, float64, float64, float64, float64)")
def c_metrics(
    servers: float, load: float, inverse_b: float, aht_s: float, answer_s: float
) -> tuple[float, float, float, float]:
    """P(wait), service level, ASA, occupancy. Overload: 1, 0, infinite, 1."""
    if load <= 0.0:
        return 0.0, 1.0, 0.0, 0.0
    if servers <= load:
        return 1.0, 0.0, math.inf, 1.0
    wait = wait_probability(servers, load, inverse_b)
    spare = servers - load
    level = 1.0 - wait * math.exp(-spare * answer_s / aht_s)
    return wait, level, wait * aht_s / spare, load / servers


@kernel(
    "UniTuple(float64, 3)(float64, float64, float64, float64, float64, float64, float64, float64)"
)
def c_fraction(
    servers: float,
    inverse_b: float,
    load: float,
    aht_s: float,
    target: float,
    answer_s: float,
    asa_goal: float,
    least: float,
) -> tuple[float, float, float]:
    """Integer answer, fractional answer, goal that binds, given the integer answer.

    `least` is load / max_occupancy. The last agent's share is the largest that a goal asks for
    by linear interpolation between n - 1 and n.
    """
    below = servers - 1.0
    inverse_below = (inverse_b - 1.0) * load / servers
    _, level_below, asa_below, _ = c_metrics(below, load, inverse_below, aht_s, answer_s)
    _, level, asa, _ = c_metrics(servers, load, inverse_b, aht_s, answer_s)
    share = least - below
    goal = OCCUPANCY
    if level_below < target - GOAL_TOLERANCE:
        wanted = min(1.0, (target - level_below) / (level - level_below))
        if wanted > share:
            share, goal = wanted, SERVICE_LEVEL
    if asa_below > asa_goal * (1.0 + GOAL_TOLERANCE):
        wanted = 1.0
        if asa_below < math.inf:
            wanted = min(1.0, (asa_below - asa_goal) / (asa_below - asa))
        if wanted > share:
            share, goal = wanted, ASA
    return servers, below + share, float(goal)


@kernel("UniTuple(float64, 3)(float64, float64, float64, float64, float64, float64, float64)")
def c_required(
    load: float,
    aht_s: float,
    target: float,
    answer_s: float,
    asa_goal: float,
    max_occupancy: float,
    minimum: float,
) -> tuple[float, float, float]:
    """Least servers by Erlang C; a NaN goal is no goal. NaN when the bounded search fails.

    Above A, the search needs no more than a few sqrt(A) steps for any goal a float can state.
    """
    if load <= 0.0:
        return minimum, minimum, float(MINIMUM if minimum > 0.0 else NO_GOAL)
    least = load / max_occupancy if max_occupancy > 0.0 else load
    servers = max(math.floor(load) + 1.0, math.ceil(least - CEIL_EPSILON))
    inverse_b = inverse_erlang_b(servers, load)
    limit = servers + 1000.0 + 60.0 * math.sqrt(load)
    while servers <= limit:
        _, level, asa, _ = c_metrics(servers, load, inverse_b, aht_s, answer_s)
        met = not (level < target - GOAL_TOLERANCE)
        if met and not (asa > asa_goal * (1.0 + GOAL_TOLERANCE)):
            break
        servers += 1.0
        inverse_b = 1.0 + servers / load * inverse_b
    if servers > limit:
        return math.nan, math.nan, float(NO_GOAL)
    if minimum >= servers:
        return minimum, minimum, float(MINIMUM)
    return c_fraction(servers, inverse_b, load, aht_s, target, answer_s, asa_goal, least)


@kernel("void(float64[:, ::1], float64[:, ::1])")
def b_rows(rows: Rows, out: Rows) -> None:
    """Rows servers, load -> B, C."""
    for i in range(rows.shape[1]):
        inverse_b = inverse_erlang_b(rows[0, i], rows[1, i])
        out[0, i] = 1.0 / inverse_b
        out[1, i] = wait_probability(rows[0, i], rows[1, i], inverse_b)


@kernel("void(float64[:, ::1], float64[:, ::1])")
def c_metrics_rows(rows: Rows, out: Rows) -> None:
    """Rows servers, load, AHT, threshold -> P(wait), service level, ASA, occupancy."""
    for i in range(rows.shape[1]):
        n, load = rows[0, i], rows[1, i]
        inverse_b = inverse_erlang_b(n, load) if n > load else 1.0
        wait, level, asa, occupancy = c_metrics(n, load, inverse_b, rows[2, i], rows[3, i])
        out[0, i] = wait
        out[1, i] = level
        out[2, i] = asa
        out[3, i] = occupancy


@kernel("void(float64[:, ::1], float64[:, ::1])")
def c_required_rows(rows: Rows, out: Rows) -> None:
    """Rows load, AHT, SL target, threshold, ASA, occupancy, minimum -> integer, fraction, goal."""
    for i in range(rows.shape[1]):
        servers, fraction, goal = c_required(
            rows[0, i], rows[1, i], rows[2, i], rows[3, i], rows[4, i], rows[5, i], rows[6, i]
        )
        out[0, i] = servers
        out[1, i] = fraction
        out[2, i] = goal
