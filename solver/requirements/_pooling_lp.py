"""The least-cost agents per skill group that cover every subset of queues."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

TIE_BREAK = 1e-8
ROWS_AN_LP = 2_000
_COST_SCALE = 1e3
_TIME_LIMIT_S = 600.0


def least_cost_staffing(needed: Array, covers: Mask, cost: Array, width: Array) -> Array:
    """Agents x (G, T): minimise cost x with sum of x over the groups of `covers` (P, G) at least
    `needed` (P, T), in each interval on its own.

    Among staffings of the same cost the one with the fewest agents of a large `width` (G,) is
    taken: a group costs `TIE_BREAK` of its cost more per unit of width. Equal intervals are
    solved once. Every row needs a group. Raises `RuntimeError` if an LP is not solved to
    optimality, which no data should bring about.
    """
    distinct, place = np.unique(needed, axis=1, return_inverse=True)
    price = cost / cost.max() * (1.0 + TIE_BREAK * width)
    step = max(1, ROWS_AN_LP // len(covers))
    parts = [
        _solve(distinct[:, first : first + step], covers, price)
        for first in range(0, distinct.shape[1], step)
    ]
    agents = np.concatenate(parts, axis=1)
    return agents[:, place.ravel()]


def _solve(needed: Array, covers: Mask, price: Array) -> Array:
    """One block-diagonal LP of some intervals: interval t has the columns t G .. t G + G - 1."""
    import highspy

    groups, width = covers.shape[1], needed.shape[1]
    interval, pattern = np.nonzero(needed.T > 0.0)
    entry, group = np.nonzero(covers[pattern])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = groups * width, len(pattern)
    lp.col_cost_ = np.tile(price * _COST_SCALE, width)
    lp.col_lower_ = np.zeros(groups * width)
    lp.col_upper_ = np.full(groups * width, highspy.kHighsInf)
    lp.row_lower_ = needed[pattern, interval]
    lp.row_upper_ = np.full(len(pattern), highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(entry, np.arange(len(pattern) + 1)).astype(np.int32)
    lp.a_matrix_.index_ = (interval[entry] * groups + group).astype(np.int32)
    lp.a_matrix_.value_ = np.ones(len(entry))
    # A process refuses another thread count than its first solve's until this reset.
    highspy.Highs.resetGlobalScheduler(True)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", _TIME_LIMIT_S)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError("the staffing of the skill groups could not be solved")
    values = np.array(solver.getSolution().col_value).reshape(width, groups).T
    return np.asarray(np.maximum(values, 0.0))
