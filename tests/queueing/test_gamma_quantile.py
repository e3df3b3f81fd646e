"""Gamma quantiles against closed forms and their own moments."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.queueing.gamma_quantile import gamma_probability, gamma_quantile


@pytest.mark.parametrize("probability", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_variation_of_1_is_the_exponential(probability: float) -> None:
    exact = -math.log1p(-probability)
    assert gamma_quantile(probability, 1.0) == pytest.approx(exact, rel=1e-11)


def test_shape_2_solves_its_closed_form() -> None:
    """With shape 2 and scale 1/2, P(X <= x) = 1 - e^-2x (1 + 2x)."""
    x = gamma_quantile(0.8, math.sqrt(0.5))
    assert 1.0 - math.exp(-2 * x) * (1 + 2 * x) == pytest.approx(0.8, rel=1e-11)


@pytest.mark.parametrize("cv", [0.05, 0.2, 0.5])
def test_mean_and_variance_come_back(cv: float) -> None:
    middles = (np.arange(2000) + 0.5) / 2000
    values = np.array([gamma_quantile(float(p), cv) for p in middles])
    assert values.mean() == pytest.approx(1.0, abs=2e-4)
    assert values.std() == pytest.approx(cv, rel=5e-3)


@settings(max_examples=40, deadline=None)
@given(p=st.floats(0.001, 0.999), cv=st.floats(0.02, 3.0))
def test_the_quantile_inverts_the_probability(p: float, cv: float) -> None:
    shape = 1.0 / cv**2
    assert gamma_probability(gamma_quantile(p, cv) * shape, shape) == pytest.approx(p, abs=1e-9)


@pytest.mark.parametrize(("probability", "cv"), [(0.0, 0.2), (1.0, 0.2), (0.5, 0.0), (0.5, 4.0)])
def test_values_out_of_range_are_refused(probability: float, cv: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        gamma_quantile(probability, cv)
