"""Methods on planted effects."""

from datetime import date, timedelta

import numpy as np
import pytest
from forecast_cases import MONDAY, WEEKDAY_LEVEL, forecast_case, planted_rate, weeks_after

from solver.forecast.holiday_effect import holiday_effect
from solver.forecast.methods import CalendarRidge, Method, SameWeekdayMean, methods_of
from solver.forecast.methods.calendar_ridge import features, smoothed_level
from solver.forecast.params import ForecastParams
from solver.forecast.profile import day_levels, weekday_profile
from solver.forecast.table import queue_table, to_grid, to_table
from solver.timegrid import TimeGrid

HISTORY = TimeGrid("UTC", 60, MONDAY, 7 * 20)
HORIZON = weeks_after(HISTORY, 2)
ALL = [CalendarRidge(), SameWeekdayMean(26), SameWeekdayMean(12), SameWeekdayMean(4)]


def predict(method: Method, data) -> np.ndarray:
    table = queue_table(data, 0)
    return to_grid(data.horizon_grid, method.fit(table.history).predict(table.horizon))


@pytest.mark.parametrize("method", ALL, ids=lambda m: m.name)
def test_weekday_and_profile_are_recovered(method):
    data = forecast_case(planted_rate(HISTORY), HISTORY, HORIZON)
    np.testing.assert_allclose(predict(method, data), planted_rate(HORIZON), rtol=0.02)


@pytest.mark.parametrize("method", ALL, ids=lambda m: m.name)
def test_gaps_are_not_taken_for_zero(method):
    offered = planted_rate(HISTORY)
    rng = np.random.default_rng(0)
    offered[rng.random(offered.size) < 0.2] = np.nan
    offered[HISTORY.day_of == 130] = np.nan
    np.testing.assert_allclose(
        predict(method, forecast_case(offered, HISTORY, HORIZON)), planted_rate(HORIZON), rtol=0.03
    )


@pytest.mark.parametrize("weeks", [4, 12])
def test_the_mean_forgets_what_lies_before_its_window(weeks):
    offered = planted_rate(HISTORY)
    offered[HISTORY.day_of < HISTORY.n_days - 7 * weeks] *= 3
    found = predict(SameWeekdayMean(weeks), forecast_case(offered, HISTORY, HORIZON))
    np.testing.assert_allclose(found, planted_rate(HORIZON), rtol=1e-6)


def test_the_mean_falls_back_on_older_weeks_for_a_gap():
    offered = planted_rate(HISTORY)
    recent = HISTORY.day_of >= HISTORY.n_days - 28
    offered[recent & (HISTORY.minute_of_day == 600)] = np.nan
    found = predict(SameWeekdayMean(4), forecast_case(offered, HISTORY, HORIZON))
    np.testing.assert_allclose(found, planted_rate(HORIZON), rtol=1e-6)


def test_a_weekday_never_open_before_looks_like_the_others():
    opened = (HISTORY.weekday[HISTORY.day_of] != 6)[None, :]
    offered = np.where(opened[0], 10.0, np.nan)
    data = forecast_case(offered, HISTORY, HORIZON, open_history=opened)
    for method in ALL:
        np.testing.assert_allclose(predict(method, data), 10.0, rtol=0.02)


def closures(grid: TimeGrid) -> np.ndarray:
    """Every fourth Wednesday is closed."""
    flags = np.zeros(grid.n_days, bool)
    flags[2 + 7 :: 28] = True
    return flags


def test_the_ridge_learns_the_days_beside_a_closure():
    closed = closures(HISTORY)
    offered = planted_rate(HISTORY)
    offered[np.roll(closed, 1)[HISTORY.day_of]] *= 1.5
    offered[np.roll(closed, -1)[HISTORY.day_of]] *= 0.7
    opened = ~closed[HISTORY.day_of][None, :]
    shut = np.zeros(HORIZON.n_days, bool)
    shut[3] = True
    data = forecast_case(
        offered, HISTORY, HORIZON, open_history=opened, open_horizon=~shut[HORIZON.day_of][None, :]
    )
    ratio = predict(CalendarRidge(), data) / planted_rate(HORIZON)
    by_day = [ratio[HORIZON.day_of == d].mean() for d in range(14)]
    assert 1.2 < by_day[4] < 1.5
    assert 0.7 < by_day[2] < 0.9
    np.testing.assert_allclose([by_day[d] for d in (0, 1, 6, 8, 9, 10, 11)], 1, atol=0.06)


def test_the_ridge_learns_the_position_in_the_month():
    history = TimeGrid("UTC", 60, MONDAY, 7 * 40)
    horizon = weeks_after(history, 4)
    peak = lambda grid: np.array([1.4 if d.day <= 5 else 1.0 for d in grid.days])  # noqa: E731
    offered = planted_rate(history) * peak(history)[history.day_of]
    truth = planted_rate(horizon) * peak(horizon)[horizon.day_of]
    data = forecast_case(offered, history, horizon)
    ridge, mean = (np.abs(predict(m, data) - truth).sum() for m in (ALL[0], ALL[1]))
    assert ridge < 0.7 * mean


def test_smoothed_level_follows_the_recursion_with_clipped_residuals():
    residual, level = np.array([0.1, -0.5, 0.2]), 0.0
    for value in np.clip(residual, -0.3, 0.3):
        level += 0.03 * (value - level)
    assert smoothed_level(residual, 0.03) == pytest.approx(level)


def test_the_level_follows_a_lasting_shift():
    offered = planted_rate(HISTORY)
    offered[HISTORY.day_of >= 70] *= 1.2
    data = forecast_case(offered, HISTORY, HORIZON)
    still = CalendarRidge(level_alpha=0.0)
    assert predict(CalendarRidge(), data).sum() > predict(still, data).sum()


