"""The day plan by cuts and annealing: who works which day and template, at least cost.

Each day's LP tells what counts of agents cost and how that changes (`day_lp.py`); the annealing
minimises the largest cuts over plans that keep every rule (`day_anneal_kernels.py`), held near
aimed counts: at first the guide's, then those of the best plan found. The days are solved again
at its answer, which prices it truly and gives the next cuts.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.fanout import run_all
from solver.scheduling.data import ScheduleData
from solver.scheduling.day_anneal_kernels import (
    OFF,
    PlanCosts,
    PlanRules,
    PlanState,
    anneal_plan,
    keeps_rules,
)
from solver.scheduling.day_lp import DayProblem, build_day, day_cells, part_demand, startable
from solver.scheduling.models import agent_classes
from solver.scheduling.sparse_model import SolveLimits

MOST_CUTS = 40
# Proposals a round for every agent and day, within these limits.
STEPS_PER_CELL = 300
FEWEST_STEPS, MOST_STEPS = 500_000, 12_000_000
# Temperatures in hours of the mean wage.
FIRST_HOT_HOURS, HOT_HOURS, COLD_HOURS = 2.0, 0.5, 0.05
# The price of being away from an aimed count, in parts of the shift's wage.
GUIDE_PULL, INCUMBENT_PULL = 1.0, 0.45
PULL_DOWN, PULL_UP = 0.85, 1.25
LEAST_PULL = INCUMBENT_PULL / 50
OVER_PART = 0.6
GUIDE_ROUNDS = 2
STALE_ROUNDS = 6
DAY_LIMITS = SolveLimits(seconds=60.0)


@dataclass(frozen=True)
class SearchedPlan:
    """`template` (N, D), its cost in money with that of its days' LPs, and the rounds it took."""

    template: NDArray[np.int64]
    cost: float
    rounds: int


@dataclass(frozen=True)
class _DayAnswer:
    cost: float
    slope: NDArray[np.float64]


@dataclass
class _Cuts:
    """The cuts of every day; `base` is a cut's value for no agents at all."""

    base: NDArray[np.float64]
    slope: NDArray[np.float64]
    count: NDArray[np.int64]

    def add(self, day: int, counts: NDArray[np.float64], answer: _DayAnswer) -> None:
        """The newest cut takes the oldest one's place when there is no room."""
        j = int(self.count[day])
        if j == MOST_CUTS:
            self.base[day, :-1] = self.base[day, 1:]
            self.slope[day, :-1] = self.slope[day, 1:]
            j -= 1
        cells = len(answer.slope)
        self.slope[day, j, :cells] = answer.slope
        self.base[day, j] = answer.cost - float(answer.slope @ counts[:cells])
        self.count[day] = j + 1


@dataclass
class _Search:
    data: ScheduleData
    executor: Executor | None
    problems: list[DayProblem]
    rules: PlanRules
    own: NDArray[np.float64]
    cell: NDArray[np.int64]
    part: NDArray[np.int64]
    aims: NDArray[np.float64]
    cuts: _Cuts
    known: dict[tuple[int, bytes], float] = field(default_factory=dict)

    def price(self, counts: list[NDArray[np.float64]]) -> float:
        """The days' costs of `counts`; a day not seen before gives a cut."""
        days = [d for d, n in enumerate(counts) if (d, n.tobytes()) not in self.known]
        jobs = [(self.problems[d], counts[d]) for d in days]
        for day, answer in zip(days, run_all(_solve_day, jobs, self.executor), strict=True):
            self.known[day, counts[day].tobytes()] = answer.cost
            self.cuts.add(day, counts[day], answer)
        return sum(self.known[d, n.tobytes()] for d, n in enumerate(counts))

    def counts(self, plan: NDArray[np.int64]) -> list[NDArray[np.float64]]:
        """Agents in every day's cells."""
        found = []
        for day, problem in enumerate(self.problems):
            who = np.flatnonzero(plan[:, day] != OFF)
            cells = self.cell[who, day, plan[who, day]]
            found.append(np.bincount(cells, minlength=problem.n_cells).astype(float))
        return found

    def class_counts(self, plan: NDArray[np.int64]) -> NDArray[np.float64]:
        """Agents of every class by day and template (P, D, M)."""
        found = np.zeros_like(self.aims)
        who, days = np.nonzero(plan != OFF)
        np.add.at(found, (self.part[who], days, plan[who, days]), 1.0)
        return found

    def own_cost(self, plan: NDArray[np.int64]) -> float:
        who, days = np.nonzero(plan != OFF)
        return float(self.own[who, days, plan[who, days]].sum())


def search_days(
    data: ScheduleData,
    starts: NDArray[np.float64],
    first: NDArray[np.int64],
    seed: int,
    rounds: int | None,
    executor: Executor | None,
    should_stop: Callable[[], bool],
) -> SearchedPlan:
    """A plan of least cost from `first` (N, D), which must keep the rules, and the guide's
    `starts` (C, D, K).

    Ends after `rounds`, or when `should_stop` says so or no round helps any more.
    """
    search = _prepare(data, starts, executor)
    rng = np.random.default_rng([seed, 71])
    search.price(_guide_counts(search, starts))
    best, best_cost = first, np.inf
    pull, stale, number = INCUMBENT_PULL, 0, 0
    # One round at least: what CP-SAT found looks at the rules alone.
    while number == 0 or not (
        should_stop()
        or (rounds is not None and number >= rounds)
        or stale >= STALE_ROUNDS
        or pull < LEAST_PULL
    ):
        guided = number < GUIDE_ROUNDS
        aims = search.aims if guided else search.class_counts(best)
        hot = FIRST_HOT_HOURS if number == 0 else HOT_HOURS
        plan = _anneal(search, best, aims, GUIDE_PULL if guided else pull, hot, rng)
        cost = search.own_cost(plan) + search.price(search.counts(plan))
        better = cost < best_cost - 1e-6
        if better:
            best, best_cost = plan, cost
        if not guided:
            pull *= PULL_DOWN if better else PULL_UP
        stale = 0 if better else stale + 1
        number += 1
    return SearchedPlan(best, best_cost, number)


