"""The taut string: hand-made cases, feasibility, and the least peak against a direct bound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.queueing.backlog import smoothest_rate


def test_work_free_to_move_is_spread_evenly() -> None:
    due = np.array([0.0, 0, 0, 8])
    assert smoothest_rate(due, np.array([8.0, 8, 8, 8])).tolist() == [2, 2, 2, 2]


def test_work_waits_for_its_arrival() -> None:
    due = np.array([0.0, 0, 0, 9])
    assert smoothest_rate(due, np.array([1.0, 1, 9, 9])) == pytest.approx([0.5, 0.5, 4, 4])


def test_a_deadline_lifts_the_rate_before_it() -> None:
    due = np.array([0.0, 6, 6, 7])
    assert smoothest_rate(due, np.array([7.0, 7, 7, 7])) == pytest.approx([3, 3, 0.5, 0.5])


def test_nothing_to_plan_is_nothing_to_do() -> None:
    assert smoothest_rate(np.zeros(0), np.zeros(0)).shape == (0,)
    assert smoothest_rate(np.zeros(3), np.zeros(3)).tolist() == [0, 0, 0]


def test_work_due_before_it_arrives_is_refused() -> None:
    with pytest.raises(ValueError, match="interval 1"):
        smoothest_rate(np.array([0.0, 2.0]), np.array([1.0, 1.0]))
    with pytest.raises(ValueError, match="length"):
        smoothest_rate(np.zeros(2), np.zeros(3))


@settings(max_examples=100, deadline=None)
@given(
    work=st.lists(st.floats(0.0, 10.0), min_size=1, max_size=30),
    lag=st.integers(0, 8),
)
def test_the_rate_meets_every_deadline_with_the_least_possible_peak(
    work: list[float], lag: int
) -> None:
    """Work that arrives from i on and is due by j needs a rate of its sum / (j - i + 1)."""
    size = len(work)
    arrived = np.cumsum(work)
    due = np.concatenate([np.zeros(lag), arrived])[:size]
    due[-1] = arrived[-1]
    rate = smoothest_rate(due, arrived)
    done = np.cumsum(rate)
    assert (rate >= 0).all()
    assert (done >= due - 1e-9).all()
    assert (done <= arrived + 1e-9).all()
    before = np.concatenate([[0.0], arrived[:-1]])
    bound = max((due[j] - before[i]) / (j - i + 1) for j in range(size) for i in range(j + 1))
    assert rate.max() == pytest.approx(max(bound, 0.0), abs=1e-9)
