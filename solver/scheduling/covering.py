"""Cover a demand by shifts of an anonymous pool of agents, in a cyclic day or week or a plain one.

    minimise sum_p c_p x_p   subject to   sum_p a_pt x_p >= D_t for every period t, x_p whole

with a_pt = 1 where shift p is at work in period t. The set-covering formulation of shift
scheduling (Dantzig 1954); it says how many agents a curve takes at least, before contracts,
skills and names come in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import AuditFailedError, InvalidInputError, Issue
from solver.scheduling.covering_check import audit_covering
from solver.scheduling.covering_data import Covering, CoverShift
from solver.scheduling.sparse_model import ModelSolution, SolveLimits, SparseModel
from solver.status import SolveReport, SolveStatus, hash_of

__all__ = ["CoverShift", "Covering", "audit_covering", "cover_demand"]

PLACE = "covering"
OPTIMAL_GAP = 1e-9
INTEGER_SLACK = 1e-6


def cover_demand(
    demand: ArrayLike,
    shifts: Sequence[CoverShift],
    cost: ArrayLike = 1.0,
    *,
    cyclic: bool = True,
    time_limit_s: float = 60.0,
    seed: int = 0,
) -> Covering:
    """The cheapest whole numbers of agents on `shifts` that meet `demand` (T,) in every period.

    `cost` is one price an agent for all shifts or one a shift (P,), in any currency; at 1 the
    objective counts agents. With `cyclic` the period after the last is the first, and a shift may
    run over that seam; otherwise it must end within the T periods. Solved by HiGHS on one thread;
    the answer is audited before it is returned.

    Demand that no shift covers is a result with status infeasible. Raises `InvalidInputError` for
    demand or costs that are negative or not finite, and for shifts that do not fit the periods;
    `AuditFailedError` when the audit finds the answer wrong.
    """
    started = perf_counter()
    needed = np.asarray(demand, dtype=float)
    prices = np.asarray(cost, dtype=float)
    _refuse_bad_input(needed, shifts, prices, cyclic)
    prices = np.broadcast_to(prices, (len(shifts),))
    work = _at_work(shifts, len(needed))
    uncovered = tuple(int(t) for t in np.flatnonzero((needed > 0) & ~work.any(axis=0)))
    content = [needed.tolist(), [(s.start, s.length, s.off) for s in shifts], prices.tolist()]
    facts = (seed, hash_of([*content, cyclic]))
    if uncovered:
        report = _report(SolveStatus.INFEASIBLE, None, None, started, facts)
        return Covering(None, report, uncovered)
    if not (needed > 0).any():
        counts = np.zeros(len(shifts), dtype=np.int64)
        return Covering(counts, _report(SolveStatus.OPTIMAL, 0.0, 0.0, started, facts))
    limits = SolveLimits(seconds=time_limit_s, relative_gap=0.0, seed=seed)
    answer = _model(needed, work, prices).solve_mip(limits)
    found = _covering(answer, prices, started, facts)
    failures = audit_covering(needed, shifts, prices, found, cyclic=cyclic)
    if failures:
        raise AuditFailedError(f"{PLACE}: {failure}" for failure in failures)
    return found


def _at_work(shifts: Sequence[CoverShift], periods: int) -> NDArray[np.bool_]:
    """Whether each shift is at work in each period (P, T)."""
    work = np.zeros((len(shifts), periods), dtype=bool)
    for number, shift in enumerate(shifts):
        steps = np.setdiff1d(np.arange(shift.length), shift.off)
        work[number, (shift.start + steps) % periods] = True
    return work


def _model(
    needed: NDArray[np.float64], work: NDArray[np.bool_], prices: NDArray[np.float64]
) -> SparseModel:
    """No shift needs more agents than the largest demand that it covers."""
    model = SparseModel()
    most = np.ceil(np.where(work, needed, 0.0).max(axis=1))
    counts = model.add_columns(len(work), cost=prices, upper=most, integer=True)
    periods = np.flatnonzero(needed > 0)
    rows = model.add_rows(needed[periods], np.inf, len(periods))
    shift, place = np.nonzero(work[:, periods])
    model.add_entries(rows[place], counts[shift], 1.0)
    return model


def _covering(
    answer: ModelSolution, prices: NDArray[np.float64], started: float, facts: tuple[int, str]
) -> Covering:
    bound = _rounded_up(answer.bound, prices)
    if answer.values is None:
        return Covering(None, _report(SolveStatus.NO_SOLUTION, None, bound, started, facts, True))
    counts = np.round(answer.values).astype(np.int64)
    objective = float(prices @ counts)
    closed = bound is not None and objective - bound <= OPTIMAL_GAP * max(1.0, objective)
    if closed:
        bound = objective
    status = SolveStatus.OPTIMAL if closed else SolveStatus.FEASIBLE
    return Covering(counts, _report(status, objective, bound, started, facts, answer.capped))


def _rounded_up(bound: float | None, prices: NDArray[np.float64]) -> float | None:
    """Whole prices make a whole cost, which is at least the next whole number."""
    if bound is None or not (prices == np.round(prices)).all():
        return bound
    return float(math.ceil(bound - INTEGER_SLACK))


def _report(
    status: SolveStatus,
    objective: float | None,
    bound: float | None,
    started: float,
    facts: tuple[int, str],
    capped: bool = False,
) -> SolveReport:
    seed, content = facts
    return SolveReport(
        status=status,
        objective=objective,
        bound=bound,
        cost_terms={} if objective is None else {"agents": objective},
        seconds=perf_counter() - started,
        seed=seed,
        input_hash=content,
        hit_time_limit=capped,
    )


def _refuse_bad_input(
    needed: NDArray[np.float64],
    shifts: Sequence[CoverShift],
    prices: NDArray[np.float64],
    cyclic: bool,
) -> None:
    issues: list[Issue] = []
    if needed.ndim != 1 or not len(needed):
        raise InvalidInputError([_issue("demand", needed.shape, "one number for each period")])
    issues += _number_issues("demand", needed)
    if prices.ndim and prices.shape != (len(shifts),):
        issues.append(_issue("cost", prices.shape, f"one price, or one for each of {len(shifts)}"))
    issues += _number_issues("cost", np.atleast_1d(prices))
    for number, shift in enumerate(shifts):
        issues += _shift_issues(f"shifts.{number}", shift, len(needed), cyclic)
    if issues:
        raise InvalidInputError(issues)


def _number_issues(name: str, values: NDArray[np.float64]) -> list[Issue]:
    wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    return [
        _issue(f"{name}.{t}", float(values.flat[t]), "a finite number of at least 0") for t in wrong
    ]


def _shift_issues(place: str, shift: CoverShift, periods: int, cyclic: bool) -> list[Issue]:
    found = []
    if not 0 <= shift.start < periods:
        found.append(_issue(f"{place}.start", shift.start, f"0 to {periods - 1}"))
    most = periods if cyclic else periods - shift.start
    if not 1 <= shift.length <= most:
        seam = "" if cyclic else " to end within the periods"
        found.append(_issue(f"{place}.length", shift.length, f"1 to {most}{seam}"))
    if any(not 0 <= step < shift.length for step in shift.off):
        found.append(_issue(f"{place}.off", shift.off, f"offsets of 0 to {shift.length - 1}"))
    return found


def _issue(column: str, value: object, expected: str) -> Issue:
    return Issue(PLACE, "the covering cannot use it", None, column, str(value), expected)
