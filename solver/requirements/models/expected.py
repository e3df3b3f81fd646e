"""The least servers whose expected figures hold, for models without a search of their own."""

from __future__ import annotations

import numpy as np

from solver.domain import Queue
from solver.queueing.goal_search import Index, Search, least_servers, search_limit
from solver.queueing.goals import FIGURES, Goals, answered, load_argument
from solver.requirements.models.protocol import Array, QueueModel, Staffing, binding_of, goals_of

FUNCTION = "required_expected"
P_ABANDON, ASA_ANSWERED, OCCUPIED, FIRST_VARIANT = 1, 3, 4, 5


def least_expected(
    model: QueueModel, queue: Queue, loads: Array, chances: Array, aht_s: Array
) -> Staffing:
    """Servers for goals on the mean figures over `loads` (P, rows) of probability `chances` (P,).

    Shares of contacts are weighted by volume, ASA by the answered, occupancy by time.
    """
    goals = Goals(**goals_of(queue, queue.patience_s is not None), patience_s=queue.patience_s)
    mean = chances @ loads
    shape, rows = goals.rows(FUNCTION, load_argument("loads", mean), aht_s)
    highest = loads.max(axis=0)

    def figures(servers: Array, some: Index) -> Array:
        return _expected(model, servers, loads[:, some], chances, aht_s[some])

    search = Search(
        goals=rows[:FIGURES],
        figures=figures,
        load=rows[0],
        start=mean / model.slots + 1.0,
        limit=search_limit(highest, rows[5]),
        least=np.full(mean.shape, np.nan),
    )
    found = answered(FUNCTION, shape, rows, least_servers(search))
    return Staffing(found.servers, found.fractional, binding_of(found.binding))


def _expected(
    model: QueueModel, servers: Array, loads: Array, chances: Array, aht_s: Array
) -> Array:
    """Figures (10, rows) as the search reads them, all service levels the queue's own."""
    size = loads.shape
    held = model.held(
        np.broadcast_to(servers, size).ravel(), loads.ravel(), np.broadcast_to(aht_s, size).ravel()
    )
    level, asa, occupancy, lost = (part.reshape(size) for part in held.stacked())
    lost = np.nan_to_num(lost)
    offered = chances[:, None] * loads
    total = offered.sum(axis=0)
    taken = offered * (1.0 - lost)
    out = np.zeros((FIGURES, loads.shape[1]))
    out[P_ABANDON] = (offered * lost).sum(axis=0) / total
    waited = np.where(taken > 0, asa, 0.0) * taken
    out[ASA_ANSWERED] = waited.sum(axis=0) / np.maximum(taken.sum(axis=0), 1e-300)
    out[OCCUPIED] = chances @ occupancy
    out[FIRST_VARIANT:] = np.where(np.isnan(level), 0.0, offered * level).sum(axis=0) / total
    return out
