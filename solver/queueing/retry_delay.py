"""When retries arrive: an exponential delay carries them into later intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue
from solver.queueing.rows import non_negative, positive, stack

NEGLIGIBLE = 1e-18


@dataclass(frozen=True)
class SpreadRetries:
    """Retries by the interval they arrive in, (..., T), and those `after_horizon`, (...)."""

    per_interval: NDArray[np.float64]
    after_horizon: NDArray[np.float64]


def spread_retries(retries: ArrayLike, interval_s: float, retry_delay_s: float) -> SpreadRetries:
    """Move retries (..., T) from the interval in which their contacts gave up to that of arrival.

    Contacts give up evenly over an interval of length D and wait exponentially of mean d: with
    h = D / d, a share 1 - (1 - exp(-h)) / h arrives in the same interval, and of those still
    waiting at a boundary exp(-h) wait over the next. Nothing is lost: the sum over intervals and
    `after_horizon` is that of `retries`. A delay of 0 moves nothing. Raises `InvalidInputError`.
    """
    shape, rows = stack("spread_retries", [non_negative("retries", retries)])
    _, times = stack(
        "spread_retries",
        [positive("interval_s", interval_s), non_negative("retry_delay_s", retry_delay_s)],
    )
    if not shape or times.shape[1] != 1:
        text = "retries need an axis of intervals, and the times are two numbers"
        raise InvalidInputError([Issue("spread_retries", text, column="retries")])
    given = rows[0].reshape(shape)
    interval, delay = float(times[0, 0]), float(times[1, 0])
    if delay <= NEGLIGIBLE * interval:
        return SpreadRetries(given, np.zeros(shape[:-1]))
    h = interval / delay
    leave = -math.expm1(-h)
    late = leave / h if h > 0.0 else 1.0
    arriving = np.empty(shape)
    waiting = np.zeros(shape[:-1])
    for t in range(shape[-1]):
        arriving[..., t] = leave * waiting + (1.0 - late) * given[..., t]
        waiting = (1.0 - leave) * waiting + late * given[..., t]
    return SpreadRetries(arriving, waiting)
