"""The price of a rule: by hand on centres of a few shifts, and its error bar."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rule_cases import make_case
from schedule_builders import make_agent, make_plan, plain_template

from solver.errors import InvalidInputError
from solver.scheduling.rule_prices import (
    WEAKENINGS,
    RulePrice,
    _better,
    _sharpened,
    rule_price,
    rule_prices,
)
from solver.status import SolveStatus

MORNING = plain_template(earliest_start="08:00", latest_start="08:00")


@pytest.fixture(scope="module")
def weekend_case():
    """One agent at 20 an hour, wanted 8:00 to 16:00 on Saturday and Sunday; a target that is not
    met costs 60 an hour, 120 beyond 15 % of it."""
    demand = np.zeros((1, 7 * 48))
    for day in (5, 6):
        demand[0, 48 * day + 16 : 48 * day + 32] = 1.0
    plan = make_plan(shifts=[MORNING], max_working_weekends=0, min_rest_minutes=660)
    return make_case([make_agent("ann")], [plan], demand=demand)


@pytest.fixture(scope="module")
def prices(weekend_case) -> dict[str, RulePrice]:
    case = weekend_case
    found = rule_prices(case.planning, case.target, case.params, ("weekends", "rest"))
    return {price.rule: price for price in found}


def test_a_rule_costs_what_it_forbids(prices):
    """Both days unmanned: 16 h x (0.15 x 60 + 0.85 x 120) = 1776; worked, 16 h x 20 = 320."""
    price = prices["weekends"]
    assert price.kept.objective == pytest.approx(1776)
    assert price.given_up.objective == pytest.approx(320)
    assert price.price == pytest.approx(1456)
    assert price.fte == pytest.approx(-16 / 40)
    assert price.short_agent_hours == pytest.approx(16)
    assert price.covered == pytest.approx(-1)


def test_a_rule_that_binds_nothing_is_free(prices):
    price = prices["rest"]
    assert price.price == 0
    assert price.least == 0
    assert price.fte == 0


def test_a_rule_that_nobody_has_costs_nothing_for_certain(weekend_case):
    price = rule_price(weekend_case.planning, weekend_case.target, weekend_case.params, "seats")
    assert (price.least, price.price, price.most) == (0, 0, 0)
    assert price.given_up is price.kept


@pytest.mark.parametrize("rule", ["weekends", "rest"])
def test_the_price_lies_in_its_error_bar(prices, rule):
    price = prices[rule]
    assert price.least <= price.price + 1e-6
    assert price.price <= price.most + 1e-6
    gaps = sum(one.objective - one.bound for one in (price.kept, price.given_up))
    assert price.most - price.least <= gaps + 1e-6


def test_each_outcome_sharpens_the_other(weekend_case):
    """Here with no time to find a better schedule without the rule: the one with it stands in."""
    price = rule_price(weekend_case.planning, weekend_case.target, weekend_case.params, "rest")
    worse = replace(price.given_up, objective=price.kept.objective + 5, bound=10.0)
    kept, given_up = _sharpened(replace(price.kept, bound=3.0), worse)
    assert given_up.objective == kept.objective
    assert (kept.bound, given_up.bound) == (10.0, 10.0)


def test_a_schedule_that_keeps_the_rule_after_all_stands_for_it(weekend_case):
    """As though the solve with the rule had run out of time; one that works weekends does not."""
    case = weekend_case
    args = case.planning, case.target, case.params
    weekends, rest = rule_prices(*args, ("weekends", "rest"))
    late = replace(rest.kept, objective=None, bound=5.0)
    found = _better(late, rest.given_up, *args)
    assert (found.objective, found.bound) == (pytest.approx(rest.given_up.objective), 5.0)
    assert found.report.status is SolveStatus.FEASIBLE
    assert _better(late, weekends.given_up, *args) is late


def test_without_a_schedule_there_is_no_price():
    """Seven days asked for, five available; without the calendar the week can be worked."""
    plan = make_plan(shifts=[MORNING], min_days_week=7)
    case = make_case([make_agent("ann", fixed_days_off="Sat|Sun")], [plan])
    price = rule_price(case.planning, case.target, case.params, "availability")
    assert price.kept.report.status is SolveStatus.INFEASIBLE
    assert (price.price, price.least, price.most, price.fte) == (None, None, None, None)
    assert price.given_up.objective is not None


def test_an_unknown_rule_is_refused(weekend_case):
    case = weekend_case
    with pytest.raises(InvalidInputError, match="lunch") as caught:
        rule_price(case.planning, case.target, case.params, "lunch")
    assert "weekends" in (caught.value.issues[0].expected or "")


@pytest.mark.parametrize("one", WEAKENINGS, ids=lambda one: one.rule)
def test_a_weakened_site_keeps_the_others_and_their_figures(weekend_case, one):
    planning = weekend_case.planning
    other = planning.sites[0].model_copy(update={"site": "other", "seats": 3})
    away = make_agent("zoe", site="other", work_plan="away", fixed_days_off="Sun")
    plan = planning.work_plans[0].model_copy(update={"work_plan": "away"})
    both = planning.model_copy(
        update={
            "sites": (*planning.sites, other),
            "agents": (*planning.agents, away),
            "work_plans": (*planning.work_plans, plan),
        }
    )
    weak = one.weaken(both, "hub")
    assert weak.site("other") == other
    assert weak.agents_of("other") == (away,) or list(weak.agents_of("other")) == [away]
    assert weak.work_plan("away") == plan
