"""What every model of an immediate queue can say, and in what form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypedDict

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.queueing import GOAL_NAMES
from solver.requirements.result import BINDING_GOALS

Array = NDArray[np.float64]

GOAL_EPSILON = 1e-9
_BINDING = np.array([BINDING_GOALS.index(n if n != "none" else "minimum") for n in GOAL_NAMES])


@dataclass(frozen=True)
class Staffing:
    """Servers (agents, or session slots) of each row: whole, exact, and the goal that binds.

    `binding` indexes `BINDING_GOALS`.
    """

    servers: Array
    fractional: Array
    binding: NDArray[np.int64]


@dataclass(frozen=True)
class Figures:
    """What servers hold, row by row; `p_abandon` NaN where patience is not known."""

    service_level: Array
    asa_s: Array
    occupancy: Array
    p_abandon: Array

    def stacked(self) -> Array:
        """(4, rows), in the order of the fields."""
        return np.stack([self.service_level, self.asa_s, self.occupancy, self.p_abandon])


class QueueModel(Protocol):
    """A queueing model with its goals. Rows are intervals; `load_erl` = arrivals x AHT.

    `slots` servers are one agent: a model that counts session slots has several.
    """

    @property
    def name(self) -> str: ...

    @property
    def slots(self) -> int: ...

    def required(self, load_erl: Array, aht_s: Array) -> Staffing:
        """The least servers that hold every goal."""
        ...

    def required_expected(self, loads: Array, chances: Array, aht_s: Array) -> Staffing:
        """The least servers whose expected figures hold every goal when a row's load is one of
        `loads` (P, rows), of probability `chances` (P,).
        """
        ...

    def held(self, servers: Array, load_erl: Array, aht_s: Array) -> Figures:
        """What whole numbers of servers hold."""
        ...

    def carried(self, servers: Array, aht_s: Array) -> Array:
        """The largest load, in erlangs, at which whole servers hold every goal."""
        ...


class Goals(TypedDict):
    """A queue's goals by the names that the queueing functions give them."""

    sl_target: float | None
    answer_s: float | None
    sl_variant: str
    asa_s: float | None
    max_occupancy: float | None
    abandon_max: float | None


def goals_of(queue: Queue, abandoning: bool) -> Goals:
    """The goals of a queue; that on abandonment only where contacts abandon in the model."""
    return Goals(
        sl_target=queue.sl_target,
        answer_s=queue.sl_seconds,
        sl_variant=queue.sl_variant.value,
        asa_s=queue.asa_s,
        max_occupancy=queue.max_occupancy,
        abandon_max=queue.abandon_max if abandoning else None,
    )


def meets_goals(queue: Queue, figures: Figures) -> NDArray[np.bool_]:
    """Whether every goal holds; a figure that is not known counts as met."""

    def goal(value: float | None) -> float:
        return np.nan if value is None else value

    missed = figures.service_level < goal(queue.sl_target) - GOAL_EPSILON
    missed |= figures.asa_s > goal(queue.asa_s) * (1.0 + GOAL_EPSILON)
    missed |= figures.occupancy > goal(queue.max_occupancy) + GOAL_EPSILON
    missed |= figures.p_abandon > goal(queue.abandon_max) + GOAL_EPSILON
    met: NDArray[np.bool_] = ~missed
    return met


def binding_of(goal: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices of `BINDING_GOALS` for those of the queueing kernels."""
    found: NDArray[np.int64] = _BINDING[goal]
    return found
