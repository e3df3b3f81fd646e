"""Retries that come back in later intervals: the load that they add to the fresh one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.domain import Queue
from solver.queueing import erlang_a_metrics
from solver.queueing.retry_delay import spread_retries
from solver.requirements.data import Array

MOST_PASSES = 50
TOLERANCE = 1e-9


def come_back_later(queue: Queue) -> bool:
    """Whether retries belong to later intervals; without a delay they are in their own."""
    return queue.retry_share > 0 and queue.retry_delay_s > 0


def load_with_retries(
    queue: Queue,
    fresh_erl: Array,
    aht_s: Array,
    interval_s: float,
    staffed: Callable[[Array], Array],
) -> Array:
    """Fresh load and retries, in erlangs (T,), under the servers `staffed` gives for a load.

    A share `retry_share` of the contacts that abandon comes back after an exponential delay of
    mean `retry_delay_s`, as a load of their own handling time. The passes stop when the load
    moves by less than 1e-9, or after 50: each hands on at most retry_share of the last change.
    Retries that come back while the queue is closed, or after the horizon, are lost.
    """
    patience, load = queue.patience_s or np.inf, fresh_erl
    served = fresh_erl > 0
    for _ in range(MOST_PASSES):
        at = load > 0
        lost = np.zeros(load.shape)
        found = erlang_a_metrics(staffed(load)[at], load[at], aht_s[at], patience, 0.0)
        lost[at] = found.p_abandon
        contacts = queue.retry_share * lost * load * interval_s / aht_s
        back = spread_retries(contacts, interval_s, queue.retry_delay_s).per_interval
        total = fresh_erl + np.where(served, back * aht_s / interval_s, 0.0)
        moved = np.abs(total - load).max(initial=0.0)
        load = total
        if moved < TOLERANCE * max(1.0, float(load.max(initial=0.0))):
            break
    return load
