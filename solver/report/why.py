"""Explanations of a stored schedule: one agent's day, and the shortages with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from solver.domain import NamedShift, PlanningData, StaffingTarget
from solver.errors import InvalidInputError, Issue
from solver.handover import staffing_targets
from solver.plan_result import PlanResult
from solver.report.stored import StoredPlan, StoredSite
from solver.report.table import Table, rounded, table_of
from solver.scheduling import SchedulingParams, schedule_data
from solver.scheduling.data import ScheduleData
from solver.scheduling.placement import Placement
from solver.scheduling.present import present_of

if TYPE_CHECKING:
    from solver.scheduling.unmet import UnmetSpan
    from solver.scheduling.why_here import WhyHere

UNMET_COLUMNS = "site,queue,start,end,short_agent_hours,reason,text"


def explained(stored: StoredPlan, agent: str, day: date) -> WhyHere:
    """Why an agent of a stored plan works as they do on a day.

    Raises `InvalidInputError` for an agent that no site has, a day outside the plan and a shift
    that the work plan does not know.
    """
    # Imported here because it loads a solver, which reading a plan does not need.
    from solver.scheduling.why_here import why_here

    site, data = _site_of(stored, agent)
    days = data.site_grid.days
    if day not in days:
        span = f"a day from {days[0]} to {days[-1]}"
        message = "the day is not planned"
        raise InvalidInputError([Issue("date", message, value=day.isoformat(), expected=span)])
    number, position = data.agents.index(agent), list(days).index(day)
    found = present_of(data, site.published.shifts)
    if (number, position) in found.foreign:
        message = f"the shift of {agent} on {day} is not one of the work plan"
        expected = "a template's start, length and at most one shift a day"
        raise InvalidInputError([Issue("schedule.csv", message, expected=expected)])
    return why_here(data, _placement(data, site.published.shifts), number, position)


def _site_of(stored: StoredPlan, agent: str) -> tuple[StoredSite, ScheduleData]:
    for site in stored.sites:
        names = [one.agent for one in stored.planning.agents_of(site.site)]
        if agent in names:
            params = stored.params.scheduling
            return site, schedule_data(stored.planning, site.target, params)
    known = "an agent of a site that is scheduled"
    raise InvalidInputError([Issue("agent", "no such agent", value=agent, expected=known)])


def _placement(data: ScheduleData, shifts: Sequence[NamedShift]) -> Placement:
    placement = Placement(data)
    for shift in present_of(data, shifts).shifts():
        placement.put(shift)
    return placement


def unmet_spans(
    planning: PlanningData,
    target: StaffingTarget,
    shifts: Sequence[NamedShift],
    params: SchedulingParams,
) -> tuple[UnmetSpan, ...]:
    """The shortages of a published schedule of `target.site`, with their reasons.

    Shifts of an edited schedule that no work plan knows are taken as days off.
    """
    from solver.scheduling.unmet import unmet_reasons

    data = schedule_data(planning, target, params)
    if not len(data.agents):
        return ()
    known = [s for s in shifts if s.agent in data.agents and s.day in data.site_grid.days]
    return unmet_reasons(data, _placement(data, known))


def plan_unmet_table(result: PlanResult) -> Table:
    """unmet.csv of a whole plan."""
    planning, params = result.planning, result.params.scheduling
    shifts = {one.published.site: one.published.shifts for one in result.schedules}
    return unmet_table(
        (target.site, unmet_spans(planning, target, shifts[target.site], params))
        for target in staffing_targets(planning, result.requirements)
        if target.site in shifts
    )


def unmet_table(sites: Iterable[tuple[str, Sequence[UnmetSpan]]]) -> Table:
    """unmet.csv: one row a span, local times with offset."""
    rows = (
        (
            site,
            span.queue,
            span.start.isoformat(timespec="minutes"),
            span.end.isoformat(timespec="minutes"),
            rounded(span.short_agent_hours, 2),
            span.reason,
            span.text,
        )
        for site, spans in sites
        for span in spans
    )
    return table_of("unmet", UNMET_COLUMNS, rows)
