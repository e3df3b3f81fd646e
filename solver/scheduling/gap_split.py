"""Where the gap comes from: the money that each stage of the engine adds to the bound.

    objective - bound = gap_guide + gap_day_plan + gap_shape + gap_search

The guide costs more than the bound because it has rows that a bound must not have; the day plan
because people are whole and keep their own rules (and because wishes count from there on); the
first starts and breaks because they are whole too; the search takes back what it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.scheduling.assemble import CostedSchedule
from solver.scheduling.data import ScheduleData
from solver.scheduling.guide import WeekGuide, labour_floor


@dataclass
class StageCosts:
    """Cost after each stage, `None` where a stage was left out or did not end."""

    guide: float | None = None
    day_plan: float | None = None
    shape: float | None = None


def gap_by_stage(
    costs: StageCosts, bound: float | None, objective: float | None
) -> dict[str, float | None]:
    """The split in money. A stage without a cost of its own is part of the next one that has it."""
    found: dict[str, float | None] = {}
    before = bound
    for name, cost in (
        ("gap_guide", costs.guide),
        ("gap_day_plan", costs.day_plan),
        ("gap_shape", costs.shape),
        ("gap_search", objective),
    ):
        found[name] = None if cost is None or before is None else cost - before
        before = before if cost is None else cost
    return found


def report_details(
    data: ScheduleData,
    guides: Sequence[WeekGuide],
    costs: StageCosts,
    bound: float | None,
    costed: CostedSchedule | None,
) -> dict[str, float | None]:
    """Hours beside the money, the bound's own, the gap on the cost above the labour floor and by
    stage."""
    floor = labour_floor(data)
    found: dict[str, float | None] = {"labour_floor": floor}
    for name in ("short_agent_hours", "over_agent_hours"):
        weeks = [getattr(guide, name) for guide in guides]
        known = bool(weeks) and None not in weeks
        found[f"bound_{name}"] = float(sum(weeks)) if known else None
    if costed is not None:
        split = costed.published.split.agents
        effective = np.einsum("gq,gqt->qt", data.proficiency, split)
        hour = data.step_minutes / 60
        found["short_agent_hours"] = float(np.maximum(0, data.target - effective).sum() * hour)
        found["over_agent_hours"] = float(np.maximum(0, effective - data.target).sum() * hour)
        if bound is not None and costed.objective > floor:
            above = costed.objective - floor
            found["gap_above_labour_floor"] = max(0.0, costed.objective - bound) / above
    found.update(gap_by_stage(costs, bound, None if costed is None else costed.objective))
    return found
