"""How one stage's result becomes the next one's input; used by `plan` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.allocation.result import Allocation
from solver.coverage import SiteDemand
from solver.domain import WEEKDAYS, PlanningData, Pooling, Site, SiteKind, StaffingTarget
from solver.errors import InvalidInputError, Issue
from solver.forecast.params import ForecastParams
from solver.forecast.result import Forecast
from solver.plan_result import PlanParams
from solver.requirements.data import RequirementsData
from solver.requirements.result import BINDING_GOALS, Requirements
from solver.timegrid import TimeGrid
from solver.workspace import check_planning

MAX_WEEKS = 12
LEAST_SHARE = 1e-6


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


def whole_demand(planning: PlanningData, forecast: Forecast) -> RequirementsData:
    """All volume as one pool: what a contact costs in hours before anybody has a share of it."""
    return RequirementsData(
        site="all",
        queues=tuple(planning.queue(name) for name in forecast.queues),
        grid=forecast.grid,
        volume=forecast.mean,
        aht_s=forecast.aht_s,
        open=forecast.open,
    )


def weekly_contacts(forecast: Forecast) -> tuple[tuple[date, ...], NDArray[np.float64]]:
    """First days of the planning weeks, and the contacts per queue and week (Q, W)."""
    grid = forecast.grid
    contacts = np.add.reduceat(np.nan_to_num(forecast.mean), grid.day_start[:-1:7], axis=1)
    return tuple(grid.days[::7]), contacts


@dataclass(frozen=True)
class Pool:
    """Sites that answer as one, and their joint demand; a distributed site is alone in its pool.

    `contact_part` and `load_part` (S, Q, T) divide the pool's contacts and its handling time over
    the sites. They differ where the contracts' AHT factors do.
    """

    sites: tuple[Site, ...]
    contact_part: NDArray[np.float64]
    load_part: NDArray[np.float64]
    demand: RequirementsData

    def requirements(self, pooled: Requirements) -> Iterable[Requirements]:
        """Each site's part of what the pool requires; vendors without a share are left out."""
        for site, contacts, load in zip(self.sites, self.contact_part, self.load_part, strict=True):
            if site.kind is SiteKind.BPO and not load.any():
                continue
            factor = np.divide(load, contacts, out=np.ones_like(load), where=contacts > 0)
            yield replace(
                pooled,
                site=site.site,
                volume=pooled.volume * contacts,
                aht_s=pooled.aht_s * factor,
                required=pooled.required * load,
                required_gross=pooled.required_gross * load,
                rostered=pooled.rostered * load,
                to_schedule=pooled.required_gross * load / site.presence,
            )


def pools(planning: PlanningData, forecast: Forecast, allocation: Allocation) -> list[Pool]:
    """The demand of every pool: volume = share x forecast, AHT = forecast x the contract's factor.

    In a pool of several sites the AHT is the mean over their shares. Without an allocation there
    is no pool.
    """
    if not allocation.report.status.has_solution:
        return []
    share = _shares(planning, forecast, allocation)
    factor = np.array([_aht_factor(planning, site) for site in planning.sites])
    virtual = [s for s, site in enumerate(planning.sites) if site.pooling is Pooling.VIRTUAL]
    members = [[s] for s in range(len(planning.sites)) if s not in virtual]
    if virtual:
        members.append(virtual)
    sites = planning.sites
    return [_pool(planning, forecast, [sites[s] for s in m], share[m], factor[m]) for m in members]


def _pool(
    planning: PlanningData,
    forecast: Forecast,
    sites: list[Site],
    share: NDArray[np.float64],
    factor: NDArray[np.float64],
) -> Pool:
    load = share * factor[:, None, None]
    total_share, total_load = share.sum(axis=0), load.sum(axis=0)
    used = total_share > 0
    demand = RequirementsData(
        site="+".join(site.site for site in sites),
        queues=tuple(planning.queue(name) for name in forecast.queues),
        grid=forecast.grid,
        volume=forecast.mean * total_share,
        aht_s=forecast.aht_s
        * np.divide(total_load, total_share, out=np.ones_like(total_load), where=used),
        open=forecast.open & used,
    )
    return Pool(
        tuple(sites),
        np.divide(share, total_share, out=np.zeros_like(share), where=used),
        np.divide(load, total_load, out=np.zeros_like(load), where=used),
        demand,
    )


def _shares(
    planning: PlanningData, forecast: Forecast, allocation: Allocation
) -> NDArray[np.float64]:
    """Share of each queue's contacts by site and interval (S, Q, T).

    A queue that is open without a contact in a week still needs its minimum staff: it goes to
    the first site that may serve it, an internal one before a vendor.
    """
    weekly = np.zeros((len(planning.sites), len(forecast.queues), len(allocation.weeks)))
    split = np.where(allocation.shares > LEAST_SHARE, allocation.shares, 0.0)
    idle = (allocation.contacts.sum(axis=1) + allocation.unserved) <= 0
    order = [allocation.sites.index(site.site) for site in planning.sites]
    for q, queue in enumerate(forecast.queues):
        row = allocation.queues.index(queue)
        weekly[:, q, :] = split[row, order, :]
        keeper = _keeper(planning, queue)
        if keeper is not None:
            weekly[keeper, q, idle[row]] = 1.0
    return weekly[:, :, forecast.grid.day_of // 7]


def _keeper(planning: PlanningData, queue: str) -> int | None:
    """Index of the site that keeps a queue open without volume."""
    skill = planning.queue(queue).skill
    served = {c.site: queue in c.queues for c in planning.contracts}
    vendors = []
    for s, site in enumerate(planning.sites):
        internal = site.kind is SiteKind.INTERNAL
        if not served.get(site.site, internal):
            continue
        if internal and any(skill in a.skills for a in planning.agents_of(site.site)):
            return s
        if not internal:
            vendors.append(s)
    return vendors[0] if vendors else None


def _aht_factor(planning: PlanningData, site: Site) -> float:
    return next((c.aht_factor for c in planning.contracts if c.site == site.site), 1.0)


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
        )
        for one in requirements
    )
