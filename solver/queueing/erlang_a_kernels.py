"""Compiled Erlang A (M/M/n+M): the metrics of one row, and over rows.

Notation: load A = lambda/mu, theta = 1/patience, c = n mu/theta, eta = lambda/theta,
g_k = pi(n+k)/pi(n) = prod_{j<=k} eta/(c+j). Sums over g run outward from the largest term and
are relative to it, so neither overload nor near-infinite patience overflows, and only positive
terms are added. Waiting-time tails are ratios of incomplete gamma functions
gamma(c, x) = x^c e^-x / c * sum_k x^k / ((c+1)...(c+k)), taken in logs relative to the same
largest term with Loader's saddle-point form of the Poisson weight.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import kernel
from solver.queueing.erlang_c_kernels import inverse_erlang_b

Rows = NDArray[np.float64]
Metrics = tuple[float, float, float, float, float, float, float, float, float, float]

TERM = 1e-19
HALF_LOG_TWO_PI = 0.9189385332046727


@kernel("float64(float64, float64)")
def deviance(m: float, x: float) -> float:
    """m log(m/x) + x - m without cancellation near m = x (Loader 2000)."""
    difference = m - x
    if abs(difference) >= 0.1 * (m + x):
        return m * math.log(m / x) + x - m
    ratio = difference / (m + x)
    total = difference * ratio
    power = 2.0 * m * ratio
    for j in range(1, 40):
        power *= ratio * ratio
        larger = total + power / (2 * j + 1)
        if larger == total:
            break
        total = larger
    return total


@kernel("float64(float64, float64)")
def log_poisson(m: float, x: float) -> float:
    """log of x^m e^-x / Gamma(m+1), for any real m > 0."""
    if m < 15.0:
        error = math.lgamma(m + 1.0) - (m + 0.5) * math.log(m) + m - HALF_LOG_TWO_PI
    else:
        s = 1.0 / (m * m)
        error = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / m
    return -error - deviance(m, x) - HALF_LOG_TWO_PI - 0.5 * math.log(m)


@kernel("UniTuple(float64, 2)(float64, float64)")
def peak_sum(c: float, x: float) -> tuple[float, float]:
    """c + k of the largest x^k / ((c+1)...(c+k)), and the sum of all relative to it."""
    k = max(0.0, math.floor(x - c))
    total = 1.0
    term = 1.0
    j = c + k
    while term >= TERM * total:
        j += 1.0
        term *= x / j
        total += term
    term = 1.0
    j = k
    while j > 0.0 and term >= TERM * total:
        term *= (c + j) / x
        total += term
        j -= 1.0
    return c + k, total


@kernel("float64(float64, float64, float64)")
def tail_ratio(c: float, eta: float, theta_t: float) -> float:
    """gamma(c, eta e^(-theta t)) / gamma(c, eta), in [0, 1]."""
    x = eta * math.exp(-theta_t)
    if x <= 0.0:
        return 0.0
    m_zero, sum_zero = peak_sum(c, eta)
    m, total = peak_sum(c, x)
    if m == m_zero:
        exponent = -eta * math.expm1(-theta_t) - m * theta_t
    else:
        exponent = log_poisson(m, x) - log_poisson(m_zero, eta)
    return min(1.0, math.exp(exponent) * total / sum_zero)


@kernel("float64(float64, float64)")
def harmonic_span(c: float, count: float) -> float:
    """Sum of 1/(c+i) for i = 1..count: a few terms, then the expansion of the digamma function."""
    total = 0.0
    i = 1.0
    while i <= count and (i <= 32.0 or c + i < 32.0):
        total += 1.0 / (c + i)
        i += 1.0
    if i > count:
        return total
    low = c + i - 0.5
    high = c + count + 0.5
    a = 1.0 / (low * low)
    b = 1.0 / (high * high)
    total += math.log1p((high - low) / low)
    return total + (b - a) / 24.0 - 7.0 * (b * b - a * a) / 960.0


@kernel("UniTuple(float64, 6)(float64, float64)")
def queue_sums(c: float, eta: float) -> tuple[float, float, float, float, float, float]:
    """Relative to the largest g: g_0, sum_{k>=1} g, sum g, sum k g, sum g q, sum g q w.

    q_k = c/(c+k+1) is the chance of being served when k wait ahead, w_k = sum_{j<=k} 1/(c+j+1)
    the mean wait until then in units of the patience.
    """
    peak = max(0.0, math.floor(eta - c))
    wait_peak = harmonic_span(c, peak + 1.0)
    first = 1.0 if peak == 0.0 else 0.0
    behind = total = queue = served = waited = 0.0
    term = 1.0
    wait = wait_peak
    k = peak
    while True:
        chance = c / (c + k + 1.0)
        total += term
        behind += term if k > 0.0 else 0.0
        queue += k * term
        served += term * chance
        waited += term * chance * wait
        if term * (k + 1.0) < TERM * (total + queue):
            break
        k += 1.0
        term *= eta / (c + k)
        wait += 1.0 / (c + k + 1.0)
    term = 1.0
    wait = wait_peak
    k = peak
    while k > 0.0 and term >= TERM * total:
        term *= (c + k) / eta
        wait -= 1.0 / (c + k + 1.0)
        k -= 1.0
        chance = c / (c + k + 1.0)
        total += term
        behind += term if k > 0.0 else 0.0
        queue += k * term
        served += term * chance
        waited += term * chance * wait
        if k == 0.0:
            first = term
    return first, behind, total, queue, served, waited


@kernel("UniTuple(float64, 10)(float64, float64, float64, float64, float64)")
def a_metrics(
    servers: float, load: float, aht_s: float, patience_s: float, answer_s: float
) -> Metrics:
    """P(wait), P(abandon), mean wait of all, ASA of answered, occupancy, then the service levels.

    These are answered/offered, answered/answered, (answered + abandoned)/offered, without short
    abandons, virtual wait. Without servers nobody is answered: ASA infinite, occupancy 1.
    """
    theta_t = answer_s / patience_s
    if load <= 0.0:
        return 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0
    if servers <= 0.0:
        gone = -math.expm1(-theta_t)
        return 1.0, 1.0, patience_s, math.inf, 1.0, 0.0, 0.0, gone, 0.0, 0.0
    c = servers * patience_s / aht_s
    eta = load * patience_s / aht_s
    first, behind, total, queue, served, waited = queue_sums(c, eta)
    idle = inverse_erlang_b(servers - 1.0, load) * (servers / load) * first
    if not idle < 1e300:
        return 0.0, 0.0, 0.0, 0.0, load / servers, 1.0, 1.0, 1.0, 1.0, 1.0
    everything = idle + total
    answered = (idle + served) / everything
    virtual_tail = total * tail_ratio(c, eta, theta_t) / everything
    longer = math.exp(-theta_t) * virtual_tail
    quick = servers / load * behind * (1.0 - tail_ratio(c + 1.0, eta, theta_t))
    level = min(1.0, (idle + quick) / everything)
    return (
        total / everything,
        min(1.0, queue / (eta * everything)),
        queue / everything * aht_s / load,
        waited / everything * patience_s / answered,
        min(1.0, load * answered / servers),
        level,
        min(1.0, level / answered),
        1.0 - longer,
        level / (level + longer) if level + longer > 0.0 else 0.0,
        1.0 - virtual_tail,
    )


@kernel("void(float64[:, ::1], float64[:, ::1])")
def a_metrics_rows(rows: Rows, out: Rows) -> None:
    """Rows servers, load, AHT, patience, threshold -> the ten figures of `a_metrics`."""
    for i in range(rows.shape[1]):
        found = a_metrics(rows[0, i], rows[1, i], rows[2, i], rows[3, i], rows[4, i])
        for j in range(10):
            out[j, i] = found[j]
