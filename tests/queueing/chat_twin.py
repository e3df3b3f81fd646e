"""Slow, independent chat figures: the exact Markov chain over how many agents have 0, 1, ... c
sessions and how many contacts wait, solved densely, where the kernels use a birth-death chain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

State = tuple[int, ...]


@dataclass(frozen=True)
class ChatTwin:
    p_wait: float
    p_abandon: float
    mean_wait_s: float
    slot_occupancy: float
    agent_occupancy: float
    sessions_per_agent: float
    aht_s: float
    answered_over_offered: float
    answered_over_answered: float
    answered_plus_abandoned: float
    exclude_short_abandons: float
    virtual_wait: float


@dataclass(frozen=True)
class _Chain:
    agents: int
    rates: list[float]
    arrivals: float
    theta: float
    room: int

    @property
    def slots(self) -> int:
        return len(self.rates) - 1

    @property
    def full_rate(self) -> float:
        return self.agents * self.rates[-1]

    def states(self) -> list[State]:
        """Sessions of each agent, sorted; waiting contacts last."""
        loads = combinations_with_replacement(range(self.slots + 1), self.agents)
        queues = [(self.slots,) * self.agents + (waiting,) for waiting in range(1, self.room + 1)]
        return [(*load, 0) for load in loads] + queues

    def moves(self, state: State) -> list[tuple[State, float]]:
        load, waiting = list(state[:-1]), state[-1]
        if waiting:
            rate = self.full_rate + waiting * self.theta
            found = [((*load, waiting - 1), rate)]
            if waiting < self.room:
                found.append(((*load, waiting + 1), self.arrivals))
            return found
        if load[0] < self.slots:
            found = [((*sorted([load[0] + 1, *load[1:]]), 0), self.arrivals)]
        else:
            found = [((*load, 1), self.arrivals)]
        for a, sessions in enumerate(load):
            if sessions:
                fewer = sorted([*load[:a], sessions - 1, *load[a + 1 :]])
                found.append(((*fewer, 0), self.rates[sessions]))
        return found

    def stationary(self) -> tuple[list[State], NDArray[np.float64]]:
        states = self.states()
        number = {state: i for i, state in enumerate(states)}
        flow = np.zeros((len(states), len(states)))
        for state, i in number.items():
            for target, rate in self.moves(state):
                flow[number[target], i] += rate
                flow[i, i] -= rate
        flow[0] = 1.0
        one = np.zeros(len(states))
        one[0] = 1.0
        return states, np.linalg.solve(flow, one)

    def answered_within(self, answer_s: float, own_theta: float) -> NDArray[np.float64]:
        """P(answered within `answer_s`) with 0, 1, ... ahead, by uniformisation; a contact of
        patience 1 / `own_theta` itself."""
        ahead = np.arange(self.room + 1)
        onward = self.full_rate + ahead * self.theta
        pace = onward[-1] + own_theta
        reached = np.zeros(self.room + 2)
        reached[0] = 1.0
        answer = np.zeros(self.room + 2)
        weight = math.exp(-pace * answer_s)
        steps = int(pace * answer_s + 12 * math.sqrt(pace * answer_s) + 30)
        for step in range(steps):
            answer += weight * reached
            weight *= pace * answer_s / (step + 1)
            following = onward * reached[:-1] + (pace - onward - own_theta) * reached[1:]
            reached = np.concatenate([[1.0], following / pace])
        return answer[1:]


def chat_by_states(
    agents: int,
    aht_by_concurrency_s: list[float],
    arrivals_per_s: float,
    answer_s: float,
    patience_s: float = math.inf,
    room: int = 150,
) -> ChatTwin:
    """`room` contacts may wait: enough that the last of them is as good as impossible."""
    rates = [0.0] + [(j + 1) / aht for j, aht in enumerate(aht_by_concurrency_s)]
    theta = 0.0 if math.isinf(patience_s) else 1.0 / patience_s
    chain = _Chain(agents, rates, arrivals_per_s, theta, room)
    states, weight = chain.stationary()
    assert abs(weight[-1]) < 1e-13
    load = np.array([state[:-1] for state in states])
    waiting = np.array([state[-1] for state in states])
    met = load.min(axis=1) == chain.slots
    p_abandon = theta * float(weight @ waiting) / arrivals_per_s
    sessions = float(weight @ load.sum(axis=1))
    busy = float(weight @ (load > 0).sum(axis=1))
    free = 1.0 - float(weight[met].sum())
    queue = weight[met]
    level = free + float(queue @ chain.answered_within(answer_s, theta)[: len(queue)])
    virtual = free + float(queue @ chain.answered_within(answer_s, 0.0)[: len(queue)])
    longer = math.exp(-theta * answer_s) * (1.0 - virtual)
    return ChatTwin(
        p_wait=1.0 - free,
        p_abandon=p_abandon,
        mean_wait_s=float(weight @ waiting) / arrivals_per_s,
        slot_occupancy=sessions / (agents * chain.slots),
        agent_occupancy=busy / agents,
        sessions_per_agent=sessions / busy,
        aht_s=sessions / (arrivals_per_s * (1.0 - p_abandon)),
        answered_over_offered=level,
        answered_over_answered=level / (1.0 - p_abandon),
        answered_plus_abandoned=1.0 - longer,
        exclude_short_abandons=level / (level + longer),
        virtual_wait=virtual,
    )
