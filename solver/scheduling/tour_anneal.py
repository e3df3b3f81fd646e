"""Compiled loop of the tour search: one week of all agents, annealed agent by agent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.tour_kernel import (
    INF,
    OFF,
    best_week,
    move_presence,
    value_shapes,
)


class ShapeArrays(NamedTuple):
    """Shapes (K,), their breaks (K, B) and where each plan's shapes stand (P,)."""

    begin: NDArray[np.int64]
    length: NDArray[np.int64]
    units: NDArray[np.int64]
    break_low: NDArray[np.int64]
    break_high: NDArray[np.int64]
    break_length: NDArray[np.int64]
    plan_first: NDArray[np.int64]
    plan_last: NDArray[np.int64]


class PeopleArrays(NamedTuple):
    """Agents' rules (N, ...) for the week being searched."""

    plan: NDArray[np.int64]
    group: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    own_cost: NDArray[np.float64]
    units_min: NDArray[np.int64]
    units_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]
    rest: NDArray[np.int64]
    ready: NDArray[np.int64]
    max_run: NDArray[np.int64]
    carried_run: NDArray[np.int64]
    weekend: NDArray[np.int64]
    max_weekends: NDArray[np.int64]


class Search(NamedTuple):
    """Length and temperatures of one search, in money."""

    iterations: int
    hot: float
    cold: float


class State(NamedTuple):
    """What a search changes in place: `z` (T, J), those on shift (T,), tours (N, D) of shapes or
    `OFF` and their break offsets (N, D, B); with the seats and the dual weights (G, J)."""

    z: NDArray[np.float64]
    on_shift: NDArray[np.int64]
    seats: int
    weight: NDArray[np.float64]
    tour: NDArray[np.int64]
    breaks: NDArray[np.int64]


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
def _ban_weekends(
    value: NDArray[np.float64],
    tour: NDArray[np.int64],
    weekend: NDArray[np.int64],
    first: int,
    last: int,
    limit: int,
) -> None:
    """INF on weekend days that would take the agent over its working weekends."""
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
        if free < 0:
            value[d - first, :] = INF


@lazy_kernel
def _present(
    state: State, shapes: ShapeArrays, group: int, agent: int, day: int, sign: int
) -> float:
    """Put the agent's shift of a day in (+1) or take it out (-1); the change of cost."""
    k = state.tour[agent, day]
    if k == OFF:
        return 0.0
    change: float = move_presence(
        state.z, state.on_shift, state.weight[group], shapes.begin[day, k], shapes.length[k],
        state.breaks[agent, day], shapes.break_length[k], sign,
    )  # fmt: skip
    return change


@lazy_kernel
def _value_week(
    state: State,
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    value: NDArray[np.float64],
    placed: NDArray[np.int64],
) -> None:
    """Cost of every shift of the week for an agent who is taken out, rules of one shift kept."""
    lo, hi = shapes.plan_first[people.plan[agent]], shapes.plan_last[people.plan[agent]]
    for d in range(first, last):
        value_shapes(
            state.z, state.on_shift, state.seats, state.weight[people.group[agent]],
            shapes.begin[d, lo:hi], people.allowed[agent, d, lo:hi], shapes.length[lo:hi],
            shapes.break_low[lo:hi], shapes.break_high[lo:hi], shapes.break_length[lo:hi],
            value[d - first], placed[d - first],
        )  # fmt: skip
        for i in range(hi - lo):
            if value[d - first, i] < INF:
                value[d - first, i] += people.own_cost[agent, d, lo + i]
    _ban_weekends(
        value, state.tour[agent], people.weekend[agent], first, last, people.max_weekends[agent]
    )


@lazy_kernel
def _cheapest(
    value: NDArray[np.float64],
    state: State,
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    new: NDArray[np.int64],
) -> float:
    """Best week under `value` between the shifts just before and after it; fills `new`."""
    tour = state.tour[agent]
    lo, hi = shapes.plan_first[people.plan[agent]], shapes.plan_last[people.plan[agent]]
    before, after = _runs(tour, first, last, people.carried_run[agent])
    previous_end = people.ready[agent] - people.rest[agent]
    if first > 0 and tour[first - 1] != OFF:
        k = tour[first - 1]
        previous_end = shapes.begin[first - 1, k] + shapes.length[k]
    next_begin = 10**9
    if last < len(tour) and tour[last] != OFF:
        next_begin = shapes.begin[last, tour[last]]
    found: float = best_week(
        value, shapes.begin[first:last, lo:hi], shapes.length[lo:hi], shapes.units[lo:hi],
        people.rest[agent], previous_end, next_begin, before, after, people.max_run[agent],
        people.units_min[agent], people.units_max[agent], people.days_min[agent],
        people.days_max[agent], new,
    )  # fmt: skip
    return found


@lazy_kernel
def _disturbed(
    value: NDArray[np.float64], heat: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    noisy = value.copy()
    if heat > 0:
        for d in range(value.shape[0]):
            for i in range(value.shape[1]):
                if value[d, i] < INF:
                    noisy[d, i] += heat * rng.standard_normal()
    return noisy


@lazy_kernel
def anneal_week(
    state: State,
    shapes: ShapeArrays,
    people: PeopleArrays,
    first: int,
    last: int,
    search: Search,
    rng: np.random.Generator,
) -> float:
    """Change the tours of days `first..last` in place; the money gained, negative if hotter.

    Each step takes one agent's week out, finds its best week under a random disturbance of the
    temperature's size, and keeps it by the Metropolis rule. The last fifth is plain descent.
    """
    gained = 0.0
    new = np.full(last - first, OFF, dtype=np.int64)
    for step in range(search.iterations):
        part = step / (0.8 * search.iterations)
        heat = 0.0 if part >= 1 else search.hot * (search.cold / search.hot) ** part
        agent = int(rng.integers(0, len(people.plan)))
        group = people.group[agent]
        lo, hi = shapes.plan_first[people.plan[agent]], shapes.plan_last[people.plan[agent]]
        change = 0.0
        for d in range(first, last):
            change += _present(state, shapes, group, agent, d, -1)
            if state.tour[agent, d] != OFF:
                change -= people.own_cost[agent, d, state.tour[agent, d]]
        value = np.full((last - first, hi - lo), INF)
        placed = np.full((last - first, hi - lo, state.breaks.shape[2]), -1, dtype=np.int64)
        _value_week(state, shapes, people, agent, first, last, value, placed)
        noisy = _disturbed(value, heat, rng)
        keep = _cheapest(noisy, state, shapes, people, agent, first, last, new) < INF
        if keep:
            for d in range(last - first):
                change += 0.0 if new[d] == OFF else value[d, new[d]]
            keep = change < -1e-9 or (heat > 0 and rng.random() < np.exp(-change / heat))
        if keep:
            gained -= change
        for d in range(first, last):
            if keep:
                i = new[d - first]
                state.tour[agent, d] = OFF if i == OFF else lo + i
                if i != OFF:
                    state.breaks[agent, d] = placed[d - first, i]
            _present(state, shapes, group, agent, d, 1)
    return gained
