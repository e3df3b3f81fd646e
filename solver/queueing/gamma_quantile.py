"""Quantiles of a gamma variate of mean 1: how busy a day may be."""

from __future__ import annotations

import math
from statistics import NormalDist

MOST_STEPS = 200
MOST_TERMS = 100_000


def gamma_probability(value: float, shape: float) -> float:
    """P(X <= value) of a gamma of shape `shape` and scale 1.

    The series x^a e^-x / Gamma(a + 1) (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...), all terms positive.
    """
    if value <= 0.0:
        return 0.0
    front = shape * math.log(value) - value - math.lgamma(shape + 1.0)
    term = total = 1.0
    for k in range(1, MOST_TERMS):
        term *= value / (shape + k)
        total += term
        if term < 1e-17 * total:
            break
    return min(1.0, math.exp(front + math.log(total)))


def gamma_quantile(probability: float, cv: float) -> float:
    """The value that a gamma of mean 1 and coefficient of variation `cv` stays below with
    `probability`: relative error 1e-12, by bisection from the Wilson-Hilferty value.

    Raises `ValueError` for a probability outside (0, 1) or a `cv` outside (0, 3].
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"a probability lies above 0 and below 1, not at {probability:g}")
    if not 0.0 < cv <= 3.0:
        raise ValueError(f"a coefficient of variation is above 0 and up to 3, not {cv:g}")
    shape = 1.0 / (cv * cv)
    score = NormalDist().inv_cdf(probability)
    root = 1.0 - 1.0 / (9.0 * shape) + score / (3.0 * math.sqrt(shape))
    guess = shape * max(root, 1e-3) ** 3
    low, high = 0.0, guess
    for _ in range(MOST_STEPS):
        if gamma_probability(high, shape) >= probability:
            break
        low, high = high, 2.0 * high
    for _ in range(MOST_STEPS):
        middle = 0.5 * (low + high)
        if gamma_probability(middle, shape) >= probability:
            high = middle
        else:
            low = middle
        if high - low <= 1e-13 * high:
            break
    return high / shape
