"""The LP of one day: the least cost of short and over when so many agents work each template.

A cell is a template worked by agents alike on the day: one skill group, the same starts allowed.
With N[c] agents in cell c, x[c,k] of them start shape k, X[g,k] sums x over the cells of a group,
y are the breaks, f the skill split, u and o agents short and over:

    Q(N) = min short + over   s.t.   sum_k x[c,k] = N[c],   sum_o y[g,k,b,o] = X[g,k],
           sum_q f[g,q,t] = X covering t - y on break at t,   sum_g p f + u - o = D[q,t]

Its row duals pi give the cut Q(N') >= Q(N) + pi (N' - N) (Benders, 1962), and the columns have no
upper bound that depends on N, so that a cut holds for every N'.

Where shifts run past midnight the days are parted by demand: a day answers for the share of an
interval's target that its own shifts have of all those on shift there in the guide. Costs are
convex and homogeneous, so that the parts together never cost less than the whole, and just as
much at the guide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import NO_START, Prices, ScheduleData
from solver.scheduling.models import AgentClass
from solver.scheduling.sparse_model import SparseModel


@dataclass(frozen=True)
class DayShape:
    """A start that can be taken on the day: its place in the window, length and breaks as
    (length, offsets)."""

    number: int
    begin: int
    length: int
    breaks: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class DayProblem:
    """One day without its counts, small enough to send to another process.

    `target` (Q, t) is the day's part in a window of intervals; `cell_group`, `cell_template` (C,)
    and `cell_shapes` (positions in `shapes`) say what the agents of a cell can do.
    """

    day: int
    target: NDArray[np.float64]
    proficiency: NDArray[np.float64]
    prices: Prices
    shapes: tuple[DayShape, ...]
    cell_group: NDArray[np.int64]
    cell_template: NDArray[np.int64]
    cell_shapes: tuple[NDArray[np.int64], ...]

    @property
    def n_cells(self) -> int:
        return len(self.cell_group)


@dataclass(frozen=True)
class DayColumns:
    """Where a day's parts stand in its model: the cells' rows (C,), x by cell, X by (group,
    shape) and y by (group, shape, break)."""

    rows: NDArray[np.int64]
    starts: tuple[NDArray[np.int64], ...]
    total: dict[tuple[int, int], int]
    breaks: dict[tuple[int, int, int], NDArray[np.int64]]


def startable(data: ScheduleData) -> NDArray[np.bool_]:
    """Shifts an agent may work, the rest from the period before included (N, D, K)."""
    rested = data.begin[None] >= data.ready[:, None, None]
    return np.asarray(data.can & (data.begin != NO_START)[None] & rested)


def day_cells(
    data: ScheduleData, allowed: NDArray[np.bool_]
) -> tuple[list[DayProblem], NDArray[np.int64]]:
    """The days with their whole target each, and the cell (N, D, M) of every agent that works a
    template on a day, -1 where it cannot."""
    cell = np.full((len(data.agents), data.n_days, len(data.templates)), -1, dtype=np.int64)
    problems = []
    for day in range(data.n_days):
        groups: list[int] = []
        templates: list[int] = []
        shapes: list[NDArray[np.int64]] = []
        for number, template in enumerate(data.templates):
            own = np.array(template.shapes)
            able = np.flatnonzero(allowed[:, day, own].any(axis=1))
            if not len(able):
                continue
            keys = np.column_stack([data.group[able], allowed[able][:, day, own]])
            distinct, place = np.unique(keys, axis=0, return_inverse=True)
            cell[able, day, number] = len(groups) + place.ravel()
            groups += distinct[:, 0].tolist()
            templates += [number] * len(distinct)
            shapes += [own[row[1:] > 0] for row in distinct]
        problems.append(_problem(data, day, groups, templates, shapes))
    return problems, cell


def _problem(
    data: ScheduleData,
    day: int,
    groups: list[int],
    templates: list[int],
    shapes: list[NDArray[np.int64]],
) -> DayProblem:
    used = np.unique(np.concatenate([*shapes, np.empty(0, dtype=np.int64)]).astype(np.int64))
    return DayProblem(
        day=day,
        target=data.target,
        proficiency=data.proficiency,
        prices=data.prices,
        shapes=tuple(_shape(data, day, int(k)) for k in used),
        cell_group=np.array(groups, dtype=np.int64),
        cell_template=np.array(templates, dtype=np.int64),
        cell_shapes=tuple(np.searchsorted(used, own) for own in shapes),
    )


def _shape(data: ScheduleData, day: int, number: int) -> DayShape:
    template = data.templates[data.shape_template[number]]
    breaks = tuple((pause.length, pause.offsets) for pause in template.breaks)
    return DayShape(number, int(data.begin[day, number]), template.length, breaks)


def part_demand(
    data: ScheduleData,
    problems: list[DayProblem],
    classes: tuple[AgentClass, ...],
    starts: NDArray[np.float64],
) -> list[DayProblem]:
    """The days with their parts of the target by the guide's `starts` (C, D, K)."""
    width = data.target.shape[1]
    serving = np.array([(data.proficiency[c.group] > 0).any() for c in classes])
    by_day = np.zeros((data.n_days, width))
    for day in range(data.n_days):
        for k in np.flatnonzero(data.begin[day] != NO_START):
            begin = int(data.begin[day, k])
            span = slice(max(0, begin), max(0, begin + int(data.shape_length[k])))
            by_day[day, span] += starts[serving, day, k].sum()
    total = by_day.sum(axis=0)
    share = np.divide(by_day, total, out=np.zeros_like(by_day), where=total > 1e-6)
    free = np.flatnonzero(total <= 1e-6)
    share[_calendar_day(data)[free], free] = 1.0
    return [_windowed(problem, share[problem.day]) for problem in problems]


