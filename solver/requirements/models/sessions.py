"""Chat and messaging whose contacts take longer the more sessions their agent has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.domain import Queue
from solver.queueing.chat import chat_agents_required, chat_metrics
from solver.requirements.models.expected import least_expected
from solver.requirements.models.protocol import (
    Array,
    Figures,
    Goals,
    Staffing,
    binding_of,
    goals_of,
    meets_goals,
)

MOST_HALVINGS = 60
MOST_OVERLOAD = 10.0


@dataclass(frozen=True)
class SessionModel:
    """Servers are agents. `load_erl` = arrivals x AHT at full concurrency; occupancy is that of
    session slots.
    """

    queue: Queue
    abandoning: bool

    @property
    def name(self) -> str:
        return "chat_a" if self.abandoning else "chat"

    @property
    def slots(self) -> int:
        return 1

    def required(self, load_erl: Array, aht_s: Array) -> Staffing:
        found = chat_agents_required(
            load_erl / aht_s, self._table(aht_s), patience_s=self._patience_s, **self._goals
        )
        return Staffing(found.agents, found.fractional, binding_of(found.binding))

    def required_expected(self, loads: Array, chances: Array, aht_s: Array) -> Staffing:
        return least_expected(self, self.queue, loads, chances, aht_s)

    def held(self, servers: Array, load_erl: Array, aht_s: Array) -> Figures:
        found = chat_metrics(
            servers,
            load_erl / aht_s,
            self._table(aht_s),
            self.queue.sl_seconds or 0.0,
            self._patience_s or np.inf,
        )
        level = found.service_level(self.queue.sl_variant.value)
        lost = found.p_abandon if self.abandoning else np.full(level.shape, np.nan)
        return Figures(level, found.asa_s, found.slot_occupancy, lost)

    def carried(self, servers: Array, aht_s: Array) -> Array:
        """By bisection: every figure gets worse with the load.

        Without abandonment the slots are never all in use; with it some limit is set all the same.
        """
        low = np.zeros(servers.shape)
        high = servers * self.queue.concurrency * (MOST_OVERLOAD if self.abandoning else 1.0)
        for _ in range(MOST_HALVINGS):
            middle = 0.5 * (low + high)
            holds = meets_goals(self.queue, self.held(servers, middle, aht_s))
            low, high = np.where(holds, middle, low), np.where(holds, high, middle)
        return low

    def _table(self, aht_s: Array) -> Array:
        table: Array = aht_s[..., None] * np.array(self.queue.aht_factors)
        return table

    @property
    def _patience_s(self) -> float | None:
        return self.queue.patience_s if self.abandoning else None

    @property
    def _goals(self) -> Goals:
        return goals_of(self.queue, self.abandoning)
