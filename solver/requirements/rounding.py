"""Whole agents out of fractional figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

EPSILON = 1e-9


def whole_and_share(
    servers: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Whole servers, and the share of one more; within 1e-9 of a whole number there is none."""
    below = np.floor(servers + EPSILON)
    share = servers - below
    return below, np.where(share > EPSILON, share, 0.0)


def ceil_agents(agents: ArrayLike) -> NDArray[np.float64]:
    """The least whole number of agents, where a figure within 1e-9 above a whole number is it.

    21 / (1 - 0.30) is 30.000000000000004 in binary and stays 30 agents.
    """
    return np.maximum(np.ceil(np.asarray(agents, dtype=float) - EPSILON), 0.0)
