"""Compiled heart of the tour search: the best week of one agent against everybody else's.

Cost of an interval. By duality the least short and over cost of a staffing is
V_t(a) = max_j (c[t,j] - sum_g a_g W[j,g]) over the vertices j of the dual of the split (see
`duals.py`), so that the cost of one agent more or less is read off exactly. `z[t,j]` holds the
bracket for the present staffing.

Best week. With the agent's own shifts taken out, the cost of each shift is a sum over intervals,
its breaks lie where they hurt least, and a dynamic programme over (days worked, paid units, run
of days, last shift) finds the cheapest week that keeps the agent's rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import fast_kernel, lazy_kernel

OFF = -1
INF = 1e18


@fast_kernel
def cost_at(z: NDArray[np.float64], t: int) -> float:
    """V_t of the present staffing."""
    best: float = z[t, 0]
    for j in range(1, z.shape[1]):
        best = max(best, z[t, j])
    return best


@fast_kernel
def cost_with_one_more(z: NDArray[np.float64], w: NDArray[np.float64], t: int) -> float:
    """V_t with one more agent whose dual weights are `w` (J,)."""
    best: float = z[t, 0] - w[0]
    for j in range(1, z.shape[1]):
        best = max(best, z[t, j] - w[j])
    return best


@lazy_kernel
def move_presence(
    z: NDArray[np.float64],
    on_shift: NDArray[np.int64],
    w: NDArray[np.float64],
    begin: int,
    length: int,
    break_first: NDArray[np.int64],
    break_length: NDArray[np.int64],
    sign: int,
) -> float:
    """Add (+1) or remove (-1) a shift; the change of cost.

    Intervals outside `z` cost nothing, but their seats count: `on_shift` has a margin before and
    after it.
    """
    change = 0.0
    margin = (len(on_shift) - z.shape[0]) // 2
    for t in range(begin, begin + length):
        on_shift[t + margin] += sign
        if t < 0 or t >= z.shape[0]:
            continue
        paused = False
        for b in range(len(break_first)):
            if break_first[b] >= 0:
                first = begin + break_first[b]
                if first <= t < first + break_length[b]:
                    paused = True
        if paused:
            continue
        before = cost_at(z, t)
        for j in range(z.shape[1]):
            z[t, j] -= sign * w[j]
        change += cost_at(z, t) - before
    return change


@lazy_kernel
def value_shapes(
    z: NDArray[np.float64],
    on_shift: NDArray[np.int64],
    seats: int,
    w: NDArray[np.float64],
    begin: NDArray[np.int64],
    allowed: NDArray[np.bool_],
    length: NDArray[np.int64],
    break_low: NDArray[np.int64],
    break_high: NDArray[np.int64],
    break_length: NDArray[np.int64],
    value: NDArray[np.float64],
    break_at: NDArray[np.int64],
) -> None:
    """Coverage cost of each shape of a day with its best breaks, INF where not allowed.

    Shape arrays are (K,), break arrays (K, B) with length 0 for none. Fills `value` (K,) and
    `break_at` (K, B), the offsets chosen (-1 for none).
    """
    shapes = len(begin)
    first, last = 10**9, -(10**9)
    for k in range(shapes):
        value[k] = INF
        if allowed[k]:
            first = min(first, begin[k])
            last = max(last, begin[k] + length[k])
    if first > last:
        return
    margin = (len(on_shift) - z.shape[0]) // 2
    total = np.zeros(last - first + 1)
    full = np.zeros(last - first + 1, dtype=np.int64)
    for i in range(last - first):
        t = first + i
        gain = 0.0
        if 0 <= t < z.shape[0]:
            gain = cost_with_one_more(z, w, t) - cost_at(z, t)
        full[i + 1] = full[i] + (1 if on_shift[t + margin] >= seats else 0)
        total[i + 1] = total[i] + gain
    for k in range(shapes):
        if not allowed[k]:
            continue
        start = begin[k] - first
        if full[start + length[k]] > full[start]:
            continue
        cost = total[start + length[k]] - total[start]
        for b in range(break_length.shape[1]):
            break_at[k, b] = -1
            size = break_length[k, b]
            if size == 0:
                continue
            best = -INF
            for offset in range(break_low[k, b], break_high[k, b] + 1):
                saved = total[start + offset + size] - total[start + offset]
                if saved > best:
                    best = saved
                    break_at[k, b] = offset
            cost -= best
        value[k] = cost


@lazy_kernel
def best_week(
    value: NDArray[np.float64],
    begin: NDArray[np.int64],
    length: NDArray[np.int64],
    units: NDArray[np.int64],
    rest: int,
    previous_end: int,
    next_begin: int,
    run_before: int,
    run_after: int,
    max_run: int,
    units_min: int,
    units_max: int,
    days_min: int,
    days_max: int,
    tour: NDArray[np.int64],
) -> float:
    """Cheapest tour of a week; its value, INF when the rules leave none.

    `value`, `begin` are (days, K). States: (days worked, units, run, last shape); a run carried
    in counts before any shape of this week. Of the shapes that may have been worked the day
    before, a start needs only the cheapest that has rested by then, so that both are walked once
    in the order of their times. A last shape with a run of 0 was worked the day before a day off
    and its rest reaches over that day. `previous_end` and `next_begin` are of the nearest shifts
    outside the week.
    """
    days, shapes = value.shape
    off = shapes
    size = (days_max + 1, units_max + 1, max_run + 1, shapes + 1)
    # Cells are filled when they come alive: few ever do, and the arrays are large.
    now = np.empty(size)
    live = np.zeros(size[:3], dtype=np.bool_)
    back = np.empty((days, *size), dtype=np.int32)
    now[0, 0, min(run_before, max_run), :] = INF
    now[0, 0, min(run_before, max_run), off] = 0.0
    live[0, 0, min(run_before, max_run)] = True
    by_end = np.empty(0, dtype=np.int64)
    by_end_before = by_end
    first_ready = previous_end + rest
    opens = np.full(days + 1, next_begin)
    for d in range(days):
        opens[d] = begin[d].min()
    for d in range(days):
        after = np.empty(size)
        live_after = np.zeros(size[:3], dtype=np.bool_)
        by_begin = np.argsort(begin[d])
        for c in range(min(d, days_max) + 1):
            for u in range(units_max + 1):
                for r in range(max_run + 1):
                    if not live[c, u, r]:
                        continue
                    state = now[c, u, r]
                    ends = by_end if r > 0 else by_end_before
                    ago = 1 if r > 0 else 2
                    rested, rested_from = state[off], off
                    cheapest, from_shape = state[off], off
                    if not live_after[c, u, 0]:
                        after[c, u, 0, :] = INF
                        live_after[c, u, 0] = True
                    for k in range(shapes):
                        if state[k] >= INF:
                            continue
                        if r > 0 and begin[d - 1, k] + length[k] + rest > opens[d + 1]:
                            if state[k] < after[c, u, 0, k]:
                                after[c, u, 0, k] = state[k]
                                back[d, c, u, 0, k] = r * (shapes + 1) + k
                        elif state[k] < cheapest:
                            cheapest, from_shape = state[k], k
                    if cheapest < after[c, u, 0, off]:
                        after[c, u, 0, off] = cheapest
                        back[d, c, u, 0, off] = r * (shapes + 1) + from_shape
                    if c == days_max or r == max_run:
                        continue
                    position = 0
                    for s in by_begin:
                        while position < len(ends):
                            k = ends[position]
                            if begin[d - ago, k] + length[k] + rest > begin[d, s]:
                                break
                            if state[k] < rested:
                                rested, rested_from = state[k], k
                            position += 1
                        if value[d, s] >= INF or begin[d, s] < first_ready:
                            continue
                        v = u + units[s]
                        if v > units_max or rested >= INF:
                            continue
                        if not live_after[c + 1, v, r + 1]:
                            after[c + 1, v, r + 1, :] = INF
                            live_after[c + 1, v, r + 1] = True
                        total = rested + value[d, s]
                        if total < after[c + 1, v, r + 1, s]:
                            after[c + 1, v, r + 1, s] = total
                            back[d, c + 1, v, r + 1, s] = r * (shapes + 1) + rested_from
        now, live = after, live_after
        by_end_before = by_end
        by_end = np.argsort(begin[d] + length)
    best, bc, bu, br, bk = INF, -1, -1, -1, -1
    for c in range(days_min, days_max + 1):
        for u in range(units_min, units_max + 1):
            for r in range(max_run + 1):
                for k in range(shapes + 1 if live[c, u, r] else 0):
                    if now[c, u, r, k] >= best:
                        continue
                    if r > 0 and k != off and r + run_after > max_run:
                        continue
                    if k != off:
                        last = begin[days - 1 if r > 0 else days - 2, k] + length[k]
                        if last + rest > next_begin:
                            continue
                    best, bc, bu, br, bk = now[c, u, r, k], c, u, r, k
    if best >= INF:
        return INF
    for d in range(days - 1, -1, -1):
        works = bk != off and br > 0
        tour[d] = bk if works else OFF
        code = back[d, bc, bu, br, bk]
        if works:
            bc -= 1
            bu -= units[bk]
        br = code // (shapes + 1)
        bk = code % (shapes + 1)
    return best
