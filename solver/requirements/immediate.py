"""Agents of one queue that is answered at once: voice, chat, messaging."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.domain import Queue
from solver.requirements.data import Array, Case
from solver.requirements.models import ErlangModel, Staffing, model_of
from solver.requirements.offered_load import load_kind, safe_aht, served_load
from solver.requirements.params import RequirementsParams
from solver.requirements.queue_answer import QueueAnswer
from solver.requirements.result import BINDING_GOALS, QueueMethod
from solver.requirements.retries import come_back_later, load_with_retries
from solver.requirements.rounding import ceil_agents
from solver.requirements.uncertainty import likely_volumes, volume_quantile


def immediate_answer(case: Case, q: int, params: RequirementsParams) -> QueueAnswer:
    """Staffing of queue `q` in every interval; agents = servers / slots, rounded up."""
    queue, model = case.goals[q], model_of(case.goals[q], params)
    kind, aht = load_kind(case, q, params), safe_aht(case, q)
    volume = case.load.volume[q]
    if params.uncertainty == "quantile":
        volume = volume_quantile(case, q, params)
    load = served_load(case, q, volume, kind)
    if come_back_later(queue):
        load = load_with_retries(
            queue,
            load,
            aht,
            case.interval_s,
            lambda now: _where_loaded(now, aht, model.required).servers,
        )
    staffing = _staffing(case, q, params, load)
    name = "retrial" if queue.retry_share > 0 else model.name
    exact = staffing.fractional / model.slots
    agents = exact if params.fractional else ceil_agents(staffing.servers / model.slots)
    unknown = np.full(load.shape, np.nan)
    return QueueAnswer(
        agents=agents,
        fractional=exact,
        binding=staffing.binding,
        load_erl=load,
        risk_agents=agents - _agents_at_mean(case, q, params, agents),
        waiting_contacts=unknown,
        oldest_hours=unknown,
        method=QueueMethod(name, kind, queue.sl_variant.value, params.uncertainty),
        messages=tuple(_messages(queue, case.load.volume[q], case.load.open[q], params)),
    )


def _staffing(case: Case, q: int, params: RequirementsParams, load: Array) -> Staffing:
    """Servers for the load, or for goals that hold in expectation over the likely loads."""
    model, aht = model_of(case.goals[q], params), safe_aht(case, q)
    if params.uncertainty != "expected":
        return _where_loaded(load, aht, model.required)
    if params.rate_cv is not None and isinstance(model, ErlangModel):
        cv = params.rate_cv
        return _where_loaded(load, aht, lambda some, s: model.required_gamma(some, cv, s))
    likely = likely_volumes(case, q, params)
    loads = served_load(case, q, likely.volumes, load_kind(case, q, params))
    at = load > 0
    return _where_loaded(
        load, aht, lambda _, s: model.required_expected(loads[:, at], likely.chances, s)
    )


def _agents_at_mean(case: Case, q: int, params: RequirementsParams, agents: Array) -> Array:
    """What the mean volume alone would need."""
    if params.uncertainty == "mean":
        return agents
    return immediate_answer(case, q, params.model_copy(update={"uncertainty": "mean"})).agents


def _where_loaded(
    load: Array, aht: Array, required: Callable[[Array, Array], Staffing]
) -> Staffing:
    """`required` of the loads and AHTs where there is a load, nobody elsewhere."""
    at = load > 0
    found = required(load[at], aht[at])
    servers, fractional = np.zeros(load.shape), np.zeros(load.shape)
    binding = np.full(load.shape, BINDING_GOALS.index("minimum"), dtype=np.int64)
    servers[at], fractional[at], binding[at] = found.servers, found.fractional, found.binding
    return Staffing(servers, fractional, binding)


def _messages(
    queue: Queue, volume: Array, opened: np.ndarray, params: RequirementsParams
) -> list[str]:
    name, found = f"queue {queue.queue}: ", []
    outside = float(volume[~opened].sum())
    if outside > 0:
        found.append(f"{name}{outside:.1f} contacts arrive while it is closed and are not served")
    if queue.patience_s is None and queue.abandon_max is not None:
        found.append(f"{name}abandon_max is not checked because patience_s is not given")
    if queue.patience_s is None and params.model == "erlang_a":
        found.append(f"{name}Erlang C is used because patience_s is not given")
    return found
