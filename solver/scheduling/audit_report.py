"""What the audit says: violations and the cost it recomputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Violation:
    """A hard rule that the schedule breaks, said so that a planner can find it."""

    rule: str
    message: str
    agent: str | None = None
    day: date | None = None

    def __str__(self) -> str:
        who = f"{self.agent}: " if self.agent else ""
        when = f"{self.day.isoformat()}: " if self.day else ""
        return f"[{self.rule}] {who}{when}{self.message}"


@dataclass(frozen=True)
class AuditReport:
    """What the audit found: violations, the objective it recomputed and its terms.

    Terms: wages, short, over, preferences, in the workspace's currency.
    """

    site: str
    violations: tuple[Violation, ...]
    cost_terms: Mapping[str, float]
    short_agent_hours: float
    over_agent_hours: float
    paid_hours: float
    shifts: int
    rules: tuple[str, ...]

    @property
    def objective(self) -> float:
        return sum(self.cost_terms.values())

    @property
    def passed(self) -> bool:
        return not self.violations
