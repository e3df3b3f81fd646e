"""Vertices of the dual of the skill split: the cost of an interval as a maximum of planes.

The split of one interval, min short + over, has the dual

    max_l  sum_q [l_q D_q - max(0, l_q - p_short) s D_q] - sum_g a_g max_{q in g} p[g,q] l_q

with -p_over <= l_q <= p_deep (s the shallow share). When every proficiency is 1 its vertices
have l_q in {-p_over, p_short, p_deep}. Other proficiencies tie values of two queues together;
those that matter are taken from solved splits. A missing vertex makes a cost too low, never the
published one, which comes from the full model.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import Prices, ScheduleData
from solver.scheduling.split import optimal_split

MOST_PRODUCTS = 729
MOST_COLLECTED = 400


@dataclass(frozen=True)
class DualPlanes:
    """`constant` (T, J) and `weight` (G, J): V_t(a) = max_j constant[t, j] - a @ weight[:, j]."""

    constant: NDArray[np.float64]
    weight: NDArray[np.float64]

    def bracket(self, present: NDArray[np.float64]) -> NDArray[np.float64]:
        """z[t, j] of a staffing (G, T)."""
        z: NDArray[np.float64] = self.constant - present.T @ self.weight
        return np.ascontiguousarray(z)

    def cost(self, present: NDArray[np.float64]) -> float:
        """Short and over cost of a staffing (G, T)."""
        return float(self.bracket(present).max(axis=1).sum())


def dual_planes(data: ScheduleData, present: NDArray[np.float64]) -> DualPlanes:
    """Planes for the site's targets; `present` (G, T) is a staffing near which to be exact."""
    points = _points(data, present)
    prices = data.prices
    excess = np.maximum(0.0, points - prices.short) * prices.shallow_share
    constant = data.target.T @ (points - excess).T
    value = data.proficiency[:, :, None] * points.T[None, :, :]
    value = np.where(data.proficiency[:, :, None] > 0, value, -np.inf)
    weight = value.max(axis=1)
    weight[~(data.proficiency > 0).any(axis=1)] = 0.0
    return DualPlanes(np.ascontiguousarray(constant), np.ascontiguousarray(weight))


def _points(data: ScheduleData, present: NDArray[np.float64]) -> NDArray[np.float64]:
    """Dual vectors (J, Q)."""
    queues = len(data.queues)
    prices: Prices = data.prices
    levels = sorted({-prices.over, prices.short, prices.deep_short})
    if len(levels) ** queues <= MOST_PRODUCTS:
        corners = np.array(list(product(levels, repeat=queues)))
    else:
        corners = np.array([[level] * queues for level in levels])
    distinct = set(np.unique(data.proficiency)) - {0.0, 1.0}
    if len(corners) > len(levels) and not distinct:
        return corners
    found = optimal_split(data.target, present, data.proficiency, prices).duals
    seen, counts = np.unique(np.round(found.T, 6), axis=0, return_counts=True)
    common = seen[np.argsort(-counts, kind="stable")[:MOST_COLLECTED]]
    return np.unique(np.concatenate([corners, common]), axis=0)
