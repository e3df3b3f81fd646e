"""The annealed day plan keeps every rule, costs less than its start and is the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from roster_cases import round_the_clock

from solver.scheduling.cp import CpLimits
from solver.scheduling.day_anneal_kernels import OFF
from solver.scheduling.day_plan import plan_days
from solver.scheduling.day_search import keeps_all_rules, search_days
from solver.scheduling.guide import solve_guides
from solver.scheduling.plan_gate import stands
from solver.scheduling.sparse_model import SolveLimits


def first_plan(case):
    """The guide's starts and a plan that only keeps the rules."""
    data = case.data
    guides = solve_guides(data, SolveLimits(seconds=20.0), None)
    starts = np.concatenate([g.starts for g in guides], axis=1)
    targets = np.stack([starts[:, :, list(t.shapes)].sum(axis=2) for t in data.templates], axis=2)
    plan = plan_days(data, targets, CpLimits(seconds=30.0), any_plan=True).template
    assert plan is not None
    return starts, plan


@pytest.fixture(scope="module")
def case():
    return round_the_clock(n_agents=12, n_days=14, demand=2.0)


@pytest.fixture(scope="module")
def begun(case):
    return first_plan(case)


def searched(case, begun, rounds, seed=5):
    return search_days(case.data, *begun, seed, rounds, None, lambda: False)


def test_the_searched_plan_keeps_every_rule_and_more_rounds_cost_no_more(case, begun):
    one, four = searched(case, begun, 1), searched(case, begun, 4)
    assert stands(case.data, four.template)
    assert keeps_all_rules(case.data, four.template)
    assert four.cost <= one.cost + 1e-6
    assert (one.rounds, four.rounds) == (1, 4)


def test_the_same_seed_gives_the_same_plan(case, begun):
    first, second = searched(case, begun, 2), searched(case, begun, 2)
    assert (first.template == second.template).all()
    assert first.cost == second.cost


def test_a_stop_ends_the_search_after_its_first_round(case, begun):
    assert search_days(case.data, *begun, 5, None, None, lambda: True).rounds == 1


def test_the_kernel_judges_changed_plans_as_the_model_of_all_rules_does(case, begun):
    rng = np.random.default_rng(11)
    data, plan = case.data, begun[1]
    assert keeps_all_rules(data, plan)
    verdicts = []
    for _ in range(25):
        changed = plan.copy()
        agent, day = int(rng.integers(len(plan))), int(rng.integers(plan.shape[1]))
        works = np.flatnonzero(data.can_template[agent, day])
        choices = [m for m in (OFF, *works) if m != plan[agent, day]]
        if not choices:
            continue
        changed[agent, day] = rng.choice(choices)
        verdicts.append(stands(data, changed))
        assert keeps_all_rules(data, changed) == verdicts[-1]
    assert {True, False} == set(verdicts)
