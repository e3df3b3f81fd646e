"""Compiled money of a cell: what an agent's day costs with each shift it may hold.

The value of a shift is the change of the short and over cost with the agent's present shift taken
out (read off the dual planes, see `tour_kernel.py`), its wage and preference, and the price of
its distance from what was published.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.person_rules import OFF, RuleArrays
from solver.scheduling.repair_arrays import NO_SEAT_LIMIT, Cells, Fixed, Scene
from solver.scheduling.tour_kernel import cost_at, cost_with_one_more, move_presence

INF = 1e18
EPSILON = 1e-7


@lazy_kernel
def toggle(
    scene: Scene, fixed: Fixed, rules: RuleArrays, cells: Cells, agent: int, day: int, sign: int
) -> float:
    """Put the agent's noted shift of a day in (+1) or take it out (-1); the change of cost."""
    k = scene.row[agent, day]
    base = cells.base[agent, day]
    own: float = 0.0 if k == base else cells.price[agent, day]
    if k == OFF:
        return sign * own
    if k == base and moved_breaks(scene.breaks[agent, day], cells.base_breaks[agent, day]):
        own += cells.break_price[agent, day]
    own += cells.own_cost[agent, day, k]
    begin, length = rules.begin[day, k], rules.length[k]
    crowded = 0
    limited = fixed.seats < NO_SEAT_LIMIT
    if limited and sign > 0:
        crowded = _crowded(scene, begin, length, fixed.seats)
    change: float = move_presence(
        scene.z, scene.on_shift, fixed.weight[fixed.group[agent]], begin, length,
        scene.breaks[agent, day], fixed.break_length[k], sign,
    )  # fmt: skip
    if limited and sign < 0:
        crowded = _crowded(scene, begin, length, fixed.seats)
    return change + sign * (own + crowded * fixed.seat_price)


@lazy_kernel
def moved_breaks(now: NDArray[np.int64], base: NDArray[np.int64]) -> bool:
    return bool((now != base).any())


@lazy_kernel
def _crowded(scene: Scene, begin: int, length: int, seats: int) -> int:
    """Intervals of a shift, not yet counted, in which no seat is free."""
    margin = (len(scene.on_shift) - scene.z.shape[0]) // 2
    found = 0
    for t in range(begin + margin, begin + length + margin):
        if scene.on_shift[t] >= seats:
            found += 1
    return found


@lazy_kernel
def value_cell(
    scene: Scene,
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    day: int,
    value: NDArray[np.float64],
    placed: NDArray[np.int64],
) -> None:
    """Money of every choice of a cell that is taken out: the agent's shapes, then off.

    Fills `value` (own shapes + 1,) and the break offsets `placed` (own shapes, B).
    """
    first, last = fixed.first[agent], fixed.last[agent]
    off = last - first
    value[:] = INF
    if cells.off_ok[agent, day]:
        value[off] = 0.0 if cells.base[agent, day] == OFF else cells.price[agent, day]
    low, high = 10**9, -(10**9)
    for i in range(off):
        if cells.allowed[agent, day, first + i]:
            low = min(low, rules.begin[day, first + i])
            high = max(high, rules.begin[day, first + i] + rules.length[first + i])
    if low > high:
        return
    total = _one_more(scene, fixed, fixed.weight[fixed.group[agent]], low, high)
    for i in range(off):
        k = first + i
        if cells.allowed[agent, day, k]:
            start = rules.begin[day, k] - low
            cost = total[start + rules.length[k]] - total[start] + cells.own_cost[agent, day, k]
            if fixed.seats < NO_SEAT_LIMIT:
                crowded = _crowded(scene, rules.begin[day, k], rules.length[k], fixed.seats)
                cost += crowded * fixed.seat_price
            value[i] = cost + _pause(fixed, cells, agent, day, k, total, start, placed[i])


@lazy_kernel
def _one_more(
    scene: Scene, fixed: Fixed, weight: NDArray[np.float64], low: int, high: int
) -> NDArray[np.float64]:
    """Running sums, from `low` to `high`, of what one more agent on queue changes the cost by."""
    total = np.zeros(high - low + 1)
    for i in range(high - low):
        t = low + i
        gain = 0.0
        if 0 <= t < scene.z.shape[0]:
            gain = cost_with_one_more(scene.z, weight, t) - cost_at(scene.z, t)
        total[i + 1] = total[i] + gain
    return total


@lazy_kernel
def _pause(
    fixed: Fixed,
    cells: Cells,
    agent: int,
    day: int,
    k: int,
    total: NDArray[np.float64],
    start: int,
    placed: NDArray[np.int64],
) -> float:
    """Money of a shift's best breaks and of its distance from the published one; fills `placed`.

    A published shift keeps its breaks where others do not save their price.
    """
    base = k == cells.base[agent, day]
    best, kept, moved = 0.0, 0.0, False
    for b in range(fixed.break_length.shape[1]):
        placed[b] = -1
        size = fixed.break_length[k, b]
        if size == 0:
            continue
        most = -INF
        for offset in range(fixed.break_low[k, b], fixed.break_high[k, b] + 1):
            saved = total[start + offset + size] - total[start + offset]
            if saved > most:
                most = saved
                placed[b] = offset
        best += most
        if base:
            offset = cells.base_breaks[agent, day, b]
            kept += total[start + offset + size] - total[start + offset]
            moved = moved or placed[b] != offset
    if not base:
        other: float = cells.price[agent, day] - best
        return other
    if not moved:
        return -best
    change: float = cells.break_price[agent, day] - best
    if change < -kept - EPSILON:
        return change
    placed[:] = cells.base_breaks[agent, day]
    return -kept
