"""The forecast: choose a method per queue by backtest, predict, edit, and put bands around it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from solver.domain import Override
from solver.forecast.aht import aht_on_grid, hourly_aht
from solver.forecast.backtest import rolling_origins, run_backtest, scores
from solver.forecast.data import ForecastData
from solver.forecast.holiday_effect import holiday_effect
from solver.forecast.methods import Method, SameWeekdayMean, methods_of
from solver.forecast.overrides import apply_overrides
from solver.forecast.params import ForecastParams
from solver.forecast.quantiles import (
    Calibration,
    bands,
    calibrate,
    default_calibration,
    lead_bucket,
)
from solver.forecast.result import Forecast, MethodScore
from solver.forecast.table import QueueTable, queue_table, to_grid
from solver.progress import Monitor
from solver.status import hash_of

FALLBACK = SameWeekdayMean(4)


def forecast(
    data: ForecastData,
    params: ForecastParams | None = None,
    overrides: Sequence[Override] = (),
    monitor: Monitor | None = None,
) -> Forecast:
    """Volume, bands and AHT of every queue and interval of `data.horizon_grid`.

    Each queue gets the method with the least backtest error. Future events multiply it,
    `overrides` edit it, the scenario factors of `params` come last. A caller that stops gets the
    4-week mean for the queues left. Raises `InvalidInputError` for an edit of an unknown queue.
    """
    started = time.perf_counter()
    params = params or ForecastParams()
    tables = [queue_table(data, q) for q in range(len(data.queues))]
    choices = _choices(data.queues, tables, params, monitor or Monitor())
    plain = np.array(
        [predicted(data, q, t, c.method) for q, (t, c) in enumerate(zip(tables, choices))]
    )
    edited = apply_overrides(data.queues, data.horizon_grid, plain, data.open_horizon, overrides)
    mean = edited.mean * params.volume_factor
    return Forecast(
        queues=data.queues,
        grid=data.horizon_grid,
        mean=mean,
        statistical_mean=plain * params.volume_factor,
        levels=params.levels,
        quantiles=_quantiles(data, tables, choices, mean, params),
        aht_s=np.array([_aht(data, q, params) for q in range(len(tables))]),
        open=data.open_horizon,
        methods={queue: choice.method.name for queue, choice in zip(data.queues, choices)},
        scores=tuple(score for choice in choices for score in choice.scores),
        messages=(
            data.messages + _messages(choices) + _holiday_messages(data, tables) + edited.messages
        ),
        seconds=time.perf_counter() - started,
        seed=params.seed,
        input_hash=_input_hash(data, params, overrides),
    )


@dataclass(frozen=True)
class _Choice:
    method: Method
    calibration: Calibration
    scores: tuple[MethodScore, ...]
    messages: tuple[str, ...]


def _choices(
    queues: Sequence[str], tables: Sequence[QueueTable], params: ForecastParams, monitor: Monitor
) -> list[_Choice]:
    choices = []
    for done, (queue, table) in enumerate(zip(queues, tables)):
        monitor.report("forecast", done=done / len(tables), note=queue)
        choices.append(_choose(queue, table, params, monitor.stopped_by_caller))
    monitor.report("forecast", done=1.0)
    return choices


def _messages(choices: Sequence[_Choice]) -> tuple[str, ...]:
    return tuple(message for choice in choices for message in choice.messages)


def _choose(queue: str, table: QueueTable, params: ForecastParams, stopped: bool) -> _Choice:
    history = table.history
    horizon_weeks = -(-table.horizon.n_days // 7)
    origins, reach = rolling_origins(history.n_days, horizon_weeks, params.max_origins)
    if stopped:
        return _fallback(queue, params, "the choice was stopped")
    if not origins:
        return _fallback(queue, params, f"{history.n_days} days of history are too few to choose")
    methods = methods_of(params)
    past = run_backtest(history, methods, origins, reach)
    if not np.nansum(past.actual) > 0:
        return _fallback(queue, params, "the backtest's weeks hold no contacts")
    found = scores(queue, past)
    name = next(score.method for score in found if score.chosen)
    calibration = calibrate(
        past.actual, past.predicted[name], params.levels, params.conformal_min_scores
    )
    return _Choice(next(m for m in methods if m.name == name), calibration, found, ())


def _fallback(queue: str, params: ForecastParams, reason: str) -> _Choice:
    message = f"{queue}: {reason}, so {FALLBACK.name} is used with assumed bands"
    calibration = default_calibration(params.default_dispersion, params.levels)
    return _Choice(FALLBACK, calibration, (), (message,))


def predicted(
    data: ForecastData, queue: int, table: QueueTable, method: Method
) -> NDArray[np.float64]:
    """(T,) contacts of one queue by one method, with holidays and events, 0 when closed."""
    by_day = method.fit(table.history).predict(table.horizon)
    factor = np.where(table.horizon.holiday, holiday_effect(table.history).factor, 1.0)
    volume = to_grid(data.horizon_grid, by_day * factor[:, None]) * data.event_factor[queue]
    return np.where(data.open_horizon[queue], volume, 0.0)


def _quantiles(
    data: ForecastData,
    tables: Sequence[QueueTable],
    choices: Sequence[_Choice],
    mean: NDArray[np.float64],
    params: ForecastParams,
) -> NDArray[np.float64]:
    day = data.horizon_grid.day_of
    by_queue = [
        bands(mean[q], lead_bucket(t.lead_days)[day], c.calibration, params.levels)
        for q, (t, c) in enumerate(zip(tables, choices))
    ]
    return np.stack(by_queue, axis=1)


def _aht(data: ForecastData, queue: int, params: ForecastParams) -> NDArray[np.float64]:
    by_hour = hourly_aht(data.history_grid, data.aht_s[queue], data.handled[queue], params)
    return aht_on_grid(data.horizon_grid, by_hour) * params.aht_factor


def _holiday_messages(data: ForecastData, tables: Sequence[QueueTable]) -> tuple[str, ...]:
    messages = []
    for queue, table in zip(data.queues, tables):
        worked = int((table.horizon.holiday & table.horizon.open.any(axis=1)).sum())
        if worked and not holiday_effect(table.history).days:
            messages.append(
                f"{queue}: {worked} public holidays of the horizon are forecast as ordinary days,"
                " because the history holds none; enter a closure in events.csv if they are closed"
            )
    return tuple(messages)


def _input_hash(data: ForecastData, params: ForecastParams, overrides: Sequence[Override]) -> str:
    digest = hashlib.sha256()
    for field in fields(data):
        value = getattr(data, field.name)
        digest.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return hash_of(
        [
            digest.hexdigest(),
            params.model_dump(mode="json"),
            [override.model_dump(mode="json") for override in overrides],
        ]
    )
