"""One CP-SAT model of named agents with every rule: for tiny centres, and to test the stages.

It finds nothing within a minute from about 20 agents x 28 days on, so it is not tried there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from solver.scheduling.cp import CpLimits, run_cp
from solver.scheduling.data import PlacedShift, ScheduleData
from solver.scheduling.models import AGENT_PARTS, ExactModel
from solver.scheduling.placement import Placement
from solver.scheduling.rules import RULES

# Starts (agents x days x shapes) up to which the exact model is worth its time.
TINY_STARTS = 3000
PROFICIENCY_PARTS = 100
MONEY_PARTS = 10**10


@dataclass(frozen=True)
class ExactAnswer:
    """`shifts` is `None` without a solution; `bound` is proven, `None` without one.

    Proficiencies finer than the model's parts are rounded: it then proves nothing about cost.
    """

    shifts: tuple[PlacedShift, ...] | None
    bound: float | None
    infeasible: bool
    optimal: bool


def is_tiny(data: ScheduleData) -> bool:
    return int(data.can.sum()) <= TINY_STARTS


def build_exact(data: ScheduleData) -> ExactModel:
    """The model with the projections of all rules and no objective."""
    agents, days = len(data.agents), data.n_days
    m = ExactModel(data, cp_model.CpModel(), [[{} for _ in range(days)] for _ in range(agents)])
    for rule in RULES:
        rule.exact(m)
    return m


def solve_exact(
    data: ScheduleData, limits: CpLimits, start: Placement | None = None
) -> ExactAnswer:
    """The whole problem at once, from a start if one is known."""
    m = build_exact(data)
    _add_cost(m)
    if start is not None:
        _hint(m, start)
    answer = run_cp(m.model, limits)
    if answer.values is None:
        return ExactAnswer(None, None, answer.infeasible, optimal=False)
    shifts = _read(m, answer.values)
    if answer.bound is None or not _proficiencies_fit(data):
        return ExactAnswer(shifts, None, infeasible=False, optimal=False)
    bound = answer.bound / MONEY_PARTS - _rounding_allowance(data)
    return ExactAnswer(shifts, bound, infeasible=False, optimal=not answer.capped)


def _proficiencies_fit(data: ScheduleData) -> bool:
    parts = PROFICIENCY_PARTS * data.proficiency
    return bool(np.allclose(parts, np.round(parts), rtol=0, atol=1e-6))


def _add_cost(m: ExactModel) -> None:
    data = m.data
    terms: list[cp_model.LinearExpr] = []
    for agent, day in m.days():
        for shape, start in m.starts[agent][day].items():
            wage = float(data.shape_paid[shape]) / 60 * float(data.hourly_cost[agent])
            wish = float(data.preference[agent, day, shape]) * data.preference_price
            terms.append(round(MONEY_PARTS * (wage + wish)) * start)
    for q, t in np.argwhere(data.target >= 0):
        terms += _interval_cost(m, int(q), int(t))
    m.model.minimize(sum(terms))


def _interval_cost(m: ExactModel, q: int, t: int) -> list[cp_model.LinearExpr]:
    """Short and over of one queue and interval, in parts of an agent, prices rounded down."""
    data, prices = m.data, m.data.prices
    parts = AGENT_PARTS * PROFICIENCY_PARTS
    target = round(float(data.target[q, t]) * parts)
    groups = [g for g in range(len(data.groups)) if (g, q, t) in m.serves]
    level = [round(PROFICIENCY_PARTS * float(data.proficiency[g, q])) for g in groups]
    effective = sum(p * m.serves[g, q, t] for p, g in zip(level, groups, strict=True))
    shallow = m.model.new_int_var(0, round(prices.shallow_share * target), "")
    deep = m.model.new_int_var(0, target, "")
    over = m.model.new_int_var(0, parts * max(1, 2 * len(data.agents)), "")
    m.model.add(effective + shallow + deep - over == target)
    return [
        math.floor(MONEY_PARTS * price / parts) * variable
        for price, variable in (
            (prices.short, shallow),
            (prices.deep_short, deep),
            (prices.over, over),
        )
    ]


def _rounding_allowance(data: ScheduleData) -> float:
    """What whole parts of agents and targets can add to the optimum, in money.

    Only a group of several queues is ever divided; a part moved between two queues is short on
    one of them and over on the other.
    """
    busy = data.target > 0
    price = max(data.prices.deep_short, data.prices.short) + data.prices.over
    others = np.maximum(0, (data.proficiency > 0).sum(axis=1) - 1)
    moved = float((others * data.proficiency.max(axis=1, initial=0.0)).sum()) / AGENT_PARTS
    targets = 2 / (AGENT_PARTS * PROFICIENCY_PARTS)
    return price * (moved * int(busy.any(axis=0).sum()) + targets * int(busy.sum()))


def _hint(m: ExactModel, start: Placement) -> None:
    for agent, day in m.days():
        placed = start.at(agent, day)
        for shape, variable in m.starts[agent][day].items():
            m.model.add_hint(variable, int(placed is not None and placed.shape == shape))
    for (agent, day, shape, number, offset), variable in m.breaks.items():
        placed = start.at(agent, day)
        taken = placed is not None and placed.shape == shape and placed.breaks[number] == offset
        m.model.add_hint(variable, int(taken))


def _read(m: ExactModel, values: cp_model.CpSolver) -> tuple[PlacedShift, ...]:
    data = m.data
    shifts = []
    for agent, day in m.days():
        for shape, variable in m.starts[agent][day].items():
            if values.boolean_value(variable):
                template = data.templates[data.shape_template[shape]]
                breaks = tuple(
                    next(
                        offset
                        for offset in pause.offsets
                        if values.boolean_value(m.breaks[agent, day, shape, number, offset])
                    )
                    for number, pause in enumerate(template.breaks)
                )
                shifts.append(PlacedShift(agent, day, shape, breaks))
    return tuple(shifts)
