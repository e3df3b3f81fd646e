"""Planning data and a forecast's volumes to the arrays of the allocation model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.allocation.data import AllocationData
from solver.allocation.params import AllocationParams
from solver.allocation.productive_hours import SkillGroup, skill_groups
from solver.domain import Contract, PlanningData, Site, SiteKind
from solver.errors import InvalidInputError, Issue


def allocation_data(
    planning: PlanningData,
    weeks: tuple[date, ...],
    contacts: NDArray[np.float64],
    hours_per_contact: NDArray[np.float64],
    params: AllocationParams | None = None,
) -> AllocationData:
    """What the split of `contacts` (Q, W) runs on, queues and sites in the planning's order.

    `weeks` are the first days of the planning weeks. `hours_per_contact` (Q, W) are agent-hours
    on queue at the forecast's AHT; a site's are times its `aht_factor`. Rates and fees are
    converted at `fx_rate`. A site may serve the queues of its contract, an internal site only
    those that one of its agents has the skill for. Capacity is the contract's, and no more than
    the seats x the hours in which one of these queues is open.

    A vendor without a contract takes no volume. An internal site without one may serve every
    queue its agents have the skill for, at their mean hourly cost over the productive part of a
    paid hour.

    Raises `InvalidInputError` on contracts that name unknown sites or queues or share a site, and
    on volumes that are negative or not numbers.
    """
    params = params or AllocationParams()
    _refuse_unusable(planning)
    terms = [_terms(planning, site, weeks, params) for site in planning.sites]
    groups = [group for one in terms for group in one.groups]
    factor = np.array([one.aht_factor for one in terms])
    hours = np.where(contacts > 0, hours_per_contact, 0.0)
    site_index = {site.site: s for s, site in enumerate(planning.sites)}
    speed = _proficiency(planning, groups)
    return AllocationData(
        queues=tuple(queue.queue for queue in planning.queues),
        sites=tuple(site_index),
        weeks=weeks,
        contacts=np.asarray(contacts, dtype=np.float64),
        hours_per_contact=hours[:, None, :] * factor[None, :, None],
        capable=np.array([one.capable for one in terms], dtype=bool).T,
        is_internal=np.array([site.kind is SiteKind.INTERNAL for site in planning.sites]),
        rate=np.array([one.rate for one in terms]),
        fixed_fee=np.array([one.fixed_fee for one in terms]),
        commitment_hours=np.array([one.commitment_hours for one in terms]),
        capacity_hours=np.array([one.capacity_hours for one in terms]),
        min_share=np.array([one.min_share for one in terms]),
        max_share=np.array([one.max_share for one in terms]),
        group_site=np.array([site_index[group.site] for group in groups], dtype=np.int64),
        group_serves=speed > 0,
        group_hours=np.array([g.hours for g in groups]).reshape(len(groups), len(weeks)),
        group_proficiency=speed,
    )


@dataclass(frozen=True)
class _SiteTerms:
    """One site's row of every site array, money in the workspace's currency."""

    capable: list[bool]
    groups: list[SkillGroup]
    rate: float = 0.0
    fixed_fee: float = 0.0
    commitment_hours: float = 0.0
    capacity_hours: float = np.inf
    min_share: float = 0.0
    max_share: float = 1.0
    aht_factor: float = 1.0


def _terms(
    planning: PlanningData, site: Site, weeks: tuple[date, ...], params: AllocationParams
) -> _SiteTerms:
    contract = next((c for c in planning.contracts if c.site == site.site), None)
    groups: list[SkillGroup] = []
    named = set(contract.queues) if contract else set()
    if site.kind is SiteKind.INTERNAL:
        groups = skill_groups(planning, site, weeks, params.schedule_fit)
        held = {skill for group in groups for skill in group.skills}
        able = {queue.queue for queue in planning.queues if queue.skill in held}
        named = named & able if contract else able
    capable = [queue.queue in named for queue in planning.queues]
    seats = _seat_hours(planning, site, capable)
    if contract is None:
        return _SiteTerms(capable, groups, _wage(planning, site, groups, weeks), 0, 0, seats)
    return _contract_terms(contract, capable, groups, seats)


def _contract_terms(
    contract: Contract, capable: list[bool], groups: list[SkillGroup], seat_hours: float
) -> _SiteTerms:
    agreed = contract.capacity_hours_week
    return _SiteTerms(
        capable=capable,
        groups=groups,
        rate=contract.rate_per_hour * contract.fx_rate,
        fixed_fee=contract.fixed_fee_week * contract.fx_rate,
        commitment_hours=contract.commitment_hours_week,
        capacity_hours=seat_hours if agreed is None else min(agreed, seat_hours),
        min_share=contract.min_share,
        max_share=contract.max_share,
        aht_factor=contract.aht_factor,
    )


def _seat_hours(planning: PlanningData, site: Site, capable: list[bool]) -> float:
    """Seats x hours a week in which one of the site's queues is open."""
    if site.seats is None:
        return float("inf")
    minutes = {
        (day, minute)
        for queue, able in zip(planning.queues, capable)
        if able
        for day, start, end in queue.opening_hours
        for minute in range(start, end)
    }
    return site.seats * len(minutes) / 60


def _wage(
    planning: PlanningData, site: Site, groups: list[SkillGroup], weeks: tuple[date, ...]
) -> float:
    """Mean hourly cost of the agents over the mean productive part of a paid hour."""
    agents = planning.agents_of(site.site)
    if not agents:
        return 0.0
    paid = sum(planning.work_plan(a.work_plan).max_paid_minutes_week / 60 for a in agents)
    productive = sum(float(group.hours.max(initial=0.0)) for group in groups)
    part = min(1.0, productive / paid) if productive > 0 and weeks else 1.0
    return sum(agent.hourly_cost for agent in agents) / len(agents) / part


def _proficiency(planning: PlanningData, groups: list[SkillGroup]) -> NDArray[np.float64]:
    """Proficiency of each group on each queue (G, Q), 0 without its skill."""
    rows = [[group.skills.get(queue.skill, 0.0) for queue in planning.queues] for group in groups]
    return np.array(rows, dtype=np.float64).reshape(len(groups), len(planning.queues))


def _refuse_unusable(planning: PlanningData) -> None:
    sites = {site.site for site in planning.sites}
    queues = {queue.queue for queue in planning.queues}
    seen: set[str] = set()
    issues = []
    for contract in planning.contracts:
        if contract.site not in sites:
            issues.append(_issue("unknown site", "site", contract.site, sorted(sites)))
        if contract.site in seen:
            issues.append(_issue("a second contract of one site", "site", contract.site, []))
        seen.add(contract.site)
        for queue in contract.queues:
            if queue not in queues:
                column = f"{contract.site}.queues"
                issues.append(_issue("unknown queue", column, queue, sorted(queues)))
    if issues:
        raise InvalidInputError(issues)


def _issue(message: str, column: str, value: str, known: list[str]) -> Issue:
    expected = f"one of {', '.join(known)}" if known else "one contract a site"
    return Issue("contracts.toml", message, None, column, value, expected)
