"""The arrays that the compiled repair reads and changes, as named tuples of numba."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NO_SEAT_LIMIT = 10**9


class Cells(NamedTuple):
    """What each agent and day may become, against what was published.

    `allowed` (N, D, K) and `off_ok` (N, D) say what a cell may hold; `open` (N, D) whether it may
    change at all. `base` (N, D) is the published shape or `OFF`, `base_breaks` (N, D, B) its
    offsets, -1 for none. `price` (N, D) is the money of another shape than the published one, 0
    where nothing was promised; `break_price` (N, D) that of other breaks. `own_cost` (N, D, K) is
    wage and preference.
    """

    allowed: NDArray[np.bool_]
    off_ok: NDArray[np.bool_]
    open: NDArray[np.bool_]
    base: NDArray[np.int64]
    base_breaks: NDArray[np.int64]
    price: NDArray[np.float64]
    break_price: NDArray[np.float64]
    own_cost: NDArray[np.float64]


class Scene(NamedTuple):
    """What the repair changes in place: brackets `z` (T, J) of the dual planes, those on shift
    with the margin of `Placement`, shapes (N, D) or `OFF`, break offsets (N, D, B)."""

    z: NDArray[np.float64]
    on_shift: NDArray[np.int64]
    row: NDArray[np.int64]
    breaks: NDArray[np.int64]


class Fixed(NamedTuple):
    """What stands still: dual weights (G, J), each agent's group and shapes `first..last` (N,),
    break windows (K, B) and lengths, seats, and the money of a seat too many and of an hour of a
    broken rule."""

    weight: NDArray[np.float64]
    group: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    break_low: NDArray[np.int64]
    break_high: NDArray[np.int64]
    break_length: NDArray[np.int64]
    seats: int
    seat_price: float
    strain_price: float
