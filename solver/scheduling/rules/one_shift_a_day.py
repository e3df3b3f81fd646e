"""At most one shift starts on an agent's local day."""

from __future__ import annotations

from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    for agent, day in m.days():
        m.model.add_at_most_one(m.starts[agent][day].values())


def _guide(m: WeekModel) -> None:
    """Starts of a class on a day <= its members who can work at all that day."""
    for number, agents in enumerate(m.classes):
        able = m.data.can[agents.members][:, m.days].any(axis=2).sum(axis=0)
        for day in range(len(m.days)):
            columns = m.starts(number, day)
            if len(columns):
                m.model.add_row(columns, 1.0, upper=float(able[day]))


def _day_plan(m: DayPlanModel) -> None:
    for i, _, day in m.cells():
        m.model.add(sum(m.works[i][day].values()) == m.on[i][day])


RULE = Rule("one_shift_a_day", "One shift a day", _exact, guide=_guide, day_plan=_day_plan)
