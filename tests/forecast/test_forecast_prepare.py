"""From the planning document to arrays."""

from datetime import date, timedelta

import numpy as np
import pytest
from forecast_cases import MONDAY, planning_case, planted_rate, rows_on, weeks_after

from solver.domain import Event
from solver.errors import InvalidInputError
from solver.forecast import forecast_data
from solver.timegrid import TimeGrid

GRID = TimeGrid("Europe/Paris", 60, date(2025, 3, 17), 21)
HORIZON = weeks_after(GRID, 2)
RATE = planted_rate(GRID)


def event(kind: str, start, end, uplift: float = 0.0, queues: str = "") -> Event:
    return Event(kind=kind, start=start, end=end, uplift=uplift, queues=queues)


def issue_of(planning, horizon=HORIZON):
    with pytest.raises(InvalidInputError) as error:
        forecast_data(planning, horizon)
    (issue,) = error.value.issues
    return issue


def test_rows_land_on_whole_local_days_over_a_clock_change():
    data = forecast_data(planning_case(rows_on(GRID, RATE)), HORIZON)
    assert data.history_grid == GRID
    assert GRID.n_intervals == 21 * 24 - 1
    np.testing.assert_array_equal(data.offered[0], RATE)
    np.testing.assert_array_equal(data.handled[0], RATE)
    assert data.messages == ()
    assert (data.event_factor == 1).all()


def test_missing_rows_are_unknown_and_counted():
    gappy = RATE.copy()
    gappy[[30, 31]] = np.nan
    gappy[GRID.day_of == 9] = np.nan
    data = forecast_data(planning_case(rows_on(GRID, gappy)), HORIZON)
    np.testing.assert_array_equal(np.isnan(data.offered[0]), np.isnan(gappy))
    assert "2 open intervals" in data.messages[0]
    assert "1 days with opening hours have no row at all" in data.messages[1]


def test_contacts_in_closed_hours_are_ignored_with_a_message():
    planning = planning_case(
        rows_on(GRID, np.ones(GRID.n_intervals)), opening_hours="Mon-Fri 08:00-20:00"
    )
    data = forecast_data(planning, HORIZON)
    shut = ~data.open_history[0]
    assert np.isnan(data.offered[0, shut]).all()
    assert (data.offered[0, ~shut] == 1).all()
    assert f"{shut.sum()} contacts in {shut.sum()} closed intervals" in data.messages[0]
    assert data.open_horizon[0].sum() == 10 * 12


def test_closures_close_history_and_horizon():
    events = (
        event("closure", GRID.day(4), GRID.day(4)),
        event("closure", HORIZON.day(2), HORIZON.day(3), queues="calls"),
        event("closure", HORIZON.day(5), HORIZON.day(5), queues="other"),
    )
    data = forecast_data(planning_case(rows_on(GRID, RATE), events=events), HORIZON)
    assert set(np.unique(GRID.day_of[~data.open_history[0]])) == {4}
    assert set(np.unique(HORIZON.day_of[~data.open_horizon[0]])) == {2, 3}
    assert np.isnan(data.offered[0, GRID.day_of == 4]).all()


def test_outages_are_masked_from_volume_and_aht():
    events = (event("outage", GRID.local(50), GRID.local(53)),)
    data = forecast_data(planning_case(rows_on(GRID, RATE), events=events), HORIZON)
    assert list(np.flatnonzero(np.isnan(data.offered[0]))) == [50, 51, 52]
    assert list(np.flatnonzero(np.isnan(data.aht_s[0]))) == [50, 51, 52]
    assert data.messages == ()


def test_past_uplift_is_divided_out_and_future_uplift_multiplies():
    events = (
        event("campaign", GRID.day(3), GRID.day(4), 0.25),
        event("launch", GRID.day(4), GRID.day(4), 1.0),
        event("price_change", HORIZON.day(1), HORIZON.day(1), -0.1),
    )
    data = forecast_data(planning_case(rows_on(GRID, RATE), events=events), HORIZON)
    factor = np.where(GRID.day_of == 3, 1.25, np.where(GRID.day_of == 4, 2.5, 1.0))
    np.testing.assert_allclose(data.offered[0] * factor, RATE)
    np.testing.assert_allclose(data.event_factor[0], np.where(HORIZON.day_of == 1, 0.9, 1.0))


