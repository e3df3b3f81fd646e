"""Compiled search for the least number of servers by Erlang A."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_kernels import Metrics, a_metrics
from solver.queueing.erlang_c_kernels import (
    ABANDONMENT,
    ASA,
    GOAL_TOLERANCE,
    MINIMUM,
    NO_GOAL,
    OCCUPANCY,
    SERVICE_LEVEL,
)

Rows = NDArray[np.float64]

P_ABANDON, ASA_ANSWERED, OCCUPIED, FIRST_VARIANT = 1, 3, 4, 5


@kernel("UniTuple(float64, 10)(float64, float64[::1])")
def metrics_at(servers: float, row: Rows) -> Metrics:
    """Metrics of `servers` under a row of load, AHT, SL target, threshold, ASA, max occupancy,
    minimum, patience, max abandonment, variant.
    """
    return a_metrics(servers, row[0], row[1], row[7], row[3])


@kernel("boolean(float64, float64[::1])")
def meets(servers: float, row: Rows) -> bool:
    """Whether every goal of a row holds; a NaN goal always does."""
    found = metrics_at(servers, row)
    if found[FIRST_VARIANT + int(row[9])] < row[2] - GOAL_TOLERANCE:
        return False
    if found[ASA_ANSWERED] > row[4] * (1.0 + GOAL_TOLERANCE):
        return False
    if found[P_ABANDON] > row[8] + GOAL_TOLERANCE:
        return False
    return not found[OCCUPIED] > row[5] + GOAL_TOLERANCE


@kernel("float64(float64, float64, float64)")
def share_of_last(below: float, here: float, goal: float) -> float:
    """Share of the last agent at which `goal` is met by linear interpolation; 0 if it holds."""
    if math.isnan(goal) or (goal - below) * (here - below) <= 0.0:
        return 0.0
    if math.isinf(below):
        return 1.0
    return min(1.0, (goal - below) / (here - below))


@kernel("float64(float64[::1])")
def a_least(row: Rows) -> float:
    """Least n from 1 on that meets the goals of a row: gallop from the load, then bisect.

    NaN when no n meets them up to a limit that any goal a float can state stays below.
    """
    load: float = row[0]
    occupancy = row[5] if row[5] > 0.0 else 1.0
    limit = 10.0 * load / occupancy + 1000.0 + 60.0 * math.sqrt(load)
    step: float = max(1.0, math.floor(0.5 * math.sqrt(load)))
    high: float = max(1.0, math.floor(load))
    low = 0.0
    if meets(high, row):
        while high - step >= 1.0 and meets(high - step, row):
            high -= step
            step *= 2.0
        low = max(0.0, high - step)
    else:
        while True:
            low = high
            high = low + step
            if meets(high, row):
                break
            if high > limit:
                return math.nan
            step *= 2.0
    while high - low > 1.0:
        middle = math.floor(0.5 * (low + high))
        if meets(middle, row):
            high = middle
        else:
            low = middle
    return high


@kernel("UniTuple(float64, 3)(float64[::1])")
def a_required(row: Rows) -> tuple[float, float, float]:
    """Integer answer, fractional answer and the goal that binds."""
    minimum = row[6]
    if row[0] <= 0.0:
        return minimum, minimum, float(MINIMUM if minimum > 0.0 else NO_GOAL)
    servers = a_least(row)
    if math.isnan(servers):
        return math.nan, math.nan, float(NO_GOAL)
    if minimum >= servers:
        return minimum, minimum, float(MINIMUM)
    below = metrics_at(servers - 1.0, row)
    here = metrics_at(servers, row)
    level = FIRST_VARIANT + int(row[9])
    share, goal = share_of_last(below[level], here[level], row[2]), SERVICE_LEVEL
    other = share_of_last(below[ASA_ANSWERED], here[ASA_ANSWERED], row[4])
    if other > share:
        share, goal = other, ASA
    other = share_of_last(below[P_ABANDON], here[P_ABANDON], row[8])
    if other > share:
        share, goal = other, ABANDONMENT
    other = share_of_last(below[OCCUPIED], here[OCCUPIED], row[5])
    if other > share:
        share, goal = other, OCCUPANCY
    if share <= 0.0:
        return servers, servers, float(MINIMUM)
    return servers, servers - 1.0 + share, float(goal)


@kernel("void(float64[:, ::1], float64[:, ::1])")
def a_required_rows(rows: Rows, out: Rows) -> None:
    """Columns of ten figures as `metrics_at` lists them -> integer, fraction, goal."""
    row = np.empty(10)
    for i in range(rows.shape[1]):
        for j in range(10):
            row[j] = rows[j, i]
        servers, fraction, goal = a_required(row)
        out[0, i] = servers
        out[1, i] = fraction
        out[2, i] = goal
