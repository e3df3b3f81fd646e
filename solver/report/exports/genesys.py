"""Schedule JSON as Genesys Cloud's schedule import takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from solver.domain import Activity, NamedShift, PlanningData


def genesys_schedule(
    planning: PlanningData, site: str, shifts: Sequence[NamedShift], codes: Mapping[str, str]
) -> dict[str, Any]:
    """One site's agents with their shifts; times in UTC with Z, lengths in elapsed minutes.

    `userId` is the agent's name and `workPlanId` the work plan's: replace them by the ids of the
    business unit. `codes` gives each activity its activityCodeId. An agent without a shift is
    there with none, so that an import clears what was there before.
    """
    found: dict[str, list[NamedShift]] = {a.agent: [] for a in planning.agents if a.site == site}
    for shift in sorted((s for s in shifts if s.site == site), key=lambda s: (s.agent, s.start)):
        found.setdefault(shift.agent, []).append(shift)
    plans = {agent.agent: agent.work_plan for agent in planning.agents}
    return {
        "description": f"{planning.center.name}: {site}",
        "agentSchedules": [
            {
                "userId": agent,
                "workPlanId": {"value": plans.get(agent)},
                "shifts": [_shift(shift, plans.get(agent), codes) for shift in found[agent]],
            }
            for agent in sorted(found)
        ],
    }


def _shift(shift: NamedShift, work_plan: str | None, codes: Mapping[str, str]) -> dict[str, Any]:
    ordered = sorted(shift.activities, key=lambda activity: activity.start)
    return {
        "startDate": _utc(shift.start),
        "lengthMinutes": _minutes(shift.start, shift.end),
        "activities": [_activity(activity, codes) for activity in ordered],
        "workPlanId": work_plan,
    }


def _activity(activity: Activity, codes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "startDate": _utc(activity.start),
        "lengthMinutes": _minutes(activity.start, activity.end),
        "activityCodeId": codes[activity.activity],
        "description": activity.activity,
        "paid": activity.paid,
    }


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _minutes(start: datetime, end: datetime) -> int:
    return round((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60)
