"""Compiled birth-death chain of the contacts in a queue, followed through changing rates.

Contacts stand on a lattice: state i is `grain` x i contacts. With grain 1 the chain is M/M/n+M
itself. A coarser lattice keeps the mean and the variance of every small step, so it is the
queue's diffusion. The chain is uniformised: its jumps come at one rate, and after a time the
distribution is the Poisson mixture over the number of jumps (Jensen 1953), its time average the
mixture by Poisson tails. Only states that hold mass are carried; what is cut off is not put back.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel

Rows = NDArray[np.float64]
Window = NDArray[np.int64]

SERVERS, ARRIVALS, MU, THETA, ANSWER = range(5)
START, NOW, THEN, END, PART, MEAN, UP, STAY, DOWN, LATTICE_ROWS = range(10)
LOW, HIGH, CAP, LEAST, MOST, MEAN_LOW, MEAN_HIGH, WINDOW_PLACES = range(8)

JUMPS = 600.0
MOST_JUMPS = 1000
TRIMMED = 1e-17
STEADY = 1e-12
HARDLY_EVER = 1e-200
LOOK = 8
CAPPED, FULL = -1.0, -2.0


@kernel("UniTuple(float64, 2)(float64, float64[::1], float64)")
def rates(state: float, row: Rows, grain: float) -> tuple[float, float]:
    """Rates up and down of a lattice state; `row` is servers, arrivals, 1/AHT, 1/patience, ...

    Drift (up - down) and spread (up + down) of the contacts are kept; where the drift alone is
    larger than the spread, down is 0.
    """
    contacts = state * grain
    served = min(contacts, row[SERVERS])
    leaving = row[MU] * served + row[THETA] * (contacts - served)
    drift = (row[ARRIVALS] - leaving) / grain
    spread = max((row[ARRIVALS] + leaving) / (grain * grain), abs(drift))
    return 0.5 * (spread + drift), 0.5 * (spread - drift)


@kernel("int64(float64, float64[:, ::1])")
def jump_weights(mean: float, weights: Rows) -> int:
    """P(N = m) and P(N > m) / mean of a Poisson number, m = 0..count-1; returns the count."""
    count, total, term = 0, 0.0, math.exp(-mean)
    while count < 2 or (count < MOST_JUMPS and (term > TRIMMED or count < mean)):
        weights[0, count] = term
        total += term
        count += 1
        term *= mean / count
    later = 0.0
    for m in range(count - 1, -1, -1):
        weights[1, m] = later / (total * mean)
        weights[0, m] /= total
        later += weights[0, m] * total
    return count


@kernel("float64(float64[:, ::1], float64[::1], float64, int64, int64)")
def fill_rates(lattice: Rows, row: Rows, grain: float, low: int, high: int) -> float:
    """Rates of states `low`..`high`; returns the largest sum of a state's two rates."""
    largest = 0.0
    for state in range(low, high + 1):
        up, down = rates(float(state), row, grain)
        lattice[UP, state + 1], lattice[DOWN, state + 1] = up, down
        largest = max(largest, up + down)
    if largest > 0.0:
        for i in range(low + 1, high + 2):
            lattice[UP, i] /= largest
            lattice[DOWN, i] /= largest
            lattice[STAY, i] = 1.0 - lattice[UP, i] - lattice[DOWN, i]
    return largest


@kernel("void(float64[:, ::1], int64, float64, float64, int64, int64)")
def add_mixed(lattice: Rows, now: int, point: float, tail: float, low: int, high: int) -> None:
    """END += point NOW, PART += tail NOW over states `low`..`high`."""
    here = lattice[now, low + 1 : high + 2]
    end = lattice[END, low + 1 : high + 2]
    part = lattice[PART, low + 1 : high + 2]
    for i in range(here.size):
        end[i] += point * here[i]
        part[i] += tail * here[i]


@kernel("void(float64[:, ::1], int64, int64, int64, int64)")
def jump(lattice: Rows, now: int, then: int, low: int, high: int) -> None:
    """One jump of the chain, from row `now` to row `then`."""
    below = lattice[now, low : high + 1]
    here = lattice[now, low + 1 : high + 2]
    above = lattice[now, low + 2 : high + 3]
    up = lattice[UP, low : high + 1]
    stay = lattice[STAY, low + 1 : high + 2]
    down = lattice[DOWN, low + 2 : high + 3]
    after = lattice[then, low + 1 : high + 2]
    for i in range(after.size):
        after[i] = up[i] * below[i] + stay[i] * here[i] + down[i] * above[i]


