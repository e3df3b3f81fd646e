"""Measures against values worked out by hand."""

import math

import numpy as np
import pytest

from solver.forecast.accuracy import bias, coverage, interval_wape, poisson_floor, week_error

NAN = math.nan
ACTUAL = np.array([[10.0, 20.0], [30.0, NAN]])
PREDICTED = np.array([[12.0, 15.0], [33.0, 99.0]])


def test_interval_wape_is_absolute_error_over_volume():
    assert interval_wape(ACTUAL, PREDICTED) == pytest.approx((2 + 5 + 3) / 60)


def test_week_error_lets_errors_within_a_week_cancel():
    assert week_error(ACTUAL, PREDICTED) == pytest.approx((3 / 30 + 3 / 30) / 2)


def test_bias_has_the_sign_of_the_forecast_error():
    assert bias(ACTUAL, PREDICTED) == pytest.approx((2 - 5 + 3) / 60)
    assert bias(np.array([[10.0]]), np.array([[12.0]])) == pytest.approx(0.2)


def test_coverage_counts_known_intervals_bounds_included():
    lower, upper = np.array([[10.0, 21.0], [0.0, 0.0]]), np.array([[11.0, 30.0], [30.0, 9.0]])
    assert coverage(ACTUAL, np.stack([lower, upper])) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("rate", "floor"), [(10, 0.25), (25, 0.16), (64, 0.10), (271, 0.05)])
def test_poisson_floor_matches_the_published_mean_errors(rate, floor):
    one = np.array([[float(rate)]])
    assert poisson_floor(one, one) == pytest.approx(floor, abs=0.005)


def test_poisson_floor_equals_the_sum_over_the_distribution():
    rate = 3.7
    direct = sum(abs(k - rate) * math.exp(-rate) * rate**k / math.factorial(k) for k in range(80))
    assert poisson_floor(np.array([[1.0]]), np.array([[rate]])) == pytest.approx(direct / rate)


@pytest.mark.parametrize("measure", [interval_wape, week_error, bias, poisson_floor])
def test_nothing_offered_is_unknown_rather_than_perfect(measure):
    assert math.isnan(measure(np.array([[NAN, 0.0]]), np.zeros((1, 2))))
