"""The grid: UTC inside, local at the edges, true lengths on days with a change of clock."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.domain.base import parse_weekly_spans
from solver.timegrid import TimeGrid, local_to_utc

BERLIN = "Europe/Berlin"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def day(first: date, minutes: int = 15, zone: str = BERLIN, n_days: int = 1) -> TimeGrid:
    return TimeGrid(zone, minutes, first, n_days)


@pytest.mark.parametrize(
    ("zone", "first", "minutes", "intervals"),
    [
        (BERLIN, SPRING, 15, 92),
        (BERLIN, AUTUMN, 15, 100),
        (BERLIN, date(2026, 6, 1), 15, 96),
        ("Asia/Kolkata", SPRING, 15, 96),
        # Lord Howe moves by half an hour: 23.5 hours in October, 24.5 in April.
        ("Australia/Lord_Howe", date(2026, 10, 4), 30, 47),
        ("Australia/Lord_Howe", date(2026, 4, 5), 30, 49),
        # Cairo skips the hour after midnight, Havana repeats it.
        ("Africa/Cairo", date(2026, 4, 24), 60, 23),
        ("America/Havana", date(2026, 11, 1), 60, 25),
    ],
)
def test_length_of_days(zone: str, first: date, minutes: int, intervals: int) -> None:
    grid = TimeGrid(zone, minutes, first - timedelta(days=1), 3)
    assert np.diff(grid.day_start).tolist() == [1440 // minutes, intervals, 1440 // minutes]
    assert grid.n_intervals * minutes * 60 == (grid.end - grid.start).total_seconds()
    assert np.bincount(grid.day_of).tolist() == np.diff(grid.day_start).tolist()


def test_a_year_has_as_many_quarters_as_its_days() -> None:
    grid = TimeGrid(BERLIN, 15, date(2026, 1, 1), 365)
    assert grid.n_intervals == 365 * 96
    assert grid.weekday[:3].tolist() == [3, 4, 5]
    assert grid.days[-1] == date(2026, 12, 31)


def test_wall_clock_on_the_short_and_the_long_day() -> None:
    short, long = day(SPRING, 60), day(AUTUMN, 60)
    assert short.minute_of_day[:4].tolist() == [0, 60, 180, 240]
    assert long.minute_of_day[:5].tolist() == [0, 60, 120, 120, 180]
    assert long.local(2).isoformat() == "2026-10-25T02:00:00+02:00"
    assert long.local(3).isoformat() == "2026-10-25T02:00:00+01:00"


def test_index_at_wall_clock() -> None:
    grid = TimeGrid(BERLIN, 15, date(2026, 3, 28), 3)
    assert grid.index_at(0, 8 * 60) == 32
    assert grid.index_at(1, 2 * 60) is None
    assert grid.index_at(1, 2 * 60 + 45) is None
    assert grid.index_at(1, 3 * 60) == 96 + 8
    assert grid.index_at(0, 1440 + 3 * 60) == 96 + 8
    assert grid.index_at(2, 0) == 96 + 92
    assert grid.index_at(2, 1440) == grid.n_intervals
    assert day(AUTUMN).index_at(0, 2 * 60) == 8
    assert day(AUTUMN).index_at(0, 3 * 60) == 16
    with pytest.raises(ValueError, match="not on the 15-min grid"):
        grid.index_at(0, 7)


def test_index_of_moments() -> None:
    grid = day(AUTUMN)
    assert grid.index_of(datetime(2026, 10, 24, 22, tzinfo=UTC)) == 0
    assert grid.index_of(datetime(2026, 10, 25)) == 0
    assert grid.index_of(datetime(2026, 10, 24, 23, 45)) == -1
    assert grid.index_of(datetime(2026, 10, 25, 2)) == 8
    assert grid.index_of(datetime(2026, 10, 25, 1, tzinfo=UTC)) == 12
    with pytest.raises(ValueError, match="not on the 15-min grid"):
        grid.index_of(datetime(2026, 10, 25, 2, 10))


@given(
    zone=st.sampled_from([BERLIN, "Asia/Kolkata", "America/New_York", "Australia/Adelaide", "UTC"]),
    first=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    minutes=st.sampled_from([5, 15, 30]),
    position=st.integers(-500, 500),
)
def test_index_and_instant_are_inverse(zone: str, first: date, minutes: int, position: int) -> None:
    grid = TimeGrid(zone, minutes, first, 2)
    assert grid.index_of(grid.instant(position)) == position
    assert grid.index_of(grid.local(position)) == position
    if 0 <= position < grid.n_intervals:
        wall = grid.index_at(int(grid.day_of[position]), int(grid.minute_of_day[position]))
        assert wall is not None
        # The second pass of a repeated hour answers to the first.
        assert grid.local(position).fold == (0 if wall == position else 1)


def test_refined_and_window_keep_the_instants() -> None:
    grid = TimeGrid(BERLIN, 30, date(2026, 3, 28), 3)
    fine = grid.refined(5)
    assert fine.n_intervals == 6 * grid.n_intervals
    assert (fine.start, fine.end) == (grid.start, grid.end)
    part = grid.window(1, 2)
    assert part.first_day == SPRING
    assert part.start == grid.instant(int(grid.day_start[1]))
    assert part.n_intervals == grid.n_intervals - 48
    assert part.end == grid.end
    for wrong in (7, 60, 0, -5):
        with pytest.raises(ValueError, match="does not divide"):
            grid.refined(wrong)


def test_open_mask_on_days_with_a_change_of_clock() -> None:
    spans = parse_weekly_spans("Sun 01:00-04:00")
    assert day(SPRING, 15).open_mask(spans).sum() == 8
    assert day(AUTUMN, 15).open_mask(spans).sum() == 16
    assert np.flatnonzero(day(SPRING, 60).open_mask(spans)).tolist() == [1, 2]
    assert day(AUTUMN).open_mask(parse_weekly_spans("24x7")).all()
    assert not day(AUTUMN).open_mask(parse_weekly_spans("Mon-Sat 00:00-24:00")).any()


def test_open_mask_over_midnight_and_week_end() -> None:
    grid = TimeGrid(BERLIN, 60, date(2026, 6, 1), 7)
    mask = grid.open_mask(parse_weekly_spans("Sun 22:00-02:00"))
    assert np.flatnonzero(mask).tolist() == [0, 1, 6 * 24 + 22, 6 * 24 + 23]


def test_grids_that_cannot_be() -> None:
    for minutes in (0, -15, 7):
        with pytest.raises(ValueError, match="must divide a day"):
            day(SPRING, minutes)
    with pytest.raises(ValueError, match="at least one day"):
        day(SPRING, n_days=0)
    with pytest.raises(ValueError, match="2026-10-04"):
        TimeGrid("Australia/Lord_Howe", 60, date(2026, 10, 1), 7)
    # Both half-hour changes add up to a whole day, yet the days between are off the grid.
    with pytest.raises(ValueError, match="2026-04-05"):
        TimeGrid("Australia/Lord_Howe", 60, date(2026, 4, 1), 200)


def test_local_to_utc_at_the_changes() -> None:
    zone = ZoneInfo(BERLIN)
    assert local_to_utc(datetime(2026, 10, 25, 2, 30), zone).hour == 0
    assert local_to_utc(datetime(2026, 3, 29, 2, 30), zone) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    aware = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert local_to_utc(aware, zone) == datetime(2026, 1, 1, 6, 30, tzinfo=UTC)


def test_a_used_grid_is_equal_and_can_be_sent_to_a_process() -> None:
    used, new = day(SPRING), day(SPRING)
    assert used.minute_of_day.size == 92
    assert used == new
    assert pickle.loads(pickle.dumps(used)) == new
