"""What the next period must know of this one: last shifts, runs of days, the ledger of unpopular
work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from solver.domain import CarryOver, NamedShift, PlanningData, WorkPlan

LATE_AFTER_MINUTE = 21 * 60


def is_unpopular(
    shift: NamedShift, plan: WorkPlan, zone: ZoneInfo, late_after_minute: int = LATE_AFTER_MINUTE
) -> bool:
    """Whether a shift is work that nobody likes: on a weekend day of the plan, or late.

    Late is an end, by the site's wall clock, after `late_after_minute` of the day on which the
    shift starts, which includes every shift over midnight.
    """
    start = shift.start.astimezone(zone)
    end = shift.end.astimezone(zone)
    minutes = (end.date() - start.date()).days * 1440 + end.hour * 60 + end.minute
    return start.weekday() in plan.weekend_days or minutes > late_after_minute


def carried_forward(
    planning: PlanningData, shifts: Sequence[NamedShift], days: Sequence[date]
) -> tuple[CarryOver, ...]:
    """The carry-over of every agent at the end of `days`, in the order of the agents.

    The ledger adds this period's unpopular shifts to those carried in, less the least that
    anybody of the site then has, so that it says who has done more than others and does not
    grow for ever. Agents who leave before the end are left out.
    """
    carried = {row.agent: row for row in planning.carry_over}
    worked: dict[str, list[NamedShift]] = {agent.agent: [] for agent in planning.agents}
    for shift in shifts:
        if shift.agent in worked:
            worked[shift.agent].append(shift)
    ledger = _ledger(planning, carried, worked)
    found = []
    for agent in planning.agents:
        if not agent.employed_on(days[-1] + timedelta(days=1)):
            continue
        own = sorted(worked[agent.agent], key=lambda shift: shift.start)
        before = carried.get(agent.agent)
        last = own[-1].end.astimezone(UTC) if own else (before.last_shift_end if before else None)
        run = _run_at_end({shift.day for shift in own}, days, before)
        found.append(
            CarryOver(
                agent=agent.agent,
                last_shift_end=last,
                consecutive_days=run,
                unpopular_shifts=ledger[agent.agent],
            )
        )
    return tuple(found)


def _ledger(
    planning: PlanningData,
    carried: Mapping[str, CarryOver],
    worked: Mapping[str, Sequence[NamedShift]],
) -> dict[str, int]:
    totals: dict[str, int] = {}
    for agent in planning.agents:
        zone = ZoneInfo(planning.site(agent.site).time_zone)
        plan = planning.work_plan(agent.work_plan)
        before = carried.get(agent.agent)
        own = sum(is_unpopular(shift, plan, zone) for shift in worked[agent.agent])
        totals[agent.agent] = own + (before.unpopular_shifts if before else 0)
    least = {
        site.site: min((totals[a.agent] for a in planning.agents_of(site.site)), default=0)
        for site in planning.sites
    }
    return {agent.agent: totals[agent.agent] - least[agent.site] for agent in planning.agents}


def _run_at_end(worked: set[date], days: Sequence[date], before: CarryOver | None) -> int:
    """Days worked in a row up to the last day, with those carried in where the run is unbroken."""
    run = 0
    for day in reversed(days):
        if day not in worked:
            return run
        run += 1
    return run + (before.consecutive_days if before else 0)
