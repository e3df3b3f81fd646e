"""Staffing to a quantile of the rate, or so that goals hold in expectation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from demand import Demand, chat, demand, email, voice

from solver.errors import InvalidInputError
from solver.queueing import erlang_c_metrics, servers_required
from solver.queueing.gamma_quantile import gamma_quantile
from solver.queueing.mixed_rate import servers_required_mixed
from solver.requirements import RequirementsParams, require

EXPECTED = RequirementsParams(uncertainty="expected")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def with_paths(data: Demand, paths: np.ndarray) -> Demand:
    return data._replace(load=replace(data.load, paths=paths))


def poisson_fan(mean: float, extra_sd: float) -> np.ndarray:
    """Normal quantiles of counts whose rate has the standard deviation `extra_sd`."""
    scores = np.array([-1.6449, -0.6745, 0.0, 0.6745, 1.6449])
    sd = np.sqrt(mean + extra_sd**2)
    return np.broadcast_to((mean + sd * scores)[:, None, None], (5, 1, 48)).copy()


def test_a_quantile_of_a_gamma_rate_is_staffed_for() -> None:
    params = RequirementsParams(uncertainty="quantile", quantile=0.9, rate_cv=0.2)
    found = require(*demand(voice(), 120), params)
    load = 24 * gamma_quantile(0.9, 0.2)
    wanted = servers_required(load, 360, sl_target=0.8, answer_s=20).servers
    assert (found.required == wanted).all()
    assert (found.risk_agents == wanted - 29).all()
    assert {method.uncertainty for method in found.methods} == {"quantile"}


def test_expected_service_under_a_gamma_rate_is_the_exact_answer() -> None:
    params = EXPECTED.model_copy(update={"rate_cv": 0.2})
    found = require(*demand(voice(), 120), params)
    wanted = servers_required_mixed(24, 360, 0.2, sl_target=0.8, answer_s=20)
    assert (found.required == wanted.servers).all()
    assert found.fractional == pytest.approx(np.full((1, 48), wanted.fractional))
    assert (found.risk_agents > 0).all()


def test_expected_service_over_paths_is_their_mean_by_volume() -> None:
    paths = np.stack([np.full((1, 48), v) for v in (100.0, 140.0)])
    found = require(*with_paths(demand(voice(), 120), paths), EXPECTED)
    agents = found.required[0, 0]
    for n, holds in ((agents, True), (agents - 1, False)):
        level = erlang_c_metrics(n, np.array([20.0, 28.0]), 360, 20).service_level
        assert (np.average(level, weights=[100, 140]) >= 0.8) == holds


def test_paths_that_agree_are_the_mean() -> None:
    data = demand(voice(patience_s=120, retry_share=0.4), 120)
    paths = np.stack([data.load.volume, data.load.volume])
    found = require(*with_paths(data, paths), EXPECTED)
    np.testing.assert_array_equal(found.required, require(*data).required)
    assert (found.risk_agents == 0).all()


def test_a_certain_rate_has_no_risk_though_its_counts_scatter() -> None:
    data = demand(voice(), 120)
    load = replace(data.load, levels=LEVELS, quantiles=poisson_fan(120.0, 0.0))
    found = require(load, data.goals, RequirementsParams(uncertainty="quantile", quantile=0.95))
    assert (found.required == 29).all()


def test_the_fan_is_read_as_the_rate_it_comes_from() -> None:
    data = demand(voice(), 120)
    load = replace(data.load, levels=LEVELS, quantiles=poisson_fan(120.0, 24.0))
    found = require(load, data.goals, RequirementsParams(uncertainty="quantile", quantile=0.95))
    rate = 120 + 24 * 1.6449
    wanted = servers_required(rate * 0.2, 360, sl_target=0.8, answer_s=20).servers
    assert found.required[0, 0] == pytest.approx(wanted, abs=1)


def test_sessions_take_the_expectation_too() -> None:
    queue = chat(concurrency=3, aht_slope=0.3)
    paths = np.stack([np.full((1, 48), v) for v in (90.0, 150.0)])
    found = require(*with_paths(demand(queue, 120), paths), EXPECTED)
    assert (found.required > require(*demand(queue, 120)).required).all()
    assert (found.required <= require(*demand(queue, 150)).required).all()


def test_a_backlog_is_staffed_for_its_quantile() -> None:
    params = RequirementsParams(uncertainty="quantile", quantile=0.9, rate_cv=0.2)
    data = demand(email(), 10)
    found, mean = require(*data, params), require(*data)
    busier = gamma_quantile(0.9, 0.2)
    assert found.required.sum() == pytest.approx(busier * mean.required.sum(), rel=1e-6)
    assert found.risk_agents.sum() == pytest.approx((busier - 1) * mean.required.sum(), rel=1e-6)


def test_uncertainty_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="nothing is known of the volume's uncertainty"):
        require(*demand(voice(), 10), EXPECTED)
