"""Agents serve only the queues whose skill they hold."""

from __future__ import annotations

from ortools.sat.python import cp_model

from solver.scheduling.models import AGENT_PARTS, ExactModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    """Creates the split variables of the queues a group may serve and ties them to presence."""
    data = m.data
    for g in range(len(data.groups)):
        members = [a for a in range(len(data.agents)) if data.group[a] == g]
        queues = [q for q in range(len(data.queues)) if data.proficiency[g, q] > 0]
        if not queues:
            continue
        for t in range(data.target.shape[1]):
            present = cp_model.LinearExpr.sum([_on_queue(m, agent, t) for agent in members])
            for q in queues:
                m.serves[g, q, t] = m.model.new_int_var(
                    0, AGENT_PARTS * len(members), f"f{g}.{q}.{t}"
                )
            m.model.add(sum(m.serves[g, q, t] for q in queues) == AGENT_PARTS * present)


def _on_queue(m: ExactModel, agent: int, interval: int) -> cp_model.LinearExprT:
    """1 when the agent is on shift and on no break, as an expression."""
    data = m.data
    terms: list[cp_model.LinearExprT] = []
    for day, shape in m.shifts_at(agent, interval):
        begin = int(data.begin[day, shape])
        terms.append(m.starts[agent][day][shape])
        for number, pause in enumerate(data.templates[data.shape_template[shape]].breaks):
            terms += [
                -m.breaks[agent, day, shape, number, offset]
                for offset in pause.offsets
                if begin + offset <= interval < begin + offset + pause.length
            ]
    return cp_model.LinearExpr.sum(terms)


RULE = Rule("skills", "Skills of the queues served", _exact)
