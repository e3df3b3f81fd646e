"""Who works which day and which template: CP-SAT on the contract rules, steered by the guide.

Agents are taken in blocks of classes; each block aims at its part of the guide's counts plus what
the blocks before it left over, so that rounding does not add up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from solver.scheduling.cp import CpLimits, run_cp
from solver.scheduling.data import ScheduleData
from solver.scheduling.models import AgentClass, DayPlanModel, agent_classes
from solver.scheduling.rules import RULES

BLOCK_SIZE = 100
CENTS = 100
DAY_OFF = -1
# A shift away from the guide's count is priced like this many of its own hours.
DEVIATION_HOURS = 1.0


@dataclass(frozen=True)
class DayPlan:
    """`template` (N, D): the template each agent works, `DAY_OFF` when none; `None` without an
    answer. `infeasible` is proven."""

    template: NDArray[np.int64] | None
    infeasible: bool
    capped: bool


def plan_days(
    data: ScheduleData,
    targets: NDArray[np.float64],
    limits: CpLimits,
    *,
    any_plan: bool = False,
) -> DayPlan:
    """Days and templates of every agent, near `targets` (C, D, M) starts of each class, or any
    that keep the rules.

    `limits.seconds` are shared by the blocks in proportion to their people.
    """
    classes = agent_classes(data)
    answer = np.full((len(data.agents), data.n_days), DAY_OFF, dtype=np.int64)
    left_over = np.zeros_like(targets[0])
    capped = False
    for block in _blocks(classes):
        people = np.concatenate([agents for _, agents in block])
        part = limits.share(len(people) / len(data.agents))
        aims = np.zeros((len(block), *targets.shape[1:]))
        for i, (number, agents) in enumerate(block):
            aims[i] = targets[number] * len(agents) / len(classes[number].members)
        aims[0] += left_over
        found = _plan_block(data, block, aims, part, any_plan)
        if found.template is None:
            return found
        capped |= found.capped
        answer[people] = found.template
        left_over = _left_over(data, aims, found.template)
    return DayPlan(answer, infeasible=False, capped=capped)


def _blocks(classes: tuple[AgentClass, ...]) -> list[list[tuple[int, NDArray[np.int64]]]]:
    """Blocks of about `BLOCK_SIZE` agents as (class, some of its members)."""
    blocks: list[list[tuple[int, NDArray[np.int64]]]] = [[]]
    room = BLOCK_SIZE
    for number, agents in enumerate(classes):
        pieces = -(-len(agents.members) // BLOCK_SIZE)
        for piece in np.array_split(agents.members, pieces):
            if len(piece) > room and blocks[-1]:
                blocks.append([])
                room = BLOCK_SIZE
            blocks[-1].append((number, piece))
            room -= len(piece)
    return blocks


def _left_over(
    data: ScheduleData, aims: NDArray[np.float64], template: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What the block's plan misses of its aims, summed over its classes (D, M)."""
    counts = np.stack([(template == m).sum(axis=0) for m in range(len(data.templates))], axis=1)
    missed: NDArray[np.float64] = aims.sum(axis=0) - counts
    return missed


def _plan_block(
    data: ScheduleData,
    block: list[tuple[int, NDArray[np.int64]]],
    aims: NDArray[np.float64],
    limits: CpLimits,
    any_plan: bool,
) -> DayPlan:
    people = np.concatenate([agents for _, agents in block])
    m = day_plan_variables(data, people)
    for rule in RULES:
        if rule.day_plan is not None:
            rule.day_plan(m)
    first = run_cp(m.model, limits)
    if first.values is None:
        return DayPlan(None, first.infeasible, first.capped)
    if any_plan:
        return DayPlan(_templates(m, first.values), infeasible=False, capped=False)
    _hint(m, first.values)
    cost = _own_cost(m)
    position = 0
    for i, (_, agents) in enumerate(block):
        cost += _deviation(m, range(position, position + len(agents)), aims[i])
        position += len(agents)
    if len(block) > 1:
        cost += _deviation(m, range(len(people)), aims.sum(axis=0))
    m.model.minimize(sum(cost))
    spent = 0.0 if limits.deterministic else first.values.wall_time
    answer = run_cp(m.model, replace(limits, seconds=max(0.1, limits.seconds - spent)))
    template = _templates(m, answer.values or first.values)
    return DayPlan(template, infeasible=False, capped=answer.capped)


