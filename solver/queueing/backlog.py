"""Backlog channels: the smoothest work rate between what has arrived and what is due."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel


@kernel("void(float64[::1], float64[::1], float64[::1])")
def _taut_string(
    due: NDArray[np.float64], arrived: NDArray[np.float64], rate: NDArray[np.float64]
) -> None:
    size = due.shape[0]
    start = -1
    level = 0.0
    while start < size - 1:
        low, high = -math.inf, math.inf
        low_at = high_at = start + 1
        turn = size - 1
        height = due[size - 1]
        for k in range(start + 1, size):
            steep = (due[k] - level) / (k - start)
            flat = (arrived[k] - level) / (k - start)
            if steep > high:
                turn, height = high_at, arrived[high_at]
                break
            if flat < low:
                turn, height = low_at, due[low_at]
                break
            if steep >= low:
                low, low_at = steep, k
            if flat <= high:
                high, high_at = flat, k
        slope = (height - level) / (turn - start)
        for k in range(start + 1, turn + 1):
            rate[k] = slope
        start = turn
        level = height


def smoothest_rate(due: NDArray[np.float64], arrived: NDArray[np.float64]) -> NDArray[np.float64]:
    """Work per interval, (J,), whose cumulative W keeps due <= W <= arrived and ends at due.

    Both curves (J,) are cumulative at the intervals' ends, rise, and start at 0. The answer is
    the taut string between them: among all feasible rates it has the least peak, and the least
    sum of any convex cost of the rate. Raises `ValueError` when due exceeds arrived.
    """
    if due.shape != arrived.shape or due.ndim != 1:
        raise ValueError("due and arrived must be one-dimensional and of the same length")
    if np.any(due > arrived):
        raise ValueError(
            f"work is due before it arrived at interval {int(np.argmax(due > arrived))}"
        )
    rate = np.zeros(due.shape[0])
    if due.shape[0]:
        _taut_string(np.array(due, dtype=float), np.array(arrived, dtype=float), rate)
    return np.maximum(rate, 0.0)
