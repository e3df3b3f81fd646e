"""The inverse: what a head-count holds, and the largest volume it can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.requirements.checks import check_agents, checked_case
from solver.requirements.data import Array, Load
from solver.requirements.models import Figures, meets_goals, model_of
from solver.requirements.offered_load import safe_aht
from solver.requirements.params import RequirementsParams
from solver.requirements.result import ServiceLevels
from solver.requirements.rounding import whole_and_share
from solver.requirements.service import service_levels


@dataclass(frozen=True)
class WhatIf:
    """What `agents` (Q, T) on queue hold.

    `largest_volume` (Q, T) contacts an interval with which every goal would still hold, linear
    between whole numbers of servers; `holds` whether the goals hold at the given volume. NaN and
    true where closed, without volume or for a backlog channel.
    """

    agents: Array
    service: ServiceLevels
    largest_volume: Array
    holds: NDArray[np.bool_]


def what_if(
    load: Load,
    goals: Sequence[Queue],
    agents: NDArray[np.float64],
    params: RequirementsParams | None = None,
) -> WhatIf:
    """The service of a given staffing and the volume it can carry at the queues' goals.

    A budget of agent-hours an interval is agents = hours / interval hours. Raises
    `InvalidInputError`.
    """
    params = params or RequirementsParams()
    case = checked_case(load, goals)
    check_agents(load, agents)
    service = service_levels(load, goals, agents, params)
    largest = np.full(load.volume.shape, np.nan)
    for q, queue in enumerate(case.goals):
        if queue.channel.is_backlog:
            continue
        at = np.flatnonzero(load.open[q] & (load.volume[q] > 0))
        model, aht = model_of(queue, params), safe_aht(case, q)[at]
        servers = agents[q, at] * model.slots
        below, share = whole_and_share(servers)
        carried = model.carried(below, aht)
        between = share > 0
        if between.any():
            more = model.carried(below[between] + 1.0, aht[between])
            part = share[between]
            carried[between] = (1.0 - part) * carried[between] + part * more
        largest[q, at] = carried * case.interval_s / aht
    return WhatIf(agents, service, largest, _holds(case.goals, service))


def _holds(goals: Sequence[Queue], service: ServiceLevels) -> NDArray[np.bool_]:
    columns = (service.service_level, service.asa_s, service.occupancy, service.p_abandon)
    rows = [
        meets_goals(queue, Figures(*(column[q] for column in columns)))
        for q, queue in enumerate(goals)
    ]
    return np.array(rows, dtype=bool).reshape(service.service_level.shape)


def spread_agents(needed: Array, budget_hours: float, interval_hours: float) -> Array:
    """A budget of agent-hours over intervals in proportion to what is `needed` (Q, T)."""
    total = float(needed.sum()) * interval_hours
    return needed * (budget_hours / total) if total > 0 else np.zeros_like(needed)
