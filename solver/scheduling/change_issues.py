"""What is wrong with the changes of a re-solve, before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from solver.domain import Agent, PlanningData, StaffingTarget, TimeOff, moment_end, moment_start
from solver.errors import Issue
from solver.scheduling.locks import Scope
from solver.timegrid import TimeGrid, local_to_utc

ABSENCES_FILE = "absences"
AGENTS_FILE = "agents.csv"


def change_issues(
    planning: PlanningData,
    target: StaffingTarget,
    time_off: Sequence[TimeOff],
    agents: Sequence[Agent],
) -> list[Issue]:
    """Absences of unknown agents or outside the horizon; agents whose site, work plan or name does
    not fit."""
    return [*_absence_issues(planning, target.grid, time_off, agents), *_agents(planning, agents)]


def scope_issues(grid: TimeGrid, scope: Scope) -> list[Issue]:
    """A scope that covers no day of the horizon."""
    if any(scope.covers(day) for day in grid.days):
        return []
    text = f"{scope.first_day or ''} to {scope.last_day or ''}".strip()
    expected = f"days from {grid.days[0]} to {grid.days[-1]}"
    return [Issue("days", "no day of the horizon may change", value=text, expected=expected)]


def _absence_issues(
    planning: PlanningData, grid: TimeGrid, time_off: Sequence[TimeOff], added: Sequence[Agent]
) -> Iterable[Issue]:
    sites = {agent.agent: agent.site for agent in (*planning.agents, *added)}
    for row in time_off:
        if row.agent not in sites:
            expected = "an agent of the planning data"
            yield Issue(ABSENCES_FILE, "unknown agent", None, "agent", row.agent, expected)
            continue
        zone = ZoneInfo(planning.site(sites[row.agent]).time_zone)
        first, last = (
            local_to_utc(moment, zone) for moment in (moment_start(row.start), moment_end(row.end))
        )
        if last <= grid.start or first >= grid.end:
            days = grid.days
            yield Issue(
                ABSENCES_FILE,
                f"the absence of {row.agent} lies outside the horizon",
                None,
                "start",
                row.start.isoformat(),
                f"days from {days[0]} to {days[-1]}",
            )


def _agents(planning: PlanningData, agents: Sequence[Agent]) -> Iterable[Issue]:
    known = {agent.agent for agent in planning.agents}
    sites = [site.site for site in planning.internal_sites]
    plans = [plan.work_plan for plan in planning.work_plans]
    for agent in agents:
        if agent.agent in known:
            expected = "a name of its own"
            yield Issue(AGENTS_FILE, "the agent exists", None, "agent", agent.agent, expected)
        known.add(agent.agent)
        if agent.site not in sites:
            expected = f"one of {', '.join(sites)}"
            yield Issue(AGENTS_FILE, "no such internal site", None, "site", agent.site, expected)
        if agent.work_plan not in plans:
            expected = f"one of {', '.join(plans)}"
            yield Issue(
                AGENTS_FILE, "unknown work plan", None, "work_plan", agent.work_plan, expected
            )