def _calendar_day(data: ScheduleData) -> NDArray[np.int64]:
    """The site's day of every interval of the target, its first and last day at the edges."""
    offset = int(
        (data.site_grid.start - data.grid.start).total_seconds() // (60 * data.step_minutes)
    )
    edges = data.site_grid.day_start[1:-1] + offset
    return np.searchsorted(edges, np.arange(data.target.shape[1]), side="right")


def _windowed(problem: DayProblem, share: NDArray[np.float64]) -> DayProblem:
    """The day cut to the intervals it answers for and those its shifts reach."""
    width = len(share)
    busy = np.flatnonzero(share > 0)
    begins = [s.begin for s in problem.shapes] + busy[:1].tolist()
    ends = [s.begin + s.length for s in problem.shapes] + (busy[-1:] + 1).tolist()
    first = min(max(0, min(begins, default=0)), width)
    last = max(first, min(width, max(ends, default=0)))
    shapes = tuple(DayShape(s.number, s.begin - first, s.length, s.breaks) for s in problem.shapes)
    return DayProblem(
        problem.day,
        np.ascontiguousarray(problem.target[:, first:last] * share[first:last]),
        problem.proficiency,
        problem.prices,
        shapes,
        problem.cell_group,
        problem.cell_template,
        problem.cell_shapes,
    )


def build_day(
    problem: DayProblem, counts: NDArray[np.float64], *, integer: bool = False
) -> tuple[SparseModel, DayColumns]:
    """The model of a day for `counts` (C,) agents."""
    model = SparseModel()
    rows = model.add_rows(counts, counts, problem.n_cells)
    # No cut may lean on an upper bound: it is far above what anybody has.
    most = 1e5
    starts = []
    tie: dict[tuple[int, int], int] = {}
    for number in range(problem.n_cells):
        own = problem.cell_shapes[number]
        columns = model.add_columns(len(own), upper=most, integer=integer)
        model.add_entries(rows[number], columns, 1.0)
        for k, column in zip(own.tolist(), columns.tolist(), strict=True):
            key = (int(problem.cell_group[number]), k)
            if key not in tie:
                tie[key] = int(model.add_rows(0.0, 0.0, 1)[0])
            model.add_entries(tie[key], column, 1.0)
        starts.append(columns)
    presence = _add_split(model, problem, most)
    total: dict[tuple[int, int], int] = {}
    breaks: dict[tuple[int, int, int], NDArray[np.int64]] = {}
    for (group, k), row in tie.items():
        column = int(model.add_columns(1, upper=most)[0])
        model.add_entries(row, column, -1.0)
        total[group, k] = column
        _add_presence(model, problem, presence, group, k, column, breaks, integer, most)
    return model, DayColumns(rows, tuple(starts), total, breaks)


def _add_presence(
    model: SparseModel,
    problem: DayProblem,
    presence: NDArray[np.int64],
    group: int,
    k: int,
    column: int,
    breaks: dict[tuple[int, int, int], NDArray[np.int64]],
    integer: bool,
    most: float,
) -> None:
    """Presence of a group's start, and its breaks that take it away."""
    shape, width = problem.shapes[k], presence.shape[1]
    times = np.arange(max(0, shape.begin), max(0, min(width, shape.begin + shape.length)))
    model.add_entries(presence[group, times], column, -1.0)
    for b, (length, offsets) in enumerate(shape.breaks):
        choices = model.add_columns(len(offsets), upper=most, integer=integer)
        model.add_row(
            np.append(choices, column), np.append(np.ones(len(offsets)), -1.0), lower=0, upper=0
        )
        breaks[group, k, b] = choices
        for part in range(length):
            at = shape.begin + np.array(offsets) + part
            inside = (at >= 0) & (at < width)
            model.add_entries(presence[group, at[inside]], choices[inside], 1.0)


def _add_split(model: SparseModel, problem: DayProblem, most: float) -> NDArray[np.int64]:
    """f, u and o of the day; the rows (G, t) of those present."""
    target, prices = problem.target, problem.prices
    groups, span = len(problem.proficiency), target.shape[1]
    slack = np.where((problem.proficiency > 0).any(axis=1), 0.0, np.inf)
    slack = np.repeat(slack, span)
    presence = model.add_rows(-slack, slack, len(slack)).reshape(groups, span)
    demand = model.add_rows(target.ravel(), target.ravel(), target.size).reshape(target.shape)
    for g, q in np.argwhere(problem.proficiency > 0).tolist():
        flow = model.add_columns(span, upper=most)
        model.add_entries(presence[g], flow, 1.0)
        model.add_entries(demand[q], flow, float(problem.proficiency[g, q]))
    for price, limit, sign in (
        (prices.short, prices.shallow_share * target, 1.0),
        (prices.deep_short, target, 1.0),
        (prices.over, np.full(target.shape, most), -1.0),
    ):
        columns = model.add_columns(target.size, cost=price, upper=limit.ravel())
        model.add_entries(demand.ravel(), columns, sign)
    return presence
