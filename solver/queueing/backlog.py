"""The smoothest work rate between what has arrived and what is due, and the least peak."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from solver.queueing.backlog_kernels import taut_string
from solver.queueing.backlog_rows import interval_rows, rising_rows, work
from solver.queueing.rows import Array


def smoothest_rate(due: ArrayLike, arrived: ArrayLike) -> Array:
    """Work per interval, (J,), whose cumulative W keeps due <= W <= arrived and ends at due.

    Both curves (J,) are cumulative at the intervals' ends and rise from 0. The answer is the taut
    string between them: among all feasible rates it has the least peak, and the least sum of any
    convex cost of the rate. Raises `InvalidInputError` naming the row where a curve falls or due
    exceeds arrived.
    """
    low, high = rising_rows("smoothest_rate", due, arrived)
    rate = np.zeros(low.size)
    if low.size:
        taut_string(low, np.append(np.minimum(high[:-1], low[-1]), low[-1]), rate)
    return np.maximum(rate, 0.0)


def least_limit(due: ArrayLike, arrived: ArrayLike, free: ArrayLike = 0.0) -> float:
    """Smallest constant work an interval with which every deadline is met beside `free` (J,) work.

    The largest (due[k] - arrived[i] - free work after i up to k) / (k - i) over all i < k, with
    arrived = 0 before the first interval: the steepest piece of the taut string between the
    curves less the cumulative free work.
    """
    low, high = rising_rows("least_limit", due, arrived)
    (spare,) = interval_rows("least_limit", low.size, [work("free", free)])
    rate = np.zeros(low.size)
    if low.size:
        spent = np.cumsum(spare)
        low, high = low - spent, high - spent
        high[-1] = low[-1]
        taut_string(low, high, rate)
    return float(max(0.0, rate.max(initial=0.0)))
