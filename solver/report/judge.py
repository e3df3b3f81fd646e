"""What a schedule read back costs: the plan's division over the queues where it still fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.domain import PublishedSchedule, SkillSplit
from solver.report.stored import StoredPlan, StoredSite
from solver.scheduling import Evaluation, audit
from solver.scheduling.evaluate import best_split

_TOLERANCE_AGENTS = 1e-6


def judged(stored: StoredPlan, site: StoredSite) -> Evaluation:
    """The site's shifts as they stand, their division over the queues, and the audit.

    Divisions of equal cost abound: keeping the plan's in every interval whose agents on queue
    are still the same leaves its coverage and service levels there as they were. Raises
    `InvalidInputError` as `best_split` and `audit` do.
    """
    params = stored.params.scheduling
    shifts = site.published.shifts
    anew = best_split(stored.planning, site.target, shifts, site.site, params)
    kept = PublishedSchedule(site.site, shifts, _kept_where_it_fits(site.published.split, anew))
    report = audit(stored.planning, site.target, kept, params)
    if any(violation.rule == "split" for violation in report.violations):
        fresh = PublishedSchedule(site.site, shifts, anew)
        return Evaluation(fresh, audit(stored.planning, site.target, fresh, params))
    return Evaluation(kept, report)


def _kept_where_it_fits(kept: SkillSplit, anew: SkillSplit) -> SkillSplit:
    same = (kept.groups, kept.queues, kept.grid) == (anew.groups, anew.queues, anew.grid)
    if not same:
        return anew
    difference = np.abs(kept.agents.sum(axis=1) - anew.agents.sum(axis=1))
    fits = (difference <= _TOLERANCE_AGENTS).all(axis=0)
    return replace(anew, agents=np.where(fits, kept.agents, anew.agents))
