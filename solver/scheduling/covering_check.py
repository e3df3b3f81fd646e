"""The audit of a covering: coverage and cost counted shift by shift, without a solver."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from solver.scheduling.covering_data import Covering, CoverShift

TOLERANCE = 1e-6


def audit_covering(
    demand: ArrayLike,
    shifts: Sequence[CoverShift],
    cost: ArrayLike,
    covering: Covering,
    *,
    cyclic: bool = True,
) -> tuple[str, ...]:
    """What is wrong with `covering`; empty when nothing is, or when it has no solution.

    Arguments as of `cover_demand`. Checked: whole counts of at least 0, enough agents in every
    period, the stated objective, and a bound that is not above it.
    """
    if covering.counts is None:
        return ()
    needed = [float(n) for n in _listed(demand, 1)]
    prices = [float(c) for c in _listed(cost, len(shifts))]
    counts = [int(n) for n in covering.counts]
    if len(counts) != len(shifts):
        return (f"{len(counts)} counts for {len(shifts)} shifts",)
    problems = [f"shift {p} has {n} agents" for p, n in enumerate(counts) if n < 0]
    problems += [
        f"period {t} has {there} of {needed[t]:g} agents"
        for t, there in enumerate(_present(len(needed), shifts, counts, cyclic))
        if there < needed[t] - TOLERANCE
    ]
    return (*problems, *_money(counts, prices, covering))


def _listed(values: ArrayLike, count: int) -> list[float]:
    from numpy import asarray

    found = asarray(values, dtype=float)
    return [float(found)] * count if found.ndim == 0 else [float(v) for v in found]


def _present(
    periods: int, shifts: Sequence[CoverShift], counts: Sequence[int], cyclic: bool
) -> list[int]:
    """Agents at work in each period."""
    there = [0] * periods
    for shift, agents in zip(shifts, counts, strict=True):
        for step in range(shift.length):
            period = shift.start + step
            if step in shift.off or (period >= periods and not cyclic):
                continue
            there[period % periods] += agents
    return there


def _money(counts: Sequence[int], prices: Sequence[float], covering: Covering) -> list[str]:
    paid = sum(n * c for n, c in zip(counts, prices, strict=True))
    slack = TOLERANCE * max(1.0, abs(paid))
    problems = []
    if covering.objective is None or abs(covering.objective - paid) > slack:
        problems.append(f"the stated objective is {covering.objective}, the counts cost {paid:g}")
    if covering.bound is not None and covering.bound > paid + slack:
        problems.append(f"the bound {covering.bound:g} is above the cost {paid:g}")
    return problems
