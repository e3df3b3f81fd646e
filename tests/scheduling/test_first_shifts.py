"""Day plans, the windows they leave and the first shifts placed in them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np
import pytest
from roster_cases import assert_audit_agrees, day_plan_of, round_the_clock
from rule_cases import find_shape, make_case
from schedule_builders import make_agent, make_plan, plain_template

from solver.domain import TimeOff
from solver.scheduling.cp import CpLimits
from solver.scheduling.data import PlacedShift
from solver.scheduling.day_plan import BLOCK_SIZE, DAY_OFF, _blocks, plan_days
from solver.scheduling.first_shifts import _dispensable, place_days
from solver.scheduling.models import agent_classes
from solver.scheduling.placement import Placement
from solver.scheduling.windows import StartWindows


def chain_case(rest=660):
    """Ten-hour shifts: a late one pushes the next, which pushes the early one after it."""
    shifts = [
        plain_template("late", 600, earliest_start="14:00", latest_start="14:00"),
        plain_template("any", 600, earliest_start="06:00", latest_start="14:00"),
        plain_template("early", 600, earliest_start="05:00", latest_start="08:00"),
    ]
    return make_case(plans=[make_plan(shifts=shifts, min_rest_minutes=rest)], n_days=4)


def test_windows_close_from_both_ends_of_a_run():
    """Late at 14:00, any, early: the middle one starts at 11:00 and the last at 08:00."""
    data = chain_case().data
    template = np.array([[0, 1, 2, DAY_OFF]])
    windows = StartWindows(data, template)
    assert windows.latest[0, 1] == data.begin[1, find_shape(data, 0, "11:00", "any")]
    placement = Placement(data)
    placement.put(PlacedShift(0, 0, find_shape(data, 0, "14:00", "late"), ()))
    eleven = data.begin[1, find_shape(data, 0, "11:00", "any")]
    assert windows.between(0, 1, placement).tolist() == [eleven]
    assert place_days(data, template) is not None


def test_windows_count_every_part_of_a_day_that_leave_divides():
    case = round_the_clock()
    data = case.data
    template = np.full((len(data.agents), data.n_days), DAY_OFF)
    numbers = {t.name: n for n, t in enumerate(data.templates)}
    template[1, 2] = numbers["late"]
    minutes = [(b - data.begin[2, 0]) * data.step_minutes + 300 for b in
               StartWindows(data, template).begins(1, 2)]  # fmt: skip
    assert [m // 60 for m in minutes] == [15, 16, 17]
    template[1, 2] = numbers["early"]
    minutes = [(b - data.begin[2, 0]) * data.step_minutes + 300 for b in
               StartWindows(data, template).begins(1, 2)]  # fmt: skip
    assert [m // 60 for m in minutes] == [5, 6]


def test_starts_divided_by_leave_serve_the_day_after_and_before():
    """An appointment leaves starts at 00:00-02:00 and 12:00-13:30; after the late shift only the
    second stretch is left, which is the shorter."""
    shifts = [
        plain_template("late", earliest_start="16:00", latest_start="16:00"),
        plain_template("any", earliest_start="00:00", latest_start="13:30"),
    ]
    doctor = TimeOff(agent="ann", start=datetime(2026, 1, 6, 10), end=datetime(2026, 1, 6, 12))
    case = make_case(
        plans=[make_plan(shifts=shifts, min_rest_minutes=660)], n_days=2, time_off=[doctor]
    )
    placement = place_days(case.data, np.array([[0, 1]]))
    assert placement is not None
    assert_audit_agrees(case, placement)


@pytest.mark.parametrize("demand", [0.5, 1.5, 3.0])
def test_every_day_plan_of_a_tight_centre_finds_its_shifts(demand):
    case = round_the_clock(demand=demand)
    template = day_plan_of(case)
    placement = place_days(case.data, template)
    assert placement is not None
    assert {(s.agent, s.day) for s in placement.shifts} == set(
        zip(*np.nonzero(template != DAY_OFF), strict=True)
    )
    assert_audit_agrees(case, placement)


def test_every_day_plan_of_long_runs_finds_its_shifts():
    """The targets ask for late, any, early in a row; the day plan may not promise it at 12 h."""
    case = chain_case(rest=720)
    targets = np.zeros((1, 4, 3))
    for day, number in enumerate((0, 1, 2)):
        targets[0, day, number] = 1
    found = plan_days(case.data, targets, CpLimits(3.0))
    assert found.template is not None
    assert found.template[0, :3].tolist() != [0, 1, 2]
    assert place_days(case.data, found.template) is not None


def test_a_seat_is_kept_while_the_first_shifts_are_placed():
    shape = plain_template(earliest_start="00:00", latest_start="16:00", increment_minutes=480)
    people = [make_agent(name) for name in ("ann", "bob", "cid")]
    case = make_case(people, [make_plan(shifts=[shape], min_days_week=7)], seats=1)
    placement = place_days(case.data, np.zeros((3, 7), dtype=np.int64))
    assert placement is not None
    assert placement.on_shift.max() == 1


def test_the_day_plan_meets_its_targets_where_the_rules_let_it():
    """Two of three agents each weekday, one of them late; the wages say nobody needs more."""
    shifts = [
        plain_template("early", earliest_start="06:00", latest_start="06:00"),
        plain_template("late", earliest_start="14:00", latest_start="14:00"),
    ]
    people = [make_agent(name) for name in ("ann", "bob", "cid")]
    plan = make_plan(shifts=shifts, min_rest_minutes=660, min_days_week=1, max_days_week=4)
    case = make_case(people, [plan])
    targets = np.zeros((1, 7, 2))
    targets[0, :5] = 1
    found = plan_days(case.data, targets, CpLimits(5.0))
    assert found.template is not None
    counts = np.stack([(found.template == number).sum(axis=0) for number in (0, 1)], axis=1)
    assert np.abs(counts - targets[0]).sum() <= 1


def test_fractional_targets_of_two_classes_are_met_in_sum():
    """A third of a shift in each of three classes: one of them works it."""
    shape = plain_template(earliest_start="06:00", latest_start="06:00")
    skills = {"ann": "calls", "bob": "calls:0.9", "cid": "calls:0.8"}
    people = [make_agent(name, text) for name, text in skills.items()]
    plan = make_plan(shifts=[shape], min_days_week=1, max_days_week=3)
    case = make_case(people, [plan])
    targets = np.full((3, 7, 1), 1 / 3)
    found = plan_days(case.data, targets, CpLimits(5.0))
    assert found.template is not None
    assert np.abs((found.template == 0).sum(axis=0) - 1).sum() <= 1


def test_blocks_hold_everybody_once():
    people = [make_agent(f"a{i}", "calls" if i % 2 else "calls:0.5") for i in range(250)]
    classes = agent_classes(make_case(people, n_days=1).data)
    blocks = _blocks(classes)
    members = Counter(int(a) for block in blocks for _, part in block for a in part)
    assert members == Counter(range(250))
    assert all(0 < sum(len(part) for _, part in block) <= BLOCK_SIZE for block in blocks)
    for block in blocks:
        for number, part in block:
            assert set(part) <= set(classes[number].members)


def test_a_day_plan_that_cannot_be_is_proven_infeasible():
    people = [make_agent(fixed_days_off=(0, 1, 2, 3, 4, 5))]
    shape = plain_template(earliest_start="06:00", latest_start="06:00")
    case = make_case(people, [make_plan(shifts=[shape], min_days_week=2)])
    found = plan_days(case.data, np.zeros((1, 7, 1)), CpLimits(5.0))
    assert found.infeasible
    assert found.template is None


@pytest.mark.parametrize(("least", "dispensable"), [(0, True), (2, True), (3, False)])
def test_a_shift_that_the_planning_period_needs_is_not_left_out(least, dispensable):
    """Two shifts of the second week and one of the first make three."""
    shape = plain_template(earliest_start="08:00", latest_start="08:00")
    plan = make_plan(shifts=[shape], planning_period_weeks=2, min_days_period=least)
    data = make_case(plans=[plan], n_days=14).data
    template = np.full(14, DAY_OFF)
    template[[0, 8, 9]] = 0
    assert _dispensable(data, template, 0, 0) is dispensable
