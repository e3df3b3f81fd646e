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

FIGURES = 16
FREE, WAITING, LOST, SERVED, WAIT, ANSWERED_WAIT, LATE, QUICK = range(8)
BUSY, QUEUE, INSIDE, SUMS = range(8, 12)
POINTS = 16
LARGE, LOG_LARGE = 1e200, 200.0 * math.log(10.0)
NOTHING = 1e-20


@kernel("float64(float64, float64, float64)")
def wait_until(drain: float, theta: float, count: float) -> float:
    """Sum of 1 / (drain + i theta) for i = 1..count."""
    return count / drain if theta <= 0.0 else harmonic_span(drain / theta, count) / theta


@kernel("void(float64[::1], int64, float64, float64, float64)")
def stand_behind(place: Rows, ahead: int, drain: float, theta: float, passed: float) -> None:
    """Move `place` to `ahead` waiting contacts, not fewer than now.

    It holds the count, P(V > t), its last term, that term as number x e^scale, and the
    mean wait of the answered. Terms too small to count are not added up.
    """
    j, late, value = place[0], place[1], place[2]
    term, scale, until = place[3], place[4], place[5]
    gap = ahead - j
    while j < ahead:
        ratio = (drain + j * theta) * passed / (j + 1.0)
        if value < NOTHING and ratio < 1.0:
            j, value, term = float(ahead), 0.0, 0.0
            break
        j += 1.0
        term *= ratio
        if term > LARGE:
            term, scale = term / LARGE, scale + LOG_LARGE
        value = term * math.exp(scale)
        late += value
    if gap == 1.0:
        until += 1.0 / (drain + (j + 1.0) * theta)
    elif gap > 1.0:
        until = wait_until(drain, theta, j + 1.0)
    place[0], place[1], place[2] = j, late, value
    place[3], place[4], place[5] = term, scale, until


@kernel("void(float64[::1], float64[::1], float64, float64, float64, float64)")
def meet(sums: Rows, place: Rows, mass: float, drain: float, theta: float, passed: float) -> None:
    """Add the figures of contacts that come, with chance `mass`, to a place in the queue."""
    j, late, value, until = place[0], place[1], place[2], place[5]
    pace = drain + (j + 1.0) * theta
    chance = drain / pace
    sums[WAITING] += mass
    sums[LOST] += mass * (j + 1.0) * theta / pace
    sums[SERVED] += mass * chance
    sums[WAIT] += mass * (j + 1.0) / pace
    sums[ANSWERED_WAIT] += mass * chance * until
    sums[LATE] += mass * min(1.0, late)
    quick = chance * max(0.0, 1.0 - late) + value * passed * theta * (drain + j * theta) / pace
    sums[QUICK] += mass * quick


@kernel("void(float64[::1], int64, int64, float64[::1], float64, float64[::1])")
def waits(mass: Rows, first: int, stride: int, row: Rows, working: float, sums: Rows) -> None:
    """Add the figures of contacts that find (first + i) x stride others with chance mass[i].

    They wait where all servers are busy; those ahead leave at `working` / AHT.
    """
    servers, theta, answer_s = int(row[SERVERS]), row[THETA], row[ANSWER]
    drain = working * row[MU]
    if drain + theta <= 0.0:
        sums[WAITING] += mass.sum()
        sums[LATE] += mass.sum()
        sums[WAIT] = sums[ANSWERED_WAIT] = math.inf
        return
    passed = answer_s if theta <= 0.0 else -math.expm1(-theta * answer_s) / theta
    chance = math.exp(-drain * answer_s)
    place = np.array([0.0, chance, chance, 1.0, -drain * answer_s, 1.0 / (drain + theta)])
    for i in range(mass.size):
        ahead = (first + i) * stride - servers
        if ahead >= 0:
            stand_behind(place, ahead, drain, theta, passed)
            meet(sums, place, mass[i], drain, theta, passed)
        else:
            sums[FREE] += mass[i]


@kernel("int64(int64, int64)")
def first_point(low: int, points: int) -> int:
    """Where the mass of lattice state `low` begins, in points of which a grain has `points`."""
    return max(0, (low - 1) * points + 1)


