"""Volumes and goals become agents."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Channel, Queue
from solver.progress import Monitor
from solver.requirements.checks import check_data
from solver.requirements.data import RequirementsData
from solver.requirements.params import RequirementsParams
from solver.requirements.result import BINDING_GOALS, Requirements
from solver.requirements.service import held_service
from solver.requirements.staffing import QueueStaffing, backlog_staffing, immediate_staffing
from solver.status import hash_of

_MINIMUM = BINDING_GOALS.index("minimum")


def require(
    data: RequirementsData,
    params: RequirementsParams | None = None,
    monitor: Monitor | None = None,
) -> Requirements:
    """Agents that each queue needs in each interval, and the service they hold.

    Voice by Erlang C (or A), chat on session slots, email as work spread over opening hours;
    closed intervals are exactly 0, open ones have at least `min_staff`. Raises
    `InvalidInputError` naming queue, interval and value.
    """
    started = time.perf_counter()
    params = params or RequirementsParams()
    monitor = monitor or Monitor()
    check_data(data)
    required = np.zeros(data.volume.shape)
    binding = np.full(data.volume.shape, BINDING_GOALS.index("closed"), dtype=np.int64)
    messages: list[str] = []
    for q, queue in enumerate(data.queues):
        monitor.report("requirements", done=q / len(data.queues), note=queue.queue)
        answer = _queue_staffing(data, q, params)
        at = data.open[q]
        short = answer.agents <= queue.min_staff
        required[q, at] = np.where(short, float(queue.min_staff), answer.agents)
        binding[q, at] = np.where(short, _MINIMUM, answer.binding)
        messages += _messages(_Row(queue, data.volume[q], at), answer, params)
    monitor.report("requirements", done=1.0)
    return _result(data, params, required, binding, tuple(messages), started)


def _queue_staffing(data: RequirementsData, q: int, params: RequirementsParams) -> QueueStaffing:
    """Agents at the open intervals of queue `q`, before its minimum."""
    queue, opened = data.queues[q], data.open[q]
    with_volume = data.volume[q] > 0
    aht = np.where(with_volume, data.aht_s[q], 1.0)
    work_s = data.volume[q] * aht
    if queue.channel is Channel.EMAIL:
        hours = data.grid.interval_minutes / 60.0
        return backlog_staffing(queue, work_s / 3600.0, opened, hours, params)
    load = work_s[opened] / (data.grid.interval_minutes * 60.0)
    return immediate_staffing(queue, load, aht[opened], params)


@dataclass(frozen=True)
class _Row:
    queue: Queue
    volume: NDArray[np.float64]
    open: NDArray[np.bool_]


def _messages(row: _Row, answer: QueueStaffing, params: RequirementsParams) -> list[str]:
    name, queue = f"queue {row.queue.queue}: ", row.queue
    found = []
    if queue.channel is Channel.EMAIL:
        if answer.left_hours > 1e-6:
            found.append(
                f"{name}{answer.left_hours:.1f} hours of work are carried over the end of the"
                f" horizon; {answer.waiting_hours:.1f} hours are taken to wait at its start"
            )
        return found
    outside = float(row.volume[~row.open].sum())
    if outside > 0:
        found.append(f"{name}{outside:.1f} contacts arrive while it is closed and are not served")
    if queue.patience_s is None and queue.abandon_max is not None:
        found.append(f"{name}abandon_max is not checked because patience_s is not given")
    if queue.patience_s is None and params.model == "erlang_a":
        found.append(f"{name}Erlang C is used because patience_s is not given")
    return found


def _result(
    data: RequirementsData,
    params: RequirementsParams,
    required: NDArray[np.float64],
    binding: NDArray[np.int64],
    messages: tuple[str, ...],
    started: float,
) -> Requirements:
    in_office = np.array([[1.0 - queue.shrinkage_in_office] for queue in data.queues])
    out_office = np.array([[1.0 - queue.shrinkage_out_office] for queue in data.queues])
    gross = required / in_office if data.queues else required
    return Requirements(
        site=data.site,
        queues=tuple(queue.queue for queue in data.queues),
        grid=data.grid,
        volume=data.volume,
        aht_s=data.aht_s,
        required=required,
        required_gross=gross,
        rostered=gross / out_office if data.queues else gross,
        to_schedule=gross / data.presence,
        binding=binding,
        promised=held_service(data, required, params),
        messages=messages,
        seconds=time.perf_counter() - started,
        input_hash=input_hash(data, params),
    )


def input_hash(data: RequirementsData, params: RequirementsParams) -> str:
    """Short hash of everything that decides the result."""
    digest = hashlib.sha256()
    for values in (data.volume, data.aht_s, data.open):
        digest.update(np.ascontiguousarray(values).tobytes())
    grid = data.grid
    return hash_of(
        {
            "site": data.site,
            "queues": [queue.model_dump(mode="json") for queue in data.queues],
            "grid": [grid.time_zone, grid.interval_minutes, str(grid.first_day), grid.n_days],
            "presence": data.presence,
            "arrays": digest.hexdigest(),
            "params": params.model_dump(mode="json"),
        }
    )
