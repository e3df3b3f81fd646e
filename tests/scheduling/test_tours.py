"""The tour search on whole schedules: rules kept, gains true, weekends and seats shared fairly."""

from __future__ import annotations

import numpy as np
import pytest
from roster_cases import assert_audit_agrees, first_placement, round_the_clock
from rule_cases import find_shape, make_case
from schedule_builders import day, make_agent, make_plan, plain_template

from solver.scheduling.assemble import assemble
from solver.scheduling.data import PlacedShift
from solver.scheduling.duals import dual_planes
from solver.scheduling.placement import Placement
from solver.scheduling.tour_anneal import Search, State, anneal_week
from solver.scheduling.tour_kernel import INF, OFF
from solver.scheduling.tour_limits import week_limits
from solver.scheduling.tour_week import _runs, ban_weekends
from solver.scheduling.tours import (
    NO_SEAT_LIMIT,
    TourLimits,
    _tour_arrays,
    independent_weeks,
    people_arrays,
    search_tours,
    shape_arrays,
)

HOT, COLD = 30.0, 0.5


def steps(count, seed=1, hot=0.5):
    return TourLimits(seconds=1.0, steps_per_agent=count, hot=hot, cold=0.02, seed=seed)


def never():
    return False


def anneal(case, placement, hot, iterations=150, seed=1):
    """One week searched; the gain it reports and the placement it leaves."""
    data = case.data
    planes, shapes = dual_planes(data, placement.on_queue), shape_arrays(data)
    seats = NO_SEAT_LIMIT if data.seats is None else data.seats
    tours = _tour_arrays(data, placement.shifts, shapes.break_length.shape[1])
    z = planes.bracket(placement.on_queue)
    state = State(z, placement.on_shift.copy(), seats, planes.weight, *tours)
    before = z.max(axis=1).sum() + own_cost(data, state.tour)
    people = people_arrays(data, week_limits(data, placement.shifts, 0, (0,), 1))
    rng = np.random.default_rng(seed)
    gained = anneal_week(state, shapes, people, 0, 7, Search(iterations, hot, COLD), rng)
    after = z.max(axis=1).sum() + own_cost(data, state.tour)
    changed = Placement(data)
    for agent, d in np.argwhere(state.tour != OFF).tolist():
        shape = int(state.tour[agent, d])
        count = len(data.templates[data.shape_template[shape]].breaks)
        changed.put(PlacedShift(agent, d, shape, tuple(state.breaks[agent, d, :count].tolist())))
    np.testing.assert_allclose(planes.bracket(changed.on_queue), z, atol=1e-6)
    np.testing.assert_array_equal(changed.on_shift, state.on_shift)
    return gained, before - after, changed


def own_cost(data, tour):
    cells = np.argwhere(tour != OFF)
    wages = data.shape_paid / 60 * data.hourly_cost[:, None]
    return sum(wages[a, tour[a, d]] + data.preference[a, d, tour[a, d]] for a, d in cells)


@pytest.mark.parametrize("hot", [HOT, COLD])
def test_the_gain_is_the_change_of_cost_and_no_rule_breaks(hot):
    case = round_the_clock()
    placement = first_placement(case)
    gained, change, after = anneal(case, placement, hot)
    assert gained == pytest.approx(change, abs=1e-6)
    assert after.shifts != placement.shifts
    assert_audit_agrees(case, after)


def test_for_full_proficiencies_the_gain_is_that_of_the_published_cost():
    case = round_the_clock()
    people = [
        a.model_copy(update={"skills": dict.fromkeys(a.skills, 1.0)}) for a in case.planning.agents
    ]
    unit = make_case(
        people, case.planning.work_plans, case.planning.queues, demand=case.target.agents,
        n_days=14, interval_minutes=60,
    )  # fmt: skip
    placement = first_placement(unit)
    gained, _, after = anneal(unit, placement, COLD)
    published = [assemble(unit.data, p).objective for p in (placement, after)]
    assert gained == pytest.approx(published[0] - published[1], abs=0.01)
    assert gained >= 0


def test_rounds_of_the_search_keep_every_rule():
    """Weeks of one round change at once, and share weekends, rest and runs of days."""
    case = round_the_clock(n_days=21, n_agents=6, demand=1.0)
    placement = first_placement(case)
    for seed in (1, 11, 21):
        placement = search_tours(case.data, placement, steps(20, seed=seed), None, never)
        assert_audit_agrees(case, placement)


def test_a_search_with_seats_keeps_them():
    case = round_the_clock(seats=4, demand=4.0)
    placement = first_placement(case)
    placement = search_tours(case.data, placement, steps(40), None, never)
    assert placement.on_shift.max() <= 4
    assert_audit_agrees(case, placement)


