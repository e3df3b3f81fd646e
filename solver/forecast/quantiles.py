"""Bands of the forecast: negative binomial counts, corrected by conformal scores.

An interval's count has mean f and variance f + phi f^2. The overdispersion phi is estimated from
the backtest for each lead (week 1, weeks 2-4, later), because errors grow with it. Quantiles are
those of single intervals: they do not add up to quantiles of a day or a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# First lead week (from 0) of each bucket: week 1, weeks 2 to 4, later.
LEAD_BUCKETS = (0, 1, 4)
EXACT_MEAN = 100.0
MAX_DISPERSION = 4.0
# Means are rounded to steps of this ratio, so that a table serves many intervals.
MEAN_STEP = 1.005


@dataclass(frozen=True)
class Calibration:
    """Per lead bucket: overdispersion (B,) and the shift of each level (B, L) in deviations."""

    dispersion: Array
    shift: Array


def lead_bucket(lead_days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bucket of each day by its lead; 0 is the first day after the history."""
    return np.searchsorted(LEAD_BUCKETS, np.asarray(lead_days) // 7, side="right") - 1


def dispersion(actual: Array, predicted: Array) -> float:
    """phi = max(0, sum((y - f)^2 - f) / sum f^2), the moment estimator; NaN pairs left out."""
    known = np.isfinite(actual) & (predicted > 0)
    y, f = actual[known], predicted[known]
    if not len(f):
        return 0.0
    phi = float(((y - f) ** 2 - f).sum() / (f**2).sum())
    return min(MAX_DISPERSION, max(0.0, phi))


def deviation(mean: Array, phi: Array | float) -> Array:
    """Standard deviation sqrt(f + phi f^2) of a count."""
    return np.sqrt(mean + phi * mean**2)


def count_quantiles(mean: Array, phi: float, levels: Sequence[float]) -> Array:
    """(L, ...) quantiles of negative binomial counts; Poisson for `phi` 0.

    Exact (least k with P(N <= k) >= level) for means up to 100, by the Cornish-Fisher expansion
    to the fourth cumulant above, where the steps of the count no longer matter.
    """
    flat = mean.ravel()
    result = np.zeros((len(levels), flat.size))
    small = (flat > 0) & (flat <= EXACT_MEAN)
    large = flat > EXACT_MEAN
    if small.any():
        step = np.log(MEAN_STEP)
        rounded, place = np.unique(np.round(np.log(flat[small]) / step), return_inverse=True)
        result[:, small] = _exact(np.exp(rounded * step), phi, levels)[:, place]
    if large.any():
        result[:, large] = _cornish_fisher(flat[large], phi, levels)
    return result.reshape(len(levels), *mean.shape)


def _exact(mean: Array, phi: float, levels: Sequence[float]) -> Array:
    """Counts how many k have P(N <= k) below the level; p(k+1) follows from p(k)."""
    wanted = np.asarray(levels)[:, None]
    term = np.exp(-np.log1p(phi * mean) / phi) if phi > 0 else np.exp(-mean)
    ratio = mean / (1 + phi * mean)
    cumulative = term.copy()
    quantile = np.zeros((len(levels), mean.size))
    last = int(mean.max() + 40 * deviation(mean, phi).max()) + 20
    for k in range(last):
        below = cumulative < wanted
        if not below.any():
            break
        quantile += below
        term = term * ratio * (1 + k * phi) / (k + 1)
        cumulative += term
    return quantile


def _cornish_fisher(mean: Array, phi: float, levels: Sequence[float]) -> Array:
    z = np.array([NormalDist().inv_cdf(level) for level in levels])[:, None]
    sd = deviation(mean, phi)
    skew = (1 + 2 * phi * mean) / sd
    kurtosis = 6 * phi + 1 / sd**2
    standard = (
        z
        + skew * (z**2 - 1) / 6
        + kurtosis * (z**3 - 3 * z) / 24
        - skew**2 * (2 * z**3 - 5 * z) / 36
    )
    return np.asarray(np.maximum(0.0, mean + sd * standard))


def default_calibration(phi: float, levels: Sequence[float]) -> Calibration:
    """Without a backtest: one stated overdispersion for every lead, no correction."""
    buckets = len(LEAD_BUCKETS)
    return Calibration(np.full(buckets, phi), np.zeros((buckets, len(levels))))


def calibrate(
    actual: Array, predicted: Array, levels: Sequence[float], min_scores: int
) -> Calibration:
    """Learns bands from a backtest's (origins, days, slots) of one method.

    For each level, the conformal score of an interval is (y - q) / sqrt(f + phi f^2) with q the
    negative binomial quantile; its ceil((n + 1) level)-th smallest value shifts that level, so
    that the share of past counts below it is right (split conformal prediction). Buckets with
    fewer than `min_scores` scores are not shifted; one without any takes the bucket before it.
    """
    bucket = lead_bucket(np.arange(actual.shape[1]))
    phis = np.zeros(len(LEAD_BUCKETS))
    shifts = np.zeros((len(LEAD_BUCKETS), len(levels)))
    for b in range(len(LEAD_BUCKETS)):
        y, f = actual[:, bucket == b], predicted[:, bucket == b]
        known = np.isfinite(y) & (f > 0)
        if not known.any():
            phis[b], shifts[b] = (phis[b - 1], shifts[b - 1]) if b else (0.0, 0.0)
            continue
        phis[b] = dispersion(y, f)
        if known.sum() >= min_scores:
            shifts[b] = _shifts(y[known], f[known], float(phis[b]), levels)
    return Calibration(phis, shifts)


def _shifts(y: Array, f: Array, phi: float, levels: Sequence[float]) -> Array:
    score = np.sort((y - count_quantiles(f, phi, levels)) / deviation(f, phi), axis=1)
    n = score.shape[1]
    rank = np.minimum(n, np.ceil((n + 1) * np.asarray(levels))).astype(int) - 1
    return np.asarray(score[np.arange(len(levels)), rank])


def bands(
    mean: Array, bucket: NDArray[np.int64], calibration: Calibration, levels: Sequence[float]
) -> Array:
    """(L, T) quantiles of the counts of intervals with `mean` (T,) in lead `bucket` (T,).

    Never below 0, ascending in the level, and 0 where the mean is 0.
    """
    result = np.zeros((len(levels), len(mean)))
    for b in np.unique(bucket):
        here = bucket == b
        phi = float(calibration.dispersion[b])
        base = count_quantiles(mean[here], phi, levels)
        moved = base + calibration.shift[b][:, None] * deviation(mean[here], phi)
        result[:, here] = np.where(mean[here] > 0, np.maximum(moved, 0.0), 0.0)
    return np.maximum.accumulate(result, axis=0)