def _templates(m: DayPlanModel, values: cp_model.CpSolver) -> NDArray[np.int64]:
    """The templates (block, D) of a solution."""
    template = np.full((len(m.agents), m.data.n_days), DAY_OFF, dtype=np.int64)
    for i, _, day in m.cells():
        for number, variable in m.works[i][day].items():
            if values.boolean_value(variable):
                template[i, day] = number
    return template


def _hint(m: DayPlanModel, values: cp_model.CpSolver) -> None:
    """Start from a plan that meets the rules: on its own the search for few deviations may end
    without any."""
    for i, _, day in m.cells():
        for variable in (m.on[i][day], *m.works[i][day].values()):
            m.model.add_hint(variable, values.boolean_value(variable))


def day_plan_variables(data: ScheduleData, people: NDArray[np.int64]) -> DayPlanModel:
    """An unconstrained day plan of some agents; the rules add themselves."""
    model = cp_model.CpModel()
    works: list[list[dict[int, cp_model.IntVar]]] = []
    on: list[list[cp_model.IntVar]] = []
    for agent in people:
        own = [n for n, t in enumerate(data.templates) if t.plan == data.plan[agent]]
        works.append(
            [
                {n: model.new_bool_var("") for n in own if data.can_template[agent, day, n]}
                for day in range(data.n_days)
            ]
        )
        on.append([model.new_bool_var("") for _ in range(data.n_days)])
    return DayPlanModel(data, people, model, works, on)


def _own_cost(m: DayPlanModel) -> list[cp_model.LinearExpr]:
    """Wages and the least preference cost of every cell, in cents."""
    data = m.data
    terms: list[cp_model.LinearExpr] = []
    for i, agent, day in m.cells():
        for number, variable in m.works[i][day].items():
            shapes = np.array(data.templates[number].shapes)
            usable = shapes[data.can[agent, day, shapes]]
            wish = float(data.preference[agent, day, usable].min()) * data.preference_price
            wage = data.templates[number].paid_minutes / 60 * data.hourly_cost[agent]
            terms.append(round(CENTS * (wage + wish)) * variable)
    return terms


def _deviation(
    m: DayPlanModel, rows: range, aims: NDArray[np.float64]
) -> list[cp_model.LinearExpr]:
    """Price of being away from the aimed starts of some agents, by template and in sum."""
    data = m.data
    unit = float(data.hourly_cost.mean())
    terms: list[cp_model.LinearExpr] = []
    hours = [t.paid_minutes / 60 for t in data.templates]
    own = sorted({data.plan[m.agents[i]] for i in rows})
    numbers = [n for n, t in enumerate(data.templates) if t.plan in own]
    for day in range(data.n_days):
        total = []
        for number in numbers:
            count = [m.works[i][day][number] for i in rows if number in m.works[i][day]]
            price = round(DEVIATION_HOURS * unit * hours[number])
            terms.append(_distance(m.model, sum(count), aims[day, number], len(rows), price))
            total.append(round(hours[number] * 2) * sum(count))
        half_hours = float(sum(aims[day, n] * hours[n] * 2 for n in numbers))
        price = round(DEVIATION_HOURS * unit / 2)
        most = len(rows) * round(2 * max(hours))
        terms.append(_distance(m.model, sum(total), half_hours, most, price))
    return terms


def _distance(
    model: cp_model.CpModel, count: cp_model.LinearExpr, aim: float, most: int, price: int
) -> cp_model.LinearExpr:
    """price x abs(count - aim), with the aim in hundredths."""
    away = model.new_int_var(0, CENTS * most + round(CENTS * aim), "")
    model.add(away >= CENTS * count - round(CENTS * aim))
    model.add(away >= round(CENTS * aim) - CENTS * count)
    return price * away
