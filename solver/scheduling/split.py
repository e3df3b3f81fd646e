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

    A group that can serve no queue counts for nothing.
    """
    groups, width = present.shape
    serving = np.asarray((proficiency > 0).any(axis=1))
    present = np.where(serving[:, None], present, 0.0)
    agents = np.zeros((groups, len(target), width))
    if width == 0:
        return OptimalSplit(agents, 0.0, np.zeros(target.shape))
    model = SparseModel()
    presence = model.add_rows(present.ravel(), present.ravel(), present.size).reshape(groups, width)
    demand = model.add_rows(target.ravel(), target.ravel(), target.size).reshape(target.shape)
    edges = np.argwhere(proficiency > 0)
    flows = []
    for g, q in edges:
        columns = model.add_columns(width, upper=present[g])
        model.add_entries(presence[g], columns, 1.0)
        model.add_entries(demand[q], columns, float(proficiency[g, q]))
        flows.append(columns)
    effective = (present * proficiency.max(axis=1, initial=0.0)[:, None]).sum(axis=0)
    for price, most, sign in (
        (prices.short, prices.shallow_share * target, 1.0),
        (prices.deep_short, target, 1.0),
        (prices.over, np.broadcast_to(effective, target.shape), -1.0),
    ):
        columns = model.add_columns(target.size, cost=price, upper=most.ravel())
        model.add_entries(demand.ravel(), columns, sign)
    answer = model.solve_lp(SolveLimits(seconds=600.0), interior_point=False)
    if answer.values is None or answer.objective is None or answer.row_duals is None:
        raise RuntimeError("the split of those present could not be solved")
    for (g, q), columns in zip(edges, flows, strict=True):
        agents[g, q] = np.maximum(answer.values[columns], 0.0)
    return OptimalSplit(agents, answer.objective, answer.row_duals[demand])
