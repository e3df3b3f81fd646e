"""Plans of a backlog: by hand, and against linear programs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from backlog_cases import office, steady
from backlog_lp import Backlog, least_own, least_peak, least_weighted
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing.backlog_curves import (
    BacklogCurves,
    ResponseGoal,
    Waiting,
    backlog_curves,
)
from solver.queueing.backlog_plan import BacklogPlan, backlog_plan, whole_servers

POLICIES = ("smoothest", "least", "latest", "earliest")


def by_day(hours: np.ndarray) -> list[float]:
    return hours.reshape(-1, 24).sum(axis=1).tolist()


def test_work_is_spread_evenly_up_to_its_deadline_inside_the_day() -> None:
    """Ten hours at 9 due by 14: five hours to do them in. One hour at 15 has until 18."""
    plan = backlog_plan(office({9: 10, 15: 1}, ResponseGoal(4, "elapsed")))
    assert plan.own_hours[9:14] == pytest.approx(np.full(5, 2.0))
    assert plan.own_hours[15:18] == pytest.approx(np.full(3, 1 / 3))
    assert plan.own_hours.sum() == pytest.approx(11)
    assert (plan.first_missed, plan.short_hours) == (None, 0.0)


def test_work_due_in_a_closed_night_is_done_before_the_closing() -> None:
    plan = backlog_plan(office({16: 6}, ResponseGoal(4, "elapsed"), days=2))
    assert by_day(plan.own_hours) == pytest.approx([6, 0])
    assert plan.own_hours[16:18] == pytest.approx([3, 3])


def test_an_opening_clock_carries_work_over_the_night_and_the_weekend() -> None:
    """Friday 16:00 and four open hours: two on Friday, its own and the next, three on Monday."""
    friday = 4 * 24
    plan = backlog_plan(office({friday + 16: 10}, ResponseGoal(4, "opening"), days=8), "least")
    assert by_day(plan.own_hours) == pytest.approx([0, 0, 0, 0, 4, 0, 0, 6])
    assert plan.own_hours[7 * 24 + 8 : 7 * 24 + 11] == pytest.approx(np.full(3, 2.0))


def test_work_within_one_business_day_has_until_the_closing_of_the_next() -> None:
    """Wednesday 10:00 to Thursday 18:00: eight hours and ten."""
    goal = ResponseGoal(1, "opening_days")
    plan = backlog_plan(office({2 * 24 + 10: 36}, goal, days=5))
    assert by_day(plan.own_hours) == pytest.approx([0, 0, 16, 20, 0])
    saturday = backlog_plan(office({5 * 24 + 10: 40}, goal, days=9))
    assert by_day(saturday.own_hours) == pytest.approx([0] * 7 + [20, 20])


def test_a_starting_backlog_is_worked_off_by_the_age_of_its_parts() -> None:
    """Three hours are overdue, four due by the second interval, three by the sixth."""
    start = Waiting(np.array([3.0, 4, 3]), np.array([0.0, 2, 6]), np.zeros(3))
    opened = np.ones(8, bool)
    curves = backlog_curves(np.zeros(8), opened, ResponseGoal(6, "elapsed"), start=start)
    plan = backlog_plan(curves)
    assert plan.own_hours == pytest.approx([3.5, 3.5, 0.75, 0.75, 0.75, 0.75, 0, 0])
    latest = backlog_plan(curves, "latest")
    assert latest.own_hours == pytest.approx([3, 4, 0, 0, 0, 3, 0, 0])


def test_policies_differ_in_when_and_in_what_is_left() -> None:
    """Four hours arrive first, due by the third interval; four in the last are due after it."""
    curves = steady([4.0, 0, 0, 4], 2)
    hours = {policy: backlog_plan(curves, policy).own_hours for policy in POLICIES}
    assert hours["smoothest"] == pytest.approx([4 / 3, 4 / 3, 4 / 3, 4])
    assert hours["least"] == pytest.approx([4 / 3, 4 / 3, 4 / 3, 0])
    assert hours["latest"].tolist() == [0, 0, 4, 4]
    assert hours["earliest"].tolist() == [4, 0, 0, 4]
    due_only = backlog_plan(curves, work_off=False).own_hours
    assert due_only.tolist() == hours["least"].tolist()
    capped = backlog_plan(curves, "latest", work_off=False, most_hours=3.0).own_hours
    assert capped.tolist() == [0, 1, 3, 0]
    capped = backlog_plan(curves, "earliest", work_off=False, most_hours=3.0).own_hours
    assert capped.tolist() == [3, 1, 0, 0]


def test_work_is_done_before_an_interval_with_few_servers() -> None:
    """Nine hours in three intervals, at most one of them in the last: 4, 4, 1."""
    plan = backlog_plan(steady([9.0, 0, 0], 2), most_hours=[9.0, 9, 1])
    assert plan.own_hours == pytest.approx([4, 4, 1])
    assert plan.first_missed is None


def test_a_limit_too_low_tells_when_the_first_deadline_is_missed() -> None:
    """Six hours in each of the first two intervals are due one later; four can be done."""
    curves = steady([6.0, 6, 0, 0, 0], 1)
    assert backlog_plan(curves, most_hours=4.0).first_missed is None
    plan = backlog_plan(curves, most_hours=3.5)
    assert (plan.first_missed, plan.short_hours) == (2, pytest.approx(1.5))
    assert plan.own_hours == pytest.approx([3.5, 3.5, 3.5, 1.5, 0])
    plan = backlog_plan(curves, most_hours=2.5)
    assert (plan.first_missed, plan.short_hours) == (1, pytest.approx(4.5))


def test_free_work_goes_before_own_work() -> None:
    """Of six hours, two are done in the free time of the third interval."""
    plan = backlog_plan(steady([6.0, 0, 0, 0], 2), free_hours=[0.0, 0, 2, 9])
    assert plan.own_hours == pytest.approx([4 / 3, 4 / 3, 4 / 3, 0])
    assert plan.free_hours == pytest.approx([0, 0, 2, 0])


def test_own_work_does_not_take_the_work_that_free_time_could_do() -> None:
    """All four hours at hand can be done free in the second interval, none of the last four."""
    plan = backlog_plan(steady([4.0, 0, 4, 0], 3), free_hours=[0.0, 4, 0, 0])
    assert plan.own_hours == pytest.approx([0, 0, 2, 2])
    assert plan.free_hours == pytest.approx([0, 4, 0, 0])


def test_enough_free_work_needs_no_own() -> None:
    plan = backlog_plan(steady([4.0, 1, 4, 0], 1), free_hours=9.0)
    assert (plan.own_hours == 0).all()
    assert plan.free_hours.sum() == pytest.approx(9)


def test_no_work_needs_nobody_and_a_queue_that_never_opens_gets_nobody() -> None:
    empty = steady([0.0, 0, 0], 1)
    never = backlog_curves([1.0, 2.0], [False, False], ResponseGoal(1, "opening"))
    for curves in (empty, never):
        for policy in POLICIES:
            plan = backlog_plan(curves, policy, free_hours=1.0, most_hours=2.0)
            assert (plan.own_hours == 0).all()
            assert (plan.free_hours == 0).all()
            assert plan.first_missed is None
            assert (whole_servers(curves, plan, 0.5) == 0).all()


@st.composite
def cases(draw: st.DrawFn, most_size: int = 12) -> Backlog:
    work = draw(st.lists(st.integers(0, 6), min_size=1, max_size=most_size))
    size = len(work)
    arrived = np.cumsum(work).astype(float)
    due = np.concatenate([np.zeros(draw(st.integers(0, 5))), arrived])[:size]
    if draw(st.booleans()):
        due[-1] = arrived[-1]
    row = st.lists(st.integers(0, 4), min_size=size, max_size=size)
    free = np.array(draw(row)) * draw(st.sampled_from([0.0, 0.5, 1.0]))
    limits = st.one_of(st.just([math.inf] * size), row, st.integers(1, 6).map(lambda x: [x] * size))
    return Backlog(due, arrived, free, np.array(draw(limits), dtype=float))


def plan_of(case: Backlog, policy: str = "smoothest") -> BacklogPlan:
    size = case.due.size
    start, at = Waiting(np.zeros(0), np.zeros(0), np.zeros(0)), np.arange(size)
    opened, nothing = np.ones(size, bool), np.zeros(size)
    curves = BacklogCurves(opened, at, case.arrived, case.due, nothing, nothing, start, start.hours)
    return backlog_plan(
        curves,
        policy,  # type: ignore[arg-type]
        work_off=False,
        free_hours=case.free,
        most_hours=case.most,
    )


@settings(max_examples=40, deadline=None)
@given(cases())
def test_own_work_is_that_of_the_linear_program_with_its_least_peak(case: Backlog) -> None:
    plan = plan_of(case)
    least = least_own(case)
    assert (least is None) == (plan.first_missed is not None)
    if least is not None:
        assert plan.own_hours.sum() == pytest.approx(least, abs=1e-6)
        assert plan.own_hours.max() == pytest.approx(least_peak(case, least), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_own_work_has_the_least_sum_of_squares_of_all_least_work(case: Backlog) -> None:
    """No feasible direction falls at the optimum of a convex function: its gradient tells all."""
    own = plan_of(case).own_hours
    least = least_own(case)
    if least is not None:
        assert least_weighted(case, least, own) == pytest.approx(own @ own, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(cases(most_size=40), st.sampled_from(POLICIES))
def test_work_done_stays_between_the_curves_and_under_the_limits(
    case: Backlog, policy: str
) -> None:
    plan = plan_of(case, policy)
    assert (plan.own_hours >= 0).all()
    assert (plan.own_hours <= case.most + 1e-9).all()
    assert (plan.free_hours >= 0).all()
    assert (plan.free_hours <= case.free + 1e-9).all()
    done = np.cumsum(plan.own_hours + plan.free_hours)
    assert (done <= case.arrived + 1e-9).all()
    assert (case.due - done).max() <= plan.short_hours + 1e-9
    assert plan.own_hours.sum() == pytest.approx(plan_of(case).own_hours.sum())


@pytest.mark.parametrize(
    ("change", "column", "row"),
    [
        ({"policy": "fewest"}, "policy", None),
        ({"most_hours": -1.0}, "most_hours", 2),
        ({"most_hours": [1.0, float("nan")]}, "most_hours", 3),
        ({"free_hours": [1.0, math.inf]}, "free_hours", 3),
        ({"free_hours": [1.0, 1, 1]}, "free_hours", None),
    ],
)
def test_a_plan_of_input_that_cannot_be_is_refused(
    change: dict[str, object], column: str, row: int | None
) -> None:
    with pytest.raises(InvalidInputError) as error:
        backlog_plan(steady([1.0, 1.0], 1), **change)  # type: ignore[arg-type]
    assert (error.value.issues[0].column, error.value.issues[0].row) == (column, row)
