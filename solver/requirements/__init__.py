"""Requirements: volumes and goals become agents. The verb is `require`."""

from solver.requirements.data import RequirementsData
from solver.requirements.engine import require
from solver.requirements.hours import hours_per_contact
from solver.requirements.params import RequirementsParams
from solver.requirements.result import BINDING_GOALS, Requirements, ServiceLevels
from solver.requirements.rounding import ceil_agents
from solver.requirements.service import service_levels

__all__ = [
    "BINDING_GOALS",
    "Requirements",
    "RequirementsData",
    "RequirementsParams",
    "ServiceLevels",
    "ceil_agents",
    "hours_per_contact",
    "require",
    "service_levels",
]
