"""Agents that some queues need when their contacts wait in one line, by the exact formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.queueing import servers_required
from solver.requirements._pooling_inputs import PoolingInputs
from solver.requirements.rounding import ceil_agents

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Agents:
    """`exact` and `whole` agents, (T,)."""

    exact: Array
    whole: Array


@dataclass(frozen=True)
class Goal:
    """The service goal of a queue; `abandon_max` only where the queue's patience is known."""

    sl_target: float | None
    sl_seconds: float | None
    sl_variant: str
    asa_s: float | None
    abandon_max: float | None
    max_occupancy: float | None

    @classmethod
    def of(cls, queue: Queue) -> Goal:
        return cls(
            sl_target=queue.sl_target,
            sl_seconds=queue.sl_seconds,
            sl_variant=queue.sl_variant.value,
            asa_s=queue.asa_s,
            abandon_max=None if queue.patience_s is None else queue.abandon_max,
            max_occupancy=queue.max_occupancy,
        )

    @property
    def asks_nothing(self) -> bool:
        goals = (self.sl_target, self.asa_s, self.abandon_max, self.max_occupancy)
        return goals == (None,) * 4


@dataclass(frozen=True)
class Line:
    """One line of contacts in the intervals `at` where there are any: `load_erl` in session slots
    of which an agent has `slots`, `aht_s` of a contact in one slot.
    """

    at: NDArray[np.intp]
    load_erl: Array
    aht_s: Array
    slots: int


def alone(inputs: PoolingInputs, q: int) -> Agents:
    """What queue `q` needs from agents of its own."""
    return _extreme(inputs, (q,), weak=False)


def strictest(inputs: PoolingInputs) -> Agents:
    """What all queues need in one line that meets the goals of each of them.

    In one line every contact waits alike, so that this is the most that the goal of any queue
    with volume asks of the merged contacts. A slot is the one of the fewest sessions an agent.
    """
    return _extreme(inputs, tuple(range(len(inputs.queues))), weak=False)


def weakest(inputs: PoolingInputs, members: tuple[int, ...]) -> Array:
    """The least that the line of `members` needs for the goal of some queue in it, exact agents.

    A line that falls short of it fails the goals of every queue; one that serves the queues in a
    fixed order fails the last one's, whose contacts wait at least as long as in the one line. A
    slot is the one of the most sessions an agent. Occupancy counts as work (`workload`), for
    merged queues keep each agent busier than dedicated ones.
    """
    if len(members) == 1:
        return alone(inputs, members[0]).exact
    least = _extreme(inputs, members, weak=True).exact
    work = workload(inputs)[list(members)].sum(axis=0)
    return np.asarray(np.maximum(least, work))


def workload(inputs: PoolingInputs) -> Array:
    """Agents that the work of each queue keeps busy, (Q, T), whoever does it in whatever order:
    the load of the contacts that the goal has served, over sessions and `max_occupancy`.

    Without abandonment all are served; with it at least `sl_target` of the offered, where the
    service level counts the answered over those, and at least 1 - `abandon_max`.
    """
    share = [_served(queue, inputs.model) / queue.sessions_per_agent for queue in inputs.queues]
    limit = [queue.max_occupancy or 1.0 for queue in inputs.queues]
    load = inputs.volume * inputs.aht_s / inputs.interval_s
    return np.asarray(load * (np.array(share) / np.array(limit))[:, None])


def _served(queue: Queue, model: str) -> float:
    if model == "erlang_c" or queue.patience_s is None:
        return 1.0
    of_offered = queue.sl_variant.value == "answered_over_offered"
    answered = queue.sl_target if of_offered and queue.sl_target is not None else 0.0
    kept = 0.0 if queue.abandon_max is None else 1.0 - queue.abandon_max
    return max(answered, kept)


