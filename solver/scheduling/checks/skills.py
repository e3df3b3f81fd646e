"""An agent is put only on queues whose skill it has."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import ON_QUEUE, skill_text
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import AuditedShift, Context

RULE = "skills"


def check(context: Context) -> Iterator[Violation]:
    skill_of = {queue.queue: queue.skill for queue in context.planning.queues}
    for shift in context.all_shifts:
        for message in _faults(shift, skill_of):
            yield Violation(RULE, message, shift.agent.agent, shift.day)


def _faults(shift: AuditedShift, skill_of: dict[str, str]) -> Iterator[str]:
    named = {q for a in shift.activities if a.activity == ON_QUEUE for q in a.queues}
    for queue in sorted(named):
        skill = skill_of.get(queue)
        if skill is None:
            yield f"there is no queue {queue!r}"
        elif skill not in shift.agent.skills:
            have = skill_text(shift.agent.skills)
            yield f"queue {queue!r} needs skill {skill!r}, the agent has {have}"
