"""The demand of every pool of sites that answer as one, and the sites' parts of what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from solver.allocation.result import Allocation
from solver.domain import PlanningData, Pooling, Queue, Site, SiteKind
from solver.forecast.result import Forecast
from solver.requirements.data import Load
from solver.requirements.result import Requirements
from solver.requirements.shrinkage import Shrinkage, shrinkage_by_interval

LEAST_SHARE = 1e-6


def goals(planning: PlanningData, forecast: Forecast) -> tuple[Queue, ...]:
    """The forecast's queues with their goals."""
    return tuple(planning.queue(name) for name in forecast.queues)


def whole_demand(planning: PlanningData, forecast: Forecast) -> Load:
    """All volume as one pool: what a contact costs in hours before anybody has a share of it."""
    return Load(
        site="all",
        queues=forecast.queues,
        grid=forecast.grid,
        volume=forecast.mean,
        aht_s=forecast.aht_s,
        open=forecast.open,
        levels=forecast.levels,
        quantiles=forecast.quantiles,
        shrinkage=shrinkage(planning, forecast),
    )


def shrinkage(planning: PlanningData, forecast: Forecast) -> Shrinkage:
    """The queues' shrinkage by interval, as shrinkage.csv lays it over their own shares."""
    queues = goals(planning, forecast)
    return shrinkage_by_interval(queues, planning.shrinkage, forecast.grid)


@dataclass(frozen=True)
class Pool:
    """Sites that answer as one, and their joint demand; a distributed site is alone in its pool.

    `contact_part` and `load_part` (S, Q, T) divide the pool's contacts and its handling time over
    the sites. They differ where the contracts' AHT factors do.
    """

    sites: tuple[Site, ...]
    contact_part: NDArray[np.float64]
    load_part: NDArray[np.float64]
    demand: Load

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
                load_erl=pooled.load_erl * load,
                fractional=pooled.fractional * load,
                risk_agents=pooled.risk_agents * load,
                backlog=replace(
                    pooled.backlog, waiting_contacts=pooled.backlog.waiting_contacts * contacts
                ),
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
    sites, away = planning.sites, shrinkage(planning, forecast)
    return [_pool(forecast, [sites[s] for s in m], share[m], factor[m], away) for m in members]


def _pool(
    forecast: Forecast,
    sites: list[Site],
    share: NDArray[np.float64],
    factor: NDArray[np.float64],
    shares_away: Shrinkage,
) -> Pool:
    load = share * factor[:, None, None]
    total_share, total_load = share.sum(axis=0), load.sum(axis=0)
    used = total_share > 0
    demand = Load(
        site="+".join(site.site for site in sites),
        queues=forecast.queues,
        grid=forecast.grid,
        volume=forecast.mean * total_share,
        aht_s=forecast.aht_s
        * np.divide(total_load, total_share, out=np.ones_like(total_load), where=used),
        open=forecast.open & used,
        levels=forecast.levels,
        quantiles=forecast.quantiles * total_share,
        shrinkage=shares_away,
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
