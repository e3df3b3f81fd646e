"""Slow, independent Erlang formulas in pure Python, to hold against the compiled kernels.

Erlang B by exact fractions or log-gamma sums; Erlang A by Simpson's rule on the density of the
virtual wait, where the kernels sum series over states.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


def erlang_b_exact(servers: int, load: float) -> float:
    """B by its recursion in exact arithmetic."""
    a, b = Fraction(load), Fraction(1)
    for n in range(1, servers + 1):
        b = a * b / (n + a * b)
    return float(b)


def erlang_b_logs(servers: int, load: float) -> float:
    """B by the definition, (A^n/n!) / sum_k A^k/k!, in logs."""
    logs = [k * math.log(load) - math.lgamma(k + 1) for k in range(servers + 1)]
    top = max(logs)
    return math.exp(logs[-1] - top) / math.fsum(math.exp(x - top) for x in logs)


def erlang_c_logs(servers: int, load: float) -> float:
    b = erlang_b_logs(servers, load)
    return servers * b / (servers - load * (1 - b))


@dataclass(frozen=True)
class AbandonmentTwin:
    p_wait: float
    p_abandon: float
    mean_wait_s: float
    asa_s: float
    occupancy: float
    answered_over_offered: float
    answered_over_answered: float
    answered_plus_abandoned: float
    exclude_short_abandons: float
    virtual_wait: float


def _simpson(f: Callable[[float], float], a: float, b: float, parts: int = 2000) -> float:
    h = (b - a) / parts
    inner = math.fsum((4 if k % 2 else 2) * f(a + k * h) for k in range(1, parts))
    return (f(a) + inner + f(b)) * h / 3


def erlang_a_by_density(
    servers: int, load: float, aht: float, patience: float, answer: float
) -> AbandonmentTwin:
    """Density of the virtual wait v > 0: proportional to lambda exp(lambda H(v) - n v / AHT) with
    H(v) = patience (1 - exp(-v / patience)); its atom at 0 weighs 1 / B(n - 1, A).
    """
    lam, drain = load / aht, servers / aht

    def log_f(v: float) -> float:
        return -lam * patience * math.expm1(-v / patience) - drain * v

    peak = max(0.0, patience * math.log(lam / drain))
    top = log_f(peak)

    def reach(direction: int) -> float:
        step = 1e-6 * aht
        while log_f(max(0.0, peak + direction * step)) > top - 45 and step < peak + 1e12:
            step *= 1.25
        return max(0.0, peak + direction * step)

    low, high = reach(-1) if peak > 0 else 0.0, reach(1)

    def weight(v: float) -> float:
        return lam * math.exp(log_f(v) - top)

    def integral(g: Callable[[float], float], a: float, b: float) -> float:
        """In two parts, for the patience may be much shorter than the range."""
        a, b = max(a, low), min(b, high)
        if b <= a:
            return 0.0
        cut = min(max(a, 40 * patience), b)
        return sum(_simpson(g, x, y) for x, y in ((a, cut), (cut, b)) if y > x)

    def served(v: float) -> float:
        return weight(v) * math.exp(-v / patience)

    atom = math.exp(-top) / erlang_b_logs(servers - 1, load) if top < 700 else 0.0
    waiting = integral(weight, 0.0, high)
    total = atom + waiting
    late, quick = integral(weight, answer, high), integral(served, 0.0, answer)
    answered = (atom + integral(served, 0.0, high)) / total
    sl = (atom + quick) / total
    longer = math.exp(-answer / patience) * late / total
    abandoned = integral(lambda v: -weight(v) * math.expm1(-v / patience), 0.0, high) / total
    return AbandonmentTwin(
        p_wait=waiting / total,
        p_abandon=abandoned,
        mean_wait_s=abandoned * patience,
        asa_s=integral(lambda v: v * served(v), 0.0, high) / total / answered,
        occupancy=load * answered / servers,
        answered_over_offered=sl,
        answered_over_answered=sl / answered,
        answered_plus_abandoned=1 - longer,
        exclude_short_abandons=sl / (sl + longer),
        virtual_wait=1 - late / total,
    )
