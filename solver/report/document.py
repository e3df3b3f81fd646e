"""plan.json: the plan as one strict JSON document that `verify` and `evaluate` start from."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any

import numpy as np

from solver.plan_result import PlanResult, SiteCoverage
from solver.report.demand_charts import recent_history
from solver.report.headline import Headline
from solver.requirements.result import Requirements
from solver.scheduling.check import AuditReport
from solver.scheduling.result import Schedule
from solver.status import solver_versions
from solver.timegrid import TimeGrid

PLAN_SCHEMA_VERSION = 1


def plan_document(result: PlanResult, headline: Headline) -> dict[str, Any]:
    """The document as plain JSON values.

    Of the history only the contacts of the last days stay, which the page shows.
    """
    planning = result.planning.model_copy(update={"history": ()})
    document = {
        "schema_version": PLAN_SCHEMA_VERSION,
        "headline": _headline(headline),
        "planning": planning.model_dump(mode="json"),
        "params": result.params.model_dump(mode="json"),
        "grid": grid_document(result.grid),
        "recent_history": recent_history(result),
        "forecast": _forecast(result),
        "requirements": [_requirements(one) for one in result.requirements],
        "allocation": {
            "report": result.allocation.report.as_dict(),
            "messages": list(result.allocation.messages),
        },
        "schedules": [
            _schedule(*parts)
            for parts in zip(result.schedules, result.audits, result.coverage, strict=True)
        ],
        "seconds": dict(result.seconds),
        "versions": solver_versions(),
    }
    plain: dict[str, Any] = plain_json(document)
    return plain


def json_text(document: Any) -> str:
    """Strict JSON with the keys in their given order; NaN and infinity become null."""
    text = json.dumps(plain_json(document), allow_nan=False, ensure_ascii=False, indent=1)
    return text + "\n"


def plain_json(value: Any) -> Any:
    """The value in JSON's own types: numpy unwrapped, NaN and infinity as `None`."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, np.ndarray):
        return plain_json(value.tolist())
    if isinstance(value, np.generic):
        return plain_json(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_json(item) for item in value]
    return str(value)


def grid_document(grid: TimeGrid) -> dict[str, Any]:
    return {
        "time_zone": grid.time_zone,
        "interval_minutes": grid.interval_minutes,
        "first_day": grid.first_day.isoformat(),
        "n_days": grid.n_days,
    }


def _headline(headline: Headline) -> dict[str, Any]:
    return {
        "cost": headline.cost,
        "wages": headline.wages,
        "vendor_cost": headline.vendor_cost,
        "fte": headline.fte,
        "gap": headline.gap,
        "gap_above_floor": headline.gap_above_floor,
        "audit_passed": headline.audit_passed,
        "contacts": headline.contacts,
        "unserved": headline.unserved,
        "services": [asdict(service) for service in headline.services],
        "sites": [asdict(site) for site in headline.sites],
    }


def _forecast(result: PlanResult) -> dict[str, Any]:
    forecast = result.forecast
    return {
        "methods": dict(forecast.methods),
        "scores": [asdict(score) for score in forecast.scores],
        "messages": list(forecast.messages),
        "seconds": forecast.seconds,
        "seed": forecast.seed,
        "input_hash": forecast.input_hash,
    }


def _requirements(one: Requirements) -> dict[str, Any]:
    return {
        "site": one.site,
        "messages": list(one.messages),
        "seconds": one.seconds,
        "input_hash": one.input_hash,
    }


def _schedule(schedule: Schedule, audit: AuditReport, coverage: SiteCoverage) -> dict[str, Any]:
    split = schedule.published.split
    return {
        "site": audit.site,
        "report": schedule.report.as_dict(),
        "messages": [asdict(message) for message in schedule.messages],
        "audit": {
            "passed": audit.passed,
            "objective": audit.objective,
            "cost_terms": dict(audit.cost_terms),
            "short_agent_hours": audit.short_agent_hours,
            "over_agent_hours": audit.over_agent_hours,
            "paid_hours": audit.paid_hours,
            "shifts": audit.shifts,
            "rules": list(audit.rules),
            "violations": [asdict(violation) for violation in audit.violations],
        },
        "split": {
            "groups": list(split.groups),
            "queues": list(split.queues),
            "grid": grid_document(split.grid),
        },
        "coverage_queues": list(coverage.queues),
        "target_grid": grid_document(coverage.grid),
    }
