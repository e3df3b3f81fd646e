"""Compiled chat queue: agents with up to c sessions each, contacts that wait for a free session.

Notation of `chat_spread_kernels`. The number of contacts is a birth-death chain: arrivals at
lambda, completions at mu(k) up to K = n c in service, at n f_c from there on, so that the wait is
that of Erlang A with c = n f_c/theta and eta = lambda/theta (of Erlang C without abandonment).
Probabilities are summed outward from the largest, and only positive terms are added.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.chat_spread_kernels import FALL, LEVEL, N_LINES, N_PLANES, even_rate, settle
from solver.queueing.compiled import kernel
from solver.queueing.erlang_a_kernels import queue_sums, tail_ratio

Vector = NDArray[np.float64]
Rows = NDArray[np.float64]
Planes = NDArray[np.float64]

P_WAIT, P_ABANDON, MEAN_WAIT, ASA_ANSWERED, SLOTS_USED, AGENTS_USED, SESSIONS, AHT = range(8)
FIRST_VARIANT = 8
N_FIGURES = 13
NEGLIGIBLE = 1e-18


@kernel("float64(float64, float64, float64[::1])")
def peak_sessions(agents: float, arrivals: float, rates: Vector) -> float:
    """The largest k with mu(k) <= lambda under an even spread: the most likely number below K."""
    top = rates.shape[0] - 1
    for level in range(top):
        if arrivals < agents * rates[level + 1]:
            gain = rates[level + 1] - rates[level]
            beyond = math.floor((arrivals - agents * rates[level]) / gain)
            return float(level * agents + beyond)
    return float(agents * top)


@kernel("float64(float64, float64, float64[::1], float64, float64)")
def reach(agents: float, arrivals: float, rates: Vector, peak: float, step: float) -> float:
    """Where an even spread's probability falls below `NEGLIGIBLE` of the peak's, or the end."""
    end = agents * (rates.shape[0] - 1) if step > 0.0 else 0.0
    k = peak
    term = 1.0
    while k != end and term > NEGLIGIBLE:
        if step > 0.0:
            term *= arrivals / even_rate(agents, k + 1.0, rates)
        else:
            term *= even_rate(agents, k, rates) / arrivals
        k += step
    return k


@kernel("UniTuple(float64, 3)(float64, float64, float64[::1], boolean)")
def in_service(
    agents: float, arrivals: float, rates: Vector, uneven: bool
) -> tuple[float, float, float]:
    """Sum of pi(k)/pi(K) over k < K, and the mean sessions and idle agents over these k."""
    peak = peak_sessions(agents, arrivals, rates)
    first = reach(agents, arrivals, rates, peak, -1.0)
    last = reach(agents, arrivals, rates, peak, 1.0)
    size = int(last - first) + 1
    planes = np.empty((N_PLANES, rates.shape[0], size))
    lines = np.empty((N_LINES, size))
    settle(agents, first, arrivals, rates, uneven, planes, lines)
    weight = np.empty(size)
    middle = int(peak - first)
    weight[middle] = 1.0
    for r in range(middle + 1, size):
        weight[r] = weight[r - 1] * lines[FALL, r]
    for r in range(middle - 1, -1, -1):
        weight[r] = weight[r + 1] / lines[FALL, r + 1]
    whole = last == agents * (rates.shape[0] - 1)
    total = sessions = idle = 0.0
    for r in range(size - 1 if whole else size):
        total += weight[r]
        sessions += weight[r] * (first + r)
        idle += weight[r] * planes[LEVEL, 0, r]
    if total <= 0.0:
        return 0.0, 0.0, agents
    return total / weight[size - 1] if whole else math.inf, sessions / total, idle / total


@kernel("void(float64, float64, float64, float64, float64[::1])")
def wait_endless(ratio: float, arrivals: float, full: float, answer_s: float, out: Vector) -> None:
    """The wait without abandonment (Erlang C), given `in_service`'s ratio. Overload never ends."""
    out[P_ABANDON] = 0.0
    if arrivals >= full:
        wait, mean, level = 1.0, math.inf, 0.0
    else:
        spare = full - arrivals
        wait = full / (full + ratio * spare)
        mean = wait / spare
        level = 1.0 - wait * math.exp(-spare * answer_s)
    out[P_WAIT] = wait
    out[MEAN_WAIT] = out[ASA_ANSWERED] = mean
    out[FIRST_VARIANT:] = level


