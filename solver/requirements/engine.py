"""Volumes and goals become agents."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.progress import Monitor
from solver.requirements.checks import checked_case
from solver.requirements.data import Array, Case, Load
from solver.requirements.idle_time import IdleTime
from solver.requirements.immediate import immediate_answer
from solver.requirements.params import RequirementsParams
from solver.requirements.queue_answer import QueueAnswer
from solver.requirements.result import BINDING_GOALS, Backlog, Requirements
from solver.requirements.service import promised_service
from solver.requirements.shrinkage import queue_shrinkage
from solver.status import hash_of

_CLOSED, _MINIMUM = BINDING_GOALS.index("closed"), BINDING_GOALS.index("minimum")


def require(
    load: Load,
    goals: Sequence[Queue],
    params: RequirementsParams | None = None,
    monitor: Monitor | None = None,
) -> Requirements:
    """Agents that each queue needs in each interval, and the service they hold.

    `goals` are the queues, in any order, that the load's rows name. Voice by Erlang C (or A),
    chat and messaging by sessions, backlog channels as work spread over opening hours; closed
    intervals are exactly 0, open ones have at least `min_staff`. Raises `InvalidInputError`
    naming queue, interval and value.
    """
    started = time.perf_counter()
    params = params or RequirementsParams()
    case = checked_case(load, goals)
    answers = _answers(case, params, monitor or Monitor())
    table = _Table(load.volume.shape)
    for q, answer in enumerate(answers):
        table.fill(q, load.open[q], answer, float(case.goals[q].min_staff))
    return _result(case, params, table, answers, started)


def _answers(case: Case, params: RequirementsParams, monitor: Monitor) -> list[QueueAnswer]:
    """Immediate queues first: backlog channels may work in the idle time that they leave."""
    found: dict[int, QueueAnswer] = {}
    idle = IdleTime(case, params)
    order = sorted(range(len(case.goals)), key=lambda q: case.goals[q].channel.is_backlog)
    for done, q in enumerate(order):
        monitor.report("requirements", done=done / len(order), note=case.goals[q].queue)
        if case.goals[q].channel.is_backlog:
            # Its kernels are compiled only where there is such a channel.
            from solver.requirements.backlog_staffing import backlog_answer

            found[q] = backlog_answer(case, q, params, idle)
        else:
            found[q] = immediate_answer(case, q, params)
            idle.add(q, found[q])
    monitor.report("requirements", done=1.0)
    return [found[q] for q in range(len(case.goals))]


@dataclass
class _Table:
    """The answers' columns side by side, (Q, T)."""

    shape: tuple[int, ...]
    required: Array = field(init=False)
    fractional: Array = field(init=False)
    load_erl: Array = field(init=False)
    risk_agents: Array = field(init=False)
    binding: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.required = np.zeros(self.shape)
        self.fractional = np.zeros(self.shape)
        self.load_erl = np.zeros(self.shape)
        self.risk_agents = np.zeros(self.shape)
        self.binding = np.full(self.shape, _CLOSED, dtype=np.int64)

    def fill(self, q: int, opened: NDArray[np.bool_], answer: QueueAnswer, least: float) -> None:
        """The open intervals of a queue, with its minimum staff."""
        agents, exact = answer.agents[opened], answer.fractional[opened]
        at_mean = np.maximum(agents - answer.risk_agents[opened], least)
        short = agents <= least
        self.required[q, opened] = np.where(short, least, agents)
        self.fractional[q, opened] = np.maximum(exact, least)
        self.binding[q, opened] = np.where(short, _MINIMUM, answer.binding[opened])
        self.load_erl[q, opened] = answer.load_erl[opened]
        self.risk_agents[q, opened] = self.required[q, opened] - at_mean


def _result(
    case: Case,
    params: RequirementsParams,
    table: _Table,
    answers: Sequence[QueueAnswer],
    started: float,
) -> Requirements:
    load, shape = case.load, case.load.volume.shape
    shrinkage = load.shrinkage or queue_shrinkage(case.goals)
    in_office = np.broadcast_to(shrinkage.in_office(params.breaks == "in_shrinkage"), shape)
    out_office = np.broadcast_to(shrinkage.out_office, shape)
    gross = table.required / (1.0 - in_office)
    return Requirements(
        site=load.site,
        queues=load.queues,
        grid=load.grid,
        volume=load.volume,
        aht_s=load.aht_s,
        load_erl=table.load_erl,
        fractional=table.fractional,
        required=table.required,
        required_gross=gross,
        rostered=gross / (1.0 - out_office),
        to_schedule=gross / load.presence,
        binding=table.binding,
        risk_agents=table.risk_agents,
        in_office=in_office,
        out_office=out_office,
        promised=promised_service(case, table.load_erl, table.required, params),
        backlog=Backlog(
            np.array([answer.waiting_contacts for answer in answers]).reshape(shape),
            np.array([answer.oldest_hours for answer in answers]).reshape(shape),
        ),
        methods=tuple(answer.method for answer in answers),
        messages=tuple(message for answer in answers for message in answer.messages),
        seconds=time.perf_counter() - started,
        input_hash=input_hash(case, params),
    )


def input_hash(case: Case, params: RequirementsParams) -> str:
    """Short hash of everything that decides the result."""
    digest, load, grid = hashlib.sha256(), case.load, case.load.grid
    shrinkage = () if load.shrinkage is None else vars(load.shrinkage).values()
    for values in (load.volume, load.aht_s, load.open, load.quantiles, load.paths, *shrinkage):
        if values is not None:
            digest.update(np.ascontiguousarray(values).tobytes())
    return hash_of(
        {
            "site": load.site,
            "queues": [queue.model_dump(mode="json") for queue in case.goals],
            "grid": [grid.time_zone, grid.interval_minutes, str(grid.first_day), grid.n_days],
            "presence": load.presence,
            "levels": load.levels,
            "arrays": digest.hexdigest(),
            "params": params.model_dump(mode="json"),
        }
    )
