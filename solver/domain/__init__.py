"""The business nouns. Pydantic models, frozen, strict about their keys."""

from solver.domain.base import (
    SCHEMA_VERSION,
    WEEKDAYS,
    Noun,
    moment_end,
    moment_start,
    skill_text,
)
from solver.domain.calendar import (
    Center,
    Event,
    EventKind,
    Override,
    OverrideOperation,
    Scenario,
)
from solver.domain.contracts import Contract
from solver.domain.locks import Lock, LockKind
from solver.domain.people import Agent, CarryOver, Preference, PreferenceKind, TimeOff
from solver.domain.planning import PlanningData
from solver.domain.queues import Channel, HistoryRow, Queue, ServiceLevelVariant
from solver.domain.roster import (
    ON_QUEUE,
    Activity,
    NamedShift,
    PublishedSchedule,
    SkillSplit,
    StaffingTarget,
)
from solver.domain.shrinkage import ShrinkageRule, ShrinkageType
from solver.domain.sites import Pooling, Site, SiteKind
from solver.domain.work_plans import ActivityTemplate, ShiftTemplate, WorkPlan

__all__ = [
    "ON_QUEUE",
    "SCHEMA_VERSION",
    "WEEKDAYS",
    "Activity",
    "ActivityTemplate",
    "Agent",
    "CarryOver",
    "Center",
    "Channel",
    "Contract",
    "Event",
    "EventKind",
    "HistoryRow",
    "Lock",
    "LockKind",
    "NamedShift",
    "Noun",
    "Override",
    "OverrideOperation",
    "PlanningData",
    "Pooling",
    "Preference",
    "PreferenceKind",
    "PublishedSchedule",
    "Queue",
    "Scenario",
    "ServiceLevelVariant",
    "ShiftTemplate",
    "ShrinkageRule",
    "ShrinkageType",
    "Site",
    "SiteKind",
    "SkillSplit",
    "StaffingTarget",
    "TimeOff",
    "WorkPlan",
    "moment_end",
    "moment_start",
    "skill_text",
]
