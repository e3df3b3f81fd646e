"""The hash of a scheduling problem's input."""

from __future__ import annotations

import hashlib

from solver.domain import PlanningData, StaffingTarget
from solver.status import hash_of


def fingerprint(planning: PlanningData, target: StaffingTarget) -> str:
    """Equal for equal people, rules and targets of the site, whatever else the folder says."""
    agents = {agent.agent for agent in planning.agents_of(target.site)}
    plans = {agent.work_plan for agent in planning.agents_of(target.site)}
    return hash_of(
        {
            "site": planning.site(target.site).model_dump(mode="json"),
            "queues": [queue.model_dump(mode="json") for queue in planning.queues],
            "agents": [a.model_dump(mode="json") for a in planning.agents if a.agent in agents],
            "plans": [
                p.model_dump(mode="json") for p in planning.work_plans if p.work_plan in plans
            ],
            "time_off": [r.model_dump(mode="json") for r in planning.time_off if r.agent in agents],
            "wishes": [
                r.model_dump(mode="json") for r in planning.preferences if r.agent in agents
            ],
            "carried": [
                r.model_dump(mode="json") for r in planning.carry_over if r.agent in agents
            ],
            "days": [target.grid.first_day.isoformat(), target.grid.n_days, target.queues],
            "target": hashlib.sha256(target.agents.round(6).tobytes()).hexdigest(),
        }
    )
