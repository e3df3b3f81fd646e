"""The people of a generated centre: agents with skills, contracts and what their hours yield."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from instances._work_plans import FULL_DAY, FULL_TIME, PART_TIME, day_shift_hours
from instances.spec import CenterSpec, InHouseSpec
from solver.domain import WEEKDAYS, Agent, WorkPlan
from solver.domain.base import clock_text

WORKING_DAY_ROOM = FULL_DAY + 60


@dataclass(frozen=True)
class _Kind:
    """Agents alike in skills and work plan."""

    skills: dict[str, float]
    work_plan: str


def apportion(weights: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """`total` in whole parts proportional to `weights`, by largest remainder."""
    exact = weights / weights.sum() * total
    parts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def skill_bundles(spec: CenterSpec) -> list[tuple[dict[str, float], float]]:
    """Skill sets with their weights: the bundles of each language present, by its workload.

    A family `billing_fr` is the bundle family `billing` in the language `fr`. Skills of queues
    that the centre does not have drop out.
    """
    families = {q.family for q in spec.queues}
    sets: list[tuple[dict[str, float], float]] = []
    suffixes = dict.fromkeys(f"_{f.partition('_')[2]}" if "_" in f else "" for f in families)
    for suffix in sorted(suffixes):
        load = sum(
            q.workload_share
            for q in spec.queues
            if suffix == (f"_{q.family.partition('_')[2]}" if "_" in q.family else "")
        )
        found = [
            ({f + suffix: p for f, p in bundle.skills if f + suffix in families}, bundle.weight)
            for bundle in spec.people.bundles
        ]
        kept = [(skills, weight) for skills, weight in found if skills]
        total = sum(weight for _, weight in kept)
        sets += [(skills, weight / total * load) for skills, weight in kept]
    return sets


def _kinds(spec: CenterSpec, agents: int) -> list[_Kind]:
    """One entry an agent, so that every skill set has its share of both work plans."""
    bundles = skill_bundles(spec)
    cells = [(skills, plan) for skills, _ in bundles for plan in (FULL_TIME, PART_TIME)]
    weights = [
        weight * share
        for _, weight in bundles
        for share in (1.0 - spec.people.part_time, spec.people.part_time)
    ]
    counts = apportion(np.array(weights), agents)
    return [
        _Kind(skills, plan)
        for (skills, plan), n in zip(cells, counts, strict=True)
        for _ in range(n)
    ]


def _availability(spec: CenterSpec, rng: np.random.Generator) -> str:
    """Mornings, evenings or weekdays only; each leaves room for the longest shift."""
    opening, closing = day_shift_hours(spec)
    patterns = [f"Mon-Fri {clock_text(opening)}-{clock_text(closing)}"]
    if closing - opening > WORKING_DAY_ROOM:
        morning_end, evening_start = opening + WORKING_DAY_ROOM, closing - WORKING_DAY_ROOM
        patterns += [
            f"Mon-Sun {clock_text(opening)}-{clock_text(morning_end)}",
            f"Mon-Sun {clock_text(evening_start)}-{clock_text(closing)}",
        ]
    return patterns[int(rng.integers(len(patterns)))]


def _site_agents(spec: CenterSpec, site: InHouseSpec, rng: np.random.Generator) -> list[Agent]:
    people, prefix = spec.people, _prefix(spec, site.site)
    agents = []
    for number, kind in enumerate(_kinds(spec, site.agents), start=1):
        chance = rng.random(4)
        limited = chance[0] < people.limited_availability
        day_off = not limited and chance[0] < people.limited_availability + people.fixed_day_off
        joins = chance[1] < people.joiners
        leaves = not joins and chance[1] < people.joiners + people.leavers
        later = spec.horizon_start + timedelta(weeks=max(1, spec.horizon_weeks // 2))
        agents.append(
            Agent(
                agent=f"{prefix}-{number:03d}",
                site=site.site,
                work_plan=kind.work_plan,
                skills=kind.skills,
                start_date=later if joins else None,
                end_date=later - timedelta(days=3) if leaves else None,
                hourly_cost=_cost(spec, len(kind.skills), rng),
                fixed_days_off=WEEKDAYS[int(rng.integers(7))] if day_off else (),
                availability=_availability(spec, rng) if limited else None,
            )
        )
    return agents


def _prefix(spec: CenterSpec, site: str) -> str:
    """Three letters of the site's name, or all of it where these are another site's too."""
    alike = [s.site for s in spec.in_house if s.site[:3].lower() == site[:3].lower()]
    name = site[:3] if len(alike) == 1 else site
    return name.lower().replace(" ", "-")


def _cost(spec: CenterSpec, skills: int, rng: np.random.Generator) -> float:
    """Hourly cost to the half unit: seniority by chance, and a premium for a second skill."""
    base = rng.normal(spec.people.hourly_cost, spec.people.hourly_cost_sd)
    base += spec.people.skill_premium * (skills - 1)
    return round(2 * max(base, 0.6 * spec.people.hourly_cost)) / 2


def build_agents(spec: CenterSpec, rng: np.random.Generator) -> tuple[Agent, ...]:
    return tuple(a for site in spec.in_house for a in _site_agents(spec, site, rng))


def productive_hours_week(
    spec: CenterSpec, agents: tuple[Agent, ...], work_plans: tuple[WorkPlan, ...]
) -> float:
    """Hours a week that the agents spend on contacts at the middle of their contracts.

    Paid hours less paid breaks, in-office shrinkage, leave, absence and adherence.
    """
    yield_of_plan = {}
    for plan in work_plans:
        shift = max(plan.shifts, key=lambda s: s.paid_minutes)
        pauses = sum(a.minutes for a in shift.activities if a.paid)
        middle = (plan.min_paid_minutes_week + plan.max_paid_minutes_week) / 2
        yield_of_plan[plan.work_plan] = middle / 60 * (1 - pauses / shift.paid_minutes)
    presence = {s.site: (1 - s.absence) * s.adherence for s in spec.in_house}
    total = sum(yield_of_plan[a.work_plan] * presence[a.site] for a in agents)
    return total * (1 - spec.shrinkage_in_office) * (1 - spec.people.leave)