@kernel("float64[::1](float64[:, ::1], int64, int64, int64)")
def spread_mass(lattice: Rows, low: int, high: int, points: int) -> Rows:
    """MEAN at the points from `first_point` on: linear between lattice states."""
    first = first_point(low, points)
    mass = np.zeros((high + 1) * points - first)
    for state in range(low, high + 1):
        height = lattice[MEAN, state + 1] / points
        for off in range(1 - points, points):
            mass[abs(state * points + off) - first] += height * (1.0 - abs(off) / points)
    return mass


@kernel("UniTuple(float64, 3)(float64[:, ::1], int64, int64, int64, float64[::1], int64)")
def contents(
    lattice: Rows, which: int, low: int, high: int, row: Rows, grain: int
) -> tuple[float, float, float]:
    """Mass of a lattice row, mean in service, mean waiting."""
    total = busy = waiting = 0.0
    for state in range(low, high + 1):
        mass = lattice[which, state + 1]
        contacts = float(state * grain)
        served = min(contacts, row[SERVERS])
        total += mass
        busy += mass * served
        waiting += mass * (contacts - served)
    return total, busy, waiting


@kernel("void(float64[:, ::1], int64[::1], float64[::1], int64, float64, float64, float64[::1])")
def add_part(
    lattice: Rows, window: Window, row: Rows, grain: int, share: float, working: float, sums: Rows
) -> None:
    """Add to `sums` a part that is `share` of an interval, from the mean distribution over it."""
    low, high = window[MEAN_LOW], window[MEAN_HIGH]
    lattice[MEAN, low + 1 : high + 2] *= share
    _, busy, queue = contents(lattice, MEAN, low, high, row, grain)
    sums[BUSY] += busy
    sums[QUEUE] += queue
    sums[INSIDE] += busy + queue
    points = min(grain, POINTS)
    spread = spread_mass(lattice, low, high, points)
    waits(spread, first_point(low, points), grain // points, row, working, sums)
    lattice[MEAN, low + 1 : high + 2] = 0.0


@kernel("void(float64[::1], float64[::1], float64[:, ::1], int64)")
def write_figures(sums: Rows, row: Rows, out: Rows, t: int) -> None:
    """The figures of interval `t` over all its parts; `row` holds its servers."""
    kept = sums[FREE] + sums[SERVED]
    level, late = min(1.0, sums[FREE] + sums[QUICK]), min(1.0, sums[LATE])
    longer = late * math.exp(-row[THETA] * row[ANSWER])
    out[0, t], out[1, t] = min(1.0, sums[WAITING]), min(1.0, sums[LOST])
    out[2, t] = sums[WAIT]
    out[3, t] = sums[ANSWERED_WAIT] / kept if kept > 0.0 else math.inf
    out[4, t] = 1.0 if sums[INSIDE] > 0.0 else 0.0
    if row[SERVERS] > 0.0:
        out[4, t] = min(1.0, sums[BUSY] / row[SERVERS])
    out[5, t] = level
    out[6, t] = min(1.0, level / kept) if kept > 0.0 else 0.0
    out[7, t] = 1.0 - longer
    out[8, t] = level / (level + longer) if level + longer > 0.0 else 0.0
    out[9, t] = 1.0 - late
    out[10, t], out[11, t], out[12, t] = sums[BUSY], sums[QUEUE], sums[INSIDE]


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

    `rows` are servers, arrivals, 1/AHT, 1/patience, threshold, (5, T); `out` is (16, T). A part of
    a server is there for that first part of the interval. A `grain` above `POINTS` is a multiple
    of it.
    """
    weights = np.empty((2, MOST_JUMPS))
    sums = np.empty(SUMS)
    touched = 0.0
    for t in range(rows.shape[1]):
        row, part = rows[:, t].copy(), rows[:, t].copy()
        whole = math.floor(row[SERVERS])
        more = row[SERVERS] - whole
        sums[:] = 0.0
        for servers, share in ((whole + 1.0, more), (float(whole), 1.0 - more)):
            if share <= 0.0:
                continue
            part[SERVERS] = servers
            window[MEAN_LOW], window[MEAN_HIGH] = window[LOW], window[HIGH]
            spent = follow_interval(
                lattice, weights, part, share * span, float(grain), most - touched, window
            )
            if spent == FULL:
                return FULL
            touched += spent
            working = servers if servers > 0.0 else more
            add_part(lattice, window, part, grain, share, working, sums)
        write_figures(sums, row, out, t)
        mass, busy, queue = contents(lattice, START, window[LOW], window[HIGH], part, grain)
        out[13, t], out[14, t], out[15, t] = queue, busy + queue, mass
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
