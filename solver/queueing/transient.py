"""What a staffing delivers while rates change: M(t)/M/n(t)+M followed from interval to interval.

Rates and servers are constant within an interval and change at its end. The number of contacts in
the system is a Markov chain, so its distribution at the end of an interval is where the next one
starts: an overload is carried on until it is worked off. Arrivals of an interval meet the chain's
average over it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from solver.errors import InvalidInputError, Issue
from solver.queueing.changing_load import changing_rows, check_drains
from solver.queueing.erlang import ErlangAMetrics
from solver.queueing.rows import MAX_SERVERS, Argument, Array, non_negative, positive, stack
from solver.queueing.transient_figures_kernels import FIGURES, POINTS, follow, settle
from solver.queueing.transient_kernels import (
    ARRIVALS,
    HIGH,
    LATTICE_ROWS,
    LOW,
    MOST_JUMPS,
    MU,
    SERVERS,
    START,
    THETA,
    WINDOW_PLACES,
)
from solver.queueing.transient_result import TransientMetrics, horizon_totals

__all__ = ["TransientMetrics", "horizon_totals", "transient_metrics"]

STATIONARY = "stationary"
UNIFORMISATION = "uniformisation"
DIFFUSION = "diffusion"

MOST_CELLS = 1e6
LEAST_INTERVALS = 1000
MOST_STATES = 1_000_000
LEAST_POINTS = 4
LEAST_SERVERS = 1e-9
LEAST_S = 1e-15

Start = tuple[int, Array]
"""The first lattice state with mass, and the mass from there on."""


def transient_metrics(
    servers: ArrayLike,
    arrivals_per_s: ArrayLike,
    aht_s: ArrayLike,
    interval_s: float,
    answer_s: ArrayLike,
    patience_s: ArrayLike = np.inf,
    starting_contacts: str | ArrayLike = 0.0,
    *,
    most_cells: float = MOST_CELLS,
) -> TransientMetrics:
    """Service of `servers` (T,) through T intervals of `interval_s`; arguments broadcast to (T,).

    - Service and patience are exponential; the rates of an interval hold for all who are there.
      Where nothing arrives `aht_s` is not read (see `modified_offered_load`).
    - First come, first served. When servers go, the contacts they had return to the head of the
      queue; there they count as waiting, and may abandon.
    - x = n + f servers are n + 1 for the first share f of the interval and n for the rest.
    - Waits are those by the servers and rates at the arrival, also of contacts that wait beyond
      them: exact while these stay. In the rest of an interval with x < 1 servers those ahead leave
      at x / AHT; without servers and patience waits are infinite.
    - `starting_contacts`: their number, a distribution (K,) over 0..K-1, or stationary (the
      steady state of the first interval).

    A system whose chain would touch more than `most_cells` states an interval (on average, and of
    `LEAST_INTERVALS` at least), or hold more than `MOST_STATES`, is followed as a diffusion
    (`method`), on the lattice that fits: where the grain is a tenth of sqrt(load) its service
    levels are within 0.002 of the chain's, at a fifth within 0.015.
    Raises `InvalidInputError` for values out of range, a start without steady state, and rates too
    far apart to be followed.
    """
    function = "transient_metrics"
    rows = _rows(function, servers, arrivals_per_s, aht_s, answer_s, patience_s)
    stack(function, [positive("interval_s", interval_s), positive("most_cells", most_cells)])
    span = float(interval_s)
    cells = most_cells * max(rows.shape[1], LEAST_INTERVALS)
    grain, coarsest = _grains(rows, span, cells)
    while True:
        start = _start(function, starting_contacts, rows, grain)
        out = np.zeros((FIGURES, rows.shape[1]))
        if _follow(rows, start, span, grain, cells, out):
            return _metrics(rows, start, span, grain, out)
        if grain >= coarsest:
            break
        grain = _lattice(min(2 * grain, coarsest))
    text = "rates of the chain are too far apart, or too many contacts wait, to follow it"
    expected = "a longer patience or AHT, or a shorter horizon"
    raise InvalidInputError([Issue(function, text, None, "interval_s", f"{span:g}", expected)])


def _rows(
    function: str,
    servers: ArrayLike,
    arrivals_per_s: ArrayLike,
    aht_s: ArrayLike,
    answer_s: ArrayLike,
    patience_s: ArrayLike,
) -> Array:
    """Servers, arrivals, 1/AHT, 1/patience and threshold, (5, T), as the kernels read them."""
    given = [servers, arrivals_per_s, aht_s, answer_s, patience_s]
    shape = np.broadcast_shapes(*(np.shape(values) for values in given), (1,))
    if len(shape) > 1:
        text = "one queue at a time: arguments have one axis, the intervals"
        raise InvalidInputError([Issue(function, text, None, "servers", str(shape), "(T,)")])
    arrivals, aht = changing_rows(function, np.broadcast_to(arrivals_per_s, shape), aht_s)
    arguments = [
        non_negative("servers", servers, MAX_SERVERS),
        non_negative("answer_s", answer_s),
        Argument("patience_s", patience_s, lambda x: x > 0, "a number above 0"),
        non_negative("arrivals_per_s", arrivals),
    ]
    _, (staff, threshold, patience, _) = stack(function, arguments)
    serving = 1.0 / np.maximum(np.where(np.isnan(aht), np.inf, aht), LEAST_S)
    staff = np.where(staff < LEAST_SERVERS, 0.0, staff)
    return np.stack([staff, arrivals, serving, 1.0 / np.maximum(patience, LEAST_S), threshold])


def _grains(rows: Array, span: float, cells: float) -> tuple[int, int]:
    """The first lattice to try, by a rough count of the states touched, and the coarsest.

    The count is the number of jumps times the width of the distribution: it falls with the grain
    squared and once more. The coarsest lattice has `LEAST_POINTS` points a standard deviation.
    """
    staff, arrivals, mu, theta = rows[:4]
    load = np.divide(arrivals, mu, out=np.zeros_like(mu), where=mu > 0.0)
    arrived = np.cumsum(arrivals * span)
    grown = np.cumsum(np.where(theta > 0.0, 0.0, (arrivals - staff * mu) * span))
    least = np.minimum.accumulate(np.minimum(grown, 0.0))
    piled = grown - least
    before = np.maximum.accumulate(np.where(piled > 0.0, 0.0, arrived))
    patient = np.divide(arrivals, theta, out=np.zeros_like(theta), where=theta > 0.0)
    overloaded = arrivals > staff * mu
    variance = load + np.where(overloaded, patient, 0.0)
    variance += np.where(piled > 0.0, 2.0 * (arrived - before), 0.0)
    jumps = (arrivals + np.where(piled > 0.0, staff * mu, arrivals)) * span
    touched = float(np.sum(1.2 * jumps * (16.0 * np.sqrt(variance) + 30.0)))
    highest = float(np.max(piled, initial=0.0))
    coarsest = float(np.sqrt(np.max(variance, initial=0.0))) / LEAST_POINTS
    finest = max((touched / cells) ** (1 / 3), 1.2 * highest / MOST_STATES)
    return _lattice(min(finest, coarsest)), _lattice(coarsest)


def _lattice(grain: float) -> int:
    """A grain of at least 1, above `POINTS` a multiple of it."""
    if grain <= POINTS:
        return max(1, math.ceil(grain))
    return POINTS * math.ceil(grain / POINTS)


def _start(function: str, starting_contacts: str | ArrayLike, rows: Array, grain: int) -> Start:
    if isinstance(starting_contacts, str):
        if starting_contacts != STATIONARY:
            raise ValueError(
                f"unknown start {starting_contacts!r}; {STATIONARY}, contacts or a distribution"
            )
        return _steady_start(function, rows, grain)
    given = np.asarray(starting_contacts, dtype=float)
    stack(function, [non_negative("starting_contacts", given, MOST_STATES)])
    contacts, mass = given.reshape(-1), np.ones(1)
    if given.ndim:
        contacts, mass = np.arange(given.size, dtype=float), given.reshape(-1)
        total = f"{float(mass.sum()):g}"
        if given.ndim > 1 or abs(float(mass.sum()) - 1.0) > 1e-9:
            text, expected = "a distribution of contacts sums to 1", "chances of 0, 1, 2, ..."
            raise InvalidInputError(
                [Issue(function, text, None, "starting_contacts", total, expected)]
            )
    if rows.shape[1]:
        aht = np.where(rows[MU] > 0.0, 1.0, np.nan)[None]
        check_drains(function, "starting_contacts", aht, np.array([contacts @ mass]))
    below = np.floor(contacts / grain)
    share = contacts / grain - below
    state = below.astype(np.int64)
    lattice = np.bincount(state, mass * (1.0 - share), int(state.max()) + 2)
    lattice += np.bincount(state + 1, mass * share, lattice.size)
    held = np.flatnonzero(lattice)
    return int(held[0]), lattice[held[0] : held[-1] + 1] / lattice.sum()


def _steady_start(function: str, rows: Array, grain: int) -> Start:
    if not rows.shape[1] or rows[ARRIVALS, 0] <= 0.0:
        return 0, np.ones(1)
    first = rows[:, 0].copy()
    lattice, window = np.zeros((1, MOST_STATES)), np.zeros(WINDOW_PLACES, dtype=np.int64)
    growing = first[THETA] <= 0.0 and first[ARRIVALS] >= first[SERVERS] * first[MU]
    if growing or settle(lattice, window, first, grain):
        text = "the first interval has no steady state"
        value, expected = f"{first[SERVERS]:g}", "servers above the load, or patience"
        raise InvalidInputError([Issue(function, text, 2, "servers", value, expected)])
    low = int(window[LOW])
    return low, lattice[START, low + 1 : window[HIGH] + 2]


def _follow(rows: Array, start: Start, span: float, grain: int, cells: float, out: Array) -> bool:
    """Fills `out`; false where the lattice is too fine for the limits."""
    low, mass = start
    births = float(rows[ARRIVALS].sum() * span) / grain
    highest = low + mass.size + births + 9.0 * math.sqrt(births) + MOST_JUMPS
    states = int(min(highest, MOST_STATES))
    if low + mass.size + MOST_JUMPS > states:
        return False
    lattice = np.zeros((LATTICE_ROWS, states + MOST_JUMPS))
    lattice[START, low + 1 : low + 1 + mass.size] = mass
    window = np.zeros(WINDOW_PLACES, dtype=np.int64)
    window[LOW], window[HIGH] = low, low + mass.size - 1
    return follow(lattice, window, rows, span, grain, cells, out) >= 0.0


def _metrics(rows: Array, start: Start, span: float, grain: int, out: Array) -> TransientMetrics:
    low, mass = start
    return TransientMetrics(
        **vars(ErlangAMetrics(*out[:10])),
        arrivals=rows[ARRIVALS] * span,
        served=rows[MU] * out[10] * span,
        abandoned=rows[THETA] * out[11] * span,
        mean_queue=out[11],
        mean_in_system=out[12],
        queue_at_end=out[13],
        in_system_at_end=out[14],
        in_system_at_start=float((low + np.arange(mass.size)) @ mass) * grain,
        servers=rows[SERVERS],
        method=UNIFORMISATION if grain == 1 else DIFFUSION,
        grain=grain,
        lost_mass=max(0.0, 1.0 - float(out[15, -1])) if out.shape[1] else 0.0,
    )
