"""Which subsets of queues are looked at, and what the best division of each into pools needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Sets = NDArray[np.int64]

ALL_SUBSETS_UP_TO = 10
MAX_SUBSETS = 1023


def queue_sets(serves: Mask) -> Sets:
    """Subsets of the queues of `serves` (G, Q) as bit masks, smaller subsets first.

    All 2^Q - 1 up to `ALL_SUBSETS_UP_TO` queues. Beyond that at most `MAX_SUBSETS`: every queue
    alone, all queues, the queues of each group, the queues outside each group, then subsets grown
    queue by queue over shared groups, for a subset that falls apart into parts without a common
    group adds nothing to its parts.
    """
    n_queues = serves.shape[1]
    if n_queues <= ALL_SUBSETS_UP_TO:
        return _by_size(list(range(1, 1 << n_queues)))
    everything = (1 << n_queues) - 1
    of_group = [_bits(row) for row in serves]
    single = [1 << q for q in range(n_queues)]
    outside = [everything & ~mask for mask in of_group if mask != everything]
    found = list(dict.fromkeys([*single, everything, *of_group, *outside]))
    known = set(found)
    for mask in found:
        near = 0
        for group in of_group:
            near |= group if mask & group else 0
        for q in members_of(near & ~mask):
            if len(found) < MAX_SUBSETS and mask | 1 << q not in known:
                known.add(mask | 1 << q)
                found.append(mask | 1 << q)
    return _by_size(found)


def members_of(mask: int) -> tuple[int, ...]:
    """Indices of the queues in a bit mask."""
    return tuple(q for q in range(mask.bit_length()) if mask >> q & 1)


def best_division(sets: Sets, needed: Array) -> Array:
    """Least over all divisions of each subset into subsets of `sets` of the sum of `needed`.

    (S, T) in and out, `sets` smaller subsets first. Agents who serve every queue of a subset can
    always be divided into pools, so that a subset never needs more than its parts.
    """
    best = needed.copy()
    place = {int(mask): i for i, mask in enumerate(sets)}
    for i, mask in enumerate(sets):
        first_queue = mask & -mask
        parts = sets[:i][((sets[:i] & ~mask) == 0) & ((sets[:i] & first_queue) != 0)]
        pairs = [(place[int(p)], place[int(mask ^ p)]) for p in parts if int(mask ^ p) in place]
        for part, rest in pairs:
            np.minimum(best[i], best[part] + best[rest], out=best[i])
    return best


def covered_demand(sets: Sets, needed: Array, serves: Mask) -> tuple[Mask, Array]:
    """The distinct sets of groups that touch a subset, (P, G), and the most they must hold, (P, T).

    Subsets touched by the same groups ask for the same sum of agents; the largest counts.
    """
    within = (sets[:, None] >> np.arange(serves.shape[1])) & 1
    touches = (within @ serves.T) > 0
    covers, place = np.unique(touches, axis=0, return_inverse=True)
    most = np.zeros((len(covers), needed.shape[1]))
    np.maximum.at(most, place.ravel(), needed)
    return covers, most


def _by_size(masks: list[int]) -> Sets:
    return np.array(sorted(masks, key=lambda mask: (mask.bit_count(), mask)), dtype=np.int64)


def _bits(row: Mask) -> int:
    return sum(1 << int(q) for q in np.flatnonzero(row))
