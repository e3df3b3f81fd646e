"""Contact history of a generated centre."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from instances.spec import CenterSpec, QueueSpec
from solver.domain import Event, HistoryRow, moment_end, moment_start
from solver.domain.base import parse_weekly_spans
from solver.timegrid import TimeGrid, local_to_utc

Floats = NDArray[np.float64]


def weekly_profile(queue: QueueSpec, interval_minutes: int) -> Floats:
    """Share of a week's contacts by weekday and slot of the day, (7, slots); sums to 1."""
    slots = 1440 // interval_minutes
    hour = (np.arange(slots) + 0.5) * interval_minutes / 60
    shape = np.zeros(slots)
    for peak in queue.peaks:
        shape += peak.weight * np.exp(-0.5 * ((hour - peak.hour) / peak.width_hours) ** 2)
    shape = np.maximum(shape, queue.night_floor * shape.max())
    minute = np.arange(slots) * interval_minutes
    profile = np.zeros((7, slots))
    for weekday, start, end in parse_weekly_spans(queue.opening_hours):
        inside = (minute >= start) & (minute < end)
        profile[weekday, inside] = shape[inside]
    day_total = profile.sum(axis=1, keepdims=True)
    profile = np.divide(profile, day_total, out=np.zeros_like(profile), where=day_total > 0)
    profile *= np.asarray(queue.weekday_factors)[:, None]
    return np.asarray(profile / profile.sum())


def holidays_of(country: str | None, region: str | None, first: date, last: date) -> set[date]:
    """Public holidays from the year of `first` to the year after `last`; none without country."""
    if country is None:
        return set()
    import holidays

    years = range(first.year, last.year + 2)
    return set(holidays.country_holidays(country, subdiv=region, years=years))


def holiday_factors(spec: CenterSpec, grid: TimeGrid) -> Floats:
    """Factor on each day of `grid` of a public holiday, its eve and the day after it."""
    closed = holidays_of(spec.country, spec.region, grid.first_day, grid.day(grid.n_days - 1))
    factors = np.ones(grid.n_days)
    for index, day in enumerate(grid.days):
        if day in closed:
            factors[index] = spec.holiday_factor
        elif day + timedelta(days=1) in closed:
            factors[index] = spec.eve_factor
        elif day - timedelta(days=1) in closed:
            factors[index] = spec.after_factor
    return factors


def _event_factors(event: Event, grid: TimeGrid) -> Floats:
    def index(moment: datetime) -> int:
        seconds = (local_to_utc(moment, grid.zone) - grid.start).total_seconds()
        return int(np.clip(seconds // (60 * grid.interval_minutes), 0, grid.n_intervals))

    factors = np.ones(grid.n_intervals)
    factors[index(moment_start(event.start)) : index(moment_end(event.end))] = 1.0 + event.uplift
    return factors


def _draw(mean: Floats, overdispersion: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Poisson counts of a gamma rate: variance mean + overdispersion x mean^2."""
    if overdispersion > 0:
        shape = 1.0 / overdispersion
        mean = mean * rng.gamma(shape, 1.0 / shape, mean.shape)
    return rng.poisson(mean)


def _aht(
    queue: QueueSpec, minute: Floats, handled: NDArray[np.int64], rng: np.random.Generator
) -> Floats:
    """Mean of `handled` gamma-distributed handle times that rise through the day."""
    mean = queue.aht_s * (1.0 + queue.aht_swing * (minute / 1440.0 - 0.55) * 2)
    shape = np.maximum(handled, 1) / queue.aht_cv**2
    return rng.gamma(shape, mean / shape)


def build_history(
    spec: CenterSpec, weekly_contacts: dict[str, float], rng: np.random.Generator
) -> tuple[HistoryRow, ...]:
    """One row for each queue and open interval of the weeks before the horizon."""
    first = spec.horizon_start - timedelta(weeks=spec.history_weeks)
    grid = TimeGrid(spec.time_zone, spec.interval_minutes, first, 7 * spec.history_weeks)
    week = np.exp(rng.normal(0, spec.week_sd, spec.history_weeks))
    day = np.exp(rng.normal(0, spec.day_sd, grid.n_days))
    level = (np.repeat(week, 7) * day * holiday_factors(spec, grid))[grid.day_of]
    rows: list[HistoryRow] = []
    for queue in spec.queues:
        rows += _queue_history(spec, queue, weekly_contacts[queue.queue] * level, grid, rng)
    return tuple(rows)


def _queue_history(
    spec: CenterSpec,
    queue: QueueSpec,
    level: Floats,
    grid: TimeGrid,
    rng: np.random.Generator,
) -> list[HistoryRow]:
    slot = grid.minute_of_day // spec.interval_minutes
    profile = weekly_profile(queue, spec.interval_minutes)
    mean = level * profile[grid.weekday[grid.day_of], slot]
    for event in spec.events:
        if not event.queues or queue.queue in event.queues:
            mean = mean * _event_factors(event, grid)
    offered = _draw(mean, spec.overdispersion, rng)
    abandoned = rng.binomial(offered, queue.abandon_rate)
    handled = offered - abandoned
    aht = _aht(queue, grid.minute_of_day.astype(np.float64), handled, rng)
    is_open = grid.open_mask(parse_weekly_spans(queue.opening_hours))
    return [
        HistoryRow(
            queue=queue.queue,
            start=grid.instant(t),
            offered=float(offered[t]),
            handled=float(handled[t]),
            aht_s=round(float(aht[t]), 1) if handled[t] else None,
        )
        for t in np.flatnonzero(is_open).tolist()
    ]
