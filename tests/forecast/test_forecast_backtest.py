"""The rolling backtest: its origins, and the choice in planted cases."""

import numpy as np
import pytest
from forecast_cases import MONDAY, forecast_case, planted_rate, weeks_after

from solver.forecast.backtest import Backtest, by_week, rolling_origins, run_backtest, scores
from solver.forecast.methods import SameWeekdayMean, methods_of
from solver.forecast.params import ForecastParams
from solver.forecast.table import queue_table
from solver.timegrid import TimeGrid


@pytest.mark.parametrize(
    ("weeks", "horizon", "first", "count", "reach"),
    [
        (26, 4, 8, 15, 4),
        (52, 4, 23, 26, 4),
        (20, 4, 5, 12, 4),
        (8, 4, 2, 3, 4),
        (5, 4, 2, 2, 2),
        (2, 4, 1, 1, 1),
    ],
)
def test_origins_are_weekly_and_as_many_as_the_history_allows(weeks, horizon, first, count, reach):
    origins, found = rolling_origins(7 * weeks, horizon, 26)
    assert found == reach
    assert len(origins) == count
    assert origins[0] == 7 * first
    assert origins[-1] == 7 * (weeks - reach)
    assert set(np.diff(origins)) <= {7}


def test_less_than_two_weeks_have_no_origin():
    assert rolling_origins(13, 4, 26) == ((), 0)


def test_origins_count_back_from_the_end_of_a_broken_week():
    origins, reach = rolling_origins(7 * 26 + 3, 4, 26)
    assert origins[-1] == 7 * 26 + 3 - 7 * reach


def history_scores(offered: np.ndarray, history: TimeGrid, **flags):
    data = forecast_case(offered, history, weeks_after(history, 4), **flags)
    table = queue_table(data, 0).history
    origins, reach = rolling_origins(table.n_days, 4, 26)
    found = scores("calls", run_backtest(table, methods_of(ForecastParams()), origins, reach))
    return next(s.method for s in found if s.chosen), {s.method: s for s in found}


def test_the_long_mean_is_chosen_for_pure_noise_round_a_weekly_pattern():
    """Without a calendar effect the ridge can only add noise; long memory beats short."""
    history = TimeGrid("UTC", 60, MONDAY, 7 * 30)
    rng = np.random.default_rng(2)
    chosen, found = history_scores(rng.poisson(planted_rate(history, 3.0)).astype(float), history)
    assert found["same_weekday_mean_26"].interval_wape < found["same_weekday_mean_4"].interval_wape
    assert chosen in ("same_weekday_mean_26", "calendar_ridge")
    assert found[chosen].origins == 19


def test_the_short_mean_is_chosen_when_the_level_moves():
    history = TimeGrid("UTC", 60, MONDAY, 7 * 30)
    wave = 1 + 0.5 * np.sin(2 * np.pi * history.day_of / (7 * 30))
    chosen, _ = history_scores(planted_rate(history) * wave, history)
    assert chosen == "same_weekday_mean_4"


def test_the_ridge_is_chosen_when_the_calendar_matters():
    history = TimeGrid("UTC", 60, MONDAY, 7 * 30)
    position = np.array([d.day for d in history.days])
    month = np.where(position <= 8, 1.5, np.where(position >= 22, 0.8, 1.0))
    offered = np.random.default_rng(3).poisson(planted_rate(history) * month[history.day_of])
    chosen, _ = history_scores(offered.astype(float), history)
    assert chosen == "calendar_ridge"


def test_public_holidays_do_not_count():
    history = TimeGrid("UTC", 60, MONDAY, 7 * 20)
    holidays = np.zeros(history.n_days, bool)
    holidays[100] = True
    offered = planted_rate(history)
    offered[history.day_of == 100] = 0
    _, found = history_scores(offered, history, holiday_history=holidays)
    assert found["same_weekday_mean_26"].interval_wape == pytest.approx(0, abs=1e-9)


def two_methods(first: list[float], second: list[float]) -> Backtest:
    actual = np.full((1, 7, 2), 10.0)
    predicted = {
        name: actual + np.resize(np.array(errors), actual.shape)
        for name, errors in (("first", first), ("second", second))
    }
    return Backtest((7,), 1, actual, predicted)


def test_a_tie_is_decided_by_the_week_error():
    found = scores("calls", two_methods([1.0, 1.0], [1.005, -1.005]))
    assert [s.chosen for s in found] == [False, True]
    assert [s.week_error for s in found] == pytest.approx([0.1, 0.0])


def test_beyond_the_tie_the_interval_error_decides():
    found = scores("calls", two_methods([1.0, 1.0], [1.1, -1.1]))
    assert [s.chosen for s in found] == [True, False]


def test_nothing_after_an_origin_reaches_its_forecast():
    history = TimeGrid("UTC", 60, MONDAY, 7 * 12)
    offered = planted_rate(history)
    changed = np.where(history.day_of >= 56, 9 * offered, offered)
    first, second = (
        run_backtest(
            queue_table(forecast_case(v, history, weeks_after(history, 1)), 0).history,
            methods_of(ForecastParams()),
            [56],
            2,
        )
        for v in (offered, changed)
    )
    for name in first.predicted:
        np.testing.assert_array_equal(first.predicted[name], second.predicted[name])


def test_by_week_keeps_days_in_order():
    values = np.arange(2 * 14 * 3, dtype=float).reshape(2, 14, 3)
    np.testing.assert_array_equal(by_week(values)[1, 1], values[1, 7:].ravel())


def test_scores_hold_every_method_once():
    history = TimeGrid("UTC", 60, MONDAY, 7 * 6)
    table = queue_table(
        forecast_case(planted_rate(history), history, weeks_after(history, 1)), 0
    ).history
    methods = [SameWeekdayMean(4), SameWeekdayMean(12)]
    found = scores("calls", run_backtest(table, methods, [28], 1))
    assert [s.method for s in found] == ["same_weekday_mean_4", "same_weekday_mean_12"]
    assert sum(s.chosen for s in found) == 1
