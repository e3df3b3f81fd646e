"""Compiled figures of the contacts that find a queue in a given distribution, interval by interval.

A contact with j waiting ahead of it is served after j + 1 departures, of rates n mu + i theta for
i = 0..j: its virtual wait V is -log(B) / theta with B ~ Beta(n mu / theta, j + 1), an Erlang
time for theta = 0. P(V > t) is a sum of j + 1 positive terms, of negative binomial or Poisson form.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_kernels import harmonic_span
from solver.queueing.transient_kernels import (
    ANSWER,
    FULL,
    HIGH,
    LOW,
    MEAN,
    MEAN_HIGH,
    MEAN_LOW,
    MOST_JUMPS,
    MU,
    SERVERS,
    START,
    THETA,
    TRIMMED,
    follow_interval,
    rates,
)

Rows = NDArray[np.float64]
Window = NDArray[np.int64]
Waits = tuple[float, float, float, float, float, float]

FIGURES = 16
LARGE, LOG_LARGE = 1e200, 200.0 * math.log(10.0)
NOTHING = 1e-20


@kernel("UniTuple(float64, 3)(float64, float64, float64, float64, float64, float64)")
def next_term(
    j: float, drain: float, theta: float, passed: float, term: float, scale: float
) -> tuple[float, float, float]:
    """Term j of P(V > t) from term j - 1, both as term x e^scale; the third is its own value."""
    term *= (drain + (j - 1.0) * theta) * passed / j
    if term > LARGE:
        return term / LARGE, scale + LOG_LARGE, term * math.exp(scale)
    return term, scale, term * math.exp(scale)


@kernel("float64(float64, float64, float64)")
def wait_until(drain: float, theta: float, count: float) -> float:
    """Sum of 1 / (drain + i theta) for i = 1..count."""
    if count <= 0.0:
        return 0.0
    return count / drain if theta <= 0.0 else harmonic_span(drain / theta, count) / theta


@kernel("UniTuple(float64, 6)(float64[::1], int64, float64[::1])")
def waits(mass: Rows, first: int, row: Rows) -> Waits:
    """P(wait), P(abandon), mean wait of all, that of the answered x P(answered), answered within
    the threshold, P(V > threshold); of contacts that find `first` + i others with chance mass[i].

    With x = n + f servers the j ahead are k - n with chance 1 - f and k - n - 1 with chance f.
    """
    servers, theta, answer_s = row[SERVERS], row[THETA], row[ANSWER]
    drain = servers * row[MU]
    if drain + theta <= 0.0:
        return mass.sum(), 0.0, math.inf, math.inf, 0.0, mass.sum()
    full = math.floor(servers)
    share = servers - full
    start = max(0, first - full - 1)
    passed = answer_s if theta <= 0.0 else -math.expm1(-theta * answer_s) / theta
    term, scale = 1.0, -(drain * answer_s)
    value = math.exp(scale)
    late = value
    waiting = lost = mean_wait = answered_wait = early = later = 0.0
    j = 0
    while j < start:
        j += 1
        term, scale, value = next_term(float(j), drain, theta, passed, term, scale)
        late += value
        if value < NOTHING and (drain + j * theta) * passed < j:
            j = start
    until = wait_until(drain, theta, float(start))
    for j in range(start, first + mass.size - full):
        here = full + j - first
        if j > start:
            term, scale, value = next_term(float(j), drain, theta, passed, term, scale)
            late += value
        pace = drain + (j + 1.0) * theta
        until += 1.0 / pace
        found = (1.0 - share) * mass[here] if here >= 0 else 0.0
        if here + 1 < mass.size:
            found += share * mass[here + 1]
        chance = drain / pace
        waiting += found
        lost += found * (1.0 - chance)
        mean_wait += found * (j + 1.0) / pace
        answered_wait += found * chance * until
        later += found * min(1.0, late)
        quick = chance * max(0.0, 1.0 - late)
        early += found * (quick + value * passed * theta * (drain + j * theta) / pace)
    return waiting, lost, mean_wait, answered_wait, mass.sum() - waiting + early, later


@kernel("int64(int64, int64)")
def first_contacts(low: int, grain: int) -> int:
    """The least number of contacts that lattice state `low` stands for."""
    return max(0, (low - 1) * grain + 1)


@kernel("float64[::1](float64[:, ::1], int64[::1], int64)")
def contacts_mass(lattice: Rows, window: Window, grain: int) -> Rows:
    """MEAN on whole numbers of contacts from `first_contacts` on: linear between lattice states."""
    low, high = window[MEAN_LOW], window[MEAN_HIGH]
    if grain == 1:
        return lattice[MEAN, low + 1 : high + 2].copy()
    first = first_contacts(low, grain)
    mass = np.zeros((high + 1) * grain - first)
    for state in range(low, high + 1):
        height = lattice[MEAN, state + 1] / grain
        for off in range(1 - grain, grain):
            contacts = abs(state * grain + off)
            mass[contacts - first] += height * (1.0 - abs(off) / grain)
    return mass


@kernel("UniTuple(float64, 4)(float64[:, ::1], int64, int64, int64, float64[::1], int64)")
def contents(
    lattice: Rows, which: int, low: int, high: int, row: Rows, grain: int
) -> tuple[float, float, float, float]:
    """Mass of a lattice row, mean in service, mean waiting, mean in the system."""
    total = busy = waiting = 0.0
    for state in range(low, high + 1):
        mass = lattice[which, state + 1]
        contacts = float(state * grain)
        served = min(contacts, row[SERVERS])
        total += mass
        busy += mass * served
        waiting += mass * (contacts - served)
    return total, busy, waiting, busy + waiting


@kernel("void(float64[:, ::1], int64[::1], float64[::1], int64, float64[:, ::1], int64)")
def interval_figures(
    lattice: Rows, window: Window, row: Rows, grain: int, out: Rows, t: int
) -> None:
    """The figures of interval `t` from the mean distribution and that at its end."""
    low, high = window[MEAN_LOW], window[MEAN_HIGH]
    mass, busy, queue, inside = contents(lattice, MEAN, low, high, row, grain)
    ended = contents(lattice, START, window[LOW], window[HIGH], row, grain)
    spread = contacts_mass(lattice, window, grain)
    found = waits(spread, first_contacts(low, grain), row)
    waiting, lost, mean_wait, answered_wait, level, late = found
    kept = mass - lost
    level, late = min(level, kept, 1.0), min(late, 1.0)
    longer = late * math.exp(-row[THETA] * row[ANSWER])
    out[0, t], out[1, t], out[2, t] = min(1.0, waiting), lost, mean_wait
    out[3, t] = answered_wait / kept if kept > NOTHING else math.inf
    out[4, t] = 1.0 if inside > 0.0 else 0.0
    if row[SERVERS] > 0.0:
        out[4, t] = min(1.0, busy / row[SERVERS])
    out[5, t] = level
    out[6, t] = min(1.0, level / kept) if kept > NOTHING else 0.0
    out[7, t] = 1.0 - longer
    out[8, t] = level / (level + longer) if level + longer > 0.0 else 0.0
    out[9, t] = 1.0 - late
    out[10, t], out[11, t], out[12, t], out[13, t] = queue, inside, ended[2], ended[3]
    out[14, t], out[15, t] = busy, ended[0]


@kernel(
    "float64(float64[:, ::1], int64[::1], float64[:, ::1],"
    " float64, int64, float64, float64[:, ::1])"
)
def follow(
    lattice: Rows,
    window: Window,
    rows: Rows,
    span: float,
    grain: int,
    most: float,
    out: Rows,
) -> float:
    """Through all intervals of `span` s from the distribution in START; returns the lattice
    states touched, or FULL above `most` of them or where the lattice ends.

    `rows` are servers, arrivals, 1/AHT, 1/patience, threshold, (5, T); `out` is (16, T).
    """
    weights = np.empty((2, MOST_JUMPS))
    touched = 0.0
    for t in range(rows.shape[1]):
        row = rows[:, t].copy()
        window[MEAN_LOW], window[MEAN_HIGH] = window[LOW], window[HIGH]
        spent = follow_interval(lattice, weights, row, span, float(grain), most - touched, window)
        if spent == FULL:
            return FULL
        touched += spent
        interval_figures(lattice, window, row, grain, out, t)
        lattice[MEAN, window[MEAN_LOW] + 1 : window[MEAN_HIGH] + 2] = 0.0
    return touched


@kernel("int64(float64[:, ::1], int64[::1], float64[::1], int64)")
def settle(lattice: Rows, window: Window, row: Rows, grain: int) -> int:
    """The steady distribution of one row of rates into START; 0, or 1 where there is none.

    Detailed balance, from the most likely state outward.
    """
    top = lattice.shape[1] - 3
    peak = 0
    while peak < top and rates(float(peak), row, grain)[0] >= rates(peak + 1.0, row, grain)[1]:
        peak += 1
    lattice[START, peak + 1] = 1.0
    total = term = 1.0
    high = low = peak
    while term > TRIMMED * total and high < top:
        term *= rates(float(high), row, grain)[0] / rates(high + 1.0, row, grain)[1]
        high += 1
        lattice[START, high + 1] = term
        total += term
    if high >= top:
        return 1
    term = 1.0
    while term > TRIMMED * total and low > 0:
        term *= rates(float(low), row, grain)[1] / rates(low - 1.0, row, grain)[0]
        low -= 1
        lattice[START, low + 1] = term
        total += term
    lattice[START, low + 1 : high + 2] /= total
    window[LOW], window[HIGH] = low, high
    return 0
