"""The best week of one agent between the weeks beside it, with every rule on the agent alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.tour_arrays import PeopleArrays, ShapeArrays
from solver.scheduling.tour_branches import (
    ASKED,
    MOST_BRANCHES,
    ask,
    close_branches,
    spread_branches,
)
from solver.scheduling.tour_kernel import INF, OFF, best_week
from solver.scheduling.tour_rules import KEPT, broken_rule

# Weeks tried before the search for one that keeps every rule is given up.
MOST_TRIALS = 60
# From here on the deepest branch is tried first, so that some week is found.
DIVE_FROM = 40


@lazy_kernel
def _runs(tour: NDArray[np.int64], first: int, last: int, carried: int) -> tuple[int, int]:
    """Days worked in a row just before `first` and from `last` on."""
    before = 0
    d = first - 1
    while d >= 0 and tour[d] != OFF:
        before += 1
        d -= 1
    if d < 0:
        before += carried
    after = 0
    d = last
    while d < len(tour) and tour[d] != OFF:
        after += 1
        d += 1
    return before, after


@lazy_kernel
def _weekend_run(worked: NDArray[np.bool_], number: int) -> int:
    """Weekends in a row when weekend `number` is worked too."""
    low, high = number, number
    while low > 0 and worked[low - 1]:
        low -= 1
    while high + 1 < len(worked) and worked[high + 1]:
        high += 1
    return high - low + 1


@lazy_kernel
def ban_weekends(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    weekend: NDArray[np.int64],
    first: int,
    last: int,
    limit: int,
    longest: int,
) -> None:
    """INF on weekend days that would take the agent over its working weekends, in all (`limit`)
    or in a row (`longest`)."""
    worked = np.zeros(len(tour) + 1, dtype=np.bool_)
    count = 0
    for d in range(len(tour)):
        if (d < first or d >= last) and tour[d] != OFF and weekend[d] >= 0:
            if not worked[weekend[d]]:
                count += 1
            worked[weekend[d]] = True
    free = limit - count
    for d in range(first, last):
        number = weekend[d]
        if number < 0 or worked[number]:
            continue
        if d == first or weekend[d - 1] != number:
            free -= 1
        if free < 0 or _weekend_run(worked, number) > longest:
            value[d - first, :] = INF
        else:
            # So that one that follows in the same week counts it.
            worked[number] = True


@lazy_kernel
def _cheapest(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    new: NDArray[np.int64],
) -> float:
    """Best week under `value` between the shifts just before and after it; fills `new`."""
    lo, hi = shapes.plan_first[people.plan[agent]], shapes.plan_last[people.plan[agent]]
    before, after = _runs(tour, first, last, people.carried_run[agent])
    previous_end = people.ready[agent] - people.rest[agent]
    for d in range(max(0, first - 2), first):
        if tour[d] != OFF:
            previous_end = shapes.begin[d, tour[d]] + shapes.length[tour[d]]
    next_begin = 10**9
    for d in range(min(last + 2, len(tour)) - 1, last - 1, -1):
        if tour[d] != OFF:
            next_begin = shapes.begin[d, tour[d]]
    found: float = best_week(
        value, shapes.begin[first:last, lo:hi], shapes.length[lo:hi], shapes.units[lo:hi],
        people.rest[agent], previous_end, next_begin, before, after, people.max_run[agent],
        people.units_min[agent], people.units_max[agent], people.days_min[agent],
        people.days_max[agent], new,
    )  # fmt: skip
    return found


@lazy_kernel
def kept_week(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    new: NDArray[np.int64],
) -> float:
    """Best week found that keeps the rules of the whole week too; fills `new`.

    `tour` is the agent's old one; its working days alone are tried when the search among all has
    come to nothing. INF when no week was found.
    """
    cost = _cheapest(value, tour, shapes, people, agent, first, last, new)
    if people.ordinary[agent] or cost >= INF:
        return cost
    found = _search_kept(value, cost, 0.0, tour, shapes, people, agent, first, last, new)
    if found < INF:
        return found
    same_days, asked = value.copy(), 0.0
    for d in range(first, last):
        if tour[d] == OFF:
            same_days[d - first, :] = INF
        else:
            ask(same_days[d - first])
            asked += ASKED
    cost = asked + _cheapest(same_days, tour, shapes, people, agent, first, last, new)
    if cost >= ASKED:
        return INF
    return _search_kept(same_days, cost, asked, tour, shapes, people, agent, first, last, new)


@lazy_kernel
def _search_kept(
    value: NDArray[np.float64],
    cost: float,
    asked: float,
    tour: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    new: NDArray[np.int64],
) -> float:
    """Best-first search from the best week `new` of a given cost, which it replaces; `asked` has
    been taken off the values of that many days."""
    trial = _with_week(tour, new, shapes, people, agent, first, last)
    if broken_rule(trial, shapes, people, agent, first, last)[0] == KEPT:
        return cost
    days, count = last - first, 1
    values = np.empty((MOST_TRIALS + MOST_BRANCHES, days, value.shape[1]))
    weeks = np.empty((MOST_TRIALS + MOST_BRANCHES, days), dtype=np.int64)
    costs = np.full(MOST_TRIALS + MOST_BRANCHES, INF)
    credit = np.zeros(MOST_TRIALS + MOST_BRANCHES)
    depth = np.zeros(MOST_TRIALS + MOST_BRANCHES, dtype=np.int64)
    branches = np.empty((MOST_BRANCHES, days, value.shape[1]))
    more = np.empty(MOST_BRANCHES)
    values[0], weeks[0], costs[0], credit[0] = value, new, cost, asked
    while count < MOST_TRIALS:
        best = 0
        for n in range(1, count):
            deeper = depth[n] - depth[best] if count >= DIVE_FROM else 0
            if costs[n] < ASKED and (
                costs[best] >= ASKED or deeper > 0 or (deeper == 0 and costs[n] < costs[best])
            ):
                best = n
        if costs[best] >= ASKED:
            return INF
        trial = _with_week(tour, weeks[best], shapes, people, agent, first, last)
        if broken_rule(trial, shapes, people, agent, first, last)[0] == KEPT:
            new[:] = weeks[best]
            return float(costs[best])
        made = close_branches(
            values[best], trial, tour, shapes, people, agent, first, last, branches, more
        )
        costs[best] = INF
        for b in range(made):
            values[count], depth[count] = branches[b], depth[best] + 1
            credit[count] = credit[best] + more[b]
            costs[count] = credit[count] + _cheapest(
                branches[b], tour, shapes, people, agent, first, last, weeks[count]
            )
            count += 1
    return _similar_starts(value, asked, tour, shapes, people, agent, first, last, branches, new)


@lazy_kernel
def _similar_starts(
    value: NDArray[np.float64],
    asked: float,
    tour: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    branches: NDArray[np.float64],
    new: NDArray[np.int64],
) -> float:
    """Best week found whose starts are so near each other that none is too early, INF if none."""
    spread = min(people.earlier_start[agent], people.start_spread[agent])
    if spread >= 1440:
        return INF
    trial = _with_week(tour, new, shapes, people, agent, first, last)
    made = spread_branches(value, trial, tour, shapes, people, agent, first, last, spread, branches)
    best, week = ASKED, np.empty(last - first, dtype=np.int64)
    for b in range(made):
        cost = asked + _cheapest(branches[b], tour, shapes, people, agent, first, last, week)
        trial = _with_week(tour, week, shapes, people, agent, first, last)
        if cost < best and broken_rule(trial, shapes, people, agent, first, last)[0] == KEPT:
            best = cost
            new[:] = week
    return best if best < ASKED else INF


@lazy_kernel
def _with_week(
    tour: NDArray[np.int64],
    week: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
) -> NDArray[np.int64]:
    """The tour with the days `first..last` as in `week`, whose shapes count from the plan's."""
    trial = tour.copy()
    for d in range(first, last):
        trial[d] = week[d - first]
        if trial[d] != OFF:
            trial[d] += shapes.plan_first[people.plan[agent]]
    return trial
