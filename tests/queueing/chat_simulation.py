"""A chat floor, agent by agent: an independent simulation to hold against the chat formulas.

Every session carries its own remaining work, exponential with mean 1, that is done at the rate
1 / AHT(j) while its agent has j sessions. Arrivals go to an agent with the fewest sessions, else
they wait in order, each for an exponential patience at most.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCHES = 30
STUDENT_JOINT_99 = 3.53


@dataclass(frozen=True)
class Interval:
    """From the means of `BATCHES` batches: seven such intervals hold together with 99 %."""

    mean: float
    half_width: float

    def holds(self, value: float, error: float = 0.0) -> bool:
        """Whether a value known up to `error` may be the truth."""
        return abs(value - self.mean) <= self.half_width + error


def interval(batches: NDArray[np.float64]) -> Interval:
    spread = float(batches.std(ddof=1)) / math.sqrt(len(batches))
    return Interval(float(batches.mean()), STUDENT_JOINT_99 * spread)


@dataclass(frozen=True)
class ChatRun:
    """What was seen, contact by contact (waits and AHTs) and batch by batch (occupancies)."""

    wait_s: NDArray[np.float64]
    abandoned: NDArray[np.bool_]
    duration_s: NDArray[np.float64]
    slots_used: NDArray[np.float64]
    agents_used: NDArray[np.float64]

    def per_batch(self, values: NDArray[np.float64]) -> Interval:
        return interval(values.reshape(BATCHES, -1).mean(axis=1))

    def service_level(self, answer_s: float) -> Interval:
        quick = ~self.abandoned & (self.wait_s <= answer_s)
        return self.per_batch(quick.astype(float))

    def mean_aht_s(self) -> Interval:
        durations = self.duration_s.reshape(BATCHES, -1)
        return interval(np.nanmean(durations, axis=1))


class Floor:
    """Agents and the sessions they hold; the heap has one live completion per busy agent."""

    def __init__(self, agents: int, aht_by_concurrency_s: Sequence[float]) -> None:
        self.aht_s = [math.nan, *aht_by_concurrency_s]
        self.slots = len(aht_by_concurrency_s)
        self.load = [0] * agents
        self.sessions: list[list[list[float]]] = [[] for _ in range(agents)]
        self.seen = [0.0] * agents
        self.version = [0] * agents
        self.events: list[tuple[float, int, int]] = []
        self.in_use = self.busy = 0
        self.clock = self.slot_seconds = self.busy_seconds = 0.0

    def pass_time(self, now: float) -> None:
        self.slot_seconds += self.in_use * (now - self.clock)
        self.busy_seconds += self.busy * (now - self.clock)
        self.clock = now

    def _work(self, agent: int, now: float) -> None:
        done = (now - self.seen[agent]) / self.aht_s[self.load[agent]] if self.load[agent] else 0.0
        for session in self.sessions[agent]:
            session[0] -= done
        self.seen[agent] = now

    def _expect(self, agent: int, now: float) -> None:
        self.version[agent] += 1
        if self.load[agent]:
            left = min(session[0] for session in self.sessions[agent])
            due = now + left * self.aht_s[self.load[agent]]
            heapq.heappush(self.events, (due, agent, self.version[agent]))

    def start(self, agent: int, work: float, contact: int, now: float) -> None:
        self._work(agent, now)
        self.sessions[agent].append([work, contact])
        self.load[agent] += 1
        self.in_use += 1
        self.busy += self.load[agent] == 1
        self._expect(agent, now)

    def finish(self, agent: int, now: float) -> int:
        """The contact whose work is done."""
        self._work(agent, now)
        session = min(self.sessions[agent])
        self.sessions[agent].remove(session)
        self.load[agent] -= 1
        self.in_use -= 1
        self.busy -= self.load[agent] == 0
        self._expect(agent, now)
        return int(session[1])

    def next_completion(self) -> float:
        while self.events and self.events[0][2] != self.version[self.events[0][1]]:
            heapq.heappop(self.events)
        return self.events[0][0] if self.events else math.inf


def simulate_chat(
    agents: int,
    aht_by_concurrency_s: Sequence[float],
    arrivals_per_s: float,
    patience_s: float,
    contacts: int,
    seed: int,
) -> ChatRun:
    """Run `contacts` arrivals, a multiple of `BATCHES`, after a tenth as many to warm up."""
    random = np.random.default_rng(seed)
    warm = contacts // 10
    total = warm + contacts
    arrival = np.cumsum(random.exponential(1.0 / arrivals_per_s, total)).tolist()
    work = random.exponential(1.0, total).tolist()
    endless = math.isinf(patience_s)
    patience = [math.inf] * total if endless else random.exponential(patience_s, total).tolist()
    begun, ended = np.full(total, math.nan), np.full(total, math.nan)
    floor = Floor(agents, aht_by_concurrency_s)
    waiting: deque[int] = deque()
    snapshots = []
    contact = 0
    while contact < total:
        due = floor.next_completion()
        if due <= arrival[contact]:
            floor.pass_time(due)
            agent = floor.events[0][1]
            ended[floor.finish(agent, due)] = due
            while waiting:
                first = waiting.popleft()
                if arrival[first] + patience[first] > due:
                    begun[first] = due
                    floor.start(agent, work[first], first, due)
                    break
            continue
        now = arrival[contact]
        floor.pass_time(now)
        if contact >= warm and (contact - warm) % (contacts // BATCHES) == 0:
            snapshots.append((now, floor.slot_seconds, floor.busy_seconds))
        least = min(floor.load)
        if least < floor.slots:
            begun[contact] = now
            floor.start(floor.load.index(least), work[contact], contact, now)
        else:
            waiting.append(contact)
        contact += 1
    snapshots.append((floor.clock, floor.slot_seconds, floor.busy_seconds))
    return _seen(np.array(snapshots), np.array([arrival, patience, begun, ended])[:, warm:], floor)


def _seen(snapshots: NDArray[np.float64], contacts: NDArray[np.float64], floor: Floor) -> ChatRun:
    """Contacts still waiting at the end count as abandoned after their patience, if finite."""
    arrival, patience, begun, ended = contacts
    seconds, slots, busy = np.diff(snapshots, axis=0).T
    return ChatRun(
        wait_s=np.where(np.isnan(begun), patience, begun - arrival),
        abandoned=np.isnan(begun),
        duration_s=ended - begun,
        slots_used=slots / seconds / (len(floor.load) * floor.slots),
        agents_used=busy / seconds / len(floor.load),
    )
