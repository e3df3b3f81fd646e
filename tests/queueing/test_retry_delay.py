"""Retries spread over intervals: mass, the exponential law, the limits of the delay, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing.retry_delay import spread_retries


def test_one_burst_decays_exponentially() -> None:
    """Given up evenly over interval 0; arrived by t is the integral of the exponential law."""
    interval, delay = 1800.0, 900.0
    found = spread_retries([100.0, 0, 0, 0, 0], interval, delay)
    start = np.linspace(0, interval, 20_001)

    def arrived(t: float) -> float:
        done = np.where(start < t, -np.expm1(-(t - start) / delay), 0.0)
        return float(100 * np.trapezoid(done, start) / interval)

    by_end = [arrived(interval * (t + 1)) for t in range(5)]
    assert np.cumsum(found.per_interval) == pytest.approx(by_end, rel=1e-6)
    assert found.after_horizon == pytest.approx(100 - by_end[-1], rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(
    retries=st.lists(st.floats(0, 1000), min_size=1, max_size=20),
    interval=st.floats(60.0, 7200.0),
    delay=st.floats(0.0, 1e6),
)
def test_no_retry_is_lost_or_early(retries: list[float], interval: float, delay: float) -> None:
    found = spread_retries(retries, interval, delay)
    total = found.per_interval.sum() + found.after_horizon
    assert total == pytest.approx(sum(retries), rel=1e-12, abs=1e-12)
    assert (found.per_interval >= 0).all()
    late = np.cumsum(retries) - np.cumsum(found.per_interval)
    assert (late >= -1e-9 * (1 + sum(retries))).all()


def test_without_delay_nothing_moves_and_an_endless_one_keeps_all() -> None:
    assert spread_retries([3.0, 1.0], 900, 0).per_interval.tolist() == [3, 1]
    assert spread_retries([3.0, 1.0], 900, 1e-6).per_interval == pytest.approx([3, 1], rel=1e-6)
    assert spread_retries([3.0, 1.0], 900, 5e-324).per_interval.tolist() == [3, 1]
    assert spread_retries([3.0, 1.0], 5e-324, 900).after_horizon == 4
    assert spread_retries([3.0, 1.0], 900, 1e15).after_horizon == pytest.approx(4, rel=1e-9)


def test_rows_spread_on_their_own() -> None:
    table = np.arange(12.0).reshape(2, 2, 3)
    found = spread_retries(table, 900, 600)
    assert found.per_interval.shape == (2, 2, 3)
    assert found.after_horizon.shape == (2, 2)
    alone = spread_retries(table[1, 0], 900, 600)
    assert found.per_interval[1, 0] == pytest.approx(alone.per_interval)
    assert found.after_horizon[1, 0] == pytest.approx(float(alone.after_horizon))
    assert spread_retries(np.zeros((2, 0)), 900, 600).after_horizon.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("retries", "interval", "delay", "column"),
    [
        ([1.0, -1.0], 900, 60, "retries"),
        ([1.0, math.nan], 900, 60, "retries"),
        (3.0, 900, 60, "retries"),
        ([1.0], 0, 60, "interval_s"),
        ([1.0], 900, -1, "retry_delay_s"),
        ([1.0], 900, math.inf, "retry_delay_s"),
    ],
)
def test_bad_values_are_named(retries: object, interval: float, delay: float, column: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        spread_retries(retries, interval, delay)  # type: ignore[arg-type]
    assert caught.value.issues[0].column == column