def test_ridge_features_have_one_weekday_each_and_end_with_the_neighbours():
    table = queue_table(forecast_case(planted_rate(HISTORY), HISTORY, HORIZON), 0)
    design = features(table.history.calendar)
    assert design.shape == (HISTORY.n_days, 7 + 6 + 2)
    np.testing.assert_array_equal(design[:, :7].argmax(axis=1), HISTORY.weekday)
    assert not design[:, -2:].any()


def test_all_zero_history_predicts_almost_nothing():
    data = forecast_case(np.zeros(HISTORY.n_intervals), HISTORY, HORIZON)
    for method in ALL:
        assert predict(method, data).sum() < 1


def test_a_day_known_by_half_is_scaled_up_and_less_is_unknown():
    offered = planted_rate(HISTORY)
    offered[(HISTORY.day_of == 7) & (HISTORY.minute_of_day < 720)] = np.nan
    offered[(HISTORY.day_of == 8) & (HISTORY.minute_of_day > 60)] = np.nan
    table = queue_table(forecast_case(offered, HISTORY, HORIZON), 0).history
    levels = day_levels(table, weekday_profile(table, 12))
    assert levels[7] == pytest.approx(levels[0], rel=1e-6)
    assert np.isnan(levels[8])


def test_profile_sums_to_one_each_weekday():
    table = queue_table(forecast_case(planted_rate(HISTORY), HISTORY, HORIZON), 0).history
    np.testing.assert_allclose(weekday_profile(table, 12).sum(axis=1), 1)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_holiday_effect_is_pooled_and_shrunk(count):
    holidays = np.zeros(HISTORY.n_days, bool)
    holidays[10 : 10 + 15 * count : 15] = True
    offered = planted_rate(HISTORY) * np.where(holidays, 0.3, 1.0)[HISTORY.day_of]
    data = forecast_case(offered, HISTORY, HORIZON, holiday_history=holidays)
    found = holiday_effect(queue_table(data, 0).history)
    assert found.days == count
    assert found.factor == pytest.approx(0.3 ** (count / (count + 1)), rel=0.01)


def test_weekend_queues_skip_the_weekend_when_looking_for_neighbours():
    opened = (HISTORY.weekday[HISTORY.day_of] < 5)[None, :]
    friday = 4
    holidays = np.zeros(HISTORY.n_days, bool)
    holidays[friday] = True
    data = forecast_case(
        np.where(opened[0], 5.0, np.nan),
        HISTORY,
        HORIZON,
        open_history=opened,
        holiday_history=holidays,
    )
    calendar = queue_table(data, 0).history.calendar
    assert list(np.flatnonzero(calendar.after)) == [7]
    assert list(np.flatnonzero(calendar.before)) == [3]


def test_a_wholly_absent_day_counts_as_closed_for_its_neighbours():
    offered = planted_rate(HISTORY)
    offered[HISTORY.day_of == 9] = np.nan
    calendar = queue_table(forecast_case(offered, HISTORY, HORIZON), 0).history.calendar
    assert list(np.flatnonzero(calendar.after)) == [10]
    assert list(np.flatnonzero(calendar.before)) == [8]


def test_table_spans_the_known_days_and_counts_the_lead_from_them():
    offered = planted_rate(HISTORY)
    offered[HISTORY.day_of < 21] = np.nan
    offered[HISTORY.day_of >= HISTORY.n_days - 7] = np.nan
    table = queue_table(forecast_case(offered, HISTORY, HORIZON), 0)
    assert table.history.n_days == HISTORY.n_days - 28
    assert list(table.lead_days[:2]) == [7, 8]


def test_a_horizon_after_a_pause_has_its_own_weekdays():
    horizon = TimeGrid("UTC", 60, HISTORY.first_day + timedelta(days=HISTORY.n_days + 10), 7)
    data = forecast_case(planted_rate(HISTORY), HISTORY, horizon)
    np.testing.assert_allclose(predict(ALL[1], data), planted_rate(horizon), rtol=1e-6)
    assert queue_table(data, 0).lead_days[0] == 10


@pytest.mark.parametrize(("first", "hours"), [(date(2025, 3, 24), 23), (date(2025, 10, 20), 25)])
def test_days_with_a_clock_change_go_through_wall_clock_slots(first, hours):
    grid = TimeGrid("Europe/Paris", 60, first, 7)
    assert np.diff(grid.day_start)[6] == hours
    table = to_table(grid, 100.0 * grid.day_of + grid.minute_of_day / 60)
    assert np.isfinite(table).sum() == 6 * 24 + min(24, hours)
    back = to_grid(grid, table)
    np.testing.assert_allclose(back, 100.0 * grid.day_of + grid.minute_of_day / 60)


def test_the_repeated_hour_counts_as_its_mean():
    grid = TimeGrid("Europe/Paris", 60, date(2025, 10, 26), 1)
    values = np.where(np.arange(25) == 2, 10.0, 20.0)
    assert to_table(grid, values)[0, 2] == 15.0


def test_methods_come_in_the_order_of_the_params():
    params = ForecastParams(methods=("same_weekday_mean_4", "calendar_ridge"))
    assert [m.name for m in methods_of(params)] == ["same_weekday_mean_4", "calendar_ridge"]


def test_weekday_levels_are_those_planted():
    table = queue_table(forecast_case(planted_rate(HISTORY), HISTORY, HORIZON), 0).history
    levels = day_levels(table, weekday_profile(table, 12))[:7]
    np.testing.assert_allclose(levels / levels[2], WEEKDAY_LEVEL, rtol=1e-6)
