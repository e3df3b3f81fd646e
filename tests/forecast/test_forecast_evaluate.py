"""Held-back weeks and rolling accuracy, on planted data and on real calls."""

import csv
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from forecast_cases import MONDAY, forecast_case, planning_case, planted_rate, rows_on, weeks_after

from solver.errors import InvalidInputError
from solver.forecast import ForecastData, ForecastParams, holdout
from solver.forecast.evaluate import backtest
from solver.timegrid import TimeGrid

GRID = TimeGrid("Europe/Paris", 60, MONDAY, 7 * 16)


def test_held_back_weeks_of_a_planted_centre_meet_the_floor():
    rng = np.random.default_rng(0)
    counts = rng.poisson(planted_rate(GRID)).astype(float)
    result = holdout(planning_case(rows_on(GRID, counts)), weeks=4)
    best = result.chosen("calls")
    assert result.first_day == GRID.day(7 * 12)
    assert len(result.rows) == 4
    assert best.floor < best.interval_wape < 1.25 * best.floor
    assert best.week_error < 0.03
    assert 0.72 < best.cover80 < 0.9
    assert 0.9 < best.cover95 <= 0.99
    assert all(row.cover80 is None for row in result.rows if not row.chosen)


def test_the_held_back_weeks_are_not_learnt():
    counts = planted_rate(GRID)
    doubled = np.where(GRID.day_of >= 7 * 12, 2 * counts, counts)
    best = holdout(planning_case(rows_on(GRID, doubled)), weeks=4).chosen("calls")
    assert best.bias == pytest.approx(-0.5, abs=0.02)


def test_gaps_of_the_held_back_weeks_do_not_count():
    counts = planted_rate(GRID)
    counts[GRID.day_of == 7 * 13] = np.nan
    best = holdout(planning_case(rows_on(GRID, counts)), weeks=4).chosen("calls")
    assert best.interval_wape < 0.02


def test_the_fallback_is_scored_when_it_was_used():
    grid = TimeGrid("Europe/Paris", 60, MONDAY, 7 * 2)
    params = ForecastParams(methods=("calendar_ridge",))
    result = holdout(planning_case(rows_on(grid, planted_rate(grid))), 1, params)
    assert result.chosen("calls").method == "same_weekday_mean_4"


@pytest.mark.parametrize("weeks", [0, 16])
def test_weeks_that_leave_nothing_are_refused(weeks):
    with pytest.raises(InvalidInputError):
        holdout(planning_case(rows_on(GRID, planted_rate(GRID))), weeks=weeks)


def test_rolling_accuracy_marks_the_best_and_needs_an_origin():
    data = forecast_case(planted_rate(GRID), GRID, weeks_after(GRID, 2))
    rows = backtest(data, horizon_weeks=2, first_origin_week=8)
    assert [row.chosen for row in rows].count(True) == 1
    with pytest.raises(ValueError, match="no origin"):
        backtest(data, horizon_weeks=8, first_origin_week=12)


def bank_calls() -> ForecastData:
    """The bank's weekdays 07:00-21:00 in half hours."""
    folder = os.environ.get("STAFFCAST_DATA")
    if not folder:
        pytest.skip("STAFFCAST_DATA is not set: the real calls are not at hand")
    path = Path(folder) / "forecast" / "bank_calls_5min.csv"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    grid = TimeGrid("UTC", 30, date(2003, 3, 3), 7 * 34)
    offered = np.full(grid.n_intervals, np.nan)
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            moment = datetime.fromisoformat(row["ds"])
            i = (moment - datetime(2003, 3, 3)) // timedelta(minutes=30)
            offered[i] = np.nan_to_num(offered[i]) + float(row["y"])
    weekday = grid.weekday[grid.day_of] < 5
    opened = weekday & (grid.minute_of_day >= 420) & (grid.minute_of_day < 1260)
    return forecast_case(offered, grid, weeks_after(grid, 8), open_history=opened[None, :])


def test_the_ridge_reaches_the_published_error_on_real_calls():
    """Reference: 5.9 % of intervals, 4.0 % of weeks over 15 origins, 8 weeks ahead."""
    rows = {row.method: row for row in backtest(bank_calls())}
    ridge = rows["calendar_ridge"]
    assert ridge.interval_wape < 0.0595
    assert ridge.week_error < 0.0410
    assert ridge.interval_wape < rows["same_weekday_mean_26"].interval_wape
    assert rows["same_weekday_mean_26"].interval_wape == pytest.approx(0.062, abs=0.001)
    assert rows["same_weekday_mean_4"].interval_wape == pytest.approx(0.071, abs=0.001)
