"""Idle time of agents on immediate queues, which backlog channels may work in."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from solver.domain import Queue
from solver.requirements.data import Array, Case
from solver.requirements.params import RequirementsParams
from solver.requirements.queue_answer import QueueAnswer


@dataclass
class IdleTime:
    """Idle agent-hours (T,) that immediate queues leave, until a backlog channel takes them."""

    case: Case
    params: RequirementsParams
    hours: dict[str, Array] = field(default_factory=dict)

    def add(self, q: int, answer: QueueAnswer) -> None:
        """What the agents of queue `q` are not busy with, as far as it may be worked in."""
        queue = self.case.goals[q]
        sessions = queue.sessions_per_agent
        busy = answer.load_erl / sessions
        idle = np.where(self.case.load.open[q], np.maximum(answer.agents - busy, 0.0), 0.0)
        hours = self.case.interval_s / 3600.0
        self.hours[queue.queue] = idle * hours * self.params.blend_share

    def of(self, queue: Queue, like: Array) -> Array:
        """Hours (T,) left by the queues that `queue` blends with."""
        total = np.zeros_like(like)
        for name in queue.blend_with:
            if name in self.hours:
                total += self.hours[name]
        return total

    def take(self, queue: Queue, used: Array) -> None:
        """Hours used are gone, from each queue in proportion to what it left."""
        total = self.of(queue, used)
        kept = np.divide(total - used, total, out=np.zeros_like(total), where=total > 0)
        for name in queue.blend_with:
            if name in self.hours:
                self.hours[name] = self.hours[name] * kept
