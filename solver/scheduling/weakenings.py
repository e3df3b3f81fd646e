"""Rules as they would be if they were given up, one by one: what a rule's price is measured on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from solver.domain import PlanningData
from solver.errors import InvalidInputError, Issue

NO_RUN_LIMIT = 366

Weaken = Callable[[PlanningData, str], PlanningData]


@dataclass(frozen=True)
class Weakening:
    """A rule given up at one site: `weaken(planning, site)`. `title` says what the rule is,
    `instead` what holds without it."""

    rule: str
    title: str
    instead: str
    weaken: Weaken


def weakening(rule: str) -> Weakening:
    """Raises `InvalidInputError` for a rule that has no price."""
    for one in WEAKENINGS:
        if one.rule == rule:
            return one
    known = ", ".join(one.rule for one in WEAKENINGS)
    raise InvalidInputError(
        [Issue("rules", "no rule of that name has a price", value=rule, expected=f"one of {known}")]
    )


def _plans(**fields: Any) -> Weaken:
    """Other figures in every work plan of the site's agents."""

    def weaken(planning: PlanningData, site: str) -> PlanningData:
        used = {agent.work_plan for agent in planning.agents_of(site)}
        plans = tuple(
            plan.model_copy(update=fields) if plan.work_plan in used else plan
            for plan in planning.work_plans
        )
        return planning.model_copy(update={"work_plans": plans})

    return weaken


def _agents(**fields: Any) -> Weaken:
    def weaken(planning: PlanningData, site: str) -> PlanningData:
        agents = tuple(
            agent.model_copy(update=fields) if agent.site == site else agent
            for agent in planning.agents
        )
        return planning.model_copy(update={"agents": agents})

    return weaken


def _no_seats(planning: PlanningData, site: str) -> PlanningData:
    sites = tuple(
        one.model_copy(update={"seats": None}) if one.site == site else one
        for one in planning.sites
    )
    return planning.model_copy(update={"sites": sites})


WEAKENINGS: tuple[Weakening, ...] = (
    Weakening("rest", "Rest between shifts", "none", _plans(min_rest_minutes=0)),
    Weakening(
        "weekends",
        "Working weekends",
        "no limit",
        _plans(max_working_weekends=None, max_consecutive_weekends=None),
    ),
    Weakening(
        "start_consistency",
        "Start consistency",
        "any start",
        _plans(max_start_spread_minutes=None),
    ),
    Weakening(
        "forward_rotation",
        "Forward rotation",
        "any order",
        _plans(max_earlier_start_minutes=None),
    ),
    Weakening("weekly_rest", "Weekly rest", "none", _plans(min_weekly_rest_minutes=0)),
    Weakening(
        "days_off_runs",
        "Least days off and worked in a row",
        "1 day",
        _plans(min_consecutive_days_off=1, min_consecutive_days=1),
    ),
    Weakening(
        "consecutive_days",
        "Consecutive days",
        "no limit",
        _plans(max_consecutive_days=NO_RUN_LIMIT),
    ),
    Weakening(
        "weekly_days", "Days worked a week", "0 to 7", _plans(min_days_week=0, max_days_week=7)
    ),
    Weakening("weekly_minimum", "Least paid time a week", "none", _plans(min_paid_minutes_week=0)),
    Weakening(
        "availability",
        "Availability and fixed days off",
        "always available",
        _agents(availability=None, fixed_days_off=()),
    ),
    Weakening("seats", "Seats at the site", "no limit", _no_seats),
)