@kernel("float64(float64[:, ::1], float64[:, ::1], int64, int64[::1])")
def mix_jumps(lattice: Rows, weights: Rows, count: int, window: Window) -> float:
    """END and PART from START; returns the states touched.

    CAPPED where mass could reach the cap before the next look. The window grows by a state at
    each side a jump and loses states without mass. Cells outside are 0 in both rows.
    """
    low, high, cap = window[LOW], window[HIGH], window[CAP]
    now, then = NOW, THEN
    lattice[NOW, low + 1 : high + 2] = lattice[START, low + 1 : high + 2]
    touched = 0.0
    for m in range(count):
        add_mixed(lattice, now, weights[0, m], weights[1, m], low, high)
        low, high = max(low - 1, 0), min(high + 1, cap)
        window[LEAST], window[MOST] = min(window[LEAST], low), max(window[MOST], high)
        jump(lattice, now, then, low, high)
        now, then = then, now
        touched += high - low + 9.0
        if m % LOOK == 0:
            while high > low and lattice[now, high + 1] < TRIMMED:
                lattice[now, high + 1] = lattice[then, high + 1] = 0.0
                high -= 1
            while high > low and lattice[now, low + 1] < TRIMMED:
                lattice[now, low + 1] = lattice[then, low + 1] = 0.0
                low += 1
            if high + LOOK >= cap:
                return CAPPED
    return touched


@kernel("float64(float64[:, ::1], int64[::1], float64)")
def take_step(lattice: Rows, window: Window, share: float) -> float:
    """START <- END and MEAN += share PART; returns sum |END - START|."""
    moved = 0.0
    low, high = window[LEAST], window[MOST]
    for i in range(low + 1, high + 2):
        moved += abs(lattice[END, i] - lattice[START, i])
        lattice[START, i] = lattice[END, i]
        lattice[MEAN, i] += share * lattice[PART, i]
    window[MEAN_LOW] = min(window[MEAN_LOW], low)
    window[MEAN_HIGH] = max(window[MEAN_HIGH], high)
    while high > low and lattice[START, high + 1] < TRIMMED:
        lattice[START, high + 1] = 0.0
        high -= 1
    while high > low and lattice[START, low + 1] < TRIMMED:
        lattice[START, low + 1] = 0.0
        low += 1
    window[LOW], window[HIGH] = low, high
    return moved


@kernel("void(float64[:, ::1], int64[::1])")
def clear_scratch(lattice: Rows, window: Window) -> None:
    first, last = window[LEAST] + 1, window[MOST] + 2
    for row in (NOW, THEN, END, PART):
        lattice[row, first:last] = 0.0


@kernel("void(float64[:, ::1], int64[::1], float64)")
def stand_still(lattice: Rows, window: Window, share: float) -> None:
    """MEAN += share START: for a rest in which nothing changes any more."""
    low, high = window[LOW], window[HIGH]
    for i in range(low + 1, high + 2):
        lattice[MEAN, i] += share * lattice[START, i]
    window[MEAN_LOW] = min(window[MEAN_LOW], low)
    window[MEAN_HIGH] = max(window[MEAN_HIGH], high)


@kernel("int64(int64, float64[::1], float64, float64, int64)")
def room_to(high: int, row: Rows, grain: float, room: float, top: int) -> int:
    """The highest state of a step: far enough to grow, near enough to keep the jump rate."""
    up, down = rates(float(high), row, grain)
    steep = max(row[MU], row[THETA])
    margin = float(MOST_JUMPS)
    if steep > 0.0:
        margin = min(margin, max(room * (up + down) / steep, 8.0 * LOOK * room))
    return min(high + int(margin), top)


@kernel(
    "float64(float64[:, ::1], float64[:, ::1], float64[::1], float64, float64, float64, int64[::1])"
)
def follow_interval(
    lattice: Rows,
    weights: Rows,
    row: Rows,
    span: float,
    grain: float,
    limit: float,
    window: Window,
) -> float:
    """START to the end of an interval of `span` s, MEAN its average; returns the states touched.

    In steps of at most `JUMPS` mean jumps. Where mass could reach the cap, the step is done again
    with more room; FULL where there is no more, or above `limit` states or jumps.
    """
    top = lattice.shape[1] - 3
    left, room, touched = span, 0.25, 0.0
    while left > 0.0:
        low, high = window[LOW], window[HIGH]
        cap = room_to(high, row, grain, room, top)
        fastest = fill_rates(lattice, row, grain, max(low - MOST_JUMPS, 0), cap)
        if left * fastest < HARDLY_EVER:
            break
        if not left * fastest <= limit:
            return FULL
        parts = max(1.0, math.ceil(left * fastest / JUMPS))
        step = left / parts
        count = jump_weights(step * fastest, weights)
        window[CAP], window[LEAST], window[MOST] = cap, low, high
        found = mix_jumps(lattice, weights, count, window)
        touched += max(found, float(count))
        moved = math.inf
        if found == CAPPED:
            room *= 2.0
        else:
            left = left - step if parts > 1.0 else 0.0
            moved = take_step(lattice, window, step / span)
        clear_scratch(lattice, window)
        if touched > limit or (found == CAPPED and cap == top):
            return FULL
        if moved < STEADY:
            break
    stand_still(lattice, window, left / span)
    return touched
