"""Which rosters the engine's models admit, with all rules or with one of them left out.

A roster is a list of (agent, day, "HH:MM") and, where start times of templates coincide, the
template's name: all of the shifts and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
from ortools.sat.python import cp_model
from schedule_builders import WEEK, make_planning, make_target

from solver.domain import PlanningData, StaffingTarget
from solver.scheduling import day_plan, exact, guide
from solver.scheduling.cp import CpLimits, run_cp
from solver.scheduling.data import ScheduleData
from solver.scheduling.day_plan import day_plan_variables
from solver.scheduling.exact import build_exact
from solver.scheduling.guide import build_week
from solver.scheduling.models import ExactModel
from solver.scheduling.params import SchedulingParams
from solver.scheduling.prepare import schedule_data
from solver.scheduling.sparse_model import SolveLimits

Roster = Sequence[tuple[Any, ...]]
LIMITS = CpLimits(seconds=20.0)


@dataclass(frozen=True)
class Case:
    planning: PlanningData
    target: StaffingTarget
    params: SchedulingParams
    data: ScheduleData


def make_case(
    agents: Sequence[Any] = (),
    plans: Sequence[Any] = (),
    queues: Sequence[Any] = (),
    *,
    demand: Any = 0.0,
    n_days: int = 7,
    interval_minutes: int = 30,
    first_day: date = WEEK,
    params: SchedulingParams | None = None,
    **planning_fields: Any,
) -> Case:
    planning = make_planning(agents, plans, queues, **planning_fields)
    target = make_target(
        planning, demand, first_day=first_day, n_days=n_days, interval_minutes=interval_minutes
    )
    settings = params or SchedulingParams(time_limit_s=3.0, workers=1)
    return Case(planning, target, settings, schedule_data(planning, target, settings))


def find_shape(data: ScheduleData, agent: int, clock: str, template: str | None = None) -> int:
    hours, minutes = clock.split(":")
    for shape, number in enumerate(data.shape_template):
        own = data.templates[number]
        if (
            own.plan == data.plan[agent]
            and template in (None, own.name)
            and data.shape_minute[shape] == 60 * int(hours) + int(minutes)
        ):
            return shape
    raise LookupError(f"agent {agent} has no shift at {clock}")


def _cells(data: ScheduleData, roster: Roster) -> set[tuple[int, int, int]]:
    return {(row[0], row[1], find_shape(data, row[0], *row[2:])) for row in roster}


@contextmanager
def _left_out(module: ModuleType, without: Iterable[str]) -> Iterator[None]:
    kept = tuple(rule for rule in module.RULES if rule.name not in tuple(without))
    with patch.object(module, "RULES", kept):
        yield


def solvable(model: cp_model.CpModel) -> bool:
    answer = run_cp(model, LIMITS)
    assert answer.infeasible or answer.values is not None
    return not answer.infeasible


def exact_model(case: Case, roster: Roster | None, *without: str) -> ExactModel:
    """The exact model; with a roster, of that roster alone."""
    with _left_out(exact, without):
        m = build_exact(case.data)
    if roster is not None:
        cells = _cells(case.data, roster)
        for agent, day in m.days():
            shapes = m.starts[agent][day]
            assert all(shape in shapes for a, d, shape in cells if (a, d) == (agent, day))
            for shape, start in shapes.items():
                m.model.add(start == int((agent, day, shape) in cells))
    return m


def exact_admits(case: Case, roster: Roster | None = None, *without: str) -> bool:
    """Whether the exact model has this roster, or any; `without` names rules left out."""
    return solvable(exact_model(case, roster, *without).model)


def day_plan_admits(case: Case, roster: Roster | None = None, *without: str) -> bool:
    """The same for the templates of the roster in the day plan."""
    data = case.data
    m = day_plan_variables(data, np.arange(len(data.agents)))
    for rule in day_plan.RULES:
        if rule.day_plan is not None and rule.name not in without:
            rule.day_plan(m)
    if roster is not None:
        wanted = {(a, d, int(data.shape_template[k])) for a, d, k in _cells(data, roster)}
        for agent, day, number in wanted:
            if number not in m.works[agent][day]:
                return False
        for i, agent, day in m.cells():
            for number, variable in m.works[i][day].items():
                m.model.add(variable == int((agent, day, number) in wanted))
    return solvable(m.model)


def guide_admits(
    case: Case, roster: Roster | None = None, *without: str, steer: bool = False
) -> bool:
    """Whether the weekly LPs admit the class counts of a roster, or any counts at all."""
    cells = None if roster is None else _cells(case.data, roster)
    return guide_values(case.data, cells, without, steer=steer) is not None


def guide_values(
    data: ScheduleData,
    cells: Iterable[tuple[int, int, int]] | None,
    without: Sequence[str] = (),
    *,
    steer: bool = False,
) -> list[float] | None:
    """Proven weekly bounds with the counts of (agent, day, shape) fixed; `None` if infeasible."""
    bounds = []
    for week in range(data.n_weeks):
        with _left_out(guide, without):
            m, _ = build_week(data, week, steer=steer)
        if cells is not None:
            counts = np.zeros(m.x.shape)
            for agent, day, shape in cells:
                if day in m.days:
                    number = next(i for i, c in enumerate(m.classes) if agent in c.members)
                    counts[number, day - m.days.start, shape] += 1
            if (counts[m.x < 0] > 0).any():
                return None
            for column, count in zip(m.x[m.x >= 0], counts[m.x >= 0], strict=True):
                m.model.add_row([column], 1.0, lower=count, upper=count)
        answer = m.model.solve_lp(SolveLimits(seconds=20.0))
        if answer.infeasible:
            return None
        assert answer.bound is not None
        bounds.append(answer.bound)
    return bounds
