"""Requirements: agents needed, and what service they hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.timegrid import TimeGrid

Array = NDArray[np.float64]

BINDING_GOALS = (
    "closed",
    "service_level",
    "asa",
    "abandonment",
    "occupancy",
    "minimum",
    "workload",
)


@dataclass(frozen=True)
class ServiceLevels:
    """What a staffing holds, (Q, T): NaN where closed, without volume or not defined (backlog).

    `p_abandon` is also NaN where a queue's patience is not known.
    """

    service_level: Array
    asa_s: Array
    occupancy: Array
    p_abandon: Array


@dataclass(frozen=True)
class QueueMethod:
    """How a queue's figures come about.

    `model` erlang_c, erlang_a, chat, chat_a, retrial or backlog; `load` stationary or
    modified_offered_load; `sl_variant` of its service levels; `uncertainty` mean, quantile or
    expected.
    """

    model: str
    load: str
    sl_variant: str
    uncertainty: str = "mean"

    @property
    def text(self) -> str:
        """As tables show it: `erlang_c on modified_offered_load, expected`."""
        parts = [self.model]
        if self.load == "modified_offered_load":
            parts.append("on modified_offered_load")
        at = "" if self.uncertainty == "mean" else f", {self.uncertainty}"
        return " ".join(parts) + at


@dataclass(frozen=True)
class Backlog:
    """Work of backlog channels at the end of each interval, (Q, T); NaN for the others.

    `waiting_contacts`, and `oldest_hours` since the oldest of them arrived, under the staffing
    required.
    """

    waiting_contacts: Array
    oldest_hours: Array


@dataclass(frozen=True)
class Requirements:
    """Agents per queue and interval, all (Q, T).

    `load_erl` is the load that agents were staffed for. `required` on-queue agents, of which
    `fractional` is the exact figure before rounding; `required_gross` = required / (1 - in-office
    shrinkage); `rostered` = required_gross / (1 - out-of-office shrinkage); `to_schedule` =
    required_gross / presence, the agents a schedule should have on queue. `binding` indexes
    `BINDING_GOALS`. `risk_agents` is what staffing to more than the mean volume adds to
    `required`. `in_office` and `out_office` are the shrinkage used; `methods` one a queue.
    """

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    volume: Array
    aht_s: Array
    load_erl: Array
    fractional: Array
    required: Array
    required_gross: Array
    rostered: Array
    to_schedule: Array
    binding: NDArray[np.int64]
    risk_agents: Array
    in_office: Array
    out_office: Array
    promised: ServiceLevels
    backlog: Backlog
    methods: tuple[QueueMethod, ...]
    messages: tuple[str, ...]
    seconds: float
    input_hash: str
