"""Compiled quadrature over a gamma-distributed load, fine where a queue of n servers turns.

The load is A X, X gamma with mean 1 and coefficient of variation v. Figures of contacts are
averages over volume, under which X is gamma with shape a = 1 / v^2 + 1. In z, where
X = x0 (1 - 1/(9a) + z / (3 sqrt a))^3 (Wilson and Hilferty 1931), the weight is close to a
standard normal density for any v up to 1, so z runs over +-`REACH`. The range is cut where the
figures of n servers turn, which a fixed rule (Gauss-Laguerre) does not see, and each piece has
Gauss-Legendre nodes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_kernels import log_poisson

Rows = NDArray[np.float64]

REACH = 4.8
LONGEST_PIECE = 3.0
SHORTEST_PIECE = 1e-6
MOST_PIECES = 16


@kernel("float64(float64, float64)")
def root_of(z: float, shape: float) -> float:
    """Cube root of a volume-weighted load at z, over its mean."""
    return 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * math.sqrt(shape))


@kernel("float64(float64, float64, float64)")
def z_of(load: float, center: float, shape: float) -> float:
    """z of a load, given the mean of the volume-weighted load and its shape."""
    root = float((max(load, 0.0) / center) ** (1.0 / 3.0))
    return 3.0 * math.sqrt(shape) * (root - 1.0 + 1.0 / (9.0 * shape))


@kernel("int64(float64, float64, float64, float64, float64[::1])")
def turning_loads(
    servers: float, aht_s: float, answer_s: float, patience_s: float, cuts: Rows
) -> int:
    """Loads round which the figures of `servers` turn; their count.

    Below n the chance to wait falls over sqrt(n) and a wait longer than t over
    1 / (t / AHT + 1.25 / sqrt(n)). With patience, abandonment sets in above n, and the virtual
    wait passes t near n exp(t / patience), over sqrt(n AHT / patience) in proportion.
    """
    if servers <= 0.0:
        return 0
    spread = math.sqrt(servers)
    quick = 1.0 / (answer_s / aht_s + 1.25 / spread)
    cuts[0] = servers
    cuts[1] = servers - 1.5 * quick
    cuts[2] = servers - 5.0 * quick
    cuts[3] = servers - 1.5 * spread
    cuts[4] = servers - 4.0 * spread
    if math.isinf(patience_s):
        return 5
    slow = spread * math.sqrt(aht_s / patience_s)
    growth = math.exp(min(answer_s / patience_s, 50.0))
    cuts[5] = servers + 3.0 * slow
    count = 6
    for far in (-4.0, -1.5, 1.5, 4.0):
        if servers * growth + far * slow * growth > servers:
            cuts[count] = growth * (servers + far * slow)
            count += 1
    return count


@kernel("int64(float64, float64[::1], float64[:, ::1], float64[:, ::1])")
def gamma_nodes(servers: float, row: Rows, rule: Rows, nodes: Rows) -> int:
    """Loads and shares of the volume (2, size) of the rule for `servers`; how many there are.

    `row` holds mean load, AHT, threshold, patience, variation; `rule` (2, m) is Gauss-Legendre on
    [-1, 1]; `nodes` has room for `MOST_PIECES` m. Without variation the mean load stands alone.
    """
    mean, cv = row[0], row[4]
    if cv <= 0.0:
        nodes[0, 0], nodes[1, 0] = mean, 1.0
        return 1
    shape = 1.0 / (cv * cv) + 1.0
    center = mean * (1.0 + cv * cv)
    ends = np.empty(MOST_PIECES)
    inner = turning_loads(servers, row[1], row[2], row[3], ends)
    for i in range(inner):
        ends[i] = min(REACH, z_of(ends[i], center, shape))
    ends[inner] = REACH
    ends = np.sort(ends[: inner + 1])
    left = max(-REACH, z_of(0.0, center, shape))
    count, total = 0, 0.0
    for i in range(inner + 1):
        right = ends[i]
        if right - left < SHORTEST_PIECE:
            continue
        pieces = math.ceil((right - left) / LONGEST_PIECE - 1e-9)
        half = 0.5 * (right - left) / pieces
        for piece in range(pieces):
            middle = left + (2 * piece + 1) * half
            for j in range(rule.shape[1]):
                c = root_of(middle + half * rule[0, j], shape)
                nodes[0, count] = center * c * c * c
                density = math.exp(log_poisson(shape, shape * c * c * c)) / c
                nodes[1, count] = half * rule[1, j] * density
                total += nodes[1, count]
                count += 1
        left = right
    for i in range(count):
        nodes[1, i] /= total
    return count
