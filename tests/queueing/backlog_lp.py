"""A backlog with free work as a linear program."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

INF = highspy.kHighsInf


@dataclass(frozen=True)
class Backlog:
    """Cumulative due and arrived work; free work and the limit on own work of each interval."""

    due: np.ndarray
    arrived: np.ndarray
    free: np.ndarray
    most: np.ndarray


def least_own(case: Backlog) -> float | None:
    """The least own work in total; None where a deadline cannot be met."""
    model, own = _model(case)
    for x in own:
        model.changeColCost(x.index, 1.0)
    return _solve(model)


def least_peak(case: Backlog, total: float) -> float:
    """The least peak of own work that has no more than `total`."""
    model, own = _model(case)
    peak = model.addVariable(0, INF, 1.0)
    model.addConstr(sum(own) <= total + 1e-9)
    for x in own:
        model.addConstr(x <= peak)
    found = _solve(model)
    assert found is not None
    return found


def least_weighted(case: Backlog, total: float, weight: np.ndarray) -> float:
    """The least weighted sum of own work that has no more than `total`."""
    model, own = _model(case)
    model.addConstr(sum(own) <= total + 1e-9)
    for x, price in zip(own, weight, strict=True):
        model.changeColCost(x.index, float(price))
    found = _solve(model)
    assert found is not None
    return found


def _model(case: Backlog) -> tuple[highspy.Highs, list[highspy.highs_var]]:
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    own = [model.addVariable(0, min(limit, INF)) for limit in case.most]
    free = [model.addVariable(0, most) for most in case.free]
    done = 0.0
    for k, (x, u) in enumerate(zip(own, free, strict=True)):
        done = done + x + u
        model.addConstr(done >= case.due[k])
        model.addConstr(done <= case.arrived[k])
    return model, own


def _solve(model: highspy.Highs) -> float | None:
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(model.getInfo().objective_function_value)
