"""Compiled search for the largest load that a number of servers carries with its goals met.

The search runs over u = log(load), in which the logs of the figures are close to straight lines.
A goal's slack is the log of what it allows over what is found; the least of them all, which falls
with the load, is brought to 0.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_kernels import a_metrics
from solver.queueing.erlang_c_kernels import (
    ABANDONMENT,
    ASA,
    NO_GOAL,
    OCCUPANCY,
    SERVICE_LEVEL,
    c_metrics,
    inverse_erlang_b,
)
from solver.queueing.root_kernels import next_share
from solver.queueing.rows import MAX_LOAD_ERL, MAX_QUEUE_SCALE

Rows = NDArray[np.float64]

LEAST_LOG = -690.0
WIDTH = 5e-11
MOST_LOOKS = 200
ENDLESS = 1e3
EPSILON = 2.3e-16


@kernel("float64(float64, float64)")
def slack_of(allowed: float, found: float) -> float:
    """log(allowed / found); a NaN goal allows anything."""
    if math.isnan(allowed) or found <= 0.0:
        return ENDLESS
    return min(ENDLESS, math.log(allowed / found))


@kernel("UniTuple(float64, 2)(float64, float64[::1])")
def least_slack(load: float, row: Rows) -> tuple[float, float]:
    """The least slack of the goals at a load, and the goal it is of; 0 or more where they hold.

    `row` is as `Goals.rows` lists it, with the servers in the load's place. Without abandonment
    the occupancy is left to the highest load.
    """
    servers, aht_s, answer_s, patience_s = row[0], row[1], row[3], row[7]
    lost = occupied = 0.0
    if math.isinf(patience_s):
        inverse_b = inverse_erlang_b(servers, load)
        _, level, asa, _ = c_metrics(servers, load, inverse_b, aht_s, answer_s)
    else:
        found = a_metrics(servers, load, aht_s, patience_s, answer_s)
        lost, asa, occupied, level = found[1], found[3], found[4], found[5 + int(row[9])]
    slack, goal = slack_of(1.0 - row[2], 1.0 - level), SERVICE_LEVEL
    other = slack_of(row[4], asa)
    if other < slack:
        slack, goal = other, ASA
    other = slack_of(row[8], lost)
    if other < slack:
        slack, goal = other, ABANDONMENT
    other = slack_of(row[5], occupied)
    if other < slack:
        slack, goal = other, OCCUPANCY
    return slack, float(goal)


@kernel("float64(float64[::1])")
def highest_load(row: Rows) -> float:
    """The load that is not looked beyond: stability and occupancy, or what a queue's scale allows.

    One float below n for Erlang C, which has no steady state at n.
    """
    servers: float = row[0]
    aht_s: float = row[1]
    patience_s: float = row[7]
    if not math.isinf(patience_s):
        return min(MAX_LOAD_ERL, MAX_QUEUE_SCALE * aht_s / patience_s)
    stable = servers * (1.0 - EPSILON)
    return stable if math.isnan(row[5]) else min(stable, servers * row[5])


@kernel("UniTuple(float64, 3)(float64[::1])")
def bracket(row: Rows) -> tuple[float, float, float]:
    """log of a load with the goals met and of one where they fail, and the goal that failed.

    From n (Erlang A) or the highest load (Erlang C) in doubling steps. The first is -inf where
    even the least load fails, the second infinite where the highest holds.
    """
    top = math.log(highest_load(row))
    step = 1.0 / math.sqrt(row[0])
    start = top if math.isinf(row[7]) else min(top, math.log(row[0]))
    slack, goal = least_slack(min(math.exp(start), highest_load(row)), row)
    low = high = start
    if slack >= 0.0:
        while slack >= 0.0:
            if high >= top:
                return high, math.inf, float(NO_GOAL)
            low, high = high, min(top, high + step)
            slack, goal = least_slack(math.exp(high), row)
            step *= 2.0
        return low, high, goal
    worst = goal
    while slack < 0.0:
        if low <= LEAST_LOG:
            return -math.inf, high, worst
        worst = goal
        high, low = low, max(LEAST_LOG, low - step)
        slack, goal = least_slack(math.exp(low), row)
        step *= 2.0
    return low, high, worst


@kernel("UniTuple(float64, 2)(float64[::1])")
def carried(row: Rows) -> tuple[float, float]:
    """The largest load with the goals met and the goal that stops it; infinite if none does."""
    if row[0] <= 0.0:
        return 0.0, float(NO_GOAL)
    a, b, goal = bracket(row)
    if math.isinf(b):
        if math.isinf(row[7]):
            return highest_load(row), float(OCCUPANCY)
        return math.inf, float(NO_GOAL)
    if math.isinf(a):
        return 0.0, goal
    fa, _ = least_slack(math.exp(a), row)
    fb, goal = least_slack(math.exp(b), row)
    share = 0.5
    for _ in range(MOST_LOOKS):
        width = abs(b - a)
        if width <= WIDTH:
            break
        least = 0.4 * WIDTH / width
        x = a + min(1.0 - least, max(least, share)) * (b - a)
        fx, found = least_slack(math.exp(x), row)
        if fx < 0.0:
            goal = found
        c, fc = a, fa
        if (fx >= 0.0) != (fa >= 0.0):
            c, fc = b, fb
            b, fb = a, fa
        a, fa = x, fx
        share = next_share(a, fa, b, fb, c, fc)
    return math.exp(min(a, b)), goal


@kernel("void(float64[:, ::1], float64[:, ::1])")
def carried_rows(rows: Rows, out: Rows) -> None:
    """Columns of servers and goals -> load, goal."""
    for i in range(rows.shape[1]):
        row = rows[:, i].copy()
        load, goal = carried(row)
        out[0, i] = load
        out[1, i] = goal
