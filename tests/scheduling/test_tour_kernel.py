"""The compiled kernels against their twins in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from kernel_twins import (
    best_breaks,
    best_tour,
    cost_of,
    keeps_the_rules,
    on_queue_intervals,
    random_planes,
    week_of_shapes,
    with_one_more,
)

from solver.scheduling.tour_kernel import (
    INF,
    OFF,
    best_week,
    cost_at,
    cost_with_one_more,
    move_presence,
    value_shapes,
)


def test_cost_of_an_interval_is_the_highest_plane():
    rng = np.random.default_rng(1)
    z, w = random_planes(rng, 6, 4)
    assert [cost_at(z, t) for t in range(6)] == pytest.approx(list(cost_of(z)))
    assert [cost_with_one_more(z, w, t) for t in range(6)] == pytest.approx(list(cost_of(z - w)))


@pytest.mark.parametrize("begin", [-3, 0, 4, 8])
def test_a_shift_put_in_and_taken_out_leaves_no_trace(begin):
    """Also where it lies partly outside the intervals: ten of them, and a shift of six."""
    rng = np.random.default_rng(2)
    z, w = random_planes(rng, 10, 5)
    on_shift = np.zeros(20, dtype=np.int64)
    first, size = np.array([2, -1], dtype=np.int64), np.array([2, 0], dtype=np.int64)
    before = z.copy()
    there = on_queue_intervals(begin, 6, [(2, 2)], 10)
    change = move_presence(z, on_shift, w, begin, 6, first, size, 1)
    assert change == pytest.approx(with_one_more(before, w, there))
    moved = before.copy()
    moved[there] -= w
    np.testing.assert_allclose(z, moved)
    assert np.flatnonzero(on_shift).tolist() == list(range(begin + 5, begin + 11))
    back = move_presence(z, on_shift, w, begin, 6, first, size, -1)
    np.testing.assert_allclose(z, before, atol=1e-12)
    assert not on_shift.any()
    assert back == pytest.approx(-change)


def valued(z, on_shift, seats, w, begin, allowed, length, low, high, size):
    value = np.full(len(begin), 5.0)
    break_at = np.full(low.shape, -7, dtype=np.int64)
    value_shapes(z, on_shift, seats, w, begin, allowed, length, low, high, size, value, break_at)
    return value, break_at


@pytest.mark.parametrize("seed", range(12))
def test_shapes_are_valued_with_their_best_breaks(seed):
    rng = np.random.default_rng(seed)
    z, w = random_planes(rng, 30, 4)
    on_shift = rng.integers(0, 3, 50)
    begin = np.array([-4, 0, 5, 12, 24], dtype=np.int64)
    length = np.array([8, 10, 9, 12, 10], dtype=np.int64)
    # Breaks of two and one intervals in windows of their own; the last shape has only the first.
    low = np.tile([1, 4], (5, 1)).astype(np.int64)
    high = np.tile([2, 6], (5, 1)).astype(np.int64)
    size = np.tile([2, 1], (5, 1)).astype(np.int64)
    size[4, 1] = 0
    allowed = rng.random(5) < 0.8
    seats = int(rng.choice([3, 10]))
    value, break_at = valued(z, on_shift, seats, w, begin, allowed, length, low, high, size)
    for k in range(5):
        windows = [(low[k, b], high[k, b], size[k, b]) for b in range(2) if size[k, b]]
        expected, _ = best_breaks(z, on_shift, seats, w, begin[k], length[k], windows)
        if not allowed[k] or expected >= INF:
            assert value[k] == INF
            continue
        assert value[k] == pytest.approx(expected)
        breaks = [(f, s) for f, s in zip(break_at[k], size[k], strict=True) if s]
        assert all(lo <= f <= hi for (f, _), (lo, hi, _) in zip(breaks, windows, strict=True))
        there = on_queue_intervals(begin[k], length[k], breaks, 30)
        assert with_one_more(z, w, there) == pytest.approx(expected)


@pytest.mark.parametrize(("seats", "free"), [(2, False), (3, True)])
def test_a_full_interval_closes_the_shapes_that_touch_it(seats, free):
    z, w = random_planes(np.random.default_rng(3), 12, 3)
    on_shift = np.zeros(12, dtype=np.int64)
    on_shift[5] = 2
    begin, length = np.array([0, 2, 6]), np.array([5, 4, 4])
    none = np.zeros((3, 1), dtype=np.int64)
    value, _ = valued(z, on_shift, seats, w, begin, np.ones(3, bool), length, none, none, none)
    assert bool(value[1] < INF) is free
    assert value[0] < INF
    assert value[2] < INF


def run_week(value, begin, length, units, rules):
    tour = np.full(len(value), OFF, dtype=np.int64)
    names = (
        "rest", "previous_end", "next_begin", "run_before", "run_after", "max_run",
        "units_min", "units_max", "days_min", "days_max",
    )  # fmt: skip
    found = best_week(value, begin, length, units, *(rules[name] for name in names), tour)
    return found, tour


def random_week(seed):
    """Four days of three shapes with every rule near its limit."""
    rng = np.random.default_rng(seed)
    days, span = 4, 12
    begin, length, units = week_of_shapes(rng, days, span, 3)
    value = rng.normal(-2, 6, (days, 3))
    value[rng.random(value.shape) < 0.15] = INF
    rules = {
        "rest": int(rng.integers(0, 9)),
        "previous_end": int(rng.integers(-12, 8)),
        "next_begin": int(rng.choice([10**9, days * span + rng.integers(0, span)])),
        "run_before": int(rng.integers(0, 3)),
        "run_after": int(rng.integers(0, 3)),
        "max_run": int(rng.integers(2, 5)),
        "units_min": int(rng.integers(0, 6)),
        "units_max": int(rng.integers(3, 8)),
        "days_min": int(rng.integers(0, 4)),
        "days_max": int(rng.integers(2, 5)),
    }
    return value, begin, length, units, rules


@pytest.mark.parametrize("seed", range(120))
def test_the_best_week_is_that_of_trying_all(seed):
    value, begin, length, units, rules = random_week(seed)
    found, tour = run_week(value, begin, length, units, rules)
    expected = best_tour(value, begin, length, units, rules)
    assert found == pytest.approx(expected)
    if found < INF:
        assert keeps_the_rules(tour.tolist(), begin, length, units, rules)
        assert sum(value[d, k] for d, k in enumerate(tour) if k != OFF) == pytest.approx(found)


def test_the_random_weeks_are_feasible_and_infeasible():
    found = [run_week(*random_week(seed))[0] < INF for seed in range(120)]
    assert 60 < sum(found) < 115


@pytest.mark.parametrize(("rest", "worked"), [(24, [0, 2]), (25, [0])])
def test_a_rest_longer_than_a_day_off_is_kept(rest, worked):
    """Twelve intervals a day: the first shift ends at 16 and the last day but one begins at 40."""
    value = np.array([[-5.0], [INF], [-5.0]])
    begin = np.array([[8], [20], [40]], dtype=np.int64)
    rules = {
        "rest": rest, "previous_end": -100, "next_begin": 10**9, "run_before": 0, "run_after": 0,
        "max_run": 9, "units_min": 0, "units_max": 9, "days_min": 0, "days_max": 7,
    }  # fmt: skip
    found, tour = run_week(value, begin, np.array([8]), np.array([1]), rules)
    assert np.flatnonzero(tour != OFF).tolist() == worked
    assert found == -5.0 * len(worked)