@kernel("float64(float64, float64, float64, float64, float64, float64[::1])")
def wait_patient(
    ratio: float, arrivals: float, full: float, patience_s: float, answer_s: float, out: Vector
) -> float:
    """The wait with abandonment (Erlang A), given `in_service`'s ratio; returns P(all in use)."""
    c = full * patience_s
    eta = arrivals * patience_s
    theta_t = answer_s / patience_s
    first, behind, total, queue, served, waited = queue_sums(c, eta)
    idle = ratio * first if first > 0.0 else 0.0
    if not idle < 1e300:
        out[:FIRST_VARIANT] = 0.0
        out[FIRST_VARIANT:] = 1.0
        return 0.0
    everything = idle + total
    answered = (idle + served) / everything
    virtual_tail = total * tail_ratio(c, eta, theta_t) / everything
    longer = math.exp(-theta_t) * virtual_tail
    quick = c / eta * behind * (1.0 - tail_ratio(c + 1.0, eta, theta_t))
    level = min(1.0, (idle + quick) / everything)
    out[P_WAIT] = total / everything
    out[P_ABANDON] = min(1.0, queue / (eta * everything))
    out[MEAN_WAIT] = queue / everything / arrivals
    out[ASA_ANSWERED] = waited / everything * patience_s / answered
    out[FIRST_VARIANT] = level
    out[FIRST_VARIANT + 1] = min(1.0, level / answered)
    out[FIRST_VARIANT + 2] = 1.0 - longer
    out[FIRST_VARIANT + 3] = level / (level + longer) if level + longer > 0.0 else 0.0
    out[FIRST_VARIANT + 4] = 1.0 - virtual_tail
    return total / everything


@kernel("void(float64, float64, float64, float64[::1], float64[::1])")
def without_contacts_or_agents(
    arrivals: float, answer_s: float, patience_s: float, rates: Vector, out: Vector
) -> None:
    """The limits: nobody waits, or nobody is answered."""
    out[:] = 0.0
    if arrivals <= 0.0:
        out[FIRST_VARIANT:] = 1.0
        out[SESSIONS] = 1.0
        out[AHT] = 1.0 / rates[1]
        return
    top = rates.shape[0] - 1
    endless = math.isinf(patience_s)
    out[P_WAIT] = out[SLOTS_USED] = out[AGENTS_USED] = 1.0
    out[P_ABANDON] = 0.0 if endless else 1.0
    out[MEAN_WAIT] = patience_s
    out[ASA_ANSWERED] = math.inf
    out[SESSIONS] = top
    out[AHT] = top / rates[top]
    out[FIRST_VARIANT + 2] = 0.0 if endless else -math.expm1(-answer_s / patience_s)


@kernel("void(float64, float64, float64, float64, float64[::1], boolean, float64[::1])")
def chat_figures(
    agents: float,
    arrivals: float,
    answer_s: float,
    patience_s: float,
    rates: Vector,
    uneven: bool,
    out: Vector,
) -> None:
    """Fill `out` with the `N_FIGURES` figures named at the top of this file and the five levels."""
    if arrivals <= 0.0 or agents <= 0.0:
        without_contacts_or_agents(arrivals, answer_s, patience_s, rates, out)
        return
    top = rates.shape[0] - 1
    full = agents * rates[top]
    if math.isinf(patience_s) and arrivals >= full:
        ratio, below, idle, all_used = 0.0, 0.0, 0.0, 1.0
        wait_endless(ratio, arrivals, full, answer_s, out)
    else:
        ratio, below, idle = in_service(agents, arrivals, rates, uneven)
        if math.isinf(patience_s):
            wait_endless(ratio, arrivals, full, answer_s, out)
            all_used = out[P_WAIT]
        else:
            all_used = wait_patient(ratio, arrivals, full, patience_s, answer_s, out)
    sessions = (1.0 - all_used) * below + all_used * agents * top
    busy = (1.0 - all_used) * (agents - idle) + all_used * agents
    out[SLOTS_USED] = sessions / (agents * top)
    out[AGENTS_USED] = busy / agents
    out[SESSIONS] = sessions / busy
    out[AHT] = sessions / min(arrivals * (1.0 - out[P_ABANDON]), full)


@kernel("void(float64[:, ::1], float64[:, ::1])")
def chat_figures_rows(rows: Rows, out: Rows) -> None:
    """Rows agents, arrivals, threshold, patience, then AHT at 1, 2, ... sessions."""
    rates = np.zeros(rows.shape[0] - 3)
    figures = np.empty(N_FIGURES)
    for i in range(rows.shape[1]):
        for j in range(1, rates.shape[0]):
            rates[j] = j / rows[3 + j, i]
        chat_figures(rows[0, i], rows[1, i], rows[2, i], rows[3, i], rates, True, figures)
        out[:, i] = figures
