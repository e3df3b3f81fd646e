"""Compiled spread of sessions over agents under least-loaded routing, given how many there are.

Notation: n agents, up to c sessions each, f_j = j / AHT(j) the rate at which an agent with j
sessions finishes contacts (f_0 = 0), lambda the arrival rate, k the sessions in service, L_j(k)
the mean number of agents with at most j sessions given k, mu(k) = sum_j (L_j - L_{j-1}) f_j.

An arrival goes to an agent with the fewest sessions, so it takes one out of "at most j" when the
fewest are j; a completion adds one at rate f_{j+1} (L_{j+1} - L_j). Balance of the flow through
the states with k sessions, with lambda pi(k-1) = mu(k) pi(k):

    (lambda + mu(k)) L_j(k) = mu(k) (L_j(k-1) - H_j(k-1) + H_{j-1}(k-1))
                            + lambda (L_j(k+1) + f_{j+1} (L_{j+1} - L_j)(k+1) / mu(k+1)),

where H_j is the chance that anybody has at most j. Two closures: the completion rate and the
counts are taken as uncorrelated given k, and H_j follows from L_j by `chance_of_any`. One sweep
solves a tridiagonal system per level; the partly filled level takes up what the others release,
so that sum_j L_j = n c - k holds throughout.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel

Vector = NDArray[np.float64]
Table = NDArray[np.float64]
Planes = NDArray[np.float64]

# By level and k: L_j, its even spread, its least and most, H_j and dH_j/dL_j.
LEVEL, EVEN, FEWEST, MOST, CHANCE, GRADIENT = range(6)
# By k: mu, mu of the even spread, lambda / mu, the elimination's rows, the partly filled level.
RATE, EVEN_RATE, FALL, FACTOR, RIGHT, BAND = range(6)
N_PLANES = N_LINES = 6
MAX_SWEEPS = 60
SETTLED = 1e-7
DISPERSION = 2.7


@kernel("float64(float64, float64, float64[::1])")
def even_rate(agents: float, sessions: float, rates: Vector) -> float:
    """Completions per second when `sessions` are spread as evenly as they go."""
    level = min(int(sessions / agents), rates.shape[0] - 2)
    beyond = sessions - level * agents
    return float(beyond * rates[level + 1] + (agents - beyond) * rates[level])


@kernel("UniTuple(float64, 2)(float64, float64)")
def chance_of_any(mean: float, most: float) -> tuple[float, float]:
    """P(N > 0) of a count from 0 to `most` with this mean, and its derivative.

    Negative binomial with variance mean (1 + v mean), so P(N = 0) = (1 + v mean)^(-1/v). One
    possible agent is a coin, v = -1; many are geometric, v = 1 (the lows form an M/M/1 queue);
    between them v = 1 - 2.7 / sqrt(most), fitted to exact chains, not below the binomial's.
    """
    if mean <= 1e-12 or most < 1.0:
        return max(mean, 0.0), 1.0
    v = max(-1.0 / most, 1.0 - DISPERSION / math.sqrt(most))
    base = 1.0 + v * mean
    if base <= 1e-12:
        return 1.0, 0.0
    none = math.exp(-math.log(base) / v) if abs(v) > 1e-6 else math.exp(-mean)
    return 1.0 - none, none / base


@kernel("void(float64, float64, float64[::1], float64[:, :, ::1], float64[:, ::1])")
def start_even(agents: float, first: float, rates: Vector, planes: Planes, lines: Table) -> None:
    """Even spread, and the fewest and most agents with at most j sessions, for each k."""
    top = planes.shape[1] - 1
    for r in range(planes.shape[2]):
        k = first + r
        for j in range(top):
            even = min(agents, max(0.0, (j + 1) * agents - k))
            planes[LEVEL, j, r] = even
            planes[EVEN, j, r] = even
            planes[FEWEST, j, r] = agents - min(agents, float(int(k / (j + 1))))
            planes[MOST, j, r] = min(agents, float(int((agents * top - k) / (top - j))))
        planes[LEVEL, top, r] = agents
        lines[BAND, r] = float(int(k / agents))
        lines[EVEN_RATE, r] = even_rate(agents, k, rates)
        lines[RATE, r] = lines[EVEN_RATE, r]


@kernel("void(float64[:, :, ::1])")
def set_chances(planes: Planes) -> None:
    """H_j and its derivative at the present L_j."""
    for j in range(planes.shape[1] - 1):
        for r in range(planes.shape[2]):
            chance, gradient = 1.0, 0.0
            if planes[FEWEST, j, r] <= 0.0:
                chance, gradient = chance_of_any(planes[LEVEL, j, r], planes[MOST, j, r])
            planes[CHANCE, j, r] = chance
            planes[GRADIENT, j, r] = gradient


@kernel("float64(float64, float64, float64[::1], float64[:, :, ::1], float64[:, ::1])")
def set_rates(first: float, arrivals: float, rates: Vector, planes: Planes, lines: Table) -> float:
    """mu(k) at the present L_j, between those of the even and the most packed spread.

    Written as the even rate less what unevenness costs: nothing, exactly, where f is linear.
    Returns the largest change.
    """
    top = rates.shape[0] - 1
    change = 0.0
    for r in range(lines.shape[1]):
        found = lines[EVEN_RATE, r]
        for j in range(top - 1):
            bend = (rates[j + 1] - rates[j]) - (rates[top] - rates[top - 1])
            if abs(bend) > 1e-12 * rates[1]:
                found -= bend * (planes[LEVEL, j, r] - planes[EVEN, j, r])
        packed = (first + r) * rates[top] / top
        low = min(lines[EVEN_RATE, r], packed)
        found = min(max(found, low), max(lines[EVEN_RATE, r], packed))
        change = max(change, abs(found - lines[RATE, r]))
        lines[RATE, r] = found
        lines[FALL, r] = arrivals / found if found > 0.0 else 0.0
    return change


@kernel("void(int64, float64, float64[::1], float64[:, :, ::1], float64[:, ::1])")
def sweep_level(j: int, arrivals: float, rates: Vector, planes: Planes, lines: Table) -> None:
    """Solve the balance of L_j over all k, the other levels held."""
    level = planes[LEVEL]
    last = lines.shape[1] - 1
    lines[FACTOR, 0] = 0.0
    lines[RIGHT, 0] = level[j, 0]
    for r in range(1, last):
        if planes[FEWEST, j, r] >= planes[MOST, j, r]:
            lines[FACTOR, r] = 0.0
            lines[RIGHT, r] = planes[MOST, j, r]
            continue
        rate = lines[RATE, r]
        slack = 1.0 - planes[GRADIENT, j, r - 1]
        taken = planes[CHANCE, j, r - 1] - planes[GRADIENT, j, r - 1] * level[j, r - 1]
        if j > 0:
            taken -= planes[CHANCE, j - 1, r - 1]
        fall = lines[FALL, r + 1] * rates[j + 1]
        after = fall - arrivals
        source = level[j + 1, r + 1]
        if lines[BAND, r + 1] == j + 1:
            source += level[j, r + 1]
            after += fall
        pivot = 1.0 / (arrivals + rate * (1.0 + slack * lines[FACTOR, r - 1]))
        lines[FACTOR, r] = after * pivot
        lines[RIGHT, r] = (fall * source + rate * (slack * lines[RIGHT, r - 1] - taken)) * pivot
    found = level[j, last]
    for r in range(last - 1, 0, -1):
        found = lines[RIGHT, r] - lines[FACTOR, r] * found
        found = min(max(found, planes[FEWEST, j, r]), planes[MOST, j, r])
        partial = int(lines[BAND, r])
        if partial != j:
            level[partial, r] -= found - level[j, r]
            level[j, r] = found


@kernel(
    "int64(float64, float64, float64, float64[::1], boolean, float64[:, :, ::1], float64[:, ::1])"
)
def settle(
    agents: float,
    first: float,
    arrivals: float,
    rates: Vector,
    uneven: bool,
    planes: Planes,
    lines: Table,
) -> int:
    """Fill mu(k) and L_j(k), k from `first` on, up to `MAX_SWEEPS` sweeps; returns their number.

    The first and the last k keep the even spread: their weight is negligible, or nothing is open.
    """
    top = rates.shape[0] - 1
    start_even(agents, first, rates, planes, lines)
    set_rates(first, arrivals, rates, planes, lines)
    if not uneven or top == 1 or lines.shape[1] < 3:
        return 0
    for sweep in range(MAX_SWEEPS):
        set_chances(planes)
        for back in range(top):
            sweep_level(top - 1 - back, arrivals, rates, planes, lines)
        if set_rates(first, arrivals, rates, planes, lines) <= SETTLED * arrivals:
            return sweep + 1
    return MAX_SWEEPS
