"""Rules the annealing does not know send the day plan back to CP-SAT only where they bind."""

from __future__ import annotations

import numpy as np
import pytest
from roster_cases import round_the_clock

from solver.scheduling import plan_gate
from solver.scheduling.plan_gate import UNDERSTOOD, not_understood, stands
from solver.scheduling.rules import RULES, Rule


@pytest.fixture(scope="module")
def case():
    return round_the_clock(n_agents=4, n_days=7)


def with_rule(monkeypatch, day_plan):
    rule = Rule("odd_rule", "An odd rule", lambda m: None, day_plan=day_plan)
    monkeypatch.setattr(plan_gate, "RULES", (*RULES, rule))


def test_an_unknown_rule_that_binds_is_named(case, monkeypatch):
    with_rule(monkeypatch, lambda m: m.model.add(m.on[0][0] == 0))
    assert "odd_rule" in not_understood(case.data)


def test_an_unknown_rule_without_a_word_about_this_site_is_none(case, monkeypatch):
    with_rule(monkeypatch, lambda m: None)
    assert "odd_rule" not in not_understood(case.data)


def test_known_names_are_names_of_rules():
    assert {rule.name for rule in RULES} >= UNDERSTOOD


def test_a_plan_that_works_a_shift_nobody_may_does_not_stand(case):
    data = case.data
    plan = np.full((len(data.agents), data.n_days), -1, dtype=np.int64)
    banned = np.argwhere(~data.can_template)
    assert len(banned)
    agent, day, template = banned[0]
    plan[agent, day] = template
    assert not stands(data, plan)
