"""What a schedule costs as it stands, for example after an edit by hand.

The split is found anew: for every distinct staffing of an interval an exact linear program, many
of them in one model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from solver.domain import (
    Activity,
    NamedShift,
    PlanningData,
    PublishedSchedule,
    SkillSplit,
    StaffingTarget,
    skill_text,
)
from solver.errors import InvalidInputError, Issue
from solver.scheduling.audit_report import AuditReport
from solver.scheduling.check import audit
from solver.scheduling.checks._presence import on_queue_counts
from solver.scheduling.params import SchedulingParams
from solver.scheduling.step import schedule_step
from solver.timegrid import local_to_utc

INTERVALS_PER_MODEL = 300


@dataclass(frozen=True)
class Evaluation:
    """A schedule with its best split, and its audit."""

    published: PublishedSchedule
    audit: AuditReport


@dataclass(frozen=True)
class _Pool:
    """Skill groups and queues: `proficiency` (G, Q), 0 where a group lacks the skill."""

    groups: tuple[str, ...]
    queues: tuple[str, ...]
    proficiency: NDArray[np.float64]


def evaluate(
    planning: PlanningData,
    target: StaffingTarget,
    shifts: Sequence[NamedShift],
    site: str,
    params: SchedulingParams,
) -> Evaluation:
    """Cost, coverage and violations of `shifts` as they stand; the split is the cheapest one.

    Raises `InvalidInputError` as `best_split` and `audit` do; a broken rule is a violation of
    the report.
    """
    split = best_split(planning, target, shifts, site, params)
    published = PublishedSchedule(site, tuple(shifts), split)
    return Evaluation(published, audit(planning, target, published, params))


def best_split(
    planning: PlanningData,
    target: StaffingTarget,
    shifts: Sequence[NamedShift],
    site: str,
    params: SchedulingParams,
) -> SkillSplit:
    """The split of the agents on queue that costs least, (G, Q, T) on the schedule's grid.

    Per interval, with n_g agents of group g on queue and D_q the target: minimise
    sum_q short_price s1_q + deep_short_price s2_q + over_price o_q subject to
    sum_q f_gq = n_g and sum_g p_gq f_gq + s1_q + s2_q - o_q = D_q, s1_q <= shallow_share D_q.
    Exact because the cost is convex; raises `InvalidInputError` for a `deep_short_price` below
    `short_price`, where it is not. Shifts of agents unknown to the site are left out.
    """
    if params.deep_short_price < params.short_price:
        raise InvalidInputError(
            [
                Issue(
                    "params",
                    "a deep shortage must not cost less than a shallow one",
                    column="scheduling.deep_short_price",
                    value=f"{params.deep_short_price:g}",
                    expected=f"at least short_price = {params.short_price:g}",
                )
            ]
        )
    grid = target.grid.refined(schedule_step(planning, site, target.grid.interval_minutes))
    pool = _pool(planning, target, site)
    present = on_queue_counts(_rows(planning, pool, shifts, site), len(pool.groups), grid)
    ratio = target.grid.interval_minutes // grid.interval_minutes
    wanted = np.repeat(target.agents, ratio, axis=1)
    staffed = np.flatnonzero(present[pool.proficiency.any(axis=1)].any(axis=0))
    agents = np.zeros((len(pool.groups), len(pool.queues), grid.n_intervals))
    if len(staffed):
        states = np.vstack([present[:, staffed], wanted[:, staffed]])
        distinct, state_of = np.unique(states, axis=1, return_inverse=True)
        flows = _cheapest(pool, distinct, params)
        agents[:, :, staffed] = flows[:, :, state_of.ravel()]
    return SkillSplit(site, pool.groups, pool.queues, grid, agents)


def _pool(planning: PlanningData, target: StaffingTarget, site: str) -> _Pool:
    skills = {skill_text(agent.skills): agent.skills for agent in planning.agents_of(site)}
    groups = tuple(sorted(skills))
    needed = [planning.queue(name).skill for name in target.queues]
    rows = [[skills[group].get(skill, 0.0) for skill in needed] for group in groups]
    proficiency = np.array(rows, dtype=float).reshape(len(groups), len(needed))
    return _Pool(groups, target.queues, proficiency)


def _rows(
    planning: PlanningData, pool: _Pool, shifts: Sequence[NamedShift], site: str
) -> Iterator[tuple[int, Activity]]:
    zone = ZoneInfo(planning.site(site).time_zone)
    index = {group: g for g, group in enumerate(pool.groups)}
    group_of = {a.agent: index[skill_text(a.skills)] for a in planning.agents_of(site)}
    for shift in shifts:
        if shift.agent in group_of:
            for a in shift.activities:
                start, end = local_to_utc(a.start, zone), local_to_utc(a.end, zone)
                yield group_of[shift.agent], Activity(start, end, a.activity, a.paid, a.queues)


def _cheapest(
    pool: _Pool, states: NDArray[np.float64], params: SchedulingParams
) -> NDArray[np.float64]:
    """(G, Q, S) flows for S states, each a column of G agents on queue and Q targets."""
    blocks = []
    for first in range(0, states.shape[1], INTERVALS_PER_MODEL):
        block = states[:, first : first + INTERVALS_PER_MODEL]
        blocks.append(_solve(pool, block, params))
    return np.concatenate(blocks, axis=2)


def _solve(
    pool: _Pool, states: NDArray[np.float64], params: SchedulingParams
) -> NDArray[np.float64]:
    """One block-diagonal LP. Columns of a state: f by (group, queue), then s1, s2, o by queue."""
    n_groups, n_queues = pool.proficiency.shape
    n_states = states.shape[1]
    present, wanted = states[:n_groups].T, states[n_groups:].T
    able = pool.proficiency > 0
    present = np.where(able.any(axis=1), present, 0.0)
    n_flows = n_groups * n_queues
    limit = (present[:, :, None] * able).reshape(n_states, n_flows)
    free = np.full((n_states, n_queues), np.inf)
    upper = np.hstack([limit, params.shallow_share * wanted, free, free])
    prices = (params.short_price, params.deep_short_price, params.over_price)
    cost = np.concatenate([np.zeros(n_flows), np.repeat(prices, n_queues)])
    matrix = _matrix(pool.proficiency)
    right = np.hstack([present, wanted])
    values = _highs(np.tile(cost, n_states), upper.ravel(), matrix, right)
    flows = values.reshape(n_states, -1)[:, :n_flows].reshape(n_states, n_groups, n_queues)
    return _exact_sums(flows, present).transpose(1, 2, 0)


def _matrix(proficiency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of one state: a group's flows, then a queue's effective agents."""
    n_groups, n_queues = proficiency.shape
    flows = np.zeros((n_groups + n_queues, n_groups, n_queues))
    for g in range(n_groups):
        flows[g, g, :] = 1.0
        for q in range(n_queues):
            flows[n_groups + q, g, q] = proficiency[g, q]
    none, eye = np.zeros((n_groups, 3 * n_queues)), np.eye(n_queues)
    slacks = np.vstack([none, np.hstack([eye, eye, -eye])])
    return np.hstack([flows.reshape(n_groups + n_queues, -1), slacks])


