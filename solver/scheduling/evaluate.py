"""What a schedule costs as it stands, for example after an edit by hand.

The split is found anew: for every distinct staffing of an interval an exact linear program, many
of them in one model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from solver.domain import (
    Activity,
    NamedShift,
    PlanningData,
    PublishedSchedule,
    SkillSplit,
    StaffingTarget,
    skill_text,
)
from solver.scheduling.audit_report import AuditReport
from solver.scheduling.check import audit
from solver.scheduling.checks._presence import on_queue_counts
from solver.scheduling.data import Prices
from solver.scheduling.params import SchedulingParams
from solver.scheduling.step import schedule_step
from solver.timegrid import local_to_utc


@dataclass(frozen=True)
class Evaluation:
    """A schedule with its best split, and its audit."""

    published: PublishedSchedule
    audit: AuditReport


@dataclass(frozen=True)
class _Pool:
    """Skill groups and queues: `proficiency` (G, Q), 0 where a group lacks the skill."""

    groups: tuple[str, ...]
    queues: tuple[str, ...]
    proficiency: NDArray[np.float64]


def evaluate(
    planning: PlanningData,
    target: StaffingTarget,
    shifts: Sequence[NamedShift],
    site: str,
    params: SchedulingParams,
) -> Evaluation:
    """Cost, coverage and violations of `shifts` as they stand; the split is the cheapest one.

    Raises `InvalidInputError` as `best_split` and `audit` do; a broken rule is a violation of
    the report.
    """
    split = best_split(planning, target, shifts, site, params)
    published = PublishedSchedule(site, tuple(shifts), split)
    return Evaluation(published, audit(planning, target, published, params))


def best_split(
    planning: PlanningData,
    target: StaffingTarget,
    shifts: Sequence[NamedShift],
    site: str,
    params: SchedulingParams,
) -> SkillSplit:
    """The split of the agents on queue that costs least, (G, Q, T) on the schedule's grid.

    Shifts of agents unknown to the site are left out. Raises `InvalidInputError` where the site's
    shifts do not fit the grid.
    """
    # Imported here because the audit shares this package and loads no solver.
    from solver.scheduling.split import optimal_split

    grid = target.grid.refined(schedule_step(planning, site, target.grid.interval_minutes))
    pool = _pool(planning, target, site)
    present = on_queue_counts(_rows(planning, pool, shifts, site), len(pool.groups), grid)
    ratio = target.grid.interval_minutes // grid.interval_minutes
    wanted = np.repeat(target.agents, ratio, axis=1)
    # The unit of money does not matter to the split, so the multiples serve as prices.
    prices = Prices(
        params.short_price, params.deep_short_price, params.shallow_share, params.over_price
    )
    split = optimal_split(wanted, present.astype(float), pool.proficiency, prices)
    return SkillSplit(site, pool.groups, pool.queues, grid, split.agents)


def _pool(planning: PlanningData, target: StaffingTarget, site: str) -> _Pool:
    skills = {skill_text(agent.skills): agent.skills for agent in planning.agents_of(site)}
    groups = tuple(sorted(skills))
    needed = [planning.queue(name).skill for name in target.queues]
    rows = [[skills[group].get(skill, 0.0) for skill in needed] for group in groups]
    proficiency = np.array(rows, dtype=float).reshape(len(groups), len(needed))
    return _Pool(groups, target.queues, proficiency)


def _rows(
    planning: PlanningData, pool: _Pool, shifts: Sequence[NamedShift], site: str
) -> Iterator[tuple[int, Activity]]:
    zone = ZoneInfo(planning.site(site).time_zone)
    index = {group: g for g, group in enumerate(pool.groups)}
    group_of = {a.agent: index[skill_text(a.skills)] for a in planning.agents_of(site)}
    for shift in shifts:
        if shift.agent in group_of:
            for a in shift.activities:
                start, end = local_to_utc(a.start, zone), local_to_utc(a.end, zone)
                yield group_of[shift.agent], Activity(start, end, a.activity, a.paid, a.queues)