def keeps_all_rules(data: ScheduleData, plan: NDArray[np.int64]) -> bool:
    """Whether the plan keeps the rules that the annealing knows."""
    rules = _rules(data, startable(data))
    return all(keeps_rules(plan[agent], rules, agent) for agent in range(len(plan)))


def _prepare(data: ScheduleData, starts: NDArray[np.float64], executor: Executor | None) -> _Search:
    classes = agent_classes(data)
    allowed = startable(data)
    problems, cell = day_cells(data, allowed)
    part = np.zeros(len(data.agents), dtype=np.int64)
    for number, agents in enumerate(classes):
        part[agents.members] = number
    aims = np.stack([starts[:, :, list(t.shapes)].sum(axis=2) for t in data.templates], axis=2)
    most = max((p.n_cells for p in problems), default=0)
    cuts = _Cuts(
        np.zeros((data.n_days, MOST_CUTS)),
        np.zeros((data.n_days, MOST_CUTS, max(1, most))),
        np.zeros(data.n_days, dtype=np.int64),
    )
    return _Search(
        data=data,
        executor=executor,
        problems=part_demand(data, problems, classes, starts),
        rules=_rules(data, allowed),
        own=_own_cost(data, allowed),
        cell=cell,
        part=part,
        aims=aims,
        cuts=cuts,
    )


def _rules(data: ScheduleData, allowed: NDArray[np.bool_]) -> PlanRules:
    templates = data.templates
    plans = np.array([t.plan for t in templates])
    own = [np.flatnonzero(plans == p) for p in range(int(data.plan.max(initial=-1)) + 1)]
    return PlanRules(
        paid_min=data.paid_min,
        paid_max=np.maximum(data.paid_min, data.paid_max),
        days_min=data.days_min,
        days_max=data.days_max,
        rest=data.rest,
        max_run=data.max_run,
        carried_run=data.carried_run,
        weekend=data.weekend,
        max_weekends=data.max_weekends,
        max_weekend_run=data.max_weekend_run,
        period=data.period,
        period_paid_min=data.period_paid_min,
        period_paid_max=np.maximum(data.period_paid_min, data.period_paid_max),
        period_days_min=data.period_days_min,
        period_days_max=data.period_days_max,
        allowed=allowed,
        begin=data.begin,
        paid=np.array([t.paid_minutes for t in templates], dtype=np.int64),
        length=np.array([t.length for t in templates], dtype=np.int64),
        first=np.array([t.shapes[0] for t in templates], dtype=np.int64),
        starts=np.array([len(t.shapes) for t in templates], dtype=np.int64),
        own_first=np.array([own[p][0] for p in data.plan], dtype=np.int64),
        own_last=np.array([own[p][-1] + 1 for p in data.plan], dtype=np.int64),
    )


def _own_cost(data: ScheduleData, allowed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Wage and least preference cost (N, D, M) of every cell."""
    found = np.zeros((len(data.agents), data.n_days, len(data.templates)))
    for number, template in enumerate(data.templates):
        own = list(template.shapes)
        wish = np.where(allowed[:, :, own], data.preference[:, :, own], np.inf).min(axis=2)
        wage = template.paid_minutes / 60 * data.hourly_cost[:, None]
        found[:, :, number] = wage + data.preference_price * np.where(np.isinf(wish), 0.0, wish)
    return found


def _guide_counts(search: _Search, starts: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The guide's counts on the cells, each class's divided evenly over those who can."""
    found = [np.zeros(p.n_cells) for p in search.problems]
    for number in range(len(search.aims)):
        members = np.flatnonzero(search.part == number)
        for day, m in np.argwhere(search.aims[number] > 0):
            cells = search.cell[members, day, m]
            cells = cells[cells >= 0]
            if len(cells):
                np.add.at(found[day], cells, search.aims[number, day, m] / len(cells))
    return found


def _anneal(
    search: _Search,
    start: NDArray[np.int64],
    aims: NDArray[np.float64],
    pull: float,
    hot: float,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    data, cuts = search.data, search.cuts
    wage = float(data.hourly_cost.mean())
    under = pull * wage * np.array([t.paid_minutes / 60 for t in data.templates])
    costs = PlanCosts(
        search.own, search.cell, cuts.slope, cuts.count, search.part, aims, OVER_PART * under, under
    )
    value = cuts.base.copy()
    for day, counts in enumerate(search.counts(start)):
        value[day] += cuts.slope[day, :, : len(counts)] @ counts
    state = PlanState(start.copy(), value, search.class_counts(start))
    steps = int(np.clip(STEPS_PER_CELL * start.size, FEWEST_STEPS, MOST_STEPS))
    anneal_plan(state, search.rules, costs, steps, hot * wage, COLD_HOURS * wage, rng)
    return state.plan


def _solve_day(job: tuple[DayProblem, NDArray[np.float64]]) -> _DayAnswer:
    problem, counts = job
    model, columns = build_day(problem, counts)
    answer = model.solve_lp(DAY_LIMITS)
    if answer.objective is None or answer.row_duals is None:
        raise RuntimeError(f"the LP of day {problem.day} was not solved")
    return _DayAnswer(answer.objective, answer.row_duals[columns.rows])
