"""Rules of a whole week in the tour search that its dynamic programme does not hold.

The programme's best week is looked at as a whole; `tour_branches.py` has the ways out of a rule
that it breaks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.tour_arrays import PeopleArrays, ShapeArrays
from solver.scheduling.tour_kernel import INF, OFF

KEPT, SHORT_OFF, SHORT_RUN, EARLIER, SPREAD, WEEKLY_REST, NEXT_REST = range(7)


@lazy_kernel
def broken_rule(
    tour: NDArray[np.int64],
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
) -> tuple[int, int, int]:
    """The first rule that a tour of the horizon breaks in or beside the days `first..last`, and
    the two days it is about; `KEPT` when none."""
    found = _short_run(tour, people, agent, first, last)
    if found[0] != KEPT:
        return found
    before, low, high = -1, -1, -1
    for d in range(first, last):
        if tour[d] == OFF:
            continue
        minute = shapes.minute[tour[d]]
        if before >= 0 and minute < shapes.minute[tour[before]] - people.earlier_start[agent]:
            return EARLIER, before, d
        before = d
        if low < 0 or minute < shapes.minute[tour[low]]:
            low = d
        if high < 0 or minute > shapes.minute[tour[high]]:
            high = d
    if (
        low >= 0
        and shapes.minute[tour[high]] - shapes.minute[tour[low]] > people.start_spread[agent]
    ):
        return SPREAD, low, high
    if people.weekly_rest[agent] > 0:
        if rest_begin(tour, shapes, people, agent, first // 7) >= INF:
            return WEEKLY_REST, first, last
        if last < len(tour) and rest_begin(tour, shapes, people, agent, last // 7) >= INF:
            return NEXT_REST, first, last
    return KEPT, 0, 0


@lazy_kernel
def _short_run(
    tour: NDArray[np.int64], people: PeopleArrays, agent: int, first: int, last: int
) -> tuple[int, int, int]:
    """A run of days off or worked in or next to `first..last` that is too short."""
    least_off, least_on = people.min_days_off[agent], people.min_run[agent]
    if least_off <= 1 and least_on <= 1:
        return KEPT, 0, 0
    away, carried, days = people.away[agent], people.carried_run[agent], len(tour)
    start = 0
    while start < days:
        end, worked = start, tour[start] != OFF
        while end + 1 < days and (tour[end + 1] != OFF) == worked:
            end += 1
        exempt = end < first - 1 or start > last or end == days - 1
        exempt = exempt or (start == 0 and carried == 0)
        length = end - start + 1
        if not exempt and not worked and length < least_off and not away[start : end + 1].any():
            return SHORT_OFF, start, end
        if not exempt and worked:
            if start == 0:
                length += carried
            beside = away[end + 1] or (start > 0 and away[start - 1])
            if length < least_on and not beside:
                return SHORT_RUN, start, end
        start = end + 1
    return KEPT, 0, 0


@lazy_kernel
def rest_begin(
    tour: NDArray[np.int64], shapes: ShapeArrays, people: PeopleArrays, agent: int, week: int
) -> float:
    """Where the first stretch long enough for the weekly rest begins in a week, INF if none."""
    free = max(people.week_start[week], people.ready[agent] - people.rest[agent])
    for d in range(max(0, 7 * week - 2), min(7 * week + 7, len(tour))):
        if tour[d] == OFF:
            continue
        begin = shapes.begin[d, tour[d]]
        if begin - free >= people.weekly_rest[agent]:
            return float(free)
        free = max(free, begin + shapes.length[tour[d]])
    if people.week_start[week + 1] - free >= people.weekly_rest[agent]:
        return float(free)
    return INF
