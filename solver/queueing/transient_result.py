"""Figures of a queue followed through time: of each interval, and of the horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.queueing.erlang import ErlangAMetrics
from solver.queueing.rows import Array


@dataclass(frozen=True)
class TransientMetrics(ErlangAMetrics):
    """Figures of each interval, (T,), with those of `ErlangAMetrics` for its arrivals.

    Where nothing arrives they are what a contact would meet. `mean_queue`, `mean_in_system` and
    `occupancy` are averages over time, `queue_at_end` with the servers still there. `arrivals`,
    `served` and `abandoned` count contacts by the interval in which they arrive, end or leave:
    their balance is the change of `in_system_at_end`, from `in_system_at_start` before the first.
    `method` is uniformisation, exact to `lost_mass` (the probability cut off, below 1e-9), or
    diffusion, on a lattice of `grain` contacts.
    """

    arrivals: NDArray[np.float64]
    served: NDArray[np.float64]
    abandoned: NDArray[np.float64]
    mean_queue: NDArray[np.float64]
    mean_in_system: NDArray[np.float64]
    queue_at_end: NDArray[np.float64]
    in_system_at_end: NDArray[np.float64]
    in_system_at_start: float
    servers: NDArray[np.float64]
    method: str
    grain: int
    lost_mass: float


def horizon_totals(metrics: TransientMetrics) -> ErlangAMetrics:
    """Figures over all intervals, of shape (): ratios of expected counts.

    Shares are weighted by arrivals, the ASA by the answered, the occupancy by servers. Without
    arrivals nobody waits, as in `erlang_a_metrics`.
    """
    at = metrics.arrivals > 0.0
    staffed = float(metrics.servers.sum())
    busy = float(metrics.occupancy @ metrics.servers)
    if not at.any():
        occupancy = busy / staffed if staffed > 0.0 else 0.0
        return _single(0.0, 0.0, 0.0, 0.0, occupancy, 1.0, 1.0, 1.0, 1.0, 1.0)
    weight = metrics.arrivals[at] / metrics.arrivals[at].sum()
    lost = float(weight @ metrics.p_abandon[at])
    level = float(weight @ metrics.answered_over_offered[at])
    early = float(weight @ metrics.answered_plus_abandoned[at])
    kept, known = 1.0 - lost, level + 1.0 - early
    return _single(
        weight @ metrics.p_wait[at],
        lost,
        weight @ metrics.mean_wait_s[at],
        _answered_wait(weight, metrics.p_abandon[at], metrics.asa_s[at]),
        busy / staffed if staffed > 0.0 else 1.0,
        level,
        min(1.0, level / kept) if kept > 0.0 else 0.0,
        early,
        level / known if known > 0.0 else 0.0,
        weight @ metrics.virtual_wait[at],
    )


def _answered_wait(weight: Array, lost: Array, asa_s: Array) -> float:
    answered = weight * (1.0 - lost)
    some = answered > 0.0
    return float(answered[some] @ asa_s[some] / answered.sum()) if some.any() else float("inf")


def _single(*figures: float) -> ErlangAMetrics:
    return ErlangAMetrics(*(np.asarray(value, dtype=float) for value in figures))
