"""Slow, independent figures of a queue with changing rates: matrix exponentials of small chains.

The distribution by the exponential of the full generator, with its time integral beside it; waits
by the exponential of a tagged contact's own chain. The kernels do neither.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

Matrix = np.ndarray


@dataclass(frozen=True)
class Rates:
    """A time with constant rates: servers, arrivals a second, AHT, patience, threshold, length.

    Waits end at `working` / AHT a second.
    """

    servers: int
    arrivals: float
    aht: float
    patience: float
    answer: float
    span: float
    working: float

    def busy(self, k: int) -> int:
        return min(k, self.servers)

    def waiting(self, k: int) -> int:
        return max(k - self.servers, 0)

    def leaving(self, k: int) -> float:
        return self.busy(k) / self.aht + self.waiting(k) / self.patience

    def departures(self, ahead: int) -> float:
        return self.working / self.aht + ahead / self.patience


def interval(
    start: Matrix,
    servers: float,
    arrivals: float,
    aht: float,
    patience: float,
    answer: float,
    span: float,
) -> tuple[Matrix, dict[str, float]]:
    """Distribution at the end and figures of an interval; a part of a server is there first."""
    whole = math.floor(servers)
    more = servers - whole
    sums: dict[str, float] = {}
    mass = start
    for count, share in ((whole + 1, more), (whole, 1 - more)):
        if share > 0:
            rates = Rates(count, arrivals, aht, patience, answer, share * span, count or more)
            mass, average = through(mass, rates)
            for name, value in counts(average, rates).items():
                sums[name] = sums.get(name, 0.0) + share * value
    sums["queue_at_end"] = sum(share * rates.waiting(k) for k, share in enumerate(mass))
    return mass, figures(sums, servers)


def exponential(a: Matrix) -> Matrix:
    """e^a by scaling, a Taylor polynomial and squaring."""
    halvings = max(0, math.ceil(math.log2(max(1e-300, np.abs(a).sum(axis=1).max()))) + 2)
    small = a / 2.0**halvings
    total = term = np.eye(len(a))
    for i in range(1, 20):
        term = term @ small / i
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def through(start: Matrix, rates: Rates) -> tuple[Matrix, Matrix]:
    """Distribution at the end of the interval, and its average over it."""
    size = len(start)
    q = np.zeros((size, size))
    for k in range(size):
        if k + 1 < size:
            q[k, k + 1] = rates.arrivals
        if k:
            q[k, k - 1] = rates.leaving(k)
        q[k, k] = -q[k].sum()
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size], both[:size, size:] = q, np.eye(size)
    grown = exponential(both * rates.span)
    return start @ grown[:size, :size], start @ grown[:size, size:] / rates.span


def counts(average: Matrix, rates: Rates) -> dict[str, float]:
    """Shares and mean amounts of the arrivals who meet `average`, all adding up over parts."""
    ahead = average[rates.servers :]
    found = _in_the_end(ahead, rates) | _by_the_threshold(ahead, rates)
    found["waiting"] = float(ahead.sum())
    found["busy"] = sum(mass * rates.busy(k) for k, mass in enumerate(average))
    found["queue"] = sum(mass * rates.waiting(k) for k, mass in enumerate(average))
    return found


def figures(sums: dict[str, float], servers: float) -> dict[str, float]:
    """In the names of `TransientMetrics`."""
    free = 1.0 - sums["waiting"]
    kept, level = free + sums["answered"], free + sums["quick"]
    longer = sums["waiting"] - sums["quick"] - sums["gone"]
    return {
        "p_wait": sums["waiting"],
        "p_abandon": sums["abandoned"],
        "mean_wait_s": sums["wait"],
        "asa_s": sums["answered_wait"] / kept,
        "occupancy": sums["busy"] / servers,
        "answered_over_offered": level,
        "answered_over_answered": level / kept,
        "answered_plus_abandoned": 1.0 - longer,
        "exclude_short_abandons": level / (level + longer),
        "virtual_wait": 1.0 - sums["late"],
        "mean_queue": sums["queue"],
        "mean_in_system": sums["queue"] + sums["busy"],
        "queue_at_end": sums["queue_at_end"],
    }


def _in_the_end(ahead: Matrix, rates: Rates) -> dict[str, float]:
    """Shares of all that wait, by the number ahead, from first-step equations.

    One ahead of the tagged contact leaves, or with none ahead its own service begins, or it
    abandons.
    """
    names = ("answered", "abandoned", "wait", "answered_wait")
    sums, last = np.zeros(4), np.array([1.0, 0.0, 0.0, 0.0])
    for j, mass in enumerate(ahead):
        total = rates.departures(j + 1)
        moves = rates.departures(j) / total
        step = np.array([0.0, 1.0 - moves, 1 / total, moves * last[0] / total])
        last = moves * last + step
        sums += mass * last
    return dict(zip(names, sums.tolist(), strict=True))


def _by_the_threshold(ahead: Matrix, rates: Rates) -> dict[str, float]:
    """Shares answered and gone by the threshold, and of those whose virtual wait is longer."""
    size = len(ahead)
    served, gone = size, size + 1
    tagged, virtual = np.zeros((size + 2, size + 2)), np.zeros((size + 1, size + 1))
    for j in range(size):
        pace = rates.departures(j)
        before = j - 1 if j else served
        tagged[j, before] = virtual[j, before] = pace
        tagged[j, gone] = 1 / rates.patience
        tagged[j, j], virtual[j, j] = -pace - 1 / rates.patience, -pace
    by_then = ahead @ exponential(tagged * rates.answer)[:size]
    passed = ahead @ exponential(virtual * rates.answer)[:size]
    return {
        "quick": float(by_then[served]),
        "gone": float(by_then[gone]),
        "late": float(ahead.sum() - passed[served]),
    }
