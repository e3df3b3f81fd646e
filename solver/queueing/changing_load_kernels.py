"""Compiled mean load of a queue whose rate changes from interval to interval."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel

Rows = NDArray[np.float64]

FEW_LIFETIMES = 0.02


@kernel("UniTuple(float64, 2)(float64)")
def lag_shares(x: float) -> tuple[float, float]:
    """(1 - e^-x) / x and (x - 1 + e^-x) / x^2 for x > 0; the second by its series near 0.

    The first is the mean over an interval of what is left of a starting load, the second of the
    load that arrives in it, when the interval lasts x handling times.
    """
    kept = -math.expm1(-x) / x
    if x > FEW_LIFETIMES:
        return kept, (1.0 - kept) / x
    return kept, 0.5 - x * (1 / 6 - x * (1 / 24 - x * (1 / 120 - x * (1 / 720 - x / 5040))))


@kernel("void(float64[:, ::1], float64[:, ::1], float64, float64[::1], float64[:, :, ::1])")
def mean_loads(
    arrivals: Rows, aht_s: Rows, interval_s: float, start: Rows, out: NDArray[np.float64]
) -> None:
    """Arrivals a second and AHT (R, T), load at the start (R,) -> mean and end, (2, R, T).

    Only positive terms are added: neither a short nor a long AHT cancels digits.
    """
    for r in range(arrivals.shape[0]):
        load = start[r]
        shares_of, left, kept, gained = 0.0, 0.0, 0.0, 0.0
        for t in range(arrivals.shape[1]):
            if aht_s[r, t] != shares_of:
                shares_of = aht_s[r, t]
                x = min(interval_s / shares_of, 1e300)
                left = math.exp(-x)
                kept, gained = lag_shares(x)
            arrived = arrivals[r, t] * interval_s
            out[0, r, t] = load * kept + arrived * gained
            load = load * left + arrived * kept
            out[1, r, t] = load
