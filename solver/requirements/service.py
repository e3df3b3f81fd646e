"""The service a given staffing holds, per queue and interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.requirements.checks import check_agents, checked_case
from solver.requirements.data import Array, Case, Load
from solver.requirements.models import Figures, QueueModel, model_of
from solver.requirements.offered_load import load_kind, safe_aht, served_load
from solver.requirements.params import RequirementsParams
from solver.requirements.result import ServiceLevels
from solver.requirements.retries import come_back_later, load_with_retries
from solver.requirements.rounding import whole_and_share


def service_levels(
    load: Load,
    goals: Sequence[Queue],
    agents: NDArray[np.float64],
    params: RequirementsParams | None = None,
) -> ServiceLevels:
    """Service held by `agents` (Q, T) really present on queue, fractions allowed.

    By `params.evaluation` transient: contacts and queue are followed from interval to interval
    within each stretch of opening hours, so that an overload is carried on until it is worked
    off, and contacts abandon where their patience is known. Queues with retries, or whose AHT
    grows with the sessions, and `stationary` evaluation take every interval by itself; there
    Erlang C has no steady state in overload (servers <= load): where the queue's patience is
    known the Erlang A figures stand, not better than the least stable number's by Erlang C;
    otherwise service level 0, ASA infinite, occupancy 1.

    Figures are NaN where closed, without volume, for backlog channels, and for a service level
    without `sl_seconds`. Raises `InvalidInputError`.
    """
    params = params or RequirementsParams()
    case = checked_case(load, goals)
    check_agents(load, agents)
    figures = np.full((4, *load.volume.shape), np.nan)
    for q, queue in enumerate(case.goals):
        if queue.channel.is_backlog:
            continue
        if params.evaluation == "transient" and can_be_followed(queue):
            # Compiled only where it is asked for.
            from solver.requirements.delivered import delivered_figures

            figures[:, q] = delivered_figures(case, q, agents[q])
        else:
            offered = offered_to(case, q, agents[q], params)
            figures[:, q] = stationary_figures(case, q, offered, agents[q], params)
    return ServiceLevels(*figures)


def can_be_followed(queue: Queue) -> bool:
    """Whether one chain of contacts describes the queue: no retries, and sessions that do not
    slow each other down.
    """
    return queue.retry_share == 0 and not queue.aht_grows


def promised_service(
    case: Case, load_erl: Array, agents: Array, params: RequirementsParams
) -> ServiceLevels:
    """Service of `agents` (Q, T) under the load they were found for, interval by interval."""
    figures = np.full((4, *load_erl.shape), np.nan)
    for q, queue in enumerate(case.goals):
        if not queue.channel.is_backlog:
            figures[:, q] = stationary_figures(case, q, load_erl[q], agents[q], params)
    return ServiceLevels(*figures)


def offered_to(case: Case, q: int, agents: Array, params: RequirementsParams) -> Array:
    """Load (T,) of queue `q` in erlangs, with what `agents` leave to retry later."""
    queue, kind = case.goals[q], load_kind(case, q, params)
    load = served_load(case, q, case.load.volume[q], kind)
    if not come_back_later(queue):
        return load
    servers, _ = whole_and_share(agents * model_of(queue, params).slots)
    return load_with_retries(queue, load, safe_aht(case, q), case.interval_s, lambda _: servers)


def stationary_figures(
    case: Case, q: int, load_erl: Array, agents: Array, params: RequirementsParams
) -> Array:
    """Service level, ASA, occupancy and abandonment of queue `q`, (4, T)."""
    figures = np.full((4, load_erl.size), np.nan)
    at = np.flatnonzero(case.load.open[q] & (load_erl > 0))
    model = model_of(case.goals[q], params)
    servers = agents[at] * model.slots
    figures[:, at] = interpolated(model, servers, load_erl[at], safe_aht(case, q)[at])
    if case.goals[q].sl_seconds is None:
        figures[0] = np.nan
    return figures


def interpolated(model: QueueModel, servers: Array, load_erl: Array, aht_s: Array) -> Array:
    """The model's figures (4, rows), linear between two whole numbers of servers."""
    below, share = whole_and_share(servers)
    figures = model.held(below, load_erl, aht_s).stacked()
    between = share > 0
    if between.any():
        found: Figures = model.held(below[between] + 1.0, load_erl[between], aht_s[between])
        weight = share[between]
        figures[:, between] = (1.0 - weight) * figures[:, between] + weight * found.stacked()
    return figures
