"""Staffcast: from a contact history to a forecast, a vendor split, requirements and schedules.

`plan()` walks the whole way; each stage is a verb of its own. Names are imported on first use,
so that `import solver` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.allocation import allocate
    from solver.allocation.result import Allocation
    from solver.domain import PlanningData
    from solver.errors import AuditFailedError, InvalidInputError, Issue, StaffcastError
    from solver.forecast import forecast
    from solver.forecast.result import Forecast
    from solver.params_file import read_params
    from solver.plan import plan
    from solver.plan_result import PlanParams, PlanResult, SiteCoverage
    from solver.progress import Monitor, ProgressEvent
    from solver.report import read_output, write_plan
    from solver.requirements import require, service_levels, what_if
    from solver.requirements.data import Load
    from solver.requirements.pooling import PoolingView, SkillGroup, pooling_view
    from solver.requirements.result import Requirements, ServiceLevels
    from solver.requirements.what_if import WhatIf
    from solver.scheduling import audit, evaluate, schedule
    from solver.scheduling.check import AuditReport, Violation
    from solver.scheduling.result import Schedule
    from solver.status import SolveReport, SolveStatus
    from solver.timegrid import TimeGrid
    from solver.workspace import copy_example, read, read_document, read_folder, write_folder

__all__ = [
    "Allocation",
    "AuditFailedError",
    "AuditReport",
    "Forecast",
    "InvalidInputError",
    "Issue",
    "Load",
    "Monitor",
    "PlanParams",
    "PlanResult",
    "PlanningData",
    "PoolingView",
    "ProgressEvent",
    "Requirements",
    "Schedule",
    "ServiceLevels",
    "SiteCoverage",
    "SkillGroup",
    "SolveReport",
    "SolveStatus",
    "StaffcastError",
    "TimeGrid",
    "Violation",
    "WhatIf",
    "allocate",
    "audit",
    "copy_example",
    "evaluate",
    "forecast",
    "plan",
    "pooling_view",
    "read",
    "read_document",
    "read_folder",
    "read_output",
    "read_params",
    "require",
    "schedule",
    "service_levels",
    "what_if",
    "write_folder",
    "write_plan",
]

_HOMES = {
    "solver.allocation": ("allocate",),
    "solver.allocation.result": ("Allocation",),
    "solver.domain": ("PlanningData",),
    "solver.errors": ("AuditFailedError", "InvalidInputError", "Issue", "StaffcastError"),
    "solver.forecast": ("forecast",),
    "solver.forecast.result": ("Forecast",),
    "solver.params_file": ("read_params",),
    "solver.plan": ("plan",),
    "solver.plan_result": ("PlanParams", "PlanResult", "SiteCoverage"),
    "solver.progress": ("Monitor", "ProgressEvent"),
    "solver.report": ("read_output", "write_plan"),
    "solver.requirements": ("require", "service_levels", "what_if"),
    "solver.requirements.data": ("Load",),
    "solver.requirements.pooling": ("PoolingView", "SkillGroup", "pooling_view"),
    "solver.requirements.result": ("Requirements", "ServiceLevels"),
    "solver.requirements.what_if": ("WhatIf",),
    "solver.scheduling": ("audit", "evaluate", "schedule"),
    "solver.scheduling.check": ("AuditReport", "Violation"),
    "solver.scheduling.result": ("Schedule",),
    "solver.status": ("SolveReport", "SolveStatus"),
    "solver.timegrid": ("TimeGrid",),
    "solver.workspace": ("copy_example", "read", "read_document", "read_folder", "write_folder"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'solver' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _PublicNames(ModuleType):
    """Importing the submodule `solver.plan` would bind its name over the verb `plan`."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _PublicNames
