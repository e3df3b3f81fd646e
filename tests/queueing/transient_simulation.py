"""Events of a first-come queue whose rates and servers change, one contact at a time.

Knows no formula: exponential times, whole servers; when servers go, the contacts begun last return
to the head of the queue with the work they had left. Every replication is one horizon.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

Z_99 = 2.576


@dataclass(frozen=True)
class Day:
    servers: Sequence[int]
    arrivals_per_s: Sequence[float]
    aht_s: Sequence[float]
    interval_s: float
    answer_s: float
    patience_s: float = math.inf
    starting_contacts: int = 0


@dataclass(frozen=True)
class Interval:
    """A mean over replications with its 99 % confidence interval."""

    mean: float
    half: float

    def holds(self, value: float) -> bool:
        return abs(value - self.mean) <= self.half


def simulate(day: Day, replications: int, seed: int) -> dict[str, Interval]:
    """Figures over the horizon, each a ratio of sums over replications."""
    random = np.random.default_rng(seed)
    counts = np.array([_Run(day, random).counts() for _ in range(replications)])
    arrived, waited, quick, answered, wait, served, abandoned, end, queue_s, busy_s = counts.T
    one = np.ones(replications)
    horizon = one * len(day.servers) * day.interval_s
    return {
        "p_wait": _ratio(waited, arrived),
        "answered_over_offered": _ratio(quick, arrived),
        "asa_s": _ratio(wait, answered),
        "served": _ratio(served, one),
        "abandoned": _ratio(abandoned, one),
        "queue_at_end": _ratio(end, one),
        "mean_queue": _ratio(queue_s, horizon),
        "busy_s": _ratio(busy_s, one),
    }


def _ratio(top: np.ndarray, bottom: np.ndarray) -> Interval:
    mean = float(top.sum() / bottom.sum())
    spread = float((top - mean * bottom).std(ddof=1) / bottom.mean())
    return Interval(mean, Z_99 * spread / math.sqrt(top.size))


@dataclass
class _Contact:
    arrival: float
    patience: float
    work: float
    begun: bool = False
    gone: bool = False


@dataclass
class _Run:
    """One horizon; `waiting` in order of arrival, `serving` a heap of (end, number, contact)."""

    day: Day
    random: np.random.Generator
    waiting: list[_Contact] = field(default_factory=list)
    serving: list[tuple[float, int, _Contact]] = field(default_factory=list)
    leaving: list[tuple[float, int, _Contact]] = field(default_factory=list)
    number: int = 0
    sums: dict[str, float] = field(default_factory=dict)

    def counts(self) -> list[float]:
        names = ("arrived", "waited", "quick", "answered", "wait", "served", "abandoned")
        self.sums = dict.fromkeys((*names, "queue_s", "busy_s"), 0.0)
        for _ in range(self.day.starting_contacts):
            self._join(0.0, 0, counted=False)
        for t in range(len(self.day.servers)):
            self._interval(t)
        found = [self.sums[name] for name in names]
        return [*found, float(len(self.waiting)), self.sums["queue_s"], self.sums["busy_s"]]

    def _interval(self, t: int) -> None:
        day, now = self.day, t * self.day.interval_s
        until = now + day.interval_s
        if t and day.aht_s[t] != day.aht_s[t - 1]:
            self._change_pace(now, day.aht_s[t] / day.aht_s[t - 1])
        self._set_servers(now, t)
        rate = day.arrivals_per_s[t]
        arrivals = np.sort(self.random.random(self.random.poisson(rate * day.interval_s)))
        times = [*(now + day.interval_s * arrivals).tolist(), until]
        for time in times:
            now = self._run_to(now, time, t)
            if time < until:
                self._join(time, t)

    def _change_pace(self, now: float, factor: float) -> None:
        self.serving = [(now + (end - now) * factor, i, c) for end, i, c in self.serving]
        heapq.heapify(self.serving)
        for contact in self.waiting:
            contact.work *= factor

    def _set_servers(self, now: float, t: int) -> None:
        count = self.day.servers[t]
        if len(self.serving) > count:
            order = sorted(self.serving, key=lambda entry: entry[2].arrival)
            back = order[count:]
            for end, _, contact in back:
                contact.work = end - now
            self.serving = order[:count]
            heapq.heapify(self.serving)
            self.waiting = [contact for _, _, contact in back] + self.waiting
            for _, _, contact in back:
                self._start_patience(now, contact)
        self._fill(now, t)

    def _run_to(self, now: float, time: float, t: int) -> float:
        while True:
            end = self.serving[0][0] if self.serving else math.inf
            gone = self.leaving[0][0] if self.leaving else math.inf
            following = min(end, gone, time)
            self.sums["queue_s"] += len(self.waiting) * (following - now)
            self.sums["busy_s"] += len(self.serving) * (following - now)
            now = following
            if now >= time:
                return now
            if end <= gone:
                heapq.heappop(self.serving)
                self.sums["served"] += 1
                self._fill(now, t)
            else:
                self._leave(heapq.heappop(self.leaving)[2], gone)

    def _leave(self, contact: _Contact, due: float) -> None:
        if contact.patience == due and any(other is contact for other in self.waiting):
            self.waiting = [other for other in self.waiting if other is not contact]
            self.sums["abandoned"] += 1

    def _join(self, now: float, t: int, counted: bool = True) -> None:
        contact = _Contact(now, math.inf, self.random.exponential(self.day.aht_s[t]))
        self.sums["arrived"] += counted
        contact.begun = not counted
        self.waiting.append(contact)
        self._start_patience(now, contact)
        if counted and len(self.serving) >= self.day.servers[t]:
            self.sums["waited"] += 1
        self._fill(now, t)

    def _start_patience(self, now: float, contact: _Contact) -> None:
        if math.isfinite(self.day.patience_s):
            contact.patience = now + self.random.exponential(self.day.patience_s)
            self.number += 1
            heapq.heappush(self.leaving, (contact.patience, self.number, contact))

    def _fill(self, now: float, t: int) -> None:
        while self.waiting and len(self.serving) < self.day.servers[t]:
            contact = self.waiting.pop(0)
            self.number += 1
            heapq.heappush(self.serving, (now + contact.work, self.number, contact))
            if not contact.begun:
                contact.begun = True
                wait = now - contact.arrival
                self.sums["answered"] += 1
                self.sums["wait"] += wait
                self.sums["quick"] += wait <= self.day.answer_s
