"""The taut string: hand-made cases, feasibility, the least peak against a direct bound."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing.backlog import least_limit, smoothest_rate


def test_work_free_to_move_is_spread_evenly() -> None:
    due = np.array([0.0, 0, 0, 8])
    assert smoothest_rate(due, np.array([8.0, 8, 8, 8])).tolist() == [2, 2, 2, 2]


def test_work_waits_for_its_arrival() -> None:
    due = np.array([0.0, 0, 0, 9])
    assert smoothest_rate(due, np.array([1.0, 1, 9, 9])) == pytest.approx([0.5, 0.5, 4, 4])


def test_a_deadline_lifts_the_rate_before_it() -> None:
    due = np.array([0.0, 6, 6, 7])
    assert smoothest_rate(due, np.array([7.0, 7, 7, 7])) == pytest.approx([3, 3, 0.5, 0.5])


def test_a_deadline_holds_where_work_may_stay_at_the_end() -> None:
    """Six hours are due at once and twelve are there: 3 and 3 would miss the deadline."""
    assert smoothest_rate(np.array([6.0, 6]), np.array([12.0, 12])).tolist() == [6, 0]


def test_nothing_to_plan_is_nothing_to_do() -> None:
    assert smoothest_rate(np.zeros(0), np.zeros(0)).shape == (0,)
    assert smoothest_rate(np.zeros(3), np.zeros(3)).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("due", "arrived", "column", "row"),
    [
        ([0.0, 2.0], [1.0, 1.0], "due", 3),
        ([1.0, 0.5], [1.0, 1.0], "due", 3),
        ([0.0, 0.0, 0.0], [1.0, 2.0, 1.0], "arrived", 4),
        ([0.0, float("nan")], [1.0, 1.0], "due", 3),
        ([0.0, 0.0], [1.0, 1.0, 1.0], "arrived", None),
        ([[0.0]], [1.0], "due", None),
    ],
)
def test_curves_that_cannot_be_are_refused_by_row(
    due: list[float], arrived: list[float], column: str, row: int | None
) -> None:
    with pytest.raises(InvalidInputError) as error:
        smoothest_rate(due, arrived)
    assert error.value.issues[0].column == column
    assert error.value.issues[0].row == row


def test_a_year_of_quarter_hours_takes_no_time_however_the_work_arrives() -> None:
    """A rising load makes a string with a corner in every interval."""
    arrived = np.cumsum(np.linspace(0.0, 1.0, 35_040) ** 2)
    due = np.where(np.arange(arrived.size) < arrived.size - 1, 0.0, arrived)
    started = time.process_time()
    rate = smoothest_rate(due, arrived)
    assert time.process_time() - started < 0.1
    assert rate == pytest.approx(np.linspace(0.0, 1.0, 35_040) ** 2)


Curves = tuple[np.ndarray, np.ndarray]


@st.composite
def curves(draw: st.DrawFn) -> Curves:
    """Work due up to eight intervals after it arrives; at the end all of it, or what is due."""
    work = draw(st.lists(st.integers(0, 9), min_size=1, max_size=30))
    arrived = np.cumsum(work).astype(float)
    due = np.concatenate([np.zeros(draw(st.integers(0, 8))), arrived])[: arrived.size]
    if draw(st.booleans()):
        due[-1] = arrived[-1]
    return due, arrived


def direct_limit(due: np.ndarray, arrived: np.ndarray, free: np.ndarray) -> float:
    """Work that arrives from i on and is due by k needs its sum / (k - i + 1) an interval."""
    before = np.append(0.0, arrived)
    spent = np.append(0.0, np.cumsum(free))
    pairs = ((i, k) for k in range(due.size) for i in range(k + 1))
    needs = ((due[k] - before[i] - spent[k + 1] + spent[i]) / (k - i + 1) for i, k in pairs)
    return max(0.0, *needs)


@settings(max_examples=40, deadline=None)
@given(curves())
def test_the_rate_meets_every_deadline_with_the_least_possible_peak(found: Curves) -> None:
    due, arrived = found
    rate = smoothest_rate(due, arrived)
    done = np.cumsum(rate)
    assert (rate >= 0).all()
    assert (done >= due - 1e-9).all()
    assert (done <= arrived + 1e-9).all()
    assert done[-1] == pytest.approx(due[-1])
    bound = direct_limit(due, arrived, np.zeros(due.size))
    assert rate.max() == pytest.approx(bound, abs=1e-9)
    assert least_limit(due, arrived) == pytest.approx(bound, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(curves(), st.lists(st.integers(0, 5), min_size=30, max_size=30))
def test_the_least_limit_beside_free_work_is_the_direct_bound(
    found: Curves, free: list[int]
) -> None:
    due, arrived = found
    spare = np.array(free[: due.size], dtype=float)
    bound = direct_limit(due, arrived, spare)
    assert least_limit(due, arrived, spare) == pytest.approx(bound, abs=1e-9)


def test_free_work_spent_too_early_does_not_lower_the_limit() -> None:
    """Two hours are free before anything has arrived."""
    due, arrived = np.array([0.0, 0, 6]), np.array([0.0, 6, 6])
    assert least_limit(due, arrived, [2.0, 0, 0]) == pytest.approx(3)
    assert least_limit(due, arrived, [0.0, 2, 0]) == pytest.approx(2)
    assert least_limit(due, arrived, [9.0, 9, 9]) == 0
