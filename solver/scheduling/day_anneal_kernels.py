"""Compiled annealing of the day plan: who works which day and template, rules kept move by move.

The cost of a plan is what its agents cost themselves, for every day the largest of the day's cuts
(`day_lp.py`), and a price of being away from aimed counts, which keeps the search where the cuts
are exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel

OFF = -1
FAR = 10**9


class PlanRules(NamedTuple):
    """What a day plan must keep. Per agent (N, ...) as in `ScheduleData`; `paid`, `length` and
    the shapes `first..first+starts` are the templates' (M,), `own_first`, `own_last` the plans'
    templates (N,)."""

    paid_min: NDArray[np.int64]
    paid_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]
    rest: NDArray[np.int64]
    max_run: NDArray[np.int64]
    carried_run: NDArray[np.int64]
    weekend: NDArray[np.int64]
    max_weekends: NDArray[np.int64]
    max_weekend_run: NDArray[np.int64]
    period: NDArray[np.int64]
    period_paid_min: NDArray[np.int64]
    period_paid_max: NDArray[np.int64]
    period_days_min: NDArray[np.int64]
    period_days_max: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    begin: NDArray[np.int64]
    paid: NDArray[np.int64]
    length: NDArray[np.int64]
    first: NDArray[np.int64]
    starts: NDArray[np.int64]
    own_first: NDArray[np.int64]
    own_last: NDArray[np.int64]


class PlanCosts(NamedTuple):
    """`own` (N, D, M) money of an agent; `cell` (N, D, M) its place in the day's cuts `slope`
    (D, J, C); `part` (N,) the class whose counts have the aims `aim` (P, D, M), and the prices
    of a shift above and below them `over`, `under` (M,)."""

    own: NDArray[np.float64]
    cell: NDArray[np.int64]
    slope: NDArray[np.float64]
    n_cuts: NDArray[np.int64]
    part: NDArray[np.int64]
    aim: NDArray[np.float64]
    over: NDArray[np.float64]
    under: NDArray[np.float64]


class PlanState(NamedTuple):
    """What a search changes in place: `plan` (N, D) of templates or `OFF`, `value` (D, J) of the
    cuts and `number` (P, D, M) of agents."""

    plan: NDArray[np.int64]
    value: NDArray[np.float64]
    number: NDArray[np.float64]


@lazy_kernel
def keeps_rules(plan: NDArray[np.int64], rules: PlanRules, agent: int) -> bool:
    """Whether an agent's days (D,) keep the weekly limits, runs, weekends and the chain of rests.

    Each shift in turn takes its earliest start that has rested, which leaves most to the later
    ones: the chain is workable exactly if none runs out of starts.
    """
    days = len(plan)
    run = rules.carried_run[agent]
    weekends, counted, in_a_row, free_from = 0, -1, 0, -FAR
    minutes, worked = 0, 0
    period_minutes, period_worked = 0, 0
    for d in range(days):
        m = plan[d]
        if m == OFF:
            run = 0
        else:
            run += 1
            worked += 1
            minutes += rules.paid[m]
            if run > rules.max_run[agent]:
                return False
            number = rules.weekend[agent, d]
            if number >= 0 and number != counted:
                in_a_row = in_a_row + 1 if number == counted + 1 else 1
                counted = number
                weekends += 1
                if in_a_row > rules.max_weekend_run[agent]:
                    return False
            found = False
            for k in range(rules.first[m], rules.first[m] + rules.starts[m]):
                if rules.allowed[agent, d, k] and rules.begin[d, k] >= free_from:
                    free_from = rules.begin[d, k] + rules.length[m] + rules.rest[agent]
                    found = True
                    break
            if not found:
                return False
        if d % 7 == 6 or d == days - 1:
            week = d // 7
            if minutes > rules.paid_max[agent, week] or minutes < rules.paid_min[agent, week]:
                return False
            if worked > rules.days_max[agent, week] or worked < rules.days_min[agent, week]:
                return False
            period_minutes += minutes
            period_worked += worked
            minutes, worked = 0, 0
            p = rules.period[agent, week]
            if d == days - 1 or rules.period[agent, week + 1] != p:
                if period_minutes > rules.period_paid_max[agent, p]:
                    return False
                if period_minutes < rules.period_paid_min[agent, p]:
                    return False
                if period_worked > rules.period_days_max[agent, p]:
                    return False
                if period_worked < rules.period_days_min[agent, p]:
                    return False
                period_minutes, period_worked = 0, 0
    return bool(weekends <= rules.max_weekends[agent])


@lazy_kernel
def _day_cost(state: PlanState, costs: PlanCosts, day: int) -> float:
    if costs.n_cuts[day] == 0:
        return 0.0
    best: float = state.value[day, 0]
    for j in range(1, costs.n_cuts[day]):
        best = max(best, state.value[day, j])
    return best


@lazy_kernel
def _away(state: PlanState, costs: PlanCosts, part: int, day: int, m: int) -> float:
    gap = state.number[part, day, m] - costs.aim[part, day, m]
    return float(costs.over[m] * gap if gap > 0 else -costs.under[m] * gap)


@lazy_kernel
def _shift(state: PlanState, costs: PlanCosts, agent: int, day: int, m: int, sign: float) -> float:
    """Put a template in (+1) or take it out (-1) of the counts; the change of all but the cuts."""
    part = costs.part[agent]
    change: float = sign * costs.own[agent, day, m] - _away(state, costs, part, day, m)
    state.number[part, day, m] += sign
    change += _away(state, costs, part, day, m)
    c = costs.cell[agent, day, m]
    for j in range(costs.n_cuts[day]):
        state.value[day, j] += sign * costs.slope[day, j, c]
    return change


@lazy_kernel
def _apply(state: PlanState, costs: PlanCosts, agent: int, day: int, new: int) -> float:
    """Set an agent's day; the change of all but the cuts."""
    change = 0.0
    old = state.plan[agent, day]
    if old != OFF:
        change += _shift(state, costs, agent, day, old, -1.0)
    if new != OFF:
        change += _shift(state, costs, agent, day, new, 1.0)
    state.plan[agent, day] = new
    return change


