"""What cross-training is worth: dedicated agents, one pool, and skill groups between the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.domain import Queue
from solver.requirements._pooling_inputs import Model, PoolingInputs, SkillGroup, pooling_inputs
from solver.requirements._pooling_lp import least_cost_staffing
from solver.requirements._pooling_pools import alone, strictest, weakest, workload
from solver.requirements._pooling_subsets import (
    best_division,
    covered_demand,
    members_of,
    queue_sets,
)
from solver.requirements.rounding import ceil_agents

__all__ = ["BOUND_ASSUMES", "PoolingView", "SkillGroup", "pooling_view"]

BOUND_ASSUMES = (
    "The bound relaxes the skills: all agents who can serve some queue of a set serve the whole set"
    " as one line, free of other queues, and the set meets the goal of only one of its queues."
    " With equal AHT and patience it is proven for any routing where all goals are on ASA without"
    " abandonment, or all on abandonment; for other goals it is proven for pools that answer in"
    " order of arrival or take their queues in one fixed order, and where skill groups overlap it"
    " rests on missing skills never helping. Queues of different AHT count as one of their mean,"
    " which makes waits look shorter. A service level can be shown with about one agent fewer by"
    " routing that changes the order of the queues or lets groups prefer different ones, and with"
    " far fewer by passing over contacts already late, but not with fewer than `workload`."
)


@dataclass(frozen=True)
class PoolingView:
    """Agents on queue per interval by how far skills are shared, (T,) unless stated.

    `separate` every queue with agents of its own, the sum of the queues' fractional requirements;
    `pooled` every agent serves every queue, in one line that meets the goals of all of them. Each
    also as `_whole` agents. `bound` the least agents in the skill groups and `between_cost` their
    least cost an hour, reached by `between` (G, T), agents per group; where costs are equal,
    narrow groups go first. `pooled_weakest` is the bound if every agent served every queue.
    `workload` agents that the contacts keep busy, below which no routing whatever can go.

    separate >= bound >= pooled_weakest and pooled >= pooled_weakest, which meets the weakest goal
    where `pooled` meets them all; with goals far apart `pooled` can exceed `separate`.

    `between` is a bound, no staffing to schedule: it meets the goals only if `assumes` holds.
    `is_bound` is false where an AHT grows with the sessions of an agent, for which the formulas
    are not a bound. `all_subsets` is false if only some subsets of many queues are in the LP,
    which makes the bound lower.
    """

    queues: tuple[str, ...]
    groups: tuple[str, ...]
    separate: NDArray[np.float64]
    separate_whole: NDArray[np.float64]
    pooled: NDArray[np.float64]
    pooled_whole: NDArray[np.float64]
    pooled_weakest: NDArray[np.float64]
    between: NDArray[np.float64]
    between_cost: NDArray[np.float64]
    bound: NDArray[np.float64]
    workload: NDArray[np.float64]
    is_bound: bool
    all_subsets: bool
    messages: tuple[str, ...]
    assumes: str = BOUND_ASSUMES

    @property
    def pooling_gain(self) -> NDArray[np.float64]:
        """Agents that one pool saves against dedicated agents; below 0 where goals differ much."""
        return self.separate - self.pooled

    @property
    def most_gain(self) -> NDArray[np.float64]:
        """The most that the skill groups can save against dedicated agents, 0 or more."""
        return self.separate - self.bound


def pooling_view(
    volume: ArrayLike,
    aht_s: ArrayLike,
    interval_s: float,
    goals: Sequence[Queue],
    groups: Sequence[SkillGroup],
    *,
    model: Model = "erlang_c",
) -> PoolingView:
    """Agents per interval for queues served apart, by skill groups and together.

    `volume` contacts and `aht_s` (Q, T) per interval of `interval_s` seconds, in the order of
    `goals`. A chat's AHT is the one at full concurrency. Opening hours, `min_staff` and shrinkage
    are not part of the view. Model erlang_a counts abandonment of queues with `patience_s`.

    `between` minimises sum cost[g] x[g] such that for every subset S of queues
    sum over the groups that serve some queue of S of x[g] >= R(S). R(S) is the least, over all
    divisions of S into pools, of what the pools need: load and volume of a pool's queues add up,
    and its one line meets the goal of the queue that is easiest to satisfy; a queue alone meets
    its own. Where patience differs the easier of the shortest and the longest is taken. Up to 10
    queues all 2^Q - 1 subsets count, beyond at most 1,023.

    Raises `InvalidInputError` for bad values, a backlog channel, and a queue that no group serves.
    """
    inputs = pooling_inputs(volume, aht_s, interval_s, goals, groups, model)
    sets = queue_sets(inputs.serves)
    needed = np.array([weakest(inputs, members_of(int(mask))) for mask in sets])
    needed = best_division(sets, needed)
    between, fewest = _staffings(inputs, *covered_demand(sets, needed, inputs.serves))
    apart = [alone(inputs, q) for q in range(len(inputs.queues))]
    together, least = strictest(inputs), needed.max(axis=0)
    return PoolingView(
        queues=tuple(queue.queue for queue in inputs.queues),
        groups=tuple(group.name for group in groups),
        separate=np.sum([agents.exact for agents in apart], axis=0),
        separate_whole=np.sum([agents.whole for agents in apart], axis=0),
        pooled=np.maximum(together.exact, least),
        pooled_whole=np.maximum(together.whole, ceil_agents(least)),
        pooled_weakest=least,
        between=between,
        between_cost=inputs.cost @ between,
        bound=fewest.sum(axis=0),
        workload=workload(inputs).sum(axis=0),
        is_bound=not _growing(inputs.queues),
        all_subsets=len(sets) == 2 ** len(inputs.queues) - 1,
        messages=_messages(inputs),
    )


def _staffings(
    inputs: PoolingInputs, covers: NDArray[np.bool_], needed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The staffing of least cost and the one of fewest agents, (G, T) each."""
    further = inputs.serves.sum(axis=1) - 1.0
    cheapest = least_cost_staffing(needed, covers, inputs.cost, further)
    if np.all(inputs.cost == inputs.cost[0]):
        return cheapest, cheapest
    return cheapest, least_cost_staffing(needed, covers, np.ones_like(inputs.cost), further)


def _growing(queues: Sequence[Queue]) -> list[str]:
    """Queues whose AHT grows with the sessions of an agent."""
    return [queue.queue for queue in queues if queue.aht_grows]


def _messages(inputs: PoolingInputs) -> tuple[str, ...]:
    found = []
    for queue in inputs.queues:
        if queue.patience_s is None and queue.abandon_max is not None:
            text = "abandon_max is not checked because patience_s is not given"
            found.append(f"queue {queue.queue}: {text}")
    for name in _growing(inputs.queues):
        text = "the AHT at full concurrency is taken for any number of sessions; `bound` is none"
        found.append(f"queue {name}: {text}")
    return tuple(found)
