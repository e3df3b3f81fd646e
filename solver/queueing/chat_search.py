"""Compiled search for the least number of chat agents.

A row holds arrivals, SL target, threshold, ASA, max slot occupancy, minimum, patience, max
abandonment, variant; a NaN goal is no goal.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.chat_kernels import (
    ASA_ANSWERED,
    FIRST_VARIANT,
    N_FIGURES,
    P_ABANDON,
    SLOTS_USED,
    chat_figures,
)
from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_search import share_of_last
from solver.queueing.erlang_c_kernels import (
    ABANDONMENT,
    ASA,
    GOAL_TOLERANCE,
    MINIMUM,
    NO_GOAL,
    OCCUPANCY,
    SERVICE_LEVEL,
)

Vector = NDArray[np.float64]
Rows = NDArray[np.float64]

N_GOALS = 9


@kernel("boolean(float64, float64[::1], float64[::1], boolean, float64[:, ::1])")
def probe(agents: float, row: Vector, rates: Vector, uneven: bool, ends: Rows) -> bool:
    """Whether `agents` meet every goal; their figures go to ends[1] if so, else to ends[0]."""
    found = np.empty(N_FIGURES)
    chat_figures(agents, row[0], row[2], row[6], rates, uneven, found)
    met = agents > 0.0
    if math.isinf(row[6]) and row[0] >= agents * rates[rates.shape[0] - 1]:
        met = False
    if found[FIRST_VARIANT + int(row[8])] < row[1] - GOAL_TOLERANCE:
        met = False
    if found[ASA_ANSWERED] > row[3] * (1.0 + GOAL_TOLERANCE):
        met = False
    if found[SLOTS_USED] > row[4] + GOAL_TOLERANCE or found[P_ABANDON] > row[7] + GOAL_TOLERANCE:
        met = False
    ends[1 if met else 0] = found
    return met


@kernel("float64(float64, float64, float64[::1], float64[::1], boolean, float64[:, ::1])")
def least_from(
    start: float, step: float, row: Vector, rates: Vector, uneven: bool, ends: Rows
) -> float:
    """Least n that meets the goals: gallop from `start`, then bisect. The figures of n and n - 1
    are left in ends[1] and ends[0].

    NaN when no n meets them up to a limit that any goal a float can state stays below.
    """
    occupancy = row[4] if row[4] > 0.0 else 1.0
    load = row[0] / min(rates[1], rates[rates.shape[0] - 1] / (rates.shape[0] - 1))
    limit = 10.0 * load / occupancy + 1000.0 + 60.0 * math.sqrt(load)
    low = 0.0
    high = start
    if probe(high, row, rates, uneven, ends):
        while True:
            low = max(0.0, high - step)
            if not probe(low, row, rates, uneven, ends):
                break
            high = low
            step *= 2.0
    else:
        while True:
            low = high
            high = low + step
            if probe(high, row, rates, uneven, ends):
                break
            if high > limit:
                return math.nan
            step *= 2.0
    while high - low > 1.0:
        middle = math.floor(0.5 * (low + high))
        if probe(middle, row, rates, uneven, ends):
            high = middle
        else:
            low = middle
    return high


@kernel("UniTuple(float64, 2)(float64, float64[::1], float64[::1], float64[:, ::1])")
def last_share(agents: float, row: Vector, rates: Vector, ends: Rows) -> tuple[float, float]:
    """Share of the last agent that the goals ask for, and the goal that asks for the most.

    By linear interpolation; without abandonment the occupancy's in 1 / occupancy, which is exact
    for a constant AHT, and no goal of it stands for a load below the capacity.
    """
    share, goal = 0.0, MINIMUM
    level = FIRST_VARIANT + int(row[8])
    if math.isinf(row[6]):
        below = (agents - 1.0) * rates[rates.shape[0] - 1] / row[0]
        if below > 1.0:
            below = 1.0 / ends[0, SLOTS_USED]
        asked = 1.0 / row[4] if row[4] > 0.0 else 1.0
        share, goal = (asked - below) / (1.0 / ends[1, SLOTS_USED] - below), OCCUPANCY
    wanted = share_of_last(ends[0, level], ends[1, level], row[1])
    if wanted > share:
        share, goal = wanted, SERVICE_LEVEL
    wanted = share_of_last(ends[0, ASA_ANSWERED], ends[1, ASA_ANSWERED], row[3])
    if wanted > share:
        share, goal = wanted, ASA
    if math.isinf(row[6]):
        return share, float(goal)
    wanted = share_of_last(ends[0, P_ABANDON], ends[1, P_ABANDON], row[7])
    if wanted > share:
        share, goal = wanted, ABANDONMENT
    wanted = share_of_last(ends[0, SLOTS_USED], ends[1, SLOTS_USED], row[4])
    if wanted > share:
        share, goal = wanted, OCCUPANCY
    return share if share > 0.0 else 1.0, float(goal)


@kernel("UniTuple(float64, 3)(float64[::1], float64[::1], float64[:, ::1])")
def chat_required(row: Vector, rates: Vector, ends: Rows) -> tuple[float, float, float]:
    """Integer answer, fractional answer and the goal that binds.

    The even spread, which is quick, brings the search near; the uneven one decides.
    """
    minimum = row[5]
    if row[0] <= 0.0:
        return minimum, minimum, float(MINIMUM if minimum > 0.0 else NO_GOAL)
    load = row[0] / rates[rates.shape[0] - 1]
    step = max(1.0, math.floor(0.5 * math.sqrt(load)))
    agents = least_from(math.floor(load) + 1.0, step, row, rates, False, ends)
    if rates.shape[0] > 2 and not math.isnan(agents):
        agents = least_from(agents, 1.0, row, rates, True, ends)
    if math.isnan(agents):
        return math.nan, math.nan, float(NO_GOAL)
    if minimum >= agents:
        return minimum, minimum, float(MINIMUM)
    share, goal = last_share(agents, row, rates, ends)
    return agents, agents - 1.0 + share, goal


@kernel("void(float64[:, ::1], float64[:, ::1])")
def chat_required_rows(rows: Rows, out: Rows) -> None:
    """A row's figures as the head of this file lists them, then AHT at 1, 2, ... sessions ->
    integer, fraction, goal.
    """
    row = np.empty(N_GOALS)
    rates = np.zeros(rows.shape[0] - N_GOALS + 1)
    ends = np.empty((2, N_FIGURES))
    for i in range(rows.shape[1]):
        for j in range(N_GOALS):
            row[j] = rows[j, i]
        for j in range(1, rates.shape[0]):
            rates[j] = j / rows[N_GOALS - 1 + j, i]
        agents, fraction, goal = chat_required(row, rates, ends)
        out[0, i] = agents
        out[1, i] = fraction
        out[2, i] = goal
