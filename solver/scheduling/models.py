"""The models that rules write themselves into: variables and data, no rule and no solving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from solver.scheduling.data import ScheduleData
from solver.scheduling.sparse_model import SparseModel

NO_COLUMN = -1
# The exact model divides an agent over queues in these parts.
AGENT_PARTS = 10_000


@dataclass(frozen=True)
class AgentClass:
    """Agents of one work plan and skill group, interchangeable but for their calendars."""

    plan: int
    group: int
    members: NDArray[np.int64]


def agent_classes(data: ScheduleData) -> tuple[AgentClass, ...]:
    pairs = sorted(set(zip(data.plan.tolist(), data.group.tolist(), strict=True)))
    return tuple(
        AgentClass(plan, group, np.flatnonzero((data.plan == plan) & (data.group == group)))
        for plan, group in pairs
    )


@dataclass
class WeekModel:
    """The class LP of one week.

    `x[class, day, shape]` are columns (`NO_COLUMN` where nobody can), `days` the horizon's days
    of the week, `paid[class]` the columns of paid minutes by cost level with their members.
    `steer` allows rows stricter than the rules; such a model is a guide and never a bound.
    """

    data: ScheduleData
    classes: tuple[AgentClass, ...]
    days: range
    week: int
    steer: bool
    model: SparseModel
    x: NDArray[np.int64]
    paid: list[list[tuple[int, NDArray[np.int64]]]] = field(default_factory=list)
    on_shift: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def starts(self, number: int, day: int) -> NDArray[np.int64]:
        """Columns of the shifts class `number` may start on local day `day` of the week."""
        columns: NDArray[np.int64] = self.x[number, day]
        return np.asarray(columns[columns != NO_COLUMN])

    def week_starts(self, number: int) -> NDArray[np.int64]:
        columns: NDArray[np.int64] = self.x[number]
        return np.asarray(columns[columns != NO_COLUMN])


@dataclass
class DayPlanModel:
    """Who works which day and template: CP-SAT over a block of agents and the whole horizon.

    `works[i][d][m]` is a variable or `None`; `on[i][d]` is true when agent `agents[i]` works.
    """

    data: ScheduleData
    agents: NDArray[np.int64]
    model: cp_model.CpModel
    works: list[list[dict[int, cp_model.IntVar]]]
    on: list[list[cp_model.IntVar]]

    def cells(self) -> Iterator[tuple[int, int, int]]:
        """(position in the block, agent, day) of every cell."""
        for i, agent in enumerate(self.agents):
            for day in range(self.data.n_days):
                yield i, int(agent), day


@dataclass
class ExactModel:
    """Every decision of named agents in one CP-SAT model, for tiny centres and tests.

    `starts[agent][day][shape]`, `breaks[agent, day, shape, break, offset]` and the split
    `serves[group, queue, interval]` in parts of an agent (`AGENT_PARTS` make one).
    """

    data: ScheduleData
    model: cp_model.CpModel
    starts: list[list[dict[int, cp_model.IntVar]]]
    breaks: dict[tuple[int, int, int, int, int], cp_model.IntVar] = field(default_factory=dict)
    serves: dict[tuple[int, int, int], cp_model.IntVar] = field(default_factory=dict)

    def days(self) -> Iterator[tuple[int, int]]:
        for agent in range(len(self.data.agents)):
            for day in range(self.data.n_days):
                yield agent, day

    def shifts_at(self, agent: int, interval: int) -> list[tuple[int, int]]:
        """(day, shape) of the shifts of `agent` that cover an interval."""
        data = self.data
        return [
            (day, shape)
            for day in range(data.n_days)
            for shape in self.starts[agent][day]
            if data.begin[day, shape]
            <= interval
            < data.begin[day, shape] + data.shape_length[shape]
        ]
