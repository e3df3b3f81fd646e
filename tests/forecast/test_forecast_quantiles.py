"""Bands: quantiles against closed forms, dispersion and coverage against simulation."""

import math

import numpy as np
import pytest

from solver.forecast.quantiles import (
    bands,
    calibrate,
    count_quantiles,
    default_calibration,
    dispersion,
    lead_bucket,
)

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [(1.0, (0, 0, 1, 3)), (4.0, (1, 2, 4, 8)), (10.0, (5, 6, 10, 15))],
)
def test_poisson_quantiles_match_printed_tables(rate, expected):
    found = count_quantiles(np.array([rate]), 0.0, (0.05, 0.1, 0.5, 0.95))
    assert tuple(found[:, 0]) == expected


@pytest.mark.parametrize("mean", [2.0, 9.0, 60.0])
def test_geometric_quantiles_match_the_closed_form(mean):
    """phi = 1 is the geometric law: P(N <= k) = 1 - (m / (1 + m))^(k + 1)."""
    log_ratio = math.log(mean / (1 + mean))
    expected = [max(0, math.ceil(math.log(1 - p) / log_ratio - 1)) for p in LEVELS]
    np.testing.assert_allclose(
        count_quantiles(np.array([mean]), 1.0, LEVELS)[:, 0], expected, atol=1
    )


@pytest.mark.parametrize("phi", [0.0, 0.006, 0.12])
def test_large_means_continue_the_exact_quantiles(phi):
    below, above = (count_quantiles(np.array([m]), phi, LEVELS) for m in (99.99, 100.01))
    np.testing.assert_allclose(below, above, atol=1.5)


@pytest.mark.parametrize("phi", [0.0, 0.1])
def test_large_mean_quantiles_hold_their_share_of_draws(phi):
    rng = np.random.default_rng(5)
    rate = 400 * rng.gamma(1 / phi, phi, 200_000) if phi else np.full(200_000, 400.0)
    share = (rng.poisson(rate) <= count_quantiles(np.array([400.0]), phi, LEVELS)).mean(axis=1)
    np.testing.assert_allclose(share, LEVELS, atol=0.015)


def test_dispersion_recovers_the_planted_value():
    rng = np.random.default_rng(1)
    mean = rng.uniform(20, 200, 40_000)
    counts = rng.poisson(mean * rng.gamma(1 / 0.08, 0.08, mean.size)).astype(float)
    assert dispersion(counts, mean) == pytest.approx(0.08, abs=0.006)
    assert dispersion(rng.poisson(mean).astype(float), mean) < 0.002


def test_dispersion_without_any_known_pair_is_zero():
    assert dispersion(np.array([np.nan]), np.array([5.0])) == 0.0


@pytest.mark.parametrize(("week", "bucket"), [(0, 0), (1, 1), (3, 1), (4, 2), (11, 2)])
def test_lead_buckets_are_week_one_weeks_two_to_four_and_later(week, bucket):
    assert list(lead_bucket(np.array([7 * week, 7 * week + 6]))) == [bucket, bucket]


def test_bands_cover_overdispersed_counts_out_of_sample():
    """The rates are known, so only the bands can be wrong; 80 % and 90 % within 4 deviations."""
    rng = np.random.default_rng(3)
    rates = np.tile(rng.uniform(5, 150, 48), (8, 28, 1))
    draw = rng.poisson(rates * rng.gamma(1 / 0.1, 0.1, rates.shape)).astype(float)
    calibration = calibrate(draw, rates, LEVELS, 20)
    mean = np.tile(rates[0, 0], 84)
    fresh = rng.poisson(mean * rng.gamma(1 / 0.1, 0.1, mean.size))
    found = bands(mean, np.zeros(mean.size, int), calibration, LEVELS)
    for low, high, share in ((1, -2, 0.8), (0, -1, 0.9)):
        covered = ((fresh >= found[low]) & (fresh <= found[high])).mean()
        # Whole counts lying on a bound are inside: a small excess is right.
        assert share - 0.03 < covered < share + 0.05


def test_conformal_shift_corrects_a_biased_method():
    rng = np.random.default_rng(4)
    forecast = np.full((6, 28, 24), 50.0)
    actual = rng.poisson(60.0, forecast.shape).astype(float)
    calibration = calibrate(actual, forecast, (0.5,), 20)
    median = bands(np.array([50.0]), np.array([0]), calibration, (0.5,))
    assert median[0, 0] == pytest.approx(60, abs=1.5)


def test_too_few_scores_leave_the_negative_binomial_alone():
    few = np.full((1, 7, 2), 50.0)
    calibration = calibrate(few + 10, few, (0.5,), 20)
    assert not calibration.shift.any()


def test_a_lead_without_scores_takes_the_one_before():
    rng = np.random.default_rng(6)
    forecast = np.full((10, 7, 24), 30.0)
    calibration = calibrate(
        rng.poisson(30 * rng.gamma(10, 0.1, forecast.shape)).astype(float), forecast, LEVELS, 20
    )
    assert calibration.dispersion[0] > 0.05
    assert calibration.dispersion[2] == calibration.dispersion[0]
    np.testing.assert_array_equal(calibration.shift[2], calibration.shift[0])


def test_bands_ascend_and_vanish_where_nothing_is_expected():
    rng = np.random.default_rng(7)
    mean = np.concatenate([np.zeros(5), rng.uniform(0.01, 300, 500)])
    calibration = default_calibration(0.2, LEVELS)
    calibration.shift[:] = rng.normal(0, 1, calibration.shift.shape)
    found = bands(mean, rng.integers(0, 3, mean.size), calibration, LEVELS)
    assert (np.diff(found, axis=0) >= 0).all()
    assert not found[:, :5].any()
    assert (found >= 0).all()
