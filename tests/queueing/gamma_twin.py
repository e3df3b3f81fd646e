"""Expected Erlang figures under a gamma rate by a dense Simpson sum over the load itself.

Shares only the Erlang formulas with the module under test, none of its nodes or weights.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from solver.queueing import SL_VARIANTS, erlang_a_metrics

POINTS = 2_001


def volume_density(
    mean: float, cv: float, breaks: list[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Loads and Simpson weights, summing to 1, of gamma(1/cv^2 + 1), cut at `breaks`."""
    shape, scale = 1 / cv**2 + 1, mean * cv**2
    center, spread = shape * scale, math.sqrt(shape) * scale
    ends = [max(1e-9 * mean, center - 9 * spread), center + (9 + 12 * cv) * spread]
    inside = sorted(b for b in breaks if ends[0] < b < ends[1])
    cuts = [ends[0], *inside, ends[1]]
    points, weights = [], []
    for left, right in pairwise(cuts):
        x = np.linspace(left, right, POINTS)
        w = np.full(x.size, 2.0)
        w[1::2], w[[0, -1]] = 4.0, 1.0
        points.append(x)
        weights.append(w * (right - left) / (x.size - 1) / 3)
    load = np.concatenate(points)
    log = (shape - 1) * np.log(load / scale) - load / scale - math.lgamma(shape)
    weight = np.concatenate(weights) * np.exp(log) / scale
    return load, weight / weight.sum()


def dense_figures(
    servers: int, mean: float, cv: float, aht: float, answer: float, patience: float
) -> dict[str, float]:
    near = 12 * math.sqrt(servers)
    load, weight = volume_density(mean, cv, [servers - near, servers, servers + near])
    at = np.where(load == servers, load * (1 - 1e-12), load)
    found = erlang_a_metrics(servers, at, aht, patience, answer)
    kept = 1 - found.p_abandon
    level = float(weight @ found.answered_over_offered)
    early = float(weight @ found.answered_plus_abandoned)
    figures = {
        "p_wait": float(weight @ found.p_wait),
        "p_abandon": float(weight @ found.p_abandon),
        "occupancy": float(weight @ (found.occupancy / load)) * mean,
        "answered_over_offered": level,
        "answered_over_answered": level / float(weight @ kept),
        "answered_plus_abandoned": early,
        "exclude_short_abandons": level / (level + 1 - early),
        "virtual_wait": float(weight @ found.virtual_wait),
    }
    if math.isinf(patience):
        return figures | dict.fromkeys(SL_VARIANTS, level)
    waited = {
        "asa_s": float(weight @ (kept * found.asa_s)) / float(weight @ kept),
        "mean_wait_s": float(weight @ found.mean_wait_s),
    }
    return figures | waited
