"""Least servers where the figures come from any vectorised function of the number of servers.

The searches of `servers_required` are compiled for one formula each. This one asks a function
for the figures of many rows at a time, so that retrials and mixtures share it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.queueing.erlang_c_kernels import (
    ABANDONMENT,
    ASA,
    CEIL_EPSILON,
    GOAL_TOLERANCE,
    MINIMUM,
    NO_GOAL,
    OCCUPANCY,
    SERVICE_LEVEL,
)
from solver.queueing.rows import Array

Index = NDArray[np.int64]
Figures = Callable[[Array, Index], Array]
"""Servers (k,) and the rows they are for (k,) -> figures (10, k) as `a_metrics` lists them."""

P_ABANDON, ASA_ANSWERED, OCCUPIED, FIRST_VARIANT = 1, 3, 4, 5


@dataclass(frozen=True)
class Search:
    """Rows to search for; `goals` (10, R) as `Goals.rows` lists them.

    `figures` improve with servers. `load` (R,) is the mean load; the search starts at `start`
    and ends beyond `limit`. `least` is the fractional number that stability and occupancy ask of
    a row without abandonment, whose occupancy goal is then not looked at again; NaN for rows
    with abandonment.
    """

    goals: Array
    figures: Figures
    load: Array
    start: Array
    limit: Array
    least: Array

    def part(self, at: Index) -> Search:
        def figures(servers: Array, rows: Index) -> Array:
            return self.figures(servers, at[rows])

        rest = (self.load[at], self.start[at], self.limit[at], self.least[at])
        return Search(self.goals[:, at], figures, *rest)


def least_servers(search: Search) -> Array:
    """Integer answer, fractional answer and binding goal, (3, R); NaN beyond the limit.

    A row without load needs its minimum. The others gallop from the start in doubling steps and
    bisect: at most 2 log2(limit) looks a row.
    """
    minimum = search.goals[6]
    goal = np.where(minimum > 0.0, float(MINIMUM), float(NO_GOAL))
    out = np.stack([minimum, minimum, goal])
    at = np.flatnonzero(search.load > 0.0)
    part = search.part(at)
    servers = _bisected(part, *_bracket(part, _lowest(part)))
    lost = np.isnan(servers)
    out[:2, at[lost]], out[2, at[lost]] = np.nan, NO_GOAL
    out[2, at[minimum[at] >= servers]] = MINIMUM
    more = np.flatnonzero(servers > minimum[at])
    out[0, at[more]] = servers[more]
    out[1:, at[more]] = _fraction(part, more, servers[more])
    return out


def search_limit(load_erl: Array, max_occupancy: Array) -> Array:
    """A number of servers that any goal a double can state stays below."""
    occupancy = np.where(np.isnan(max_occupancy), 1.0, max_occupancy)
    limit: Array = 10.0 * load_erl / occupancy + 1000.0 + 60.0 * np.sqrt(load_erl)
    return limit


def _lowest(search: Search) -> Array:
    """Least admissible number: above the load without abandonment, else one server."""
    stable = np.maximum(np.floor(search.load) + 1.0, np.ceil(search.least - CEIL_EPSILON))
    return np.where(np.isnan(search.least), 1.0, stable)


def _meets(search: Search, servers: Array, rows: Index) -> NDArray[np.bool_]:
    """Whether every goal of the rows holds; a NaN goal always does."""
    found, goals = search.figures(servers, rows), search.goals[:, rows]
    level = _level(found, goals)
    bad = level < goals[2] - GOAL_TOLERANCE
    bad |= found[ASA_ANSWERED] > goals[4] * (1.0 + GOAL_TOLERANCE)
    bad |= found[P_ABANDON] > goals[8] + GOAL_TOLERANCE
    crowded = found[OCCUPIED] > goals[5] + GOAL_TOLERANCE
    held: NDArray[np.bool_] = ~(bad | (crowded & np.isnan(search.least[rows])))
    return held


def _level(figures: Array, goals: Array) -> Array:
    variant = FIRST_VARIANT + goals[9].astype(np.int64)
    level: Array = figures[variant, np.arange(goals.shape[1])]
    return level


def _bracket(search: Search, lowest: Array) -> tuple[Array, Array]:
    """A number that fails (or lies below the admissible ones), and one that meets, or NaN."""
    high = np.maximum(np.floor(search.start), lowest)
    low = lowest - 1.0
    step = np.maximum(1.0, np.floor(0.5 * np.sqrt(high)))
    met = _meets(search, high, np.arange(high.size))
    up, down = np.flatnonzero(~met), np.flatnonzero(met)
    while up.size:
        low[up] = high[up]
        high[up] += step[up]
        step[up] *= 2.0
        held = _meets(search, high[up], up)
        lost = ~held & (high[up] > search.limit[up])
        high[up[lost]] = np.nan
        up = up[~held & ~lost]
    down = down[high[down] > lowest[down]]
    while down.size:
        trial = np.maximum(high[down] - step[down], lowest[down])
        held = _meets(search, trial, down)
        low[down[~held]] = trial[~held]
        high[down[held]] = trial[held]
        step[down] *= 2.0
        down = down[held & (trial > lowest[down])]
    return low, high


def _bisected(search: Search, low: Array, high: Array) -> Array:
    while True:
        open_ = np.flatnonzero(high - low > 1.0)
        if not open_.size:
            return high
        middle = np.floor(0.5 * (low[open_] + high[open_]))
        held = _meets(search, middle, open_)
        high[open_[held]] = middle[held]
        low[open_[~held]] = middle[~held]


def _fraction(search: Search, rows: Index, servers: Array) -> Array:
    """Fractional answer and the goal that asked for the largest share of the last server."""
    goals = search.goals[:, rows]
    below, here = search.figures(servers - 1.0, rows), search.figures(servers, rows)
    least = search.least[rows]
    endless = ~np.isnan(least)
    share = np.where(endless, least - (servers - 1.0), 0.0)
    goal = np.where(endless, float(OCCUPANCY), float(MINIMUM))
    crowd = np.where(endless, np.nan, goals[5])
    wanted = (
        (SERVICE_LEVEL, _level(below, goals), _level(here, goals), goals[2]),
        (ASA, below[ASA_ANSWERED], here[ASA_ANSWERED], goals[4]),
        (ABANDONMENT, below[P_ABANDON], here[P_ABANDON], goals[8]),
        (OCCUPANCY, below[OCCUPIED], here[OCCUPIED], crowd),
    )
    for name, under, over, target in wanted:
        other = _share_of_last(under, over, target)
        goal = np.where(other > share, float(name), goal)
        share = np.maximum(share, other)
    asked = endless | (share > 0.0)
    return np.stack([np.where(asked, servers - 1.0 + share, servers), goal])


def _share_of_last(below: Array, here: Array, target: Array) -> Array:
    """Share of the last server at which a target is met, linearly; 0 if already below it."""
    finite = np.isfinite(below) & np.isfinite(here)
    rise = np.where(finite, here, 0.0) - np.where(finite, below, 0.0)
    gap = target - np.where(finite, below, 0.0)
    inside = finite & (gap * rise > 0.0)
    share = np.minimum(1.0, np.where(inside, gap, 0.0) / np.where(inside, rise, 1.0))
    falls = np.isposinf(below) & ~np.isnan(target)
    answer: Array = np.where(falls, 1.0, share)
    return answer
