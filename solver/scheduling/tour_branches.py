"""Ways out of a rule of the whole week that the best week of the dynamic programme breaks.

A branch closes shifts or asks for a day, and the programme runs again on it. The branches of a run
of days, an earlier start and a night into the next week are complete; of start spreads and weekly
rests only the promising ones are tried, beside those of the week before it was taken out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.tour_arrays import PeopleArrays, ShapeArrays
from solver.scheduling.tour_kernel import INF, OFF
from solver.scheduling.tour_rules import (
    EARLIER,
    SHORT_OFF,
    SHORT_RUN,
    SPREAD,
    WEEKLY_REST,
    broken_rule,
    rest_begin,
)

# Windows of start times tried for a week whose starts are too far apart.
SPREAD_WINDOWS = 4
# The most branches of a rule: a rest after or before each shift of a week, and three more.
MOST_BRANCHES = 17
# Taken off the cost of the shifts of a day that must be worked.
ASKED = 1e7


@lazy_kernel
def close_branches(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    old: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    branches: NDArray[np.float64],
    credit: NDArray[np.float64],
) -> int:
    """Fill `branches` (B, days, shapes) with the costs of the ways to mend a tour; their number.

    A branch has closed shifts at INF and those of a day that must be worked cheaper by `ASKED`,
    of which `credit` (B,) holds the sum.
    """
    kind, a, b = broken_rule(tour, shapes, people, agent, first, last)
    credit[:] = 0.0
    if kind in (SHORT_OFF, SHORT_RUN):
        return _run_branches(value, kind, a, b, first, last, branches, credit)
    if kind == EARLIER:
        return _earlier_branches(value, tour, shapes, people, agent, a, b, first, branches, credit)
    if kind == SPREAD:
        spread = people.start_spread[agent]
        return spread_branches(
            value, tour, old, shapes, people, agent, first, last, spread, branches
        )
    if kind == WEEKLY_REST:
        return _rest_branches(value, tour, old, shapes, people, agent, first, last, branches)
    return _next_rest_branch(value, tour, shapes, people, agent, first, last, branches)


@lazy_kernel
def _run_branches(
    value: NDArray[np.float64],
    kind: int,
    start: int,
    end: int,
    first: int,
    last: int,
    branches: NDArray[np.float64],
    credit: NDArray[np.float64],
) -> int:
    """The run `start..end` grows by a day on either side, or one of its days changes; every
    branch keeps the days of those before it as they are, so that none is tried twice."""
    count, asked = 0, 0
    kept = value.copy()
    for d in range(max(start - 1, first), min(end + 2, last)):
        branches[count] = kept
        if (start <= d <= end) == (kind == SHORT_OFF):
            ask(branches[count, d - first])
            kept[d - first, :] = INF
            credit[count] = (asked + 1) * ASKED
        else:
            branches[count, d - first, :] = INF
            ask(kept[d - first])
            credit[count] = asked * ASKED
            asked += 1
        count += 1
    return count


@lazy_kernel
def ask(costs: NDArray[np.float64]) -> None:
    """Make a day of shifts so cheap that it is worked if it can be."""
    for i in range(len(costs)):
        if costs[i] < INF:
            costs[i] -= ASKED


@lazy_kernel
def _earlier_branches(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    a: int,
    b: int,
    first: int,
    branches: NDArray[np.float64],
    credit: NDArray[np.float64],
) -> int:
    """Day a starts early enough for the start of day b, or b later, or a day between works."""
    lo = shapes.plan_first[people.plan[agent]]
    minute = shapes.minute[tour[b]]
    branches[0] = value
    branches[1] = value
    for i in range(value.shape[1]):
        if shapes.minute[lo + i] > minute + people.earlier_start[agent]:
            branches[0, a - first, i] = INF
        if shapes.minute[lo + i] <= minute:
            branches[1, b - first, i] = INF
    for d in range(a + 1, b):
        branches[d - a + 1] = value
        ask(branches[d - a + 1, d - first])
        credit[d - a + 1] = ASKED
    return b - a + 1


@lazy_kernel
def spread_branches(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    old: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    spread: int,
    branches: NDArray[np.float64],
) -> int:
    """The windows of start times that look cheapest, and the one of the old tour."""
    lo = shapes.plan_first[people.plan[agent]]
    minute = shapes.minute[lo : lo + value.shape[1]]
    opening = np.unique(minute)
    worked = 0
    earliest = 10**6
    for d in range(first, last):
        worked += tour[d] != OFF
        if old[d] != OFF:
            earliest = min(earliest, shapes.minute[old[d]])
    guess = np.empty(len(opening))
    cheapest = np.empty(last - first)
    for w in range(len(opening)):
        cheapest[:] = 1e6
        for d in range(last - first):
            for i in range(len(minute)):
                if opening[w] <= minute[i] <= opening[w] + spread:
                    cheapest[d] = min(cheapest[d], value[d, i])
        cheapest.sort()
        guess[w] = cheapest[:worked].sum()
    order = np.argsort(guess)
    count = 0
    for w in range(min(len(order), SPREAD_WINDOWS)):
        _keep_window(value, minute, opening[order[w]], spread, branches[count])
        count += 1
    if earliest < 10**6:
        _keep_window(value, minute, earliest, spread, branches[count])
        count += 1
    return count


@lazy_kernel
def _keep_window(
    value: NDArray[np.float64],
    minute: NDArray[np.int64],
    earliest: int,
    spread: int,
    branch: NDArray[np.float64],
) -> None:
    """`value` with the starts outside `earliest..earliest + spread` closed."""
    branch[:] = value
    for i in range(len(minute)):
        if minute[i] < earliest or minute[i] > earliest + spread:
            branch[:, i] = INF


@lazy_kernel
def _rest_branches(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    old: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    branches: NDArray[np.float64],
) -> int:
    """Rests after or before a shift of the tour or at an end of the week, and the old tour's."""
    week, rest = first // 7, people.weekly_rest[agent]
    opens, closes = people.week_start[week], people.week_start[week + 1]
    carried = people.ready[agent] - people.rest[agent]
    if first > 0 and tour[first - 1] != OFF:
        night = tour[first - 1]
        carried = max(carried, shapes.begin[first - 1, night] + shapes.length[night])
    begins = np.empty(2 * (last - first) + 3)
    begins[0], begins[1] = max(opens, carried), closes - rest
    count = 2
    for d in range(first, last):
        if tour[d] != OFF:
            begins[count] = shapes.begin[d, tour[d]] + shapes.length[tour[d]]
            begins[count + 1] = shapes.begin[d, tour[d]] - rest
            count += 2
    begins[count] = rest_begin(old, shapes, people, agent, week)
    lo, made = shapes.plan_first[people.plan[agent]], 0
    for begin in begins[: count + 1]:
        if begin < max(opens, carried) or begin + rest > closes or made == len(branches):
            continue
        branches[made] = value
        for d in range(first, last):
            for i in range(value.shape[1]):
                starts = shapes.begin[d, lo + i]
                if starts < begin + rest and starts + shapes.length[lo + i] > begin:
                    branches[made, d - first, i] = INF
        made += 1
    return made


@lazy_kernel
def _next_rest_branch(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    branches: NDArray[np.float64],
) -> int:
    """The last shift, which takes the next week's rest, ends earlier."""
    lo = shapes.plan_first[people.plan[agent]]
    for d in range(last - 1, first - 1, -1):
        if tour[d] == OFF:
            continue
        ends = shapes.begin[d, tour[d]] + shapes.length[tour[d]]
        branches[0] = value
        for i in range(value.shape[1]):
            if shapes.begin[d, lo + i] + shapes.length[lo + i] >= ends:
                branches[0, d - first, i] = INF
        return 1
    return 0
