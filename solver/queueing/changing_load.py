"""The modified offered load: how many contacts would be in service if nobody had to wait.

A stationary formula takes each interval as if its rate had always held. Contacts in service are
left over from before, so the load lags behind the rate by about an AHT; staffing on the lagged
load holds the service that staffing on the rate only promises (Jennings, Mandelbaum, Massey and
Whitt 1996).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue
from solver.queueing.changing_load_kernels import mean_loads
from solver.queueing.rows import MAX_LOAD_ERL, Array, non_negative, positive, stack

EMPTY = "empty"
STATIONARY = "stationary"


@dataclass(frozen=True)
class ModifiedLoad:
    """Mean load over each interval and load at its end, in erlangs, (..., T)."""

    mean_erl: NDArray[np.float64]
    end_erl: NDArray[np.float64]


def modified_offered_load(
    arrivals_per_s: ArrayLike,
    aht_s: ArrayLike,
    interval_s: float,
    starting_load: str | ArrayLike = EMPTY,
) -> ModifiedLoad:
    """Mean of M(t)/G/inf by a' = arrivals - a / AHT, both constant in an interval of `interval_s`.

    The two arrays (..., T) broadcast. The means of the intervals are exact. `starting_load` is
    empty, stationary (as if the first interval had gone on for ever), or erlangs that broadcast to
    (...). Where nothing arrives `aht_s` is not read: the load drains with the last AHT known, and
    with the first one before that. Raises `InvalidInputError` for values out of range and a
    starting load without any AHT; `ValueError` for an unknown word.
    """
    function = "modified_offered_load"
    arrivals, aht = changing_rows(function, arrivals_per_s, aht_s)
    stack(function, [positive("interval_s", interval_s)])
    shape = arrivals.shape
    table = (math.prod(shape[:-1]), shape[-1])
    arrivals, aht = arrivals.reshape(table), aht.reshape(table)
    start = _starting_load(function, starting_load, arrivals, aht, shape[:-1])
    check_drains(function, "starting_load", aht, start)
    out = np.empty((2, *arrivals.shape))
    mean_loads(arrivals, np.where(np.isnan(aht), 1.0, aht), float(interval_s), start, out)
    return ModifiedLoad(out[0].reshape(shape), out[1].reshape(shape))


def changing_rows(
    function: str, arrivals_per_s: ArrayLike, aht_s: ArrayLike
) -> tuple[Array, Array]:
    """Checked arrivals and AHT (..., T), the AHT filled where nothing arrives.

    It is NaN in rows where nothing ever arrives.
    """
    rate = np.asarray(arrivals_per_s, dtype=float)
    given = np.asarray(aht_s, dtype=float)
    if not rate.ndim and not given.ndim:
        rate = rate.reshape(1)
    used = np.where(rate == 0.0, 1.0, given)
    shape, rows = stack(function, [non_negative("arrivals_per_s", rate), positive("aht_s", used)])
    _check_load(function, rows)
    arrivals, aht = rows.reshape(2, *shape)
    return arrivals, _filled(arrivals, aht)


def check_drains(function: str, column: str, aht_s: Array, start: Array) -> None:
    """Refuse contacts at the start (R,) of a row (R, T) that has no AHT to serve them by."""
    endless: NDArray[np.bool_] = np.isnan(aht_s).all(axis=-1) & (start > 0.0)
    if aht_s.shape[-1] and endless.any():
        first = int(np.argmax(endless))
        text = "nothing arrives, so no AHT is known by which the contacts at the start are served"
        raise InvalidInputError(
            [Issue(function, text, first + 2, column, f"{start[first]:g}", "0, or an arrival")]
        )


def _filled(arrivals: Array, aht_s: Array) -> Array:
    """The AHT of the last interval with arrivals, of the first one before that; NaN without any."""
    known = arrivals > 0.0
    if known.all():
        return aht_s
    length = arrivals.shape[-1]
    last = np.maximum.accumulate(np.where(known, np.arange(length), -1), axis=-1)
    first = np.argmax(known, axis=-1, keepdims=True)
    filled = np.take_along_axis(aht_s, np.where(last < 0, first, last), axis=-1)
    return np.where(np.any(known, axis=-1, keepdims=True), filled, np.nan)


def _check_load(function: str, rows: Array) -> None:
    heavy = rows[0] * rows[1] > MAX_LOAD_ERL
    if heavy.any():
        first = int(np.argmax(heavy))
        text, expected = "the offered load is out of range", f"up to {MAX_LOAD_ERL:g} erlangs"
        value = f"{rows[0, first] * rows[1, first]:g} erlangs"
        raise InvalidInputError(
            [Issue(function, text, first + 2, "arrivals_per_s", value, expected)]
        )


def _starting_load(
    function: str,
    starting_load: str | ArrayLike,
    arrivals: Array,
    aht_s: Array,
    shape: tuple[int, ...],
) -> Array:
    """Erlangs at the start, (R,)."""
    if isinstance(starting_load, str):
        if starting_load not in (EMPTY, STATIONARY):
            raise ValueError(
                f"unknown starting load {starting_load!r}; {EMPTY}, {STATIONARY} or erlangs"
            )
        if starting_load == EMPTY or not arrivals.shape[1]:
            return np.zeros(len(arrivals))
        return np.where(arrivals[:, 0] > 0.0, arrivals[:, 0] * aht_s[:, 0], 0.0)
    given = np.broadcast_to(np.asarray(starting_load, dtype=float), shape)
    _, (start,) = stack(function, [non_negative("starting_load", given, MAX_LOAD_ERL)])
    return np.asarray(start)
