"""Small planted centres: history whose truth is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from solver.domain import Center, Event, HistoryRow, Override, PlanningData, Queue, Site
from solver.forecast.data import ForecastData
from solver.timegrid import TimeGrid

MONDAY = date(2025, 1, 6)
WEEKDAY_LEVEL = np.array([1.3, 1.1, 1.0, 0.95, 0.9, 0.5, 0.4])


def daytime_profile(grid: TimeGrid) -> np.ndarray:
    """Contacts of an interval relative to the day's mean: a hump at 13:00."""
    hour = grid.minute_of_day / 60
    return 0.2 + np.exp(-(((hour - 13) / 4) ** 2))


def planted_rate(grid: TimeGrid, level: float = 40.0) -> np.ndarray:
    return level * WEEKDAY_LEVEL[grid.weekday[grid.day_of]] * daytime_profile(grid)


def forecast_case(
    offered: np.ndarray,
    history: TimeGrid,
    horizon: TimeGrid,
    *,
    open_history: np.ndarray | None = None,
    open_horizon: np.ndarray | None = None,
    holiday_history: np.ndarray | None = None,
    holiday_horizon: np.ndarray | None = None,
) -> ForecastData:
    """One queue `calls` with an AHT of 300 s, open all the time unless said otherwise."""
    known = np.atleast_2d(np.asarray(offered, dtype=float))
    here, there = (1, history.n_intervals), (1, horizon.n_intervals)
    return ForecastData(
        queues=("calls",),
        history_grid=history,
        horizon_grid=horizon,
        offered=known,
        aht_s=np.full(here, 300.0),
        handled=known,
        open_history=np.ones(here, bool) if open_history is None else open_history,
        open_horizon=np.ones(there, bool) if open_horizon is None else open_horizon,
        holiday_history=_flags(holiday_history, history),
        holiday_horizon=_flags(holiday_horizon, horizon),
        event_factor=np.ones(there),
    )


def _flags(flags: np.ndarray | None, grid: TimeGrid) -> np.ndarray:
    return np.zeros(grid.n_days, bool) if flags is None else flags


def weeks_after(grid: TimeGrid, weeks: int) -> TimeGrid:
    first = grid.first_day + timedelta(days=grid.n_days)
    return TimeGrid(grid.time_zone, grid.interval_minutes, first, 7 * weeks)


def planning_case(
    rows: list[HistoryRow],
    *,
    time_zone: str = "Europe/Paris",
    opening_hours: str = "24x7",
    country: str | None = None,
    region: str | None = None,
    events: tuple[Event, ...] = (),
    overrides: tuple[Override, ...] = (),
) -> PlanningData:
    center = Center(
        name="Case", time_zone=time_zone, interval_minutes=60, country=country, region=region
    )
    queue = Queue(
        queue="calls",
        channel="voice",
        skill="calls",
        sl_target=0.8,
        sl_seconds=20,
        opening_hours=opening_hours,
    )
    return PlanningData(
        center=center,
        queues=(queue,),
        history=tuple(rows),
        sites=(Site(site="home", kind="internal", time_zone=time_zone),),
        events=events,
        overrides=overrides,
    )


def rows_on(grid: TimeGrid, offered: np.ndarray, aht_s: float | None = 300.0) -> list[HistoryRow]:
    """A row for every interval whose value is known."""
    return [
        HistoryRow(queue="calls", start=grid.local(i), offered=float(value), aht_s=aht_s)
        for i, value in enumerate(offered)
        if np.isfinite(value)
    ]
