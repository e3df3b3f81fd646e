"""The verb: choice, bands, hard zeros, edits, factors, messages."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from forecast_cases import MONDAY, forecast_case, planted_rate, weeks_after
from pydantic import ValidationError

from solver.domain import Override
from solver.forecast import ForecastParams, forecast
from solver.progress import Monitor
from solver.timegrid import TimeGrid

HISTORY = TimeGrid("UTC", 60, MONDAY, 7 * 20)
HORIZON = weeks_after(HISTORY, 4)


def noisy_case(history=HISTORY, horizon=HORIZON, phi=0.0, seed=0, level=40.0, **flags):
    rng = np.random.default_rng(seed)
    rate = planted_rate(history, level)
    if phi:
        rate = rate * rng.gamma(1 / phi, phi, rate.size)
    return forecast_case(rng.poisson(rate).astype(float), history, horizon, **flags)


def test_forecast_lies_near_the_planted_rate_and_names_its_method():
    result = forecast(noisy_case())
    truth = planted_rate(HORIZON)
    assert np.abs(result.mean[0] - truth).sum() / truth.sum() < 0.06
    assert result.methods["calls"] in {s.method for s in result.scores if s.chosen}
    assert len(result.scores) == 4
    assert result.quantiles.shape == (7, 1, HORIZON.n_intervals)
    np.testing.assert_allclose(result.aht_s, 300.0)


def test_bands_cover_what_comes_next():
    """Counts with phi 0.08 around rates that the forecast has to learn first."""
    result = forecast(noisy_case(phi=0.08, seed=1))
    rng = np.random.default_rng(99)
    truth = planted_rate(HORIZON)
    draws = rng.poisson(truth * rng.gamma(1 / 0.08, 0.08, (20, truth.size)))
    for low, high, share in ((1, -2, 0.8), (0, -1, 0.9)):
        inside = (draws >= result.quantiles[low, 0]) & (draws <= result.quantiles[high, 0])
        assert share - 0.05 < inside.mean() < share + 0.06


def test_closed_intervals_are_hard_zeros_in_mean_and_bands():
    opened = [
        ((g.minute_of_day >= 480) & (g.minute_of_day < 1200))[None, :] for g in (HISTORY, HORIZON)
    ]
    opened[1] = opened[1] & (HORIZON.day_of != 3)
    result = forecast(noisy_case(open_history=opened[0], open_horizon=opened[1]))
    assert not result.mean[~opened[1]].any()
    assert not result.quantiles[:, ~opened[1]].any()
    assert (result.mean[opened[1]] > 0).all()
    np.testing.assert_array_equal(result.open, opened[1])


@pytest.mark.parametrize("horizon_day", [date(2025, 3, 24), date(2025, 10, 20)])
def test_a_week_with_a_clock_change_keeps_its_rate_an_interval(horizon_day):
    weeks = (horizon_day - MONDAY).days // 7
    history = TimeGrid("Europe/Paris", 30, MONDAY, 7 * weeks)
    horizon = TimeGrid("Europe/Paris", 30, horizon_day, 14)
    result = forecast(forecast_case(planted_rate(history), history, horizon))
    assert result.mean.shape[1] == 14 * 48 + (-2 if horizon_day.month == 3 else 2)
    np.testing.assert_allclose(result.mean[0], planted_rate(horizon), rtol=0.02)


def test_edits_show_over_the_statistical_mean_and_move_the_bands():
    edit = Override(
        layer="plan",
        queue="calls",
        start=HORIZON.first_day,
        end=HORIZON.first_day,
        operation="percent",
        value=100,
    )
    plain, result = forecast(noisy_case()), forecast(noisy_case(), overrides=[edit])
    first = HORIZON.day_of == 0
    np.testing.assert_allclose(result.mean[0, first], 2 * plain.mean[0, first])
    np.testing.assert_array_equal(result.statistical_mean, plain.mean)
    np.testing.assert_array_equal(result.mean[0, ~first], plain.mean[0, ~first])
    assert result.quantiles[3, 0, first].sum() == pytest.approx(
        2 * plain.quantiles[3, 0, first].sum(), rel=0.1
    )
    assert result.input_hash != plain.input_hash


def test_scenario_factors_come_last():
    params = ForecastParams(volume_factor=1.5, aht_factor=0.9)
    plain, result = forecast(noisy_case()), forecast(noisy_case(), params)
    np.testing.assert_allclose(result.mean, 1.5 * plain.mean)
    np.testing.assert_allclose(result.aht_s, 0.9 * plain.aht_s)


def test_events_multiply_the_horizon():
    data = noisy_case()
    lifted = replace(data, event_factor=data.event_factor * 1.25)
    np.testing.assert_allclose(forecast(lifted).mean, 1.25 * forecast(data).mean)


def test_the_same_input_gives_the_same_forecast():
    first, second = forecast(noisy_case()), forecast(noisy_case())
    assert first.input_hash == second.input_hash
    np.testing.assert_array_equal(first.quantiles, second.quantiles)
    assert forecast(noisy_case(seed=8)).input_hash != first.input_hash


def test_short_history_falls_back_and_says_so():
    history = TimeGrid("UTC", 60, MONDAY, 10)
    result = forecast(noisy_case(history, TimeGrid("UTC", 60, date(2025, 1, 20), 7)))
    assert result.methods == {"calls": "same_weekday_mean_4"}
    assert result.scores == ()
    assert "10 days of history are too few" in result.messages[0]
    expected = result.mean > 0
    assert (result.quantiles[-1] > result.mean)[expected].all()


def test_a_queue_without_contacts_is_forecast_as_none():
    data = forecast_case(np.zeros(HISTORY.n_intervals), HISTORY, HORIZON)
    result = forecast(data)
    assert not result.mean.any()
    assert "hold no contacts" in result.messages[0]


def test_worked_holidays_follow_past_ones():
    holidays, ahead = np.zeros(HISTORY.n_days, bool), np.zeros(HORIZON.n_days, bool)
    holidays[[15, 47, 72, 101]] = True
    ahead[8] = True
    offered = planted_rate(HISTORY) * np.where(holidays, 0.4, 1.0)[HISTORY.day_of]
    data = forecast_case(offered, HISTORY, HORIZON, holiday_history=holidays, holiday_horizon=ahead)
    result = forecast(data)
    ratio = result.mean[0] / planted_rate(HORIZON)
    assert ratio[HORIZON.day_of == 8].mean() == pytest.approx(0.4**0.8, abs=0.03)
    assert ratio[HORIZON.day_of != 8].mean() == pytest.approx(1, abs=0.03)
    assert result.messages == ()


def test_an_unseen_holiday_is_told():
    ahead = np.zeros(HORIZON.n_days, bool)
    ahead[8] = True
    result = forecast(noisy_case(holiday_horizon=ahead))
    assert "1 public holidays of the horizon are forecast as ordinary days" in result.messages[0]


def test_a_stop_still_gives_a_forecast():
    monitor = Monitor()
    monitor.stop()
    result = forecast(noisy_case(), monitor=monitor)
    assert result.methods == {"calls": "same_weekday_mean_4"}
    assert "the choice was stopped" in result.messages[0]
    assert result.mean.sum() > 0


def test_progress_is_reported():
    events = []
    forecast(noisy_case(), monitor=Monitor(events.append))
    assert [event.done for event in events] == [0.0, 1.0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"levels": (0.5, 0.1)},
        {"levels": (0.0, 0.5)},
        {"levels": ()},
        {"methods": ("calendar_ridge", "calendar_ridge")},
        {"methods": ("prophet",)},
        {"volume_factor": 0},
        {"horizon": 3},
    ],
)
def test_params_refuse_what_makes_no_sense(wrong):
    with pytest.raises(ValidationError):
        ForecastParams(**wrong)
