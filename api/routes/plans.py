"""A planning document in, the plan out."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Gate, SettingsOf
from api.errors import ProblemError, responses
from api.schemas import (
    Grid,
    HeadlineOut,
    PlanRequest,
    PlanResponse,
    ReportOut,
    SolveOut,
    TableOut,
)
from api.settings import Settings
from solver.errors import InvalidInputError, Issue
from solver.plan import plan
from solver.plan_result import PlanResult
from solver.report import result_tables
from solver.report.document import plain_json, plan_document
from solver.report.headline import headline_of

router = APIRouter(prefix="/v1", tags=["plans"])


@router.post("/plan", operation_id="createPlan", responses=responses(413, 422, 500, 503))
def create_plan(body: PlanRequest, settings: SettingsOf, gate: Gate) -> PlanResponse:
    """Forecast, vendor split, requirements and audited schedules of a small centre."""
    _refuse_large(body, settings)
    with gate.turn():
        result = plan(body.planning, body.params, body.start, body.weeks)
    return _response(result)


def _refuse_large(body: PlanRequest, settings: Settings) -> None:
    center = body.planning.center
    days = 7 * (body.weeks or center.horizon_weeks)
    agents = sum(len(body.planning.agents_of(s.site)) for s in body.planning.internal_sites)
    if agents * days > settings.max_agent_days:
        limit = settings.max_agent_days
        raise ProblemError(413, f"{agents} agents x {days} days; the limit is {limit} agent-days")
    cells = len(body.planning.queues) * days * 1440 // center.interval_minutes
    if cells > settings.max_intervals:
        limit = settings.max_intervals
        raise ProblemError(413, f"{cells} queues x intervals; the limit is {limit}")
    limits = {
        "params.allocation.time_limit_s": body.params.allocation.time_limit_s,
        "params.scheduling.time_limit_s": body.params.scheduling.time_limit_s,
    }
    most = settings.max_time_limit_s
    issues = [
        Issue("document", "too long for this service", None, key, f"{asked:g}", f"at most {most}")
        for key, asked in limits.items()
        if asked > most
    ]
    if issues:
        raise InvalidInputError(issues)


def _response(result: PlanResult) -> PlanResponse:
    document = plan_document(result, headline_of(result))
    solves = [document["allocation"]["report"], *(s["report"] for s in document["schedules"])]
    planned = all(one["status"] in ("optimal", "feasible") for one in solves)
    return PlanResponse(
        status="planned" if planned else "infeasible",
        headline=HeadlineOut.model_validate(document["headline"]),
        grid=Grid.model_validate(document["grid"]),
        allocation=SolveOut(
            name="allocation",
            report=ReportOut.model_validate(document["allocation"]["report"]),
            messages=document["allocation"]["messages"],
        ),
        schedules=[
            SolveOut(
                name=one["site"],
                report=ReportOut.model_validate(one["report"]),
                messages=[message["text"] for message in one["messages"]],
            )
            for one in document["schedules"]
        ],
        tables={
            table.name: TableOut(columns=list(table.header), rows=plain_json(table.rows))
            for table in result_tables(result)
        },
        messages=[
            *document["forecast"]["messages"],
            *(text for one in document["requirements"] for text in one["messages"]),
        ],
        seconds=document["seconds"],
    )
