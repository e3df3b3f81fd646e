"""Contacts that abandon and come back: Erlang A at the load that they make together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.domain import Queue
from solver.queueing import erlang_a_metrics
from solver.queueing.carried import load_carried
from solver.queueing.retrials import retrial_metrics, servers_required_with_retrials
from solver.requirements.models.expected import least_expected
from solver.requirements.models.protocol import (
    Array,
    Figures,
    Goals,
    Staffing,
    binding_of,
    goals_of,
)


@dataclass(frozen=True)
class RetrialModel:
    """`load_erl` is that of first attempts; figures are per attempt, at the total load."""

    queue: Queue

    @property
    def name(self) -> str:
        return "retrial"

    @property
    def slots(self) -> int:
        return self.queue.sessions_per_agent

    def required(self, load_erl: Array, aht_s: Array) -> Staffing:
        found = servers_required_with_retrials(
            load_erl,
            aht_s,
            patience_s=self._patience_s,
            retry_share=self.queue.retry_share,
            **self._goals,
        ).required
        return Staffing(found.servers, found.fractional, binding_of(found.binding))

    def required_expected(self, loads: Array, chances: Array, aht_s: Array) -> Staffing:
        return least_expected(self, self.queue, loads, chances, aht_s)

    def held(self, servers: Array, load_erl: Array, aht_s: Array) -> Figures:
        queue = self.queue
        found = retrial_metrics(
            servers, load_erl, aht_s, self._patience_s, queue.sl_seconds or 0.0, queue.retry_share
        ).per_attempt
        level = found.service_level(queue.sl_variant.value)
        return Figures(level, found.asa_s, found.occupancy, found.p_abandon)

    def carried(self, servers: Array, aht_s: Array) -> Array:
        """The total load carried, less the retries in it."""
        found = load_carried(servers, aht_s, patience_s=self._patience_s, **self._goals).load_erl
        lost = erlang_a_metrics(servers, found, aht_s, self._patience_s, 0.0).p_abandon
        return found * (1.0 - self.queue.retry_share * np.nan_to_num(lost))

    @property
    def _patience_s(self) -> float:
        return self.queue.patience_s or np.inf

    @property
    def _goals(self) -> Goals:
        return goals_of(self.queue, abandoning=True)