@pytest.mark.parametrize("site_zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_seats_are_kept_where_nothing_is_demanded(site_zone):
    """Nights run past the last interval of the target, a site further east begins before it."""
    shape = plain_template(earliest_start="00:00", latest_start="22:00", increment_minutes=120)
    plan = make_plan(shifts=[shape], min_days_week=5, min_rest_minutes=660)
    people = [make_agent(name) for name in ("ann", "bob", "cid")]
    # Almost nobody is wanted: the search flees to where surplus costs nothing.
    case = make_case(people, [plan], seats=1, site_zone=site_zone, interval_minutes=60)
    placement = first_placement(case)
    placement = search_tours(case.data, placement, steps(60), None, never)
    assert_audit_agrees(case, placement)


def test_the_search_keeps_a_rest_longer_than_a_day_off():
    shape = plain_template(earliest_start="00:00", latest_start="22:00", increment_minutes=120)
    plan = make_plan(shifts=[shape], min_days_week=4, min_rest_minutes=1440)
    people = [make_agent(name) for name in ("ann", "bob")]
    case = make_case(people, [plan], n_days=21, demand=1.0, interval_minutes=60)
    placement = first_placement(case)
    assert_audit_agrees(case, placement)
    placement = search_tours(case.data, placement, steps(60), None, never)
    assert_audit_agrees(case, placement)


def test_long_runs_of_days_are_kept_over_weeks_that_change_at_once():
    shape = plain_template(earliest_start="08:00", latest_start="10:00", increment_minutes=120)
    plan = make_plan(shifts=[shape], max_consecutive_days=9, max_days_week=7)
    people = [make_agent(f"a{i}") for i in range(4)]
    case = make_case(people, [plan], n_days=28, demand=2.0, interval_minutes=60)
    assert independent_weeks(case.data) == [(0,), (1,), (2,), (3,)]
    placement = first_placement(case)
    placement = search_tours(case.data, placement, steps(40), None, never)
    assert_audit_agrees(case, placement)


def test_weeks_next_to_each_other_never_change_at_once():
    assert independent_weeks(round_the_clock(n_days=28).data) == [(0, 2), (1, 3)]
    assert independent_weeks(round_the_clock(n_days=7).data) == [(0,)]


def test_free_weekends_are_not_taken_twice():
    """One weekend of four may be worked, nobody works one yet, and all are wanted dearly."""
    shape = plain_template(earliest_start="08:00", latest_start="08:00")
    plan = make_plan(shifts=[shape], max_working_weekends=1)
    people = [make_agent(f"a{i}") for i in range(3)]
    case = make_case(people, [plan], n_days=28, demand=3.0, interval_minutes=60)
    placement = search_tours(case.data, Placement(case.data), steps(20), None, never)
    assert any(day(s.day).weekday() > 4 for s in placement.shifts)
    assert_audit_agrees(case, placement)


def test_a_search_that_is_stopped_returns_what_it_was_given():
    data = round_the_clock().data
    placement = Placement(data)
    assert search_tours(data, placement, steps(5), None, lambda: True) is placement


def test_the_search_mends_an_empty_centre():
    """One agent, one day open: the search finds the one shift worth its wage."""
    shape = plain_template(earliest_start="06:00", latest_start="12:00", increment_minutes=60)
    demand = np.zeros((1, 7 * 24))
    demand[0, 9:17] = 1.0
    case = make_case(plans=[make_plan(shifts=[shape])], demand=demand, interval_minutes=60)
    placement = search_tours(case.data, Placement(case.data), steps(50), None, never)
    assert placement.shifts == (PlacedShift(0, 0, find_shape(case.data, 0, "09:00"), ()),)


@pytest.mark.parametrize(
    ("tour", "before", "after"),
    [
        ([0, 0, OFF, OFF, 0], (2 + 3, 0), (0, 1)),
        ([OFF, 0, OFF, OFF, OFF], (1, 0), (0, 0)),
        ([0, 0, 0, 0, 0], (2 + 3, 3), (4 + 3, 1)),
    ],
)
def test_runs_before_and_after_a_stretch_of_days(tour, before, after):
    days = np.array(tour, dtype=np.int64)
    assert _runs(days, 2, 2, 3) == (before[0], before[1])
    assert _runs(days, 4, 4, 3) == after


@pytest.mark.parametrize(("limit", "banned"), [(0, True), (1, True), (2, False)])
def test_weekends_beyond_the_limit_are_banned(limit, banned):
    """The other week's weekend is worked: with a limit of one this week's is not free."""
    weekend = np.array([-1] * 5 + [0, 0] + [-1] * 5 + [1, 1])
    tour = np.full(14, OFF, dtype=np.int64)
    tour[12] = 0
    value = np.zeros((7, 2))
    ban_weekends(value, tour, weekend, 0, 7, limit, 99)
    assert (value[:5] == 0).all()
    assert ((value[5:] == INF) == banned).all()


def test_a_weekend_worked_outside_the_week_may_be_worked_on():
    """Sunday and Monday are a weekend that two weeks share."""
    weekend = np.array([0] + [-1] * 5 + [1, 1] + [-1] * 5 + [2])
    tour = np.full(14, OFF, dtype=np.int64)
    tour[6] = 0
    value = np.zeros((7, 1))
    ban_weekends(value, tour, weekend, 7, 14, 1, 99)
    assert value[0, 0] == 0
    assert value[6, 0] == INF
