"""How queues that are answered at once are staffed: one file a model."""

from __future__ import annotations

from solver.domain import Queue
from solver.requirements.models.erlang import ErlangModel
from solver.requirements.models.protocol import Figures, QueueModel, Staffing, meets_goals
from solver.requirements.params import RequirementsParams

__all__ = [
    "ErlangModel",
    "Figures",
    "QueueModel",
    "Staffing",
    "meets_goals",
    "model_of",
]


def model_of(queue: Queue, params: RequirementsParams) -> QueueModel:
    """The model of a voice, chat or messaging queue.

    Retries without a delay are part of the model; those that come back later are load of later
    intervals (`retries.py`), each attempt of which abandons as any other.
    """
    # Models with kernels of their own are imported, and so compiled, only where a queue asks.
    patient = queue.patience_s is None
    if queue.retry_share > 0 and queue.retry_delay_s == 0:
        from solver.requirements.models.retrials import RetrialModel

        return RetrialModel(queue)
    abandoning = (params.model == "erlang_a" and not patient) or queue.retry_share > 0
    if queue.channel.has_sessions and queue.aht_grows:
        from solver.requirements.models.sessions import SessionModel

        return SessionModel(queue, abandoning)
    return ErlangModel(queue, abandoning)
