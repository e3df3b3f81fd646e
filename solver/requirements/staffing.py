"""Agents of one queue before minimum staff: voice and chat by Erlang, email by its backlog."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Channel, Queue
from solver.queueing import GOAL_NAMES, servers_required
from solver.queueing.backlog import smoothest_rate
from solver.requirements.params import RequirementsParams
from solver.requirements.result import BINDING_GOALS
from solver.requirements.rounding import ceil_agents

_BINDING = np.array([BINDING_GOALS.index(n if n != "none" else "minimum") for n in GOAL_NAMES])
_ABANDONMENT = BINDING_GOALS.index("abandonment")
_WORKLOAD = BINDING_GOALS.index("workload")


@dataclass(frozen=True)
class QueueStaffing:
    """Agents and binding goal of each interval given; email's work waiting at the start, left at
    the end.
    """

    agents: NDArray[np.float64]
    binding: NDArray[np.int64]
    waiting_hours: float = 0.0
    left_hours: float = 0.0


def sessions_per_agent(queue: Queue) -> int:
    """Contacts one agent handles at a time: the concurrency of a chat, else one."""
    return queue.concurrency if queue.channel is Channel.CHAT else 1


def immediate_staffing(
    queue: Queue,
    load_erl: NDArray[np.float64],
    aht_s: NDArray[np.float64],
    params: RequirementsParams,
) -> QueueStaffing:
    """Agents of a voice or chat queue, by Erlang C or A on session slots.

    A chat's AHT is the one measured at its concurrency, so its load is in slots and
    agents = slots / concurrency, rounded up unless `params.fractional`. With model erlang_c an
    abandonment goal alone is checked by Erlang A.
    """
    erlang_a = params.model == "erlang_a" and queue.patience_s is not None
    found = servers_required(
        load_erl,
        aht_s,
        sl_target=queue.sl_target,
        answer_s=queue.sl_seconds,
        sl_variant=queue.sl_variant.value,
        asa_s=queue.asa_s,
        max_occupancy=queue.max_occupancy,
        abandon_max=queue.abandon_max if erlang_a else None,
        patience_s=queue.patience_s if erlang_a else None,
    )
    servers, fractional, binding = found.servers, found.fractional, _BINDING[found.binding]
    if not erlang_a and queue.abandon_max is not None and queue.patience_s is not None:
        other = servers_required(
            load_erl, aht_s, abandon_max=queue.abandon_max, patience_s=queue.patience_s
        )
        binding = np.where(other.fractional > fractional, _ABANDONMENT, binding)
        servers = np.maximum(servers, other.servers)
        fractional = np.maximum(fractional, other.fractional)
    slots = sessions_per_agent(queue)
    agents = fractional / slots if params.fractional else ceil_agents(servers / slots)
    return QueueStaffing(agents, binding)


def backlog_staffing(
    queue: Queue,
    work_hours: NDArray[np.float64],
    opened: NDArray[np.bool_],
    interval_hours: float,
    params: RequirementsParams,
) -> QueueStaffing:
    """Agents of an email queue at each open interval: the least-peak, smoothest feasible staffing.

    `work_hours` (T,) is the work that arrives. Work of an open interval may be done in it and is
    due when its response time, in whole intervals from the interval's end on, is over; work that
    arrives while closed is carried to the opening and its response time starts there. What falls
    due while closed must be done before the closing. Work waiting at the start counts as arrived
    before the first opening. Hours are divided by the occupancy.
    """
    waiting = 0.0
    if params.starting_backlog == "as_at_end" and opened.any():
        waiting = float(work_hours[np.flatnonzero(opened)[-1] + 1 :].sum())
    work_hours = np.concatenate([[waiting], work_hours])
    opened = np.concatenate([[False], opened])
    at = np.flatnonzero(opened)
    arrived = np.cumsum(work_hours)[at]
    response = math.floor((queue.response_hours or 0.0) / interval_hours + 1e-9)
    due = _due_curve(work_hours, opened, at, response, params.response_clock == "opening")
    if at.size and params.backlog_at_end == "none":
        due[-1] = arrived[-1]
    rate = smoothest_rate(np.minimum(due, arrived), arrived)
    occupancy = queue.max_occupancy or params.email_occupancy
    left = max(0.0, float(work_hours.sum() - rate.sum()))
    binding = np.full(at.size, _WORKLOAD)
    return QueueStaffing(rate / interval_hours / occupancy, binding, waiting, left)


def _due_curve(
    work: NDArray[np.float64],
    opened: NDArray[np.bool_],
    at: NDArray[np.int64],
    response: int,
    opening_clock: bool,
) -> NDArray[np.float64]:
    """Work due by the end of each open interval, cumulative."""
    carrier = np.searchsorted(at, np.arange(work.size))
    carried = carrier < at.size
    inside = opened[carried]
    lag = np.where(inside, response, max(response, 1) - 1)
    carrier = carrier[carried]
    if opening_clock:
        due = carrier + lag
        in_time = due < at.size
    else:
        boundary = at[carrier] + 1 + lag
        due = np.searchsorted(at, boundary) - 1
        in_time = boundary <= work.size
    per_interval = np.bincount(due[in_time], work[carried][in_time], minlength=at.size)
    return np.cumsum(per_interval)
