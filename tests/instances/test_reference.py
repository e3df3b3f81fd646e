"""The reference instance has the people, rules, demand and costs that its docstring states."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from instances._bench_schedule import case_params, planning_of
from instances._bench_target import on_queue_hours_week, staffing_target, staffing_targets
from instances.registry import CASES
from solver.domain import PlanningData, PreferenceKind, StaffingTarget
from solver.scheduling import schedule_data
from solver.scheduling.data import ScheduleData
from solver.timegrid import MINUTES_PER_DAY

NAME = "reference-500x28"
QUARTER_HOURS = 0.25


@pytest.fixture(scope="module")
def center() -> PlanningData:
    return planning_of(CASES[NAME], 1)


@pytest.fixture(scope="module")
def target(center: PlanningData) -> StaffingTarget:
    return staffing_target(CASES[NAME], center)


@pytest.fixture(scope="module")
def data(center: PlanningData, target: StaffingTarget) -> ScheduleData:
    return schedule_data(center, target, case_params(CASES[NAME], 1, None))


def test_queues_skill_sets_and_part_time(center: PlanningData) -> None:
    sets = {tuple(agent.skills) for agent in center.agents}
    part_time = [a for a in center.agents if a.work_plan == "part_time"]

    assert (len(center.queues), len(sets), len(center.agents)) == (4, 7, 500)
    assert len(part_time) == pytest.approx(125, abs=2)
    assert {level for a in center.agents for level in a.skills.values()} == {1.0}
    assert all(a.start_date is None and a.end_date is None for a in center.agents)


def test_the_contracts(center: PlanningData) -> None:
    full, part = center.work_plan("full_time"), center.work_plan("part_time")

    assert (full.min_paid_minutes_week, full.max_paid_minutes_week) == (32 * 60, 40 * 60)
    assert (part.min_paid_minutes_week, part.max_paid_minutes_week) == (16 * 60, 24 * 60)
    assert {shift.paid_minutes for shift in full.shifts} == {480}
    assert {shift.paid_minutes for shift in part.shifts} == {240, 360}
    for shift in full.shifts:
        assert [(a.minutes, a.paid) for a in shift.activities] == [
            (15, True),
            (30, False),
            (15, True),
        ]
    for plan in (full, part):
        assert (plan.max_consecutive_days, plan.min_rest_minutes) == (6, 660)
        assert plan.max_working_weekends == 2
    assert part.max_days_week == 6


def test_limited_availability_and_a_preferred_start_for_everybody(center: PlanningData) -> None:
    limited = sum(agent.availability is not None for agent in center.agents) / 500

    assert limited == pytest.approx(0.15, abs=0.04)
    assert {wish.agent for wish in center.preferences} == {a.agent for a in center.agents}
    assert {wish.kind for wish in center.preferences} == {PreferenceKind.START}


def test_a_tenth_of_the_agent_days_is_leave(center: PlanningData) -> None:
    days = sum((row.end - row.start).days + 1 for row in center.time_off)

    assert days / (500 * 28) == pytest.approx(0.10, rel=0.15)
    assert all(type(row.start) is date and row.paid for row in center.time_off)


@pytest.mark.parametrize(("suffix", "load"), [("", 0.93), ("-scarce", 1.02), ("-ample", 0.85)])
def test_the_demand_is_its_part_of_the_hours_at_mid_contract(suffix: str, load: float) -> None:
    case = CASES[NAME + suffix]
    planning = planning_of(case, 1)

    found = staffing_target(case, planning)

    hours = float(found.agents.sum()) * QUARTER_HOURS
    assert found.grid.interval_minutes == 15
    assert hours == pytest.approx(load * 4 * on_queue_hours_week(case, planning))
    part_time = sum(agent.work_plan == "part_time" for agent in planning.agents)
    assert on_queue_hours_week(case, planning) == pytest.approx(
        0.9 * ((500 - part_time) * 36 * 450 / 480 + part_time * 20 * 330 / 360)
    )


def test_the_costs_in_money(data: ScheduleData) -> None:
    prices = data.prices

    assert set(data.hourly_cost * QUARTER_HOURS) == {5.0}
    assert data.step_minutes == 15
    assert (prices.short, prices.deep_short, prices.over) == pytest.approx((30.0, 90.0, 5.0))
    assert prices.shallow_share == 0.15
    assert data.seats is None


def test_everybody_can_meet_the_weekly_minimum_on_the_days_left(data: ScheduleData) -> None:
    """A week's days with a possible shift, at most six, times the longest one."""
    longest = np.where(data.plan == data.plan[0], 480, 360)
    can = data.can.any(axis=2).reshape(500, 4, 7).sum(axis=2)

    assert (np.minimum(can, data.days_max) * longest[:, None] >= data.paid_min).all()


def test_the_weekend_rule_bites(target: StaffingTarget) -> None:
    """At the busiest moment of a Saturday near half of the agents are asked for."""
    busiest = target.agents.sum(axis=0)[target.grid.weekday[target.grid.day_of] == 5].max()
    weekday = target.agents.sum(axis=0).max()

    assert 0.2 * 500 < busiest < 0.5 * 500
    assert weekday > 1.4 * busiest


def test_another_seed_draws_other_people(center: PlanningData) -> None:
    other = planning_of(CASES[NAME], 2)

    assert other.time_off != center.time_off
    assert [a.skills for a in other.agents] == [a.skills for a in center.agents]


def test_round_the_clock_there_are_nights_over_midnight_and_demand_at_night() -> None:
    case = CASES["center-500x42-24x7"]
    planning = planning_of(case, 1)
    night = next(s for s in planning.work_plan("full_time").shifts if s.name == "night")

    demand = staffing_target(case, planning)

    at_three = demand.agents[:, demand.grid.minute_of_day == 180].sum(axis=0)
    assert night.earliest_start + night.length_minutes > MINUTES_PER_DAY
    assert (at_three > 0).all()


def test_three_sites_in_two_time_zones_share_the_demand() -> None:
    case = CASES["center-3x100x28"]
    planning = planning_of(case, 1)
    zones = [site.time_zone for site in planning.internal_sites]

    targets = staffing_targets(case, planning)

    hours = [float(t.agents.sum()) * QUARTER_HOURS for t in targets]
    total = 0.93 * 4 * on_queue_hours_week(case, planning)
    assert len(zones) == 3
    assert len(set(zones)) == 2
    assert hours == pytest.approx([total / 3] * 3, rel=1e-3)
    assert {len(planning.agents_of(t.site)) for t in targets} == {100}


def test_a_site_has_no_demand_before_its_own_morning() -> None:
    case = CASES["center-3x100x28"]
    targets = {t.site: t for t in staffing_targets(case, planning_of(case, 1))}
    porto, grid = targets["Porto"].agents.sum(axis=0), targets["Porto"].grid
    step = timedelta(minutes=grid.interval_minutes)
    local = [
        (grid.start + n * step).astimezone(ZoneInfo("Europe/Lisbon"))
        for n in range(grid.n_intervals)
    ]
    early = np.array([moment.hour < 7 for moment in local])
    opening = grid.minute_of_day == 7 * 60

    assert not porto[early].any()
    assert (targets["Lyon"].agents.sum(axis=0)[opening] > 0).all()
