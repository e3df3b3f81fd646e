"""Rules of a whole week in the tour search: kept by every week found, mended where broken."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from roster_cases import LUNCH, assert_audit_agrees, first_placement
from rule_cases import make_case
from schedule_builders import make_agent, make_plan, make_template, plain_template

from solver.domain import CarryOver
from solver.scheduling.data import PlacedShift
from solver.scheduling.placement import Placement
from solver.scheduling.tour_kernel import INF, OFF
from solver.scheduling.tour_limits import week_limits
from solver.scheduling.tour_rules import KEPT, broken_rule
from solver.scheduling.tour_week import ban_weekends, kept_week
from solver.scheduling.tours import (
    TourLimits,
    independent_weeks,
    mend_weeks,
    people_arrays,
    search_tours,
    shape_arrays,
)

RULES = [
    {"min_weekly_rest_minutes": 48 * 60},
    {"min_consecutive_days_off": 2},
    {"min_consecutive_days": 3, "min_consecutive_days_off": 2},
    {"max_start_spread_minutes": 120},
    {"max_earlier_start_minutes": 0},
    {"max_consecutive_weekends": 1},
    {"planning_period_weeks": 2, "max_paid_minutes_period": 3600, "min_days_period": 5},
    {
        "min_weekly_rest_minutes": 42 * 60,
        "min_consecutive_days_off": 2,
        "min_consecutive_days": 2,
        "max_start_spread_minutes": 600,
        "max_earlier_start_minutes": 60,
        "max_consecutive_weekends": 2,
    },
]


def centre(rules, n_agents=6, n_days=21, demand=2.0):
    """Early, late and night shifts; carried runs and everybody wanted."""
    shifts = [
        make_template("early", length_minutes=480, earliest_start="05:00", latest_start="09:00",
                      increment_minutes=60, activities=(LUNCH,)),
        plain_template("late", 480, earliest_start="13:00", latest_start="16:00",
                       increment_minutes=60),
        plain_template("night", 480, earliest_start="21:00", latest_start="23:00",
                       increment_minutes=60),
    ]  # fmt: skip
    fields = {"min_paid_minutes_week": 900, "max_paid_minutes_week": 2400, "max_days_week": 5,
              "min_rest_minutes": 600, "max_consecutive_days": 6, **rules}  # fmt: skip
    people = [make_agent(f"a{i}", hourly_cost=18.0 + i % 3) for i in range(n_agents)]
    return make_case(
        people, [make_plan(shifts=shifts, **fields)], demand=demand, n_days=n_days,
        interval_minutes=60, carry_over=[CarryOver(agent="a1", consecutive_days=2)],
    )  # fmt: skip


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: "+".join(rules))
def test_first_shifts_and_rounds_of_the_search_keep_the_rule(rules):
    case = centre(rules)
    placement = first_placement(case)
    cost = assert_audit_agrees(case, placement)
    for seed in (1, 2):
        limits = TourLimits(seconds=1.0, steps_per_agent=25, hot=0.5, cold=0.02, seed=seed)
        placement = search_tours(case.data, placement, limits, None, lambda: False)
        after = assert_audit_agrees(case, placement)
    assert after < cost


def random_week(rules, seed):
    """A centre of one agent with two starts a day, and random costs of a week between others."""
    rng = np.random.default_rng(seed)
    shape = plain_template(earliest_start="06:00", latest_start="18:00", increment_minutes=720)
    plan = make_plan(shifts=[shape], max_days_week=6, **rules)
    case = make_case(plans=[plan], n_days=21)
    tour = np.full(21, OFF, dtype=np.int64)
    for week in (0, 2):
        for d in rng.choice(7, 4, replace=False):
            tour[7 * week + d] = rng.integers(2)
    return case.data, rng.normal(-5, 20, (7, 2)), tour


def every_week(data, value, tour, shapes, people):
    """Least cost of a week that keeps all rules, by trying each."""
    best = INF
    for week in product((OFF, 0, 1), repeat=7):
        trial = tour.copy()
        trial[7:14] = week
        worked = [d for d in range(21) if trial[d] != OFF]
        begins = [data.begin[d, trial[d]] for d in worked]
        rested = all(b - a >= 16 for a, b in pairwise(begins))
        cost = sum(value[d, k] for d, k in enumerate(week) if k != OFF)
        count = sum(k != OFF for k in week)
        kept = broken_rule(trial, shapes, people, 0, 7, 14)[0] == KEPT
        if count <= 6 and rested and kept:
            best = min(best, cost)
    return best


COMPLETE = [RULES[1], RULES[2], {"max_earlier_start_minutes": 60}]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rules", COMPLETE, ids=lambda rules: "+".join(rules))
def test_the_best_week_that_keeps_a_rule_is_that_of_trying_all(rules, seed):
    data, value, tour = random_week(rules, seed)
    shapes = shape_arrays(data)
    people = people_arrays(data, week_limits(data, (), 1, (1,), 1))
    new = np.full(7, OFF, dtype=np.int64)
    found = kept_week(value, tour, shapes, people, 0, 7, 14, new)
    assert found == pytest.approx(every_week(data, value, tour, shapes, people))
    assert found == pytest.approx(sum(value[d, k] for d, k in enumerate(new) if k != OFF))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rules", [RULES[0], RULES[3]], ids=lambda rules: "+".join(rules))
def test_a_week_found_among_some_keeps_the_rule(rules, seed):
    data, value, tour = random_week(rules, seed)
    tour[14:] = OFF
    shapes = shape_arrays(data)
    people = people_arrays(data, week_limits(data, (), 1, (1,), 1))
    new = np.full(7, OFF, dtype=np.int64)
    found = kept_week(value, tour, shapes, people, 0, 7, 14, new)
    best = every_week(data, value, tour, shapes, people)
    assert best <= found + 1e-9 < INF
    trial = tour.copy()
    trial[7:14] = new
    assert broken_rule(trial, shapes, people, 0, 7, 14)[0] == KEPT


def test_starts_too_far_apart_are_mended():
    shape = plain_template(earliest_start="06:00", latest_start="18:00", increment_minutes=60)
    plan = make_plan(shifts=[shape], min_days_week=2, max_start_spread_minutes=60)
    case = make_case(plans=[plan], demand=1.0, interval_minutes=60)
    placement = Placement(case.data)
    placement.put(PlacedShift(0, 0, 0, ()))
    placement.put(PlacedShift(0, 2, 12, ()))
    mended = mend_weeks(case.data, placement)
    assert mended is not None
    assert len(mended.shifts) >= 2
    assert_audit_agrees(case, mended)


def test_a_week_that_cannot_be_mended_is_no_placement():
    """Two days are asked for whose only starts lie twelve hours apart."""
    shapes = [
        plain_template(f"at{h}", earliest_start=f"{h:02d}:00", latest_start=f"{h:02d}:00")
        for h in (6, 18)
    ]
    plan = make_plan(shifts=shapes, min_days_week=2, max_start_spread_minutes=60)
    agent = make_agent(availability="Mon 06:00-14:00; Tue 18:00-24:00; Wed 00:00-02:00")
    case = make_case([agent], [plan])
    placement = Placement(case.data)
    placement.put(PlacedShift(0, 0, 0, ()))
    placement.put(PlacedShift(0, 1, 1, ()))
    assert mend_weeks(case.data, placement) is None


@pytest.mark.parametrize(("longest", "banned"), [(1, True), (2, True), (3, False)])
def test_a_weekend_between_two_others_makes_a_run_of_three(longest, banned):
    weekend = np.repeat([-1, 0, -1, 1, -1, 2], [5, 2] * 3)
    tour = np.full(21, OFF, dtype=np.int64)
    tour[[5, 20]] = 0
    value = np.zeros((7, 1))
    ban_weekends(value, tour, weekend, 7, 14, 99, longest)
    assert ((value[5:] == INF) == banned).all()
    assert (value[:5] == 0).all()


def test_weeks_with_parts_of_two_weekends_change_alone():
    shape = plain_template(earliest_start="08:00", latest_start="08:00")
    plan = make_plan(shifts=[shape], max_days_week=6, max_consecutive_weekends=1)
    assert independent_weeks(make_case(plans=[plan], n_days=21).data) == [(0, 2), (1,)]
    split = plan.model_copy(update={"weekend_days": (6, 0)})
    assert independent_weeks(make_case(plans=[split], n_days=21).data) == [(0,), (1,), (2,)]
