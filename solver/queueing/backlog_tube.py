"""Between which curves own work may run, with free work and a limit an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.queueing.backlog_kernels import earliest, latest, taut_string, useful
from solver.queueing.rows import Array


@dataclass(frozen=True)
class Tube:
    """Cumulative own work X, (J,), keeps low <= X <= high, which end in one point, and grows by at
    most `most` an interval.

    `free` is the free work used beside it and `due` the deadlines that can be met: all curves X in
    the tube meet them with the least own work in total.
    """

    low: Array
    high: Array
    most: Array
    free: Array
    due: Array


def tube(due: Array, arrived: Array, free: Array, most: Array) -> Tube:
    """All least-work answers to deadlines, with up to `free` work an interval that costs nothing.

    1. E, all work done as early as possible, is what can be done: due is cut to it.
    2. D, the latest path that meets what is due after it too at `most` own work, replaces due.
    3. Own work is needed only where free work falls short of D. A unit done before k saves one
       later as long as the free work after k finds work to do, which is so below the curve C:
       C[k-1] = C[k] - free[k], kept between D and what has arrived, C = D at the end.
    4. Where C[k] - free[k] < D[k-1], done work stands at D = C, and just C[k] - D[k-1] of the free
       work fits under C. So the free work used, U, does not depend on X, and the least-work
       answers are the rising X with D - U <= X <= C - U.
    """
    if due.size == 0:
        return Tube(due, due, most, free, due)
    done = np.empty(due.size)
    earliest(arrived, free + most, done)
    reachable = np.minimum(due, done)
    need, top = np.empty(due.size), np.empty(due.size)
    latest(reachable, free + most, need)
    np.maximum(need, 0.0, out=need)
    useful(need, arrived, free, top)
    used = np.clip(np.diff(top, prepend=0.0), 0.0, free)
    spent = np.cumsum(used)
    low = np.maximum.accumulate(np.maximum(need - spent, 0.0))
    high = np.maximum(np.maximum.accumulate(top - spent), low)
    high[-1] = low[-1]
    return Tube(low, np.minimum(high, low[-1]), most, used, reachable)


def smoothest_path(space: Tube) -> Array:
    """Rates (J,) of the X in the tube with the least sum of squares.

    Without limits the taut string. An interval whose rate is over its limit stands at the limit
    in the best answer too, because such rates are the bases of a polymatroid: it is fixed there
    and taken out, and the others are solved again; each round fixes at least one.
    """
    rate = np.zeros(space.low.size)
    spare = np.ones(space.low.size, dtype=np.bool_)
    slip = 1e-12 * float(space.low[-1]) if rate.size else 0.0
    for _ in range(rate.size):
        at = np.flatnonzero(spare)
        if at.size == 0:
            break
        fixed = np.cumsum(rate)
        low = np.maximum.accumulate(np.maximum(space.low - fixed, 0.0))
        high = np.minimum.accumulate((space.high - fixed)[::-1])[::-1]
        low, high = low[np.append(at[1:] - 1, rate.size - 1)], high[at]
        string = _string(low, np.maximum(low, high))
        over = string > space.most[at] + slip
        if not over.any():
            rate[at] = string
            break
        rate[at[over]] = space.most[at[over]]
        spare[at[over]] = False
    return rate


def latest_path(space: Tube) -> Array:
    """Rates (J,) of the X in the tube that does everything as late as possible."""
    path = np.empty(space.low.size)
    latest(space.low, space.most, path)
    return np.maximum(np.diff(path, prepend=0.0), 0.0)


def earliest_path(space: Tube) -> Array:
    """Rates (J,) of the X in the tube that does everything as early as possible."""
    path = np.empty(space.low.size)
    earliest(space.high, space.most, path)
    return np.maximum(np.diff(path, prepend=0.0), 0.0)


def _string(low: Array, high: Array) -> Array:
    rate = np.zeros(low.size)
    if low.size:
        taut_string(low, np.append(high[:-1], low[-1]), rate)
    return np.maximum(rate, 0.0)
