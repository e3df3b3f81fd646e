"""Compiled loop of the tour search: one week of all agents, annealed agent by agent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.tour_arrays import PeopleArrays, Search, ShapeArrays, State
from solver.scheduling.tour_kernel import (
    INF,
    OFF,
    move_presence,
    value_shapes,
)
from solver.scheduling.tour_rules import KEPT, broken_rule
from solver.scheduling.tour_week import ban_weekends, kept_week

# Agents whose weeks one step may take out at once.
MOST_TOGETHER = 3


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
    ban_weekends(
        value, state.tour[agent], people.weekend[agent], first, last, people.max_weekends[agent],
        people.max_weekend_run[agent],
    )  # fmt: skip


@lazy_kernel
def _disturb(value: NDArray[np.float64], heat: float, rng: np.random.Generator) -> None:
    """Add normal noise of size `heat` to every finite value."""
    if heat == 0:
        return
    for d in range(value.shape[0]):
        for i in range(value.shape[1]):
            if value[d, i] < INF:
                value[d, i] += heat * rng.standard_normal()


@lazy_kernel
def _take_out(
    state: State, shapes: ShapeArrays, people: PeopleArrays, agent: int, first: int, last: int
) -> float:
    """Take the agent's week out of the presence (the tour stays noted); the change of cost."""
    change = 0.0
    for d in range(first, last):
        if state.tour[agent, d] != OFF:
            change -= people.own_cost[agent, d, state.tour[agent, d]]
            change += _present(state, shapes, people.group[agent], agent, d, -1)
    return change


@lazy_kernel
def _put_in(
    state: State, shapes: ShapeArrays, people: PeopleArrays, agent: int, first: int, last: int
) -> float:
    """Put the agent's noted week back into the presence; the change of cost."""
    change = 0.0
    for d in range(first, last):
        if state.tour[agent, d] != OFF:
            change += people.own_cost[agent, d, state.tour[agent, d]]
            change += _present(state, shapes, people.group[agent], agent, d, 1)
    return change


@lazy_kernel
def _renew(
    state: State,
    shapes: ShapeArrays,
    people: PeopleArrays,
    agent: int,
    first: int,
    last: int,
    heat: float,
    rng: np.random.Generator,
) -> bool:
    """Note the best week, under disturbed costs, of an agent who is taken out; `False` when the
    rules and seats leave none."""
    lo, hi = shapes.plan_first[people.plan[agent]], shapes.plan_last[people.plan[agent]]
    value = np.full((last - first, hi - lo), INF)
    placed = np.full((last - first, hi - lo, state.breaks.shape[2]), -1, dtype=np.int64)
    _value_week(state, shapes, people, agent, first, last, value, placed)
    _disturb(value, heat, rng)
    new = np.full(last - first, OFF, dtype=np.int64)
    if kept_week(value, state.tour[agent], shapes, people, agent, first, last, new) >= INF:
        return False
    for d in range(first, last):
        i = new[d - first]
        state.tour[agent, d] = OFF if i == OFF else lo + i
        if i != OFF:
            state.breaks[agent, d] = placed[d - first, i]
    return True


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

    Each step takes the weeks of one to `MOST_TOGETHER` agents out and puts their best weeks in
    again, one after another, under random disturbances of the temperature's size; the Metropolis
    rule keeps them or the old ones. Without heat it is a descent.
    """
    gained = 0.0
    for step in range(search.iterations):
        heat = 0.0
        if search.hot > 0:
            heat = search.hot * (search.cold / search.hot) ** (step / search.iterations)
        count = min(len(people.plan), 1 + int(rng.integers(0, MOST_TOGETHER)))
        chosen = rng.permutation(len(people.plan))[:count]
        old_tour = state.tour[chosen, first:last].copy()
        old_breaks = state.breaks[chosen, first:last].copy()
        change = 0.0
        for agent in chosen:
            change += _take_out(state, shapes, people, agent, first, last)
        done = 0
        for agent in chosen:
            if not _renew(state, shapes, people, agent, first, last, heat, rng):
                break
            change += _put_in(state, shapes, people, agent, first, last)
            done += 1
        keep = done == count and (
            change < -1e-9 or (heat > 0 and rng.random() < np.exp(-change / heat))
        )
        if keep:
            gained -= change
            continue
        for i in range(done):
            _take_out(state, shapes, people, chosen[i], first, last)
        for i in range(count):
            state.tour[chosen[i], first:last] = old_tour[i]
            state.breaks[chosen[i], first:last] = old_breaks[i]
            _put_in(state, shapes, people, chosen[i], first, last)
    return gained


@lazy_kernel
def mend_week(
    state: State,
    shapes: ShapeArrays,
    people: PeopleArrays,
    first: int,
    last: int,
    rng: np.random.Generator,
) -> int:
    """Give everybody whose tour of days `first..last` breaks a rule of the whole week the best
    one that keeps it; the number of those who have none."""
    failed = 0
    for agent in range(len(people.plan)):
        if people.ordinary[agent]:
            continue
        if broken_rule(state.tour[agent], shapes, people, agent, first, last)[0] == KEPT:
            continue
        _take_out(state, shapes, people, agent, first, last)
        if not _renew(state, shapes, people, agent, first, last, 0.0, rng):
            failed += 1
        _put_in(state, shapes, people, agent, first, last)
    return failed