def _highs(
    cost: NDArray[np.float64],
    upper: NDArray[np.float64],
    matrix: NDArray[np.float64],
    right: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Minimise `cost` x, 0 <= x <= `upper`, with `matrix` x = `right` for each state's block."""
    # Imported here because the audit shares this package and loads no solver.
    import highspy

    n_states, (n_rows, n_columns) = len(right), matrix.shape
    columns = [np.flatnonzero(row) for row in matrix]
    shift = (np.arange(n_states) * n_columns)[:, None]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n_states * n_columns, n_states * n_rows
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros_like(cost), upper
    lp.row_lower_ = lp.row_upper_ = right.ravel()
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    counts = np.tile([len(c) for c in columns], n_states)
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    lp.a_matrix_.index_ = (np.concatenate(columns)[None, :] + shift).astype(np.int32).ravel()
    lp.a_matrix_.value_ = np.tile(matrix[matrix != 0], n_states)
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.passModel(lp)
    if model.run() == highspy.HighsStatus.kError:
        # HiGHS keeps the thread count of the process's first solve until its scheduler is reset.
        highspy.Highs.resetGlobalScheduler(True)
        model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"the split's LP ended {model.getModelStatus()}, it is always feasible")
    return np.array(model.getSolution().col_value, dtype=np.float64)


def _exact_sums(flows: NDArray[np.float64], present: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the solver's tolerance out: no entry below 0, each group's flows add up exactly."""
    flows = np.where(flows > 1e-9, flows, 0.0)
    total = flows.sum(axis=2)
    scale = np.divide(present, total, out=np.zeros_like(total), where=total > 0)
    exact: NDArray[np.float64] = flows * scale[:, :, None]
    return exact
