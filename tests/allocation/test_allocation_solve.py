"""What the solvers say is read from them, never from PuLP's label."""

from __future__ import annotations

import pulp
import pytest
from allocation_builders import make_data

from solver.allocation import AllocationParams, allocate
from solver.allocation.model import build_model
from solver.allocation.solve import Budget, run
from solver.progress import Monitor
from solver.status import SolveStatus

PARAMS = AllocationParams()


def outcome(data, params=PARAMS, seconds=20.0):
    return run(build_model(data, params).problem, params, Budget(Monitor(), seconds))


@pytest.fixture
def no_highs(monkeypatch):
    monkeypatch.setattr(pulp.HiGHS, "available", lambda self: False)


def test_a_run_without_time_is_not_called_optimal():
    found = outcome(make_data(fixed_fee=[30, 30], min_share=[0.1, 0.1]), seconds=0.0)
    assert found.status is SolveStatus.NO_SOLUTION
    assert found.hit_time_limit
    assert found.objective is None


@pytest.mark.parametrize("fees", [[0, 0], [30, 20]])
def test_linear_and_integer_models_both_have_a_proven_bound(fees):
    found = outcome(make_data(fixed_fee=fees, capacity_hours=[12, 20]))
    assert found.status is SolveStatus.OPTIMAL
    assert found.bound == pytest.approx(found.objective)


def test_the_number_of_threads_may_change_within_a_process():
    for workers in (1, 2, 1):
        found = outcome(make_data(), AllocationParams(workers=workers))
        assert found.status is SolveStatus.OPTIMAL


@pytest.mark.parametrize(("fee", "cost"), [(199, 399), (201, 400)])
def test_presolve_does_not_cut_the_optimum_off(fee, cost):
    found = outcome(make_data(fixed_fee=[fee, 0]))
    assert found.objective * 1000 == pytest.approx(cost)


@pytest.mark.usefixtures("no_highs")
def test_cbc_answers_where_highs_is_missing():
    data = make_data(fixed_fee=[30, 20], capacity_hours=[12, 20])
    allocation = allocate(data, PARAMS)
    assert allocation.report.details["solver"] == "CBC"
    assert allocation.report.status is SolveStatus.OPTIMAL
    assert allocation.report.gap <= 1e-6


@pytest.mark.usefixtures("no_highs")
def test_cbc_says_infeasible():
    data = make_data(max_share=[0.3, 0.3])
    assert outcome(data, AllocationParams(allow_unserved=False)).status is SolveStatus.INFEASIBLE


def test_budget_keeps_to_the_shorter_of_both_limits():
    now = [0.0]
    monitor = Monitor(time_limit_s=10, clock=lambda: now[0])
    budget = Budget(monitor, 4)
    assert budget.left_s() == 4
    now[0] = 3
    assert budget.left_s() == 1
    assert Budget(monitor, 40).left_s() == 7
    monitor.stop()
    assert budget.left_s() == 0
