"""How uncertain the volume is: likely rates of a queue, and a quantile of them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from solver.errors import InvalidInputError, Issue
from solver.queueing.gamma_quantile import gamma_quantile
from solver.requirements.data import Array, Case
from solver.requirements.params import RequirementsParams

GAMMA_SCENARIOS = 32
FAN_SCENARIOS = 32


@dataclass(frozen=True)
class LikelyVolumes:
    """Rates of each interval, `volumes` (P, T), equally likely or of probability `chances`."""

    volumes: Array
    chances: Array

    @property
    def mean(self) -> Array:
        mean: Array = self.chances @ self.volumes
        return mean


def likely_volumes(case: Case, q: int, params: RequirementsParams) -> LikelyVolumes:
    """The rates that queue `q` may have, with the mean of its volume.

    A gamma where `rate_cv` is given, else the load's paths, else its quantiles. Quantiles are of
    counts, which scatter round their rate like a Poisson variate even where the rate is certain:
    that part of the variance is taken out, for the queueing models add it themselves. Raises
    `InvalidInputError` where nothing is known of the uncertainty.
    """
    mean = case.load.volume[q]
    if params.rate_cv is not None:
        factors = _gamma_factors(params.rate_cv)
        return _equally(factors[:, None] * mean)
    if case.load.paths is not None:
        return _equally(case.load.paths[:, q])
    if case.load.quantiles is not None and case.load.levels:
        return _equally(_fan_rates(mean, np.array(case.load.levels), case.load.quantiles[:, q]))
    text = f"queue {case.load.queues[q]!r}: nothing is known of the volume's uncertainty"
    wanted = "quantiles or paths beside the volume, or the setting rate_cv"
    raise InvalidInputError(
        [Issue("requirements", text, None, "uncertainty", params.uncertainty, wanted)]
    )


def volume_quantile(case: Case, q: int, params: RequirementsParams) -> Array:
    """The `params.quantile` of the rate of queue `q`, (T,)."""
    if params.rate_cv is not None:
        busier = gamma_quantile(params.quantile, params.rate_cv)
        at_risk: Array = case.load.volume[q] * busier
        return at_risk
    likely = likely_volumes(case, q, params)
    found: Array = np.quantile(likely.volumes, params.quantile, axis=0, method="median_unbiased")
    return found


def _equally(volumes: Array) -> LikelyVolumes:
    return LikelyVolumes(volumes, np.full(len(volumes), 1.0 / len(volumes)))


def _gamma_factors(cv: float) -> Array:
    """Medians of equally likely slices of a gamma of mean 1, scaled to a mean of exactly 1."""
    middles = (np.arange(GAMMA_SCENARIOS) + 0.5) / GAMMA_SCENARIOS
    factors = np.array([gamma_quantile(float(p), cv) for p in middles])
    scaled: Array = factors / factors.mean()
    return scaled


def _fan_rates(mean: Array, levels: Array, fan: Array) -> Array:
    """Rates (P, T) of the quantiles `fan` (L, T), linear in the normal score of their level."""
    middles = (np.arange(FAN_SCENARIOS) + 0.5) / FAN_SCENARIOS
    normal = NormalDist()
    known = np.array([normal.inv_cdf(float(level)) for level in levels])
    wanted = np.array([normal.inv_cdf(float(p)) for p in middles])
    counts = np.maximum(_linear(wanted, known, fan), 0.0)
    away = counts - counts.mean(axis=0)
    variance = (away**2).mean(axis=0)
    own = np.maximum(variance - mean, 0.0)
    kept = np.sqrt(np.divide(own, variance, out=np.zeros_like(variance), where=variance > 0))
    rates = np.maximum(mean + kept * away, 0.0)
    level = rates.mean(axis=0)
    scale = np.divide(mean, level, out=np.ones_like(level), where=level > 0)
    scaled: Array = rates * scale
    return scaled


def _linear(wanted: Array, known: Array, values: Array) -> Array:
    """Piecewise linear through (known, values (L, T)), straight on beyond both ends."""
    if len(known) == 1:
        return np.broadcast_to(values, (len(wanted), values.shape[1]))
    right = np.clip(np.searchsorted(known, wanted), 1, len(known) - 1)
    left = right - 1
    share = ((wanted - known[left]) / (known[right] - known[left]))[:, None]
    found: Array = (1.0 - share) * values[left] + share * values[right]
    return found
