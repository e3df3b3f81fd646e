"""Shifts lie inside the agent's weekly availability, on employed days and off fixed days off."""

from __future__ import annotations

from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules._masks import forbid_day_plan, forbid_exact
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    forbid_exact(m, m.data.available)


def _day_plan(m: DayPlanModel) -> None:
    forbid_day_plan(m, m.data.can)


def _guide(m: WeekModel) -> None:
    """Starts confined to a part of the day <= members who can start somewhere in it.

    The parts are those that some member's calendar distinguishes, so that a class with many
    limited agents is not counted as free at every hour.
    """
    for number, agents in enumerate(m.classes):
        for day, horizon_day in enumerate(m.days):
            usable = m.x[number, day] >= 0
            able = m.data.can[agents.members, horizon_day][:, usable]
            columns = m.x[number, day][usable]
            patterns = {row.tobytes(): row for row in able if row.any() and not row.all()}
            for pattern in patterns.values():
                for part in (pattern, ~pattern):
                    inside = columns[part]
                    limit = able[:, part].any(axis=1).sum()
                    if len(inside) and limit < len(agents.members):
                        m.model.add_row(inside, 1.0, upper=float(limit))


RULE = Rule("availability", "Availability", _exact, guide=_guide, day_plan=_day_plan)
