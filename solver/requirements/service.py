"""The service a given staffing holds, per queue and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Channel, Queue
from solver.queueing import erlang_a_metrics, erlang_c_metrics
from solver.requirements.checks import check_agents, check_data
from solver.requirements.data import RequirementsData
from solver.requirements.params import RequirementsParams
from solver.requirements.result import ServiceLevels
from solver.requirements.rounding import EPSILON
from solver.requirements.staffing import sessions_per_agent

Array = NDArray[np.float64]


def service_levels(
    data: RequirementsData,
    agents: NDArray[np.float64],
    params: RequirementsParams | None = None,
) -> ServiceLevels:
    """Service held by `agents` (Q, T) really present on queue, fractions allowed.

    Between two whole numbers of servers the figures are interpolated linearly. Overload under
    Erlang C (servers <= load) has no steady state: where the queue's patience is known the
    Erlang A figures stand, not better than the least stable number's by Erlang C; otherwise
    service level 0, ASA infinite, occupancy 1. NaN where closed, without volume, for email, and
    for a service level without `sl_seconds`. Raises `InvalidInputError`.
    """
    check_data(data)
    check_agents(data, agents)
    return held_service(data, agents, params or RequirementsParams())


def held_service(
    data: RequirementsData, agents: Array, params: RequirementsParams
) -> ServiceLevels:
    """`service_levels` on data already checked."""
    figures = np.full((3, *data.volume.shape), np.nan)
    interval_s = data.grid.interval_minutes * 60.0
    for q, queue in enumerate(data.queues):
        if queue.channel is Channel.EMAIL:
            continue
        at = np.flatnonzero(data.open[q] & (data.volume[q] > 0))
        aht = data.aht_s[q, at]
        load = data.volume[q, at] * aht / interval_s
        servers = agents[q, at] * sessions_per_agent(queue)
        figures[:, q, at] = _interpolated(_Rows(queue, load, aht, params), servers)
    return ServiceLevels(*figures)


@dataclass(frozen=True)
class _Rows:
    queue: Queue
    load: Array
    aht: Array
    params: RequirementsParams

    def at(self, mask: NDArray[np.bool_]) -> _Rows:
        return _Rows(self.queue, self.load[mask], self.aht[mask], self.params)


def _interpolated(rows: _Rows, servers: Array) -> Array:
    """Service level, ASA and occupancy, (3, rows)."""
    below = np.floor(servers + EPSILON)
    share = np.maximum(servers - below, 0.0)
    figures = _held(rows, below)
    between = share > EPSILON
    if between.any():
        above = _held(rows.at(between), below[between] + 1.0)
        weight = share[between]
        figures[:, between] = (1.0 - weight) * figures[:, between] + weight * above
    if rows.queue.sl_seconds is None:
        figures[0] = np.nan
    return figures


def _held(rows: _Rows, servers: Array) -> Array:
    """Figures of whole numbers of servers, (3, rows)."""
    patient = rows.queue.patience_s is None
    if rows.params.model == "erlang_a" and not patient:
        return _with_abandonment(rows, servers)
    figures = _without_abandonment(rows, servers)
    overload = servers <= rows.load
    if overload.any() and not patient:
        part = rows.at(overload)
        limit = _without_abandonment(part, np.floor(part.load) + 1.0)
        figures[:, overload] = _with_abandonment(part, servers[overload])
        figures[0, overload] = np.minimum(figures[0, overload], limit[0])
        figures[1, overload] = np.maximum(figures[1, overload], limit[1])
        figures[2, overload] = np.maximum(figures[2, overload], limit[2])
    return figures


def _without_abandonment(rows: _Rows, servers: Array) -> Array:
    found = erlang_c_metrics(servers, rows.load, rows.aht, rows.queue.sl_seconds or 0.0)
    return np.stack([found.service_level, found.asa_s, found.occupancy])


def _with_abandonment(rows: _Rows, servers: Array) -> Array:
    patience, answer = rows.queue.patience_s or np.inf, rows.queue.sl_seconds or 0.0
    found = erlang_a_metrics(servers, rows.load, rows.aht, patience, answer)
    level = found.service_level(rows.queue.sl_variant.value)
    return np.stack([level, found.asa_s, found.occupancy])