def _extreme(inputs: PoolingInputs, members: tuple[int, ...], *, weak: bool) -> Agents:
    """The least (`weak`) or the most over the goals and the patience of the queues in a line.

    Where patience differs the shortest and the longest are taken; a queue's goal counts where it
    has volume. Weak goals leave occupancy out.
    """
    choose = np.fmin if weak else np.fmax
    line = _merge(inputs, members, most_sessions=weak)
    exact = np.full(len(line.at), np.nan)
    whole = exact.copy()
    present = inputs.volume[list(members)][:, line.at] > 0
    for goal, rows in _goals(inputs, members):
        asked = replace(goal, max_occupancy=None) if weak else goal
        counts = present[rows].any(axis=0)
        for patience in _patience(inputs, members, present):
            found = _needed(line, asked, patience, inputs.model)
            exact = choose(exact, np.where(counts, found.exact, np.nan))
            whole = choose(whole, np.where(counts, found.whole, np.nan))
    answer = Agents(np.zeros(inputs.volume.shape[1]), np.zeros(inputs.volume.shape[1]))
    answer.exact[line.at] = exact / line.slots
    answer.whole[line.at] = ceil_agents(whole / line.slots)
    return answer


def _merge(inputs: PoolingInputs, members: tuple[int, ...], *, most_sessions: bool) -> Line:
    """Volumes and loads add up; the AHT of a slot is load over volume."""
    each = [inputs.queues[q].sessions_per_agent for q in members]
    slots = max(each) if most_sessions else min(each)
    volume = inputs.volume[list(members)]
    work_s = volume * inputs.aht_s[list(members)] * (slots / np.array(each))[:, None]
    contacts, seconds = volume.sum(axis=0), work_s.sum(axis=0)
    at = np.flatnonzero(contacts > 0)
    return Line(at, seconds[at] / inputs.interval_s, seconds[at] / contacts[at], slots)


def _goals(inputs: PoolingInputs, members: tuple[int, ...]) -> Iterator[tuple[Goal, list[int]]]:
    """The distinct goals of the members and the rows of those that have them."""
    found: dict[Goal, list[int]] = {}
    for row, q in enumerate(members):
        found.setdefault(Goal.of(inputs.queues[q]), []).append(row)
    yield from found.items()


def _patience(inputs: PoolingInputs, members: tuple[int, ...], present: Mask) -> Iterator[Array]:
    """The shortest patience of the members with volume, and the longest if it differs somewhere.

    No patience given is an endless one for Erlang A. Erlang C looks at patience only to check a
    limit on abandonment, so that there the queues without one are left out.
    """
    endless = np.inf if inputs.model == "erlang_a" else np.nan
    given = [inputs.queues[q].patience_s or endless for q in members]
    table = np.where(present, np.array(given)[:, None], np.nan)
    shortest, longest = np.fmin.reduce(table, axis=0), np.fmax.reduce(table, axis=0)
    yield np.where(np.isnan(shortest), np.inf, shortest)
    if np.any(longest > shortest):
        yield np.where(np.isnan(longest), np.inf, longest)


def _needed(line: Line, goal: Goal, patience_s: Array, model: str) -> Agents:
    """Session slots that a line needs for a goal, as `require` counts them."""
    if model == "erlang_a":
        return _slots(line, goal, patience_s)
    answer = _slots(line, replace(goal, abandon_max=None), np.full(len(line.at), np.inf))
    if goal.abandon_max is None:
        return answer
    only = Goal(None, None, goal.sl_variant, None, goal.abandon_max, None)
    other = _slots(line, only, patience_s)
    return Agents(np.maximum(answer.exact, other.exact), np.maximum(answer.whole, other.whole))


def _slots(line: Line, goal: Goal, patience_s: Array) -> Agents:
    leaves = np.isfinite(patience_s)
    limit = np.nan if goal.abandon_max is None else goal.abandon_max
    found = servers_required(
        line.load_erl,
        line.aht_s,
        sl_target=goal.sl_target,
        answer_s=goal.sl_seconds,
        sl_variant=goal.sl_variant,
        asa_s=goal.asa_s,
        abandon_max=np.where(leaves, limit, np.nan),
        max_occupancy=goal.max_occupancy,
        patience_s=patience_s,
    )
    if not goal.asks_nothing:
        return Agents(found.fractional, found.servers)
    return Agents(np.where(leaves, 0.0, found.fractional), np.where(leaves, 0.0, found.servers))
