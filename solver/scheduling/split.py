"""The cost-optimal division of those present over the queues, as one LP of all intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import Prices
from solver.scheduling.sparse_model import SolveLimits, SparseModel


@dataclass(frozen=True)
class OptimalSplit:
    """`agents` (G, Q, t), the money of short and over, and `duals` (Q, t): the money that one more
    agent of target would cost."""

    agents: NDArray[np.float64]
    cost: float
    duals: NDArray[np.float64]


def optimal_split(
    target: NDArray[np.float64],
    present: NDArray[np.float64],
    proficiency: NDArray[np.float64],
    prices: Prices,
) -> OptimalSplit:
    """Least short and over cost for `present` (G, t) agents against `target` (Q, t).

    Per interval: minimise short u1 + deep_short u2 + over o subject to sum_q f[g,q] = present[g],
    sum_g p[g,q] f[g,q] + u1 + u2 - o = target[q] and u1 <= shallow_share target. Intervals of
    equal staffing and target are solved once. A group that can serve no queue counts for nothing.
    """
    groups, width = present.shape
    if width == 0:
        empty = np.zeros((groups, len(target), 0))
        return OptimalSplit(empty, 0.0, np.zeros(target.shape))
    serving = np.asarray((proficiency > 0).any(axis=1))
    states = np.vstack([np.where(serving[:, None], present, 0.0), target])
    distinct, place, times = np.unique(states, axis=1, return_inverse=True, return_counts=True)
    solved = _solve(distinct[groups:], distinct[:groups], proficiency, prices, times)
    place = place.ravel()
    return OptimalSplit(
        _exact_sums(solved.agents, distinct[:groups])[:, :, place],
        solved.cost,
        (solved.duals / times)[:, place],
    )


def _solve(
    target: NDArray[np.float64],
    present: NDArray[np.float64],
    proficiency: NDArray[np.float64],
    prices: Prices,
    times: NDArray[np.int64],
) -> OptimalSplit:
    """The LP of distinct intervals, each as dear as the times it occurs."""
    groups, width = present.shape
    model = SparseModel()
    presence = model.add_rows(present.ravel(), present.ravel(), present.size).reshape(groups, width)
    demand = model.add_rows(target.ravel(), target.ravel(), target.size).reshape(target.shape)
    flows = {}
    for g, q in np.argwhere(proficiency > 0).tolist():
        flows[g, q] = model.add_columns(width, upper=present[g])
        model.add_entries(presence[g], flows[g, q], 1.0)
        model.add_entries(demand[q], flows[g, q], float(proficiency[g, q]))
    effective = (present * proficiency.max(axis=1, initial=0.0)[:, None]).sum(axis=0)
    for price, most, sign in (
        (prices.short, prices.shallow_share * target, 1.0),
        (prices.deep_short, target, 1.0),
        (prices.over, np.broadcast_to(effective, target.shape), -1.0),
    ):
        cost = np.broadcast_to(price * times, target.shape)
        columns = model.add_columns(target.size, cost=cost.ravel(), upper=most.ravel())
        model.add_entries(demand.ravel(), columns, sign)
    answer = model.solve_lp(SolveLimits(seconds=600.0), interior_point=False)
    if answer.values is None or answer.objective is None or answer.row_duals is None:
        raise RuntimeError("the split of those present could not be solved")
    agents = np.zeros((groups, len(target), width))
    for (g, q), columns in flows.items():
        agents[g, q] = answer.values[columns]
    return OptimalSplit(agents, answer.objective, answer.row_duals[demand])


def _exact_sums(flows: NDArray[np.float64], present: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the solver's tolerance out: no entry below 0, each group's flows add up exactly."""
    flows = np.where(flows > 1e-9, flows, 0.0)
    total = flows.sum(axis=1)
    scale = np.divide(present, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(flows * scale[:, None, :])
