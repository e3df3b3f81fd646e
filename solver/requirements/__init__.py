"""Requirements: volumes and goals become agents. The verb is `require`."""

from solver.requirements.data import Load
from solver.requirements.engine import require
from solver.requirements.hours import hours_per_contact
from solver.requirements.params import RequirementsParams
from solver.requirements.result import (
    BINDING_GOALS,
    Backlog,
    QueueMethod,
    Requirements,
    ServiceLevels,
)
from solver.requirements.rounding import ceil_agents
from solver.requirements.service import service_levels
from solver.requirements.shrinkage import Shrinkage, shrinkage_by_interval
from solver.requirements.what_if import WhatIf, spread_agents, what_if

__all__ = [
    "BINDING_GOALS",
    "Backlog",
    "Load",
    "QueueMethod",
    "Requirements",
    "RequirementsParams",
    "ServiceLevels",
    "Shrinkage",
    "WhatIf",
    "ceil_agents",
    "hours_per_contact",
    "require",
    "service_levels",
    "shrinkage_by_interval",
    "spread_agents",
    "what_if",
]