def test_an_event_that_took_everything_teaches_nothing():
    events = (event("campaign", GRID.day(3), GRID.day(3), -1.0),)
    data = forecast_data(planning_case(rows_on(GRID, RATE), events=events), HORIZON)
    assert np.isnan(data.offered[0, GRID.day_of == 3]).all()


def test_the_horizon_is_not_seen_before_it_comes():
    later = TimeGrid("Europe/Paris", 60, GRID.day(14), 7)
    data = forecast_data(planning_case(rows_on(GRID, RATE)), later)
    assert data.history_grid.n_days == 14
    assert f"{7 * 24} history rows on or after {GRID.day(14)}" in data.messages[0]


def test_public_holidays_by_country_and_region():
    first = date(2025, 6, 2)
    grid = TimeGrid("Europe/Berlin", 60, first, 14)
    horizon = weeks_after(grid, 1)
    rows = rows_on(grid, np.ones(grid.n_intervals))
    flagged = {
        region: [
            d
            for d, flag in zip(
                grid.days + horizon.days,
                np.concatenate([data.holiday_history, data.holiday_horizon]),
            )
            if flag
        ]
        for region in (None, "BY")
        for data in [
            forecast_data(
                planning_case(rows, time_zone="Europe/Berlin", country="DE", region=region), horizon
            )
        ]
    }
    assert flagged[None] == [date(2025, 6, 9)]
    assert flagged["BY"] == [date(2025, 6, 9), date(2025, 6, 19)]


@pytest.mark.parametrize(
    ("country", "region", "column", "value"),
    [("XX", None, "country", "XX"), ("DE", "ZZ", "region", "ZZ"), (None, "BY", "region", "BY")],
)
def test_unknown_country_or_region_names_center_toml(country, region, column, value):
    issue = issue_of(planning_case(rows_on(GRID, RATE), country=country, region=region))
    assert (issue.file, issue.column, issue.value) == ("center.toml", column, value)


def test_no_country_means_no_holidays():
    data = forecast_data(planning_case(rows_on(GRID, RATE)), HORIZON)
    assert not data.holiday_history.any()
    assert not data.holiday_horizon.any()


@pytest.mark.parametrize("days", [0, 6])
def test_less_than_a_week_is_refused(days):
    rows = [row for row in rows_on(GRID, RATE) if row.start < GRID.local(24 * days)]
    issue = issue_of(planning_case(rows))
    assert (issue.file, issue.column) == ("history.csv", "start")
    assert issue.value.startswith(f"{days} days")


def test_a_week_is_enough():
    rows = [row for row in rows_on(GRID, RATE) if row.start < GRID.local(24 * 7)]
    assert forecast_data(planning_case(rows), HORIZON).history_grid.n_days == 7


def test_history_after_the_horizon_only_is_refused():
    issue = issue_of(
        planning_case(rows_on(GRID, RATE)),
        TimeGrid("Europe/Paris", 60, GRID.first_day - timedelta(days=30), 7),
    )
    assert issue.value.startswith("0 days before")


def test_rows_off_the_grid_are_named():
    rows = rows_on(GRID, RATE)
    rows[40] = rows[40].model_copy(update={"start": rows[40].start + timedelta(minutes=7)})
    issue = issue_of(planning_case(rows))
    assert (issue.file, issue.row, issue.column) == ("history.csv", 42, "start")


def test_a_queue_without_handle_times_is_named():
    issue = issue_of(planning_case(rows_on(GRID, RATE, aht_s=None)))
    assert (issue.file, issue.column) == ("history.csv", "aht_s")
    assert "calls" in issue.message


def test_a_queue_with_contacts_only_when_closed_is_named():
    rows = rows_on(GRID, np.where(GRID.minute_of_day < 300, 1.0, np.nan))
    issue = issue_of(planning_case(rows, opening_hours="Mon-Sun 08:00-20:00"))
    assert (issue.file, issue.column, issue.value) == ("history.csv", "queue", "calls")


def test_a_history_may_begin_on_any_weekday():
    grid = TimeGrid("UTC", 60, MONDAY + timedelta(days=3), 10)
    data = forecast_data(
        planning_case(rows_on(grid, np.ones(grid.n_intervals)), time_zone="UTC"),
        weeks_after(grid, 1),
    )
    assert data.history_grid.first_day == grid.first_day