@lazy_kernel
def _propose(
    plan: NDArray[np.int64],
    rules: PlanRules,
    costs: PlanCosts,
    who: NDArray[np.int64],
    day: NDArray[np.int64],
    new: NDArray[np.int64],
    rng: np.random.Generator,
) -> int:
    """Fill up to four changed cells; their number, 0 for a proposal that leads nowhere.

    One day changes; a shift moves within the week; or two agents of a plan exchange a day or two.
    """
    agents, days = plan.shape
    kind = rng.random()
    a = int(rng.integers(0, agents))
    d = int(rng.integers(0, days))
    week = d - d % 7
    e = int(rng.integers(week, min(days, week + 7)))
    lo, hi = rules.own_first[a], rules.own_last[a]
    if kind < 0.25:
        m = int(rng.integers(lo, hi + 1))
        m = OFF if m == hi else m
        if m == plan[a, d]:
            return 0
        who[0], day[0], new[0] = a, d, m
        count = 1
    elif kind < 0.6:
        if plan[a, d] == plan[a, e]:
            return 0
        moved = plan[a, d]
        if moved != OFF and rng.random() < 0.4:
            moved = int(rng.integers(lo, hi))
        who[0], day[0], new[0] = a, d, plan[a, e]
        who[1], day[1], new[1] = a, e, moved
        count = 2
    else:
        b = int(rng.integers(0, agents))
        if b == a or rules.own_first[b] != lo or plan[a, d] == plan[b, d]:
            return 0
        who[0], day[0], new[0] = a, d, plan[b, d]
        who[1], day[1], new[1] = b, d, plan[a, d]
        count = 2
        if d != e and plan[a, e] != plan[b, e]:
            who[2], day[2], new[2] = a, e, plan[b, e]
            who[3], day[3], new[3] = b, e, plan[a, e]
            count = 4
    for i in range(count):
        if new[i] != OFF and costs.cell[who[i], day[i], new[i]] < 0:
            return 0
    return count


@lazy_kernel
def anneal_plan(
    state: PlanState,
    rules: PlanRules,
    costs: PlanCosts,
    steps: int,
    hot: float,
    cold: float,
    rng: np.random.Generator,
) -> float:
    """Change the plan in place by `steps` proposals under a falling temperature; the change of
    the model's cost. Every agent keeps its rules after every step."""
    who, day = np.zeros(4, dtype=np.int64), np.zeros(4, dtype=np.int64)
    new, old = np.zeros(4, dtype=np.int64), np.zeros(4, dtype=np.int64)
    total = 0.0
    for step in range(steps):
        heat = hot * (cold / hot) ** (step / steps)
        count = _propose(state.plan, rules, costs, who, day, new, rng)
        if count == 0:
            continue
        change = 0.0
        for i in range(count):
            seen = False
            for j in range(i):
                seen |= day[j] == day[i]
            if not seen:
                change -= _day_cost(state, costs, day[i])
        for i in range(count):
            old[i] = state.plan[who[i], day[i]]
            change += _apply(state, costs, who[i], day[i], new[i])
        for i in range(count):
            seen = False
            for j in range(i):
                seen |= day[j] == day[i]
            if not seen:
                change += _day_cost(state, costs, day[i])
        keep = change <= 0 or rng.random() < np.exp(-change / heat)
        # The rules are looked at last: most proposals fall at their cost.
        for i in range(count):
            if keep and (i == 0 or (i == 1 and who[1] != who[0])):
                keep = keeps_rules(state.plan[who[i]], rules, who[i])
        if keep:
            total += change
            continue
        for i in range(count - 1, -1, -1):
            _apply(state, costs, who[i], day[i], old[i])
    return total
