"""How one stage's result becomes the next one's input; used by `plan` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.coverage import SiteDemand
from solver.domain import WEEKDAYS, PlanningData, StaffingTarget
from solver.errors import InvalidInputError, Issue
from solver.forecast.params import ForecastParams
from solver.forecast.result import Forecast
from solver.plan_result import PlanParams
from solver.pools import Pool
from solver.requirements.result import BINDING_GOALS, Requirements
from solver.timegrid import TimeGrid
from solver.workspace import check_planning

MAX_WEEKS = 12


def refuse_invalid(planning: PlanningData) -> None:
    """Raise `InvalidInputError` with everything that does not fit together in the folder."""
    issues = check_planning(planning)
    if issues:
        raise InvalidInputError(issues)


def horizon_grid(planning: PlanningData, start: date | None, weeks: int | None) -> TimeGrid:
    """The weeks to plan, from `start`, else the centre's, else the first week after the history.

    Raises `InvalidInputError` when the start is not on the centre's `week_start` or the number
    of weeks is not between 1 and 12.
    """
    center = planning.center
    weeks = center.horizon_weeks if weeks is None else weeks
    first = start or center.horizon_start or _week_after_history(planning)
    issues = []
    if not 1 <= weeks <= MAX_WEEKS:
        issues.append(Issue("weeks", "number of weeks", value=str(weeks), expected="1 to 12"))
    if first.weekday() != center.week_start:
        wanted = WEEKDAYS[center.week_start]
        following = first + timedelta(days=(center.week_start - first.weekday()) % 7)
        issues.append(
            Issue(
                "start" if start else "center.toml",
                f"the horizon starts on a {WEEKDAYS[first.weekday()]}, planning weeks on {wanted}",
                column=None if start else "horizon_start",
                value=first.isoformat(),
                expected=f"a {wanted}, for example {following.isoformat()}",
            )
        )
    if issues:
        raise InvalidInputError(issues)
    return TimeGrid(center.time_zone, center.interval_minutes, first, 7 * weeks)


def _week_after_history(planning: PlanningData) -> date:
    center = planning.center
    if not planning.history:
        message = "there is no history to plan after"
        raise InvalidInputError([Issue("history.csv", message, expected="at least one row")])
    zone = TimeGrid(center.time_zone, center.interval_minutes, date(2000, 1, 1), 1).zone
    last = max(row.start for row in planning.history).astimezone(zone).date()
    following = last + timedelta(days=1)
    return following + timedelta(days=(center.week_start - following.weekday()) % 7)


def scenario_params(planning: PlanningData, params: PlanParams) -> ForecastParams:
    """The forecast's settings with the factors of the chosen scenario.

    Raises `InvalidInputError` when the folder has no scenario of that name.
    """
    if params.scenario is None:
        return params.forecast
    for scenario in planning.scenarios:
        if scenario.scenario == params.scenario:
            factors = {
                "volume_factor": params.forecast.volume_factor * scenario.volume_factor,
                "aht_factor": params.forecast.aht_factor * scenario.aht_factor,
            }
            return params.forecast.model_copy(update=factors)
    names = ", ".join(scenario.scenario for scenario in planning.scenarios)
    raise InvalidInputError(
        [
            Issue(
                "scenarios.toml",
                "unknown scenario",
                value=params.scenario,
                expected=f"one of {names}" if names else "a scenario of the folder; it has none",
            )
        ]
    )


def weekly_contacts(forecast: Forecast) -> tuple[tuple[date, ...], NDArray[np.float64]]:
    """First days of the planning weeks, and the contacts per queue and week (Q, W)."""
    grid = forecast.grid
    contacts = np.add.reduceat(np.nan_to_num(forecast.mean), grid.day_start[:-1:7], axis=1)
    return tuple(grid.days[::7]), contacts


def site_requirements(
    planning: PlanningData, pools: Sequence[Pool], pooled: Sequence[Requirements]
) -> tuple[Requirements, ...]:
    """One entry an internal site, and a vendor with volume, in the order of the sites."""
    found = {
        part.site: part
        for pool, requirements in zip(pools, pooled, strict=True)
        for part in pool.requirements(requirements)
    }
    return tuple(found[site.site] for site in planning.sites if site.site in found)


def staffing_targets(
    planning: PlanningData, requirements: Iterable[Requirements]
) -> tuple[StaffingTarget, ...]:
    """What the schedules of the internal sites aim at."""
    internal = {site.site for site in planning.internal_sites}
    return tuple(
        StaffingTarget(one.site, one.queues, one.grid, np.nan_to_num(one.to_schedule))
        for one in requirements
        if one.site in internal
    )


def site_demands(requirements: Iterable[Requirements]) -> tuple[SiteDemand, ...]:
    """What the coverage is measured against, vendors included."""
    return tuple(
        SiteDemand(
            site=one.site,
            queues=one.queues,
            grid=one.grid,
            volume=one.volume,
            aht_s=one.aht_s,
            open=one.binding != BINDING_GOALS.index("closed"),
            required=one.required,
            target=one.to_schedule,
            in_office=one.in_office,
        )
        for one in requirements
    )
