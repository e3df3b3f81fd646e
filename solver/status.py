"""What every solve reports: status, objective, proven bound, gap, cost per term, effort."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from typing import Any


class SolveStatus(StrEnum):
    """State of a solution. `OPTIMAL` means proven within the solver's tolerance."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_SOLUTION = "no_solution"

    @property
    def has_solution(self) -> bool:
        return self in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """(objective - bound) / objective for a minimum; `None` where either is unknown.

    0 when both are 0. Never negative: a bound above the objective by rounding counts as closed.
    """
    if objective is None or bound is None:
        return None
    difference = max(0.0, objective - bound)
    if difference == 0.0:
        return 0.0
    return difference / abs(objective) if objective else None


@dataclass(frozen=True)
class SolveReport:
    """Facts about one solve. Money in the workspace's currency, `None` where unknown."""

    status: SolveStatus
    objective: float | None
    bound: float | None
    cost_terms: Mapping[str, float]
    seconds: float
    seed: int | None
    input_hash: str
    bound_relaxes: tuple[str, ...] = ()
    hit_time_limit: bool = False
    stopped_by_caller: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=lambda: solver_versions())

    @property
    def gap(self) -> float | None:
        return relative_gap(self.objective, self.bound)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain JSON values, gap included."""
        return {
            "status": self.status.value,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "bound_relaxes": list(self.bound_relaxes),
            "cost_terms": dict(self.cost_terms),
            "seconds": self.seconds,
            "seed": self.seed,
            "input_hash": self.input_hash,
            "hit_time_limit": self.hit_time_limit,
            "stopped_by_caller": self.stopped_by_caller,
            "details": dict(self.details),
            "versions": dict(self.versions),
        }


def solver_versions() -> dict[str, str]:
    """Versions of the packages that decide a result."""
    found = {}
    for package in ("staffcast", "ortools", "highspy", "pulp", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def hash_of(content: Any) -> str:
    """Short SHA-256 of JSON-serialisable content, independent of key order."""
    text = json.dumps(content, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
