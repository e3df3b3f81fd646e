"""The arrays that the compiled tour search reads and changes, as named tuples of numba."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class ShapeArrays(NamedTuple):
    """Shapes (K,), their breaks (K, B) and where each plan's shapes stand (P,)."""

    begin: NDArray[np.int64]
    length: NDArray[np.int64]
    units: NDArray[np.int64]
    break_low: NDArray[np.int64]
    break_high: NDArray[np.int64]
    break_length: NDArray[np.int64]
    plan_first: NDArray[np.int64]
    plan_last: NDArray[np.int64]
    minute: NDArray[np.int64]


class PeopleArrays(NamedTuple):
    """Agents' rules (N, ...) for the week being searched.

    `ordinary` agents have no rule but those of the dynamic programme. `week_start` (W + 1,) are
    the intervals of the weeks' first midnights, also where the horizon cuts the last week off.
    """

    plan: NDArray[np.int64]
    group: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    own_cost: NDArray[np.float64]
    units_min: NDArray[np.int64]
    units_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]
    rest: NDArray[np.int64]
    ready: NDArray[np.int64]
    max_run: NDArray[np.int64]
    carried_run: NDArray[np.int64]
    weekend: NDArray[np.int64]
    max_weekends: NDArray[np.int64]
    max_weekend_run: NDArray[np.int64]
    ordinary: NDArray[np.bool_]
    away: NDArray[np.bool_]
    week_start: NDArray[np.int64]
    weekly_rest: NDArray[np.int64]
    min_days_off: NDArray[np.int64]
    min_run: NDArray[np.int64]
    start_spread: NDArray[np.int64]
    earlier_start: NDArray[np.int64]


class Search(NamedTuple):
    """Steps of a search and its first and last temperature in money, 0 for a descent."""

    iterations: int
    hot: float
    cold: float


class State(NamedTuple):
    """What a search changes in place: `z` (T, J), those on shift with the margin of `Placement`,
    tours (N, D) of shapes or `OFF` and their break offsets (N, D, B); with the seats and the
    dual weights (G, J)."""

    z: NDArray[np.float64]
    on_shift: NDArray[np.int64]
    seats: int
    weight: NDArray[np.float64]
    tour: NDArray[np.int64]
    breaks: NDArray[np.int64]
