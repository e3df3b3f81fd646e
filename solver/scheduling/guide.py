"""The weekly LPs of agent classes: the guide that steers the engine and the bound that proves.

A class is a work plan and a skill group. x counts the starts of a shape on a day, y those of
them whose break is at an offset (sum of y = x for every break; windows are disjoint, so order is
kept by itself), f the agents of a group on a queue, u and o the agents short and over:

    sum_q f[g,q,t] = x covering t - y on break at t        sum_g p[g,q] f[g,q,t] + u - o = D[q,t]

The model's size does not depend on the number of agents. Every roster of named agents meets the
rows of the bound (the steering rows of the guide it need not), and rows across weeks are left
out, so the sum of the weekly values is a lower bound of the cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from solver.fanout import run_all
from solver.scheduling.data import NO_START, BreakData, ScheduleData
from solver.scheduling.models import NO_COLUMN, AgentClass, WeekModel, agent_classes
from solver.scheduling.rounding_cuts import add_rounding_cuts
from solver.scheduling.rules import RULES
from solver.scheduling.sparse_model import ModelSolution, SolveLimits, SparseModel

COST_LEVELS = 12


@dataclass(frozen=True)
class WeekGuide:
    """One week's LP answer.

    `bound` is a proven lower bound of the week's cost (`None` as yet), `starts` (C, 7, K)
    the guide's fractional starts and `cost` its value; the hours are those of the bound's LP.
    """

    infeasible: bool
    bound: float | None
    starts: NDArray[np.float64] | None
    short_agent_hours: float | None
    over_agent_hours: float | None
    cost: float | None = None


@dataclass(frozen=True)
class _Job:
    data: ScheduleData
    week: int
    limits: SolveLimits
    prove: bool


@dataclass(frozen=True)
class WeekColumns:
    """Where a week's shortage and surplus stand in the model."""

    short: NDArray[np.int64]
    over: NDArray[np.int64]


def solve_guides(
    data: ScheduleData, limits: SolveLimits, executor: Executor | None, *, prove: bool = True
) -> list[WeekGuide]:
    """The guide of every week, each week a job of its own; with `prove` also the bound of those
    whose guide is none."""
    jobs = [_Job(data, w, limits, prove) for w in range(data.n_weeks)]
    return run_all(_solve_week, jobs, executor)


def labour_floor(data: ScheduleData) -> float:
    """Wages of everybody's weekly minimum: the part of the cost that no schedule can avoid."""
    return float((data.paid_min * data.hourly_cost[:, None]).sum() / 60)


def _solve_week(job: _Job) -> WeekGuide:
    """The steered LP where there is something to steer, and the plain one, which proves.

    The guide goes without rounding cuts: they double the time and hardly move the plan.
    """
    guide = _steered(job) if job.data.limited_across_weeks else None
    if guide is not None and not job.prove:
        return guide
    plain, columns = build_week(job.data, job.week, steer=False, cuts=False)
    found = plain.model.solve_lp(job.limits)
    if found.infeasible:
        return WeekGuide(True, None, None, None, None)
    if guide is None:
        starts = None if found.values is None else _read_starts(plain.x, found.values)
        guide = WeekGuide(False, None, starts, None, None, found.objective)
    short, over = hours_of(job.data, columns, found)
    return replace(guide, bound=found.bound, short_agent_hours=short, over_agent_hours=over)


def _steered(job: _Job) -> WeekGuide | None:
    """`None` without an answer: a steering row may clash with a minimum."""
    steered, _ = build_week(job.data, job.week, steer=True)
    found = steered.model.solve_lp(job.limits)
    if found.values is None:
        return None
    return WeekGuide(
        False, None, _read_starts(steered.x, found.values), None, None, found.objective
    )


