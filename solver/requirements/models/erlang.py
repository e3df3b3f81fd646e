"""Voice, and sessions whose AHT does not depend on their number: Erlang C or A on servers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.domain import Queue
from solver.queueing import erlang_a_metrics, erlang_c_metrics, servers_required
from solver.requirements.models.protocol import (
    Array,
    Figures,
    Goals,
    Staffing,
    binding_of,
    goals_of,
)
from solver.requirements.result import BINDING_GOALS

_ABANDONMENT = BINDING_GOALS.index("abandonment")


@dataclass(frozen=True)
class ErlangModel:
    """`abandoning` is Erlang A. Erlang C checks an abandonment goal alone by Erlang A, and takes
    its figures from Erlang A in overload, where it has no steady state of its own.
    """

    queue: Queue
    abandoning: bool

    @property
    def name(self) -> str:
        return "erlang_a" if self.abandoning else "erlang_c"

    @property
    def slots(self) -> int:
        return self.queue.sessions_per_agent

    def required(self, load_erl: Array, aht_s: Array) -> Staffing:
        found = servers_required(load_erl, aht_s, patience_s=self._patience_s, **self._goals)
        staffing = Staffing(found.servers, found.fractional, binding_of(found.binding))
        if self._abandonment_apart:
            return self._with_abandonment_goal(staffing, load_erl, aht_s)
        return staffing

    def required_expected(self, loads: Array, chances: Array, aht_s: Array) -> Staffing:
        from solver.queueing.rate_paths import servers_required_over_paths

        found = servers_required_over_paths(
            loads, aht_s, weights=chances, patience_s=self._patience_s, **self._goals
        )
        return Staffing(found.servers, found.fractional, binding_of(found.binding))

    def required_gamma(self, load_erl: Array, rate_cv: float, aht_s: Array) -> Staffing:
        """The same for a gamma-distributed rate, by exact quadrature."""
        from solver.queueing.mixed_rate import servers_required_mixed

        found = servers_required_mixed(
            load_erl, aht_s, rate_cv, patience_s=self._patience_s, **self._goals
        )
        return Staffing(found.servers, found.fractional, binding_of(found.binding))

    @property
    def _patience_s(self) -> float | None:
        return self.queue.patience_s if self.abandoning else None

    @property
    def _goals(self) -> Goals:
        return goals_of(self.queue, self.abandoning)

    @property
    def _abandonment_apart(self) -> bool:
        known = self.queue.abandon_max is not None and self.queue.patience_s is not None
        return known and not self.abandoning

    def _with_abandonment_goal(self, staffing: Staffing, load_erl: Array, aht_s: Array) -> Staffing:
        queue = self.queue
        other = servers_required(
            load_erl, aht_s, abandon_max=queue.abandon_max, patience_s=queue.patience_s
        )
        return Staffing(
            np.maximum(staffing.servers, other.servers),
            np.maximum(staffing.fractional, other.fractional),
            np.where(other.fractional > staffing.fractional, _ABANDONMENT, staffing.binding),
        )

    def held(self, servers: Array, load_erl: Array, aht_s: Array) -> Figures:
        if self.abandoning:
            return self._erlang_a(servers, load_erl, aht_s)
        found = self._erlang_c(servers, load_erl, aht_s)
        if self.queue.patience_s is None:
            return found
        return self._bounded_in_overload(found, servers, load_erl, aht_s)

    def carried(self, servers: Array, aht_s: Array) -> Array:
        from solver.queueing.carried import load_carried

        queue = self.queue
        carried = load_carried(servers, aht_s, patience_s=self._patience_s, **self._goals)
        found = carried.load_erl
        if self._abandonment_apart:
            other = load_carried(
                servers, aht_s, abandon_max=queue.abandon_max, patience_s=queue.patience_s
            )
            return np.minimum(found, other.load_erl)
        return found

    def _erlang_c(self, servers: Array, load_erl: Array, aht_s: Array) -> Figures:
        found = erlang_c_metrics(servers, load_erl, aht_s, self.queue.sl_seconds or 0.0)
        unknown = np.full(found.asa_s.shape, np.nan)
        return Figures(found.service_level, found.asa_s, found.occupancy, unknown)

    def _erlang_a(self, servers: Array, load_erl: Array, aht_s: Array) -> Figures:
        patience, answer = self.queue.patience_s or np.inf, self.queue.sl_seconds or 0.0
        found = erlang_a_metrics(servers, load_erl, aht_s, patience, answer)
        level = found.service_level(self.queue.sl_variant.value)
        return Figures(level, found.asa_s, found.occupancy, found.p_abandon)

    def _bounded_in_overload(
        self, found: Figures, servers: Array, load_erl: Array, aht_s: Array
    ) -> Figures:
        """Erlang A's figures in overload, not better than the least stable number's by Erlang C."""
        rows = found.stacked()
        abandoning = self._erlang_a(servers, load_erl, aht_s)
        rows[3] = abandoning.p_abandon
        over = servers <= load_erl
        if over.any():
            limit = self._erlang_c(np.floor(load_erl[over]) + 1.0, load_erl[over], aht_s[over])
            rows[0, over] = np.minimum(abandoning.service_level[over], limit.service_level)
            rows[1, over] = np.maximum(abandoning.asa_s[over], limit.asa_s)
            rows[2, over] = np.maximum(abandoning.occupancy[over], limit.occupancy)
        return Figures(*rows)
