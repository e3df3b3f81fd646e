"""What the measurement needs: shifts, states and what was required."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from solver.domain import NamedShift
from solver.intraday.states import AgentState
from solver.timegrid import TimeGrid


@dataclass(frozen=True, slots=True)
class StateEvent:
    """One agent in one state from `start` to `end` (aware). `row` is its place in the file."""

    agent: str
    start: datetime
    end: datetime
    state: AgentState
    row: int
    queue: str = ""


@dataclass(frozen=True)
class SiteNeed:
    """What one site was asked for: agents (Q, T) on `grid`.

    `required` are on-queue agents needed, `planned` the effective agents the schedule divided to
    each queue.
    """

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    required: NDArray[np.float64]
    planned: NDArray[np.float64]


@dataclass(frozen=True)
class AdherenceData:
    """`home` is every agent's site. `needs` may lack a site: its intervals are then not judged.

    `time_zones` of the sites decide to which local day work outside any shift belongs.
    """

    shifts: tuple[NamedShift, ...]
    events: tuple[StateEvent, ...]
    home: Mapping[str, str]
    time_zones: Mapping[str, str]
    needs: tuple[SiteNeed, ...] = ()
