"""AHT by hour of the day."""

import numpy as np
import pytest
from forecast_cases import MONDAY

from solver.forecast.aht import aht_on_grid, hourly_aht
from solver.forecast.params import ForecastParams
from solver.timegrid import TimeGrid

GRID = TimeGrid("UTC", 30, MONDAY, 28)
EVEN = ForecastParams(aht_half_life_weeks=1e6, aht_shrink_contacts=0)


def test_hours_are_weighted_by_calls():
    aht = np.where(GRID.minute_of_day % 60 == 0, 200.0, 400.0)
    contacts = np.where(GRID.minute_of_day % 60 == 0, 3.0, 1.0)
    np.testing.assert_allclose(hourly_aht(GRID, aht, contacts, EVEN), 250.0)


def test_planted_hours_are_recovered_whatever_the_weekday():
    hour = GRID.minute_of_day // 60
    aht = 300.0 + 10 * hour
    found = hourly_aht(GRID, aht, np.full(GRID.n_intervals, 50.0), EVEN)
    np.testing.assert_allclose(found[:23], 300 + 10 * np.arange(23), rtol=1e-9)
    np.testing.assert_allclose(aht_on_grid(GRID, found)[hour < 23], aht[hour < 23])


def test_thin_hours_are_shrunk_towards_the_mean():
    night = GRID.minute_of_day < 60
    aht = np.where(night, 900.0, 300.0)
    contacts = np.where(night, 0.5, 40.0)
    params = EVEN.model_copy(update={"aht_shrink_contacts": 200.0})
    calls = 0.5 * 2 * 28
    mean = (calls * 900 + 23 * 2 * 28 * 40 * 300) / (calls + 23 * 2 * 28 * 40)
    found = hourly_aht(GRID, aht, contacts, params)
    assert found[0] == pytest.approx((calls * 900 + 200 * mean) / (calls + 200))
    assert found[12] == pytest.approx(300, abs=1)


def test_faulty_values_are_trimmed():
    aht = np.full(GRID.n_intervals, 300.0)
    aht[5], aht[6] = 2.0, 90_000.0
    np.testing.assert_allclose(hourly_aht(GRID, aht, np.full(aht.size, 10.0), EVEN), 300.0)


def test_short_contacts_are_kept_when_there_are_no_others():
    aht = np.full(GRID.n_intervals, 4.0)
    np.testing.assert_allclose(hourly_aht(GRID, aht, np.ones(aht.size), EVEN), 4.0)


def test_recent_weeks_weigh_more():
    aht = np.where(GRID.day_of < 14, 200.0, 400.0)
    params = EVEN.model_copy(update={"aht_half_life_weeks": 1.0})
    assert (hourly_aht(GRID, aht, np.ones(aht.size), params) > 340).all()


def test_hours_without_contacts_take_the_mean():
    aht = np.where(GRID.minute_of_day < 60, np.nan, 300.0)
    found = hourly_aht(GRID, aht, np.ones(aht.size), EVEN)
    assert found[0] == pytest.approx(300)


def test_without_counts_all_intervals_weigh_the_same():
    aht = np.where(GRID.day_of < 14, 200.0, 400.0)
    np.testing.assert_allclose(hourly_aht(GRID, aht, np.zeros(aht.size), EVEN), 300.0, 1e-5)


def test_no_aht_at_all_is_refused():
    nothing = np.full(GRID.n_intervals, np.nan)
    with pytest.raises(ValueError, match="AHT"):
        hourly_aht(GRID, nothing, nothing, EVEN)
