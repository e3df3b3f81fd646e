"""Events of a first-come queue with impatient contacts who may come back, one contact at a time.

Knows no formula: exponential times, n servers, a retry after an exponential delay.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCHES = 30
T_99 = 2.756  # Student's t at 99.5 % and 29 degrees of freedom


@dataclass(frozen=True)
class Queue:
    servers: int
    fresh_load_erl: float
    aht_s: float
    patience_s: float
    answer_s: float
    retry_share: float
    retry_delay_s: float


@dataclass(frozen=True)
class Interval:
    """A mean with its 99 % confidence interval from batch means."""

    mean: float
    half: float

    def holds(self, value: float) -> bool:
        return abs(value - self.mean) <= self.half


def simulate(queue: Queue, contacts: int, seed: int) -> dict[str, Interval]:
    """Figures of fresh contacts in the names of `RetrialMetrics`.

    The first two of 34 batches fill the orbit, the last two are left out for their contacts may
    not have come back yet.
    """
    log = _events(queue, contacts, np.random.default_rng(seed))
    batch = contacts // (BATCHES + 4)
    sums = log[2 * batch : (BATCHES + 2) * batch].reshape(BATCHES, batch, -1).sum(axis=1)
    attempts, answered, quick, waited = sums.T
    return {
        "p_abandon": _interval(attempts - answered, attempts),
        "answered_over_offered": _interval(quick, attempts),
        "asa_s": _interval(waited, answered),
        "p_lost": _interval(batch - answered, np.full(BATCHES, batch)),
        "attempts_per_contact": _interval(attempts, np.full(BATCHES, batch)),
    }


def _interval(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> Interval:
    spread = (top / bottom).std(ddof=1) / np.sqrt(BATCHES)
    return Interval(float(top.sum() / bottom.sum()), float(T_99 * spread))


def _events(queue: Queue, contacts: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Attempts, answers, quick answers and wait of the answered, of each fresh contact.

    An attempt waits for the server that is free first. The attempts are taken in order of
    arrival, so each sees the servers as those before it left them.
    """
    fresh = np.cumsum(random.exponential(queue.aht_s / queue.fresh_load_erl, contacts)).tolist()
    draws = iter(random.exponential(size=(6 * contacts, 3)).tolist())
    again = iter((random.random(6 * contacts) < queue.retry_share).tolist())
    log = [[0.0] * 4 for _ in range(contacts)]
    free = [0.0] * queue.servers
    orbit: list[tuple[float, int]] = []
    next_fresh = 0
    while next_fresh < contacts:
        if orbit and orbit[0][0] < fresh[next_fresh]:
            now, contact = heapq.heappop(orbit)
        else:
            now, contact = fresh[next_fresh], next_fresh
            next_fresh += 1
        service, patience, delay = next(draws)
        wait = max(0.0, free[0] - now)
        record = log[contact]
        record[0] += 1
        if wait < patience * queue.patience_s:
            heapq.heapreplace(free, now + wait + service * queue.aht_s)
            record[1:] = (1.0, float(wait <= queue.answer_s), wait)
        elif next(again):
            gone = now + patience * queue.patience_s
            heapq.heappush(orbit, (gone + delay * queue.retry_delay_s, contact))
    return np.array(log)
