"""Compiled passes over cumulative curves of work; each takes time linear in the curves' length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@kernel("int64(int64[::1], int64, int64, float64[::1], int64, int64, float64, float64)")
def _push(
    chain: Index,
    first: int,
    end: int,
    curve: Array,
    k: int,
    apex: int,
    level: float,
    side: float,
) -> int:
    """Add corner `k` to the chain from the apex: concave for side 1, convex for -1; its new end."""
    while end > first:
        last = chain[end - 1]
        before, height = apex, level
        if end - 1 > first:
            before = chain[end - 2]
            height = curve[before]
        bend = (curve[last] - height) * (k - last) - (curve[k] - curve[last]) * (last - before)
        if side * bend > 0.0:
            break
        end -= 1
    chain[end] = k
    return end + 1


@kernel("void(float64[::1], float64[::1], float64[::1])")
def taut_string(low: Array, high: Array, rate: Array) -> None:
    """Rate of the shortest path from 0, low <= path <= high, where low and high end in one point.

    The funnel algorithm (Davies and Kovac 2001, section 3): from the apex, the last corner known,
    the least concave path over `low` and the greatest convex one under `high`. Where a new point
    crosses the other side, the apex moves on along that side.
    """
    size = low.shape[0]
    over, under = np.empty(size, np.int64), np.empty(size, np.int64)
    over_from = over_end = under_from = under_end = 0
    apex, level = -1, 0.0
    for k in range(size):
        over_end = _push(over, over_from, over_end, low, k, apex, level, 1.0)
        while over_end - over_from == 1 and under_end > under_from:
            corner = under[under_from]
            if (low[k] - level) * (corner - apex) <= (high[corner] - level) * (k - apex):
                break
            rate[apex + 1 : corner + 1] = (high[corner] - level) / (corner - apex)
            apex, level = corner, high[corner]
            under_from += 1
        under_end = _push(under, under_from, under_end, high, k, apex, level, -1.0)
        while under_end - under_from == 1 and over[over_from] < k:
            corner = over[over_from]
            if (high[k] - level) * (corner - apex) >= (low[corner] - level) * (k - apex):
                break
            rate[apex + 1 : corner + 1] = (low[corner] - level) / (corner - apex)
            apex, level = corner, low[corner]
            over_from += 1
    if apex < size - 1:
        rate[apex + 1 :] = (low[size - 1] - level) / (size - 1 - apex)


@kernel("void(float64[::1], float64[::1], float64[::1])")
def earliest(high: Array, room: Array, path: Array) -> None:
    """Highest path from 0 under `high` that rises by at most `room` an interval."""
    level = 0.0
    for k in range(high.shape[0]):
        level = min(high[k], level + room[k])
        path[k] = level


@kernel("void(float64[::1], float64[::1], float64[::1])")
def latest(low: Array, room: Array, path: Array) -> None:
    """Lowest path over `low` that rises by at most `room` an interval."""
    size = low.shape[0]
    if size:
        path[size - 1] = low[size - 1]
    for k in range(size - 2, -1, -1):
        path[k] = max(low[k], path[k + 1] - room[k + 1])


@kernel("void(float64[::1], float64[::1], float64[::1], float64[::1])")
def useful(low: Array, high: Array, free: Array, path: Array) -> None:
    """Highest path from which all free work that follows still counts.

    Backwards from the end of `low`: one interval earlier it is lower by that interval's free work,
    but stays between the curves.
    """
    size = low.shape[0]
    if size:
        path[size - 1] = low[size - 1]
    for k in range(size - 2, -1, -1):
        path[k] = min(high[k], max(low[k], path[k + 1] - free[k + 1]))


@kernel(
    "void(float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64,"
    " float64[::1])"
)
def whole_units(
    low: Array, goal: Array, high: Array, free: Array, most: Array, unit: float, units: Array
) -> None:
    """Whole units of work an interval that keep the work done at or above `low`.

    Follows `goal` rounded up, but starts a unit only when work for all of it is there, unless
    `low` asks for it; work that a unit finds no contact for is lost.
    """
    done = 0.0
    for k in range(low.shape[0]):
        base = min(high[k], done + free[k])
        need = np.ceil((low[k] - base) / unit - 1e-9)
        wish = np.ceil((goal[k] - base) / unit - 1e-9)
        fill = min(np.floor((high[k] - base) / unit + 1e-9), most[k])
        units[k] = max(0.0, need, min(wish, fill))
        done = min(high[k], base + unit * units[k])


@kernel(
    "void(float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1],"
    " float64[::1])"
)
def serve(
    room: Array,
    old: Array,
    old_due: Array,
    new: Array,
    new_due: Array,
    old_done: Array,
    new_done: Array,
) -> None:
    """Cumulative work done of two queues of lots: earliest due first, the old before the new.

    `old` (K,) is cumulative over the lots that wait at the start, `new` (T,) over those that
    arrive in each interval; both are served in their order.
    """
    done_old = done_new = 0.0
    i = j = 0
    for t in range(room.shape[0]):
        left = room[t]
        while True:
            while i < old.shape[0] and old[i] <= done_old:
                i += 1
            while j <= t and new[j] <= done_new:
                j += 1
            if left <= 0.0 or (i == old.shape[0] and j > t):
                break
            if j > t or (i < old.shape[0] and old_due[i] <= new_due[j]):
                lot = old[i] - done_old
                done_old = old[i] if lot <= left else done_old + left
            else:
                lot = new[j] - done_new
                done_new = new[j] if lot <= left else done_new + left
            left -= lot
        old_done[t], new_done[t] = done_old, done_new
