"""What a scheduling rule is: a name and its projections onto the engine's models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel


@dataclass(frozen=True)
class Rule:
    """One hard rule.

    `exact` adds it to the CP-SAT model of named agents, `guide` to the weekly LP of classes
    (rows that every feasible roster meets, unless the model steers), `day_plan` to the CP-SAT
    model of who works which day. The compiled tour search keeps all of them by itself
    (`tour_kernel.py`), which the audit of every result holds it to.
    """

    name: str
    title: str
    exact: Callable[[ExactModel], None]
    guide: Callable[[WeekModel], None] | None = None
    day_plan: Callable[[DayPlanModel], None] | None = None