def hours_of(
    data: ScheduleData, columns: WeekColumns, found: ModelSolution
) -> tuple[float | None, float | None]:
    """Agent-hours short and over of an LP's answer."""
    if found.values is None:
        return None, None
    hour = data.step_minutes / 60
    return (
        float(found.values[columns.short].sum() * hour),
        float(found.values[columns.over].sum() * hour),
    )


def _read_starts(x: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(x != NO_COLUMN, np.maximum(values[np.maximum(x, 0)], 0.0), 0.0)


def build_week(
    data: ScheduleData, week: int, *, steer: bool, cuts: bool = True
) -> tuple[WeekModel, WeekColumns]:
    """The LP of one week with the rows of every rule that has a `guide`; a steering one has no
    rounding cuts."""
    classes = agent_classes(data)
    days = data.days_of_week(week)
    m = WeekModel(
        data=data,
        classes=classes,
        days=days,
        week=week,
        steer=steer,
        model=SparseModel(),
        x=np.full((len(classes), len(days), len(data.shape_template)), NO_COLUMN, dtype=np.int64),
    )
    first, last = _span(data, days)
    # The row of a group that serves none of the queues is left free: it counts for nothing.
    slack = np.where((data.proficiency > 0).any(axis=1), 0.0, np.inf)
    slack = np.repeat(slack, last - first)
    presence = m.model.add_rows(-slack, slack, len(slack))
    presence = presence.reshape(len(data.groups), last - first)
    for number in range(len(classes)):
        _add_starts(m, number, presence, first, last)
        _add_wages(m, number)
    _add_spill(m, presence, first)
    columns = _add_split(m, presence, first, last, cuts and not steer)
    for rule in RULES:
        if rule.guide is not None:
            rule.guide(m)
    return m, columns


def _span(data: ScheduleData, days: range) -> tuple[int, int]:
    """Intervals the week answers for: from its first midnight to its last, inside the target."""
    offset = int(
        (data.site_grid.start - data.grid.start).total_seconds() // (60 * data.step_minutes)
    )
    first = int(data.site_grid.day_start[days.start]) + offset
    last = int(data.site_grid.day_start[days.stop]) + offset
    if days.start == 0:
        first = 0
    if days.stop == data.n_days:
        last = data.target.shape[1]
    return max(0, first), min(data.target.shape[1], last)


def _add_starts(
    m: WeekModel, number: int, presence: NDArray[np.int64], first: int, last: int
) -> None:
    """x and y of one class, their coverage and the tie between them."""
    data, agents = m.data, m.classes[number]
    for d, day in enumerate(m.days):
        able = data.can[agents.members, day].sum(axis=0)
        shapes = np.flatnonzero((able > 0) & (data.begin[day] != NO_START))
        columns = m.model.add_columns(len(shapes), upper=able[shapes])
        m.x[number, d, shapes] = columns
        for shape, column in zip(shapes.tolist(), columns.tolist(), strict=True):
            template = data.templates[data.shape_template[shape]]
            begin = int(data.begin[day, shape])
            inside = _clip(begin, begin + template.length, first, last)
            m.model.add_entries(presence[agents.group, inside - first], column, -1.0)
            for t in inside.tolist():
                m.on_shift.setdefault(t, []).append((column, number))
            for pause in template.breaks:
                _add_break(m, agents, presence, column, begin, pause, float(able[shape]), first)


def _add_break(
    m: WeekModel,
    agents: AgentClass,
    presence: NDArray[np.int64],
    start: int,
    begin: int,
    pause: BreakData,
    upper: float,
    first: int,
) -> None:
    offsets = np.array(pause.offsets)
    choices = m.model.add_columns(len(offsets), upper=upper)
    m.model.add_row(
        np.append(choices, start), np.append(np.ones(len(offsets)), -1.0), lower=0, upper=0
    )
    for part in range(pause.length):
        times = begin + offsets + part
        inside = (times >= first) & (times < first + presence.shape[1])
        m.model.add_entries(presence[agents.group, times[inside] - first], choices[inside], 1.0)


def _clip(start: int, end: int, first: int, last: int) -> NDArray[np.int64]:
    return np.arange(max(start, first), max(min(end, last), max(start, first)))


def _add_wages(m: WeekModel, number: int) -> None:
    """Paid minutes by level of hourly cost: the members of a level can be paid only their hours.

    A level is priced at its lowest wage, so that the value stays a bound.
    """
    data, members = m.data, m.classes[number].members
    costs = np.unique(data.hourly_cost[members])
    edges = costs[:: max(1, -(-len(costs) // COST_LEVELS))]
    level = np.searchsorted(edges, data.hourly_cost[members], side="right") - 1
    levels = []
    for index, price in enumerate(edges):
        people = members[level == index]
        most = float(data.paid_max[people, m.week].sum())
        column = m.model.add_columns(1, cost=price / 60, upper=max(most, 0.0))
        levels.append((int(column[0]), people))
    m.paid.append(levels)
    row = int(m.model.add_rows(0.0, 0.0, 1)[0])
    m.model.add_entries(row, [column for column, _ in levels], -1.0)
    for d in range(len(m.days)):
        shapes = np.flatnonzero(m.x[number, d] != NO_COLUMN)
        m.model.add_entries(row, m.x[number, d, shapes], data.shape_paid[shapes].astype(float))


def _add_spill(m: WeekModel, presence: NDArray[np.int64], first: int) -> None:
    """Last night's shifts reach into the week's first hours: present at no cost to this week."""
    data = m.data
    if m.days.start == 0:
        return
    day = m.days.start - 1
    ends = np.where(data.begin[day] == NO_START, NO_START, data.begin[day] + data.shape_length)
    for agents in m.classes:
        able = data.can[agents.members, day]
        for t in range(first, min(int(ends.max()), first + presence.shape[1])):
            reaching = (ends > t) & (data.begin[day] <= t)
            people = int(able[:, reaching].any(axis=1).sum())
            if people:
                column = m.model.add_columns(1, upper=people)
                m.model.add_entries(presence[agents.group, t - first], column, -1.0)


def _add_split(
    m: WeekModel, presence: NDArray[np.int64], first: int, last: int, cuts: bool
) -> WeekColumns:
    """f, u and o of the week's intervals, with the rounding cuts."""
    data, model = m.data, m.model
    span = last - first
    target = data.target[:, first:last]
    demand = model.add_rows(target.ravel(), target.ravel(), target.size).reshape(target.shape)
    flow = {}
    for g in range(len(data.groups)):
        people = int((data.group == g).sum())
        for q in np.flatnonzero(data.proficiency[g] > 0).tolist():
            flow[g, q] = model.add_columns(span, upper=people)
            model.add_entries(presence[g], flow[g, q], 1.0)
            model.add_entries(demand[q], flow[g, q], float(data.proficiency[g, q]))
    prices = data.prices
    shallow = model.add_columns(
        target.size, cost=prices.short, upper=(prices.shallow_share * target).ravel()
    )
    deep = model.add_columns(target.size, cost=prices.deep_short, upper=target.ravel())
    most = float(data.proficiency.max(initial=0.0) * len(data.agents))
    over = model.add_columns(target.size, cost=prices.over, upper=most)
    model.add_entries(demand.ravel(), shallow, 1.0)
    model.add_entries(demand.ravel(), deep, 1.0)
    model.add_entries(demand.ravel(), over, -1.0)
    short = np.concatenate([shallow, deep])
    if cuts:
        shape = (2, *target.shape)
        add_rounding_cuts(
            model, target, data.proficiency, flow, short.reshape(shape), over.reshape(target.shape)
        )
    return WeekColumns(short=short, over=over)


def total_bound(guides: Sequence[WeekGuide]) -> float | None:
    """Sum of the weeks' bounds, `None` when one is missing."""
    bounds = [guide.bound for guide in guides]
    return (
        None if any(b is None for b in bounds) else float(sum(b for b in bounds if b is not None))
    )
