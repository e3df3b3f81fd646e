"""Request and response bodies. Arrays are [queue][interval]; unknown numbers are null."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from solver.domain import PlanningData, Queue
from solver.errors import InvalidInputError
from solver.plan_result import PlanParams
from solver.requirements.params import RequirementsParams
from solver.workspace import read_document

Numbers = list[list[float | None]]
Cell = str | float | int | bool | None


def _read_planning(value: Any) -> PlanningData:
    try:
        return read_document(value)
    except InvalidInputError as error:
        raise InvalidInputError(
            replace(issue, column=".".join(filter(None, ("planning", issue.column))))
            for issue in error.issues
        ) from None


Planning = Annotated[
    PlanningData, PlainValidator(_read_planning, json_schema_input_type=PlanningData)
]


class Body(BaseModel):
    """Base of the bodies: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Grid(Body):
    """Intervals over whole local days."""

    time_zone: str
    interval_minutes: int = Field(gt=0, le=60)
    first_day: date
    n_days: int = Field(ge=1, le=366)


class RequirementsRequest(Body):
    """Contacts to staff for one pool of agents.

    `volumes` and `aht_s` hold one number an interval by queue; intervals outside a queue's
    opening hours are closed.
    """

    schema_version: Literal[1] = 1
    queues: list[Queue] = Field(min_length=1)
    grid: Grid
    volumes: dict[str, list[Annotated[float, Field(ge=0)]]]
    aht_s: dict[str, list[Annotated[float, Field(gt=0)]]]
    presence: float = Field(default=1.0, gt=0, le=1)
    params: RequirementsParams = RequirementsParams()


class MethodOut(Body):
    """How a queue's figures came about; `sl_variant` is that of its service levels."""

    model: str
    load: str
    uncertainty: str
    sl_variant: str


class RequirementsResponse(Body):
    """Agents by queue and interval, in the order of `queues` and `starts`; `methods` a queue."""

    schema_version: Literal[1] = 1
    queues: list[str]
    starts: list[str]
    required: Numbers
    required_gross: Numbers
    rostered: Numbers
    to_schedule: Numbers
    fractional: Numbers
    load_erl: Numbers
    risk_agents: Numbers
    binding: list[list[str]]
    methods: list[MethodOut]
    service_level: Numbers
    asa_s: Numbers
    occupancy: Numbers
    p_abandon: Numbers
    waiting_contacts: Numbers
    oldest_hours: Numbers
    messages: list[str]
    input_hash: str


class PlanRequest(Body):
    """A planning document, the settings, and the weeks to plan."""

    schema_version: Literal[1] = 1
    planning: Planning
    params: PlanParams = PlanParams()
    start: date | None = None
    weeks: int | None = Field(default=None, ge=1, le=12)


class ServiceOut(Body):
    queue: str
    goal: str
    target: float | None
    promised: float | None
    scheduled: float | None


class SiteHeadlineOut(Body):
    site: str
    status: str
    objective: float
    bound: float | None
    gap: float | None
    gap_above_floor: float | None
    labour_floor: float | None
    cost_terms: dict[str, float]
    short_agent_hours: float
    over_agent_hours: float
    bound_short_agent_hours: float | None
    bound_over_agent_hours: float | None
    paid_hours: float
    shifts: int
    agents: int
    fte: float
    audit_passed: bool
    violations: int


class HeadlineOut(Body):
    """Money in the workspace's currency."""

    cost: float
    wages: float
    vendor_cost: float
    fte: float
    gap: float | None
    gap_above_floor: float | None
    audit_passed: bool
    contacts: float
    unserved: float
    services: list[ServiceOut]
    sites: list[SiteHeadlineOut]


class ReportOut(Body):
    """One solve: status, objective, proven bound, gap = (objective - bound) / objective."""

    status: Literal["optimal", "feasible", "infeasible", "no_solution"]
    objective: float | None
    bound: float | None
    gap: float | None
    bound_relaxes: list[str]
    cost_terms: dict[str, float]
    seconds: float
    seed: int | None
    input_hash: str
    hit_time_limit: bool
    stopped_by_caller: bool
    details: dict[str, Any]
    versions: dict[str, str]


class SolveOut(Body):
    """The vendor split or one site's schedule: its report and what the planner should know."""

    name: str
    report: ReportOut
    messages: list[str]


class TableOut(Body):
    """A result table with the columns of the file of the same name."""

    columns: list[str]
    rows: list[list[Cell]]


class PlanResponse(Body):
    """The plan. `infeasible` when the split or a schedule has no solution; messages say why.

    `tables`: forecast, requirements, allocation, schedule, roster, coverage and split.
    """

    schema_version: Literal[1] = 1
    status: Literal["planned", "infeasible"]
    headline: HeadlineOut
    grid: Grid
    allocation: SolveOut
    schedules: list[SolveOut]
    tables: dict[str, TableOut]
    messages: list[str]
    seconds: dict[str, float]
