"""Scheduling: requirements and people to named shifts, with a proven bound and an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.scheduling.audit_report import AuditReport, Violation
from solver.scheduling.check import audit
from solver.scheduling.covering_check import audit_covering
from solver.scheduling.covering_data import Covering, CoverShift
from solver.scheduling.evaluate import Evaluation, evaluate
from solver.scheduling.params import SchedulingParams
from solver.scheduling.prepare import schedule_data
from solver.scheduling.result import Message, Schedule

if TYPE_CHECKING:
    from solver.scheduling.covering import cover_demand
    from solver.scheduling.engine import schedule

__all__ = [
    "AuditReport",
    "CoverShift",
    "Covering",
    "Evaluation",
    "Message",
    "Schedule",
    "SchedulingParams",
    "Violation",
    "audit",
    "audit_covering",
    "cover_demand",
    "evaluate",
    "schedule",
    "schedule_data",
]


def __getattr__(name: str) -> object:
    """The verbs that solve are imported on first use, so that an audit loads no solver."""
    if name == "cover_demand":
        from solver.scheduling.covering import cover_demand

        return cover_demand
    if name != "schedule":
        raise AttributeError(f"module 'solver.scheduling' has no attribute {name!r}")
    from solver.scheduling.engine import schedule

    return schedule
