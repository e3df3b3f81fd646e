"""Volumes and goals in, agents out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from fastapi import APIRouter
from numpy.typing import NDArray

from api.deps import Gate, SettingsOf
from api.errors import ProblemError, responses
from api.schemas import Grid, MethodOut, Numbers, RequirementsRequest, RequirementsResponse
from solver.errors import InvalidInputError, Issue
from solver.report.document import plain_json
from solver.report.table import interval_starts
from solver.requirements import require
from solver.requirements.data import Load
from solver.requirements.result import BINDING_GOALS, Requirements
from solver.timegrid import TimeGrid

router = APIRouter(prefix="/v1", tags=["requirements"])


@router.post(
    "/requirements", operation_id="createRequirements", responses=responses(413, 422, 500, 503)
)
def create_requirements(
    body: RequirementsRequest, settings: SettingsOf, gate: Gate
) -> RequirementsResponse:
    """Agents per queue and interval that hold the queues' service goals."""
    cells = len(body.queues) * body.grid.n_days * 1440 // body.grid.interval_minutes
    if cells > settings.max_intervals:
        raise ProblemError(
            413, f"{cells} queues x intervals; the limit is {settings.max_intervals}"
        )
    with gate.turn():
        return _response(require(_load(body), body.queues, body.params))


def _load(body: RequirementsRequest) -> Load:
    grid = _grid(body.grid)
    names = [queue.queue for queue in body.queues]
    issues = [
        *_table_issues("volumes", body.volumes, names, grid),
        *_table_issues("aht_s", body.aht_s, names, grid),
    ]
    if len(set(names)) < len(names):
        issues.append(Issue("document", "a queue stands twice", column="queues"))
    if issues:
        raise InvalidInputError(issues)
    return Load(
        site="all",
        queues=tuple(names),
        grid=grid,
        volume=np.array([body.volumes[name] for name in names]),
        aht_s=np.array([body.aht_s[name] for name in names]),
        open=np.array([grid.open_mask(queue.opening_hours) for queue in body.queues]),
        presence=body.presence,
    )


def _grid(grid: Grid) -> TimeGrid:
    try:
        return TimeGrid(grid.time_zone, grid.interval_minutes, grid.first_day, grid.n_days)
    except (ValueError, KeyError, OSError) as error:
        raise InvalidInputError([Issue("document", str(error), column="grid")]) from None


def _table_issues(
    key: str, table: dict[str, list[float]], names: list[str], grid: TimeGrid
) -> list[Issue]:
    issues = [
        Issue("document", "unknown queue", None, f"{key}.{name}", name, f"one of {names}")
        for name in table
        if name not in names
    ]
    for name in names:
        found = len(table.get(name, ()))
        if found != grid.n_intervals:
            expected = f"{grid.n_intervals}, one an interval of the grid"
            issues.append(
                Issue("document", "number of values", None, f"{key}.{name}", str(found), expected)
            )
    return issues


def _response(found: Requirements) -> RequirementsResponse:
    return RequirementsResponse(
        queues=list(found.queues),
        starts=interval_starts(found.grid),
        required=_numbers(found.required),
        required_gross=_numbers(found.required_gross),
        rostered=_numbers(found.rostered),
        to_schedule=_numbers(found.to_schedule),
        fractional=_numbers(found.fractional),
        load_erl=_numbers(found.load_erl),
        risk_agents=_numbers(found.risk_agents),
        binding=[[BINDING_GOALS[goal] for goal in row] for row in found.binding],
        methods=[MethodOut(**asdict(method)) for method in found.methods],
        service_level=_numbers(found.promised.service_level),
        asa_s=_numbers(found.promised.asa_s),
        occupancy=_numbers(found.promised.occupancy),
        p_abandon=_numbers(found.promised.p_abandon),
        waiting_contacts=_numbers(found.backlog.waiting_contacts),
        oldest_hours=_numbers(found.backlog.oldest_hours),
        messages=list(found.messages),
        input_hash=found.input_hash,
    )


def _numbers(array: NDArray[Any]) -> Numbers:
    plain: Numbers = plain_json(array)
    return plain
