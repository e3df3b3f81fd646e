"""Measures of accuracy, all of one signature: (actual, predicted) -> share.

Arrays are (weeks, intervals) or (..., weeks, intervals); an interval counts where both are known
(not NaN). `coverage` takes the lower and upper bound stacked on a first axis as `predicted`.
All return NaN when nothing was offered in the intervals that count.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _both_known(actual: Array, predicted: Array) -> tuple[Array, Array]:
    known = np.isfinite(actual) & np.isfinite(predicted)
    return np.where(known, actual, 0.0), np.where(known, predicted, 0.0)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else math.nan


def interval_wape(actual: Array, predicted: Array) -> float:
    """Interval weighted absolute percentage error: sum |y - f| / sum y."""
    y, f = _both_known(actual, predicted)
    return _ratio(np.abs(y - f).sum(), y.sum())


def week_error(actual: Array, predicted: Array) -> float:
    """Mean over weeks of |sum f - sum y| / sum y, weeks without contacts left out."""
    y, f = _both_known(actual, predicted)
    total, error = y.sum(axis=-1), np.abs((f - y).sum(axis=-1))
    used = total > 0
    return float((error[used] / total[used]).mean()) if used.any() else math.nan


def bias(actual: Array, predicted: Array) -> float:
    """(sum f - sum y) / sum y; above 0 the forecast was too high."""
    y, f = _both_known(actual, predicted)
    return _ratio_signed(float((f - y).sum()), float(y.sum()))


def _ratio_signed(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def coverage(actual: Array, predicted: Array) -> float:
    """Share of intervals with lower <= y <= upper; `predicted` is (2, ...)."""
    lower, upper = predicted[0], predicted[1]
    known = np.isfinite(actual) & np.isfinite(lower) & np.isfinite(upper)
    inside = (actual >= lower) & (actual <= upper) & known
    return _ratio(float(inside.sum()), float(known.sum()))


def poisson_floor(actual: Array, predicted: Array) -> float:
    """Interval WAPE that remains if `predicted` were the true rate of Poisson arrivals.

    sum E|N - f| / sum f with E|N - f| = 2 exp(-f) f^(k+1) / k!, k = floor(f) (De Moivre's mean
    deviation). No forecast can promise less.
    """
    _, rate = _both_known(actual, predicted)
    rates, count = np.unique(rate[rate > 0], return_counts=True)
    deviation = [
        2 * math.exp(-f + (math.floor(f) + 1) * math.log(f) - math.lgamma(math.floor(f) + 1))
        for f in rates.tolist()
    ]
    return _ratio(float(np.dot(deviation, count)), float(np.dot(rates, count)))
