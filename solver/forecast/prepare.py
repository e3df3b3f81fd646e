"""From the planning document to the arrays of the forecast.

What the rows mean: an interval with a row is known, 0 included. An open interval without a row is
unknown (a gap), never 0, and so is a day without any row; nothing is learnt from it. Contacts
outside opening hours, on closures and on or after the first day of the horizon are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from solver.domain import Event, EventKind, HistoryRow, PlanningData, Queue
from solver.errors import InvalidInputError, Issue
from solver.forecast.data import ForecastData
from solver.forecast.public_holidays import holiday_flags
from solver.forecast.spans import span_mask
from solver.timegrid import TimeGrid

MIN_HISTORY_DAYS = 7


@dataclass(frozen=True)
class Observed:
    """What the history says on a grid (Q, T): NaN where there is no row, before any cleaning."""

    offered: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    handled: NDArray[np.float64]


def forecast_data(planning: PlanningData, horizon: TimeGrid) -> ForecastData:
    """Arrays of all queues of `planning` for a forecast of `horizon`.

    Past outages are masked; the uplift of other past events is divided out of the history and
    that of future ones multiplies the horizon. Raises `InvalidInputError` for a history shorter
    than a week, a queue without history or AHT, rows off the grid, and an unknown country.
    """
    grid = history_grid(planning, horizon.first_day)
    observed = observed_on(planning, grid)
    is_open = opening(planning, grid)
    offered, messages = _cleaned(planning, grid, observed.offered, is_open)
    issues = _queue_issues(planning, offered, observed.aht_s)
    if issues:
        raise InvalidInputError(issues)
    late = _rows_from(planning, horizon)
    if late:
        messages.append(
            f"{late} history rows on or after {horizon.first_day}, the first day of the horizon,"
            " are not used"
        )
    aht_s = np.where(outages(planning, grid) | ~is_open, np.nan, observed.aht_s)
    return ForecastData(
        queues=tuple(queue.queue for queue in planning.queues),
        history_grid=grid,
        horizon_grid=horizon,
        offered=offered,
        aht_s=np.where(np.isfinite(aht_s).any(axis=1, keepdims=True), aht_s, observed.aht_s),
        handled=np.where(np.isfinite(observed.handled), observed.handled, observed.offered),
        open_history=is_open,
        open_horizon=opening(planning, horizon),
        holiday_history=holiday_flags(planning.center, grid.days),
        holiday_horizon=holiday_flags(planning.center, horizon.days),
        event_factor=event_factor(planning, horizon),
        messages=tuple(messages),
    )


def history_grid(planning: PlanningData, before: date | None = None) -> TimeGrid:
    """The whole local days that the history covers, those before `before` only.

    Raises `InvalidInputError` when they are fewer than a week.
    """
    zone = ZoneInfo(planning.center.time_zone)
    starts = [row.start for row in planning.history]
    days = {min(starts), max(starts)} if starts else set()
    local = sorted(moment.astimezone(zone).date() for moment in days)
    first, last = (local[0], local[-1]) if local else (date.max, date.min)
    if before is not None and last >= before:
        kept = [s for s in starts if s.astimezone(zone).date() < before]
        last = max(kept).astimezone(zone).date() if kept else date.min
    n_days = (last - first).days + 1
    if n_days < MIN_HISTORY_DAYS:
        found = f"{max(0, n_days)} days" + (f" before {before}" if before is not None else "")
        raise InvalidInputError(
            [
                Issue(
                    "history.csv",
                    "the history is too short to forecast from",
                    None,
                    "start",
                    found,
                    f"at least {MIN_HISTORY_DAYS} days, better 26 weeks",
                )
            ]
        )
    return TimeGrid(planning.center.time_zone, planning.center.interval_minutes, first, n_days)


def observed_on(planning: PlanningData, grid: TimeGrid) -> Observed:
    """The history rows that fall on `grid`; `InvalidInputError` for those between its steps."""
    place = {queue.queue: q for q, queue in enumerate(planning.queues)}
    shape = (len(place), grid.n_intervals)
    arrays = Observed(*(np.full(shape, np.nan) for _ in range(3)))
    numbered = [
        (number, row) for number, row in enumerate(planning.history, start=2) if row.queue in place
    ]
    rows = [row for _, row in numbered]
    queue = np.array([place[row.queue] for row in rows], dtype=np.int64)
    seconds = np.array([row.start.timestamp() for row in rows]) - grid.start.timestamp()
    index, rest = np.divmod(seconds, 60.0 * grid.interval_minutes)
    inside = (index >= 0) & (index < grid.n_intervals)
    off = [numbered[k] for k in np.flatnonzero((rest != 0) & inside)]
    if off:
        raise InvalidInputError([_off_grid(number, row, grid) for number, row in off])
    cell = (queue[inside], index[inside].astype(np.int64))
    for array, values in (
        (arrays.offered, [row.offered for row in rows]),
        (arrays.aht_s, [row.aht_s for row in rows]),
        (arrays.handled, [row.handled for row in rows]),
    ):
        array[cell] = np.array(values, dtype=float)[inside]
    return arrays


def _off_grid(number: int, row: HistoryRow, grid: TimeGrid) -> Issue:
    return Issue(
        "history.csv",
        "the time stamp is off the grid",
        number,
        "start",
        row.start.isoformat(),
        f"a start every {grid.interval_minutes} minutes",
    )


def opening(planning: PlanningData, grid: TimeGrid) -> NDArray[np.bool_]:
    """(Q, T) opening hours of the queues, closures taken out."""
    hours = [grid.open_mask(queue.opening_hours) for queue in planning.queues]
    closed = _any_event(planning, grid, EventKind.CLOSURE)
    return np.asarray(np.array(hours) & ~closed)


def outages(planning: PlanningData, grid: TimeGrid) -> NDArray[np.bool_]:
    """(Q, T) intervals in an outage, from which nothing is to be learnt."""
    return _any_event(planning, grid, EventKind.OUTAGE)


def event_factor(planning: PlanningData, grid: TimeGrid) -> NDArray[np.float64]:
    """(Q, T) product of 1 + uplift over the campaigns, launches and price changes."""
    factor = np.ones((len(planning.queues), grid.n_intervals))
    for event in planning.events:
        if event.kind not in (EventKind.OUTAGE, EventKind.CLOSURE):
            factor[_event_mask(planning.queues, grid, event)] *= 1 + event.uplift
    return factor


def _any_event(planning: PlanningData, grid: TimeGrid, kind: EventKind) -> NDArray[np.bool_]:
    mask = np.zeros((len(planning.queues), grid.n_intervals), dtype=bool)
    for event in planning.events:
        if event.kind is kind:
            mask |= _event_mask(planning.queues, grid, event)
    return mask


def _event_mask(queues: Sequence[Queue], grid: TimeGrid, event: Event) -> NDArray[np.bool_]:
    named = np.array([not event.queues or queue.queue in event.queues for queue in queues])
    return np.asarray(named[:, None] & span_mask(grid, event.start, event.end)[None, :])


def _cleaned(
    planning: PlanningData,
    grid: TimeGrid,
    offered: NDArray[np.float64],
    is_open: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], list[str]]:
    factor = event_factor(planning, grid)
    gone = outages(planning, grid) | (factor == 0)
    messages = []
    for q, queue in enumerate(planning.queues):
        shut = ~is_open[q] & (np.nan_to_num(offered[q]) > 0)
        if shut.any():
            messages.append(
                f"{queue.queue}: {offered[q, shut].sum():.0f} contacts in {shut.sum()} closed"
                " intervals of the history are ignored"
            )
        messages += _gap_messages(queue.queue, grid, offered[q], is_open[q])
    usable = np.isfinite(offered) & is_open & ~gone
    cleaned = np.divide(offered, factor, out=np.full(offered.shape, np.nan), where=usable)
    return cleaned, messages


def _gap_messages(
    queue: str, grid: TimeGrid, offered: NDArray[np.float64], is_open: NDArray[np.bool_]
) -> list[str]:
    known = np.isfinite(offered)
    has_rows = np.bincount(grid.day_of, weights=known, minlength=grid.n_days) > 0
    opens = np.bincount(grid.day_of, weights=is_open, minlength=grid.n_days) > 0
    holes = int((is_open & ~known & has_rows[grid.day_of]).sum())
    days = int((opens & ~has_rows).sum())
    messages = []
    if holes:
        messages.append(
            f"{queue}: {holes} open intervals of the history have no row and count as unknown,"
            " not as 0"
        )
    if days:
        messages.append(
            f"{queue}: {days} days with opening hours have no row at all and count as closed or"
            " missing"
        )
    return messages


def _queue_issues(
    planning: PlanningData, offered: NDArray[np.float64], aht_s: NDArray[np.float64]
) -> list[Issue]:
    issues = []
    for q, queue in enumerate(planning.queues):
        if not np.isfinite(offered[q]).any():
            message = "the queue has no history inside its opening hours"
            issues.append(Issue("history.csv", message, None, "queue", queue.queue, "its contacts"))
        elif not np.isfinite(aht_s[q]).any():
            message = f"no row of queue {queue.queue} has a handle time"
            issues.append(Issue("history.csv", message, None, "aht_s", None, "seconds above 0"))
    return issues


def _rows_from(planning: PlanningData, horizon: TimeGrid) -> int:
    start = horizon.start
    return sum(row.start >= start for row in planning.history)
