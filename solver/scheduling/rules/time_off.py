"""No shift overlaps time off. (The guide counts leave in `availability` and `one_shift_a_day`.)"""

from __future__ import annotations

from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules._masks import forbid_day_plan, forbid_exact
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    forbid_exact(m, m.data.clear_of_leave)


def _day_plan(m: DayPlanModel) -> None:
    forbid_day_plan(m, m.data.can)


def _guide(m: WeekModel) -> None:
    """A shift's starts <= members who are neither on leave nor unavailable for it."""
    for number, agents in enumerate(m.classes):
        for day, horizon_day in enumerate(m.days):
            able = m.data.can[agents.members, horizon_day].sum(axis=0)
            for shape in (m.x[number, day] >= 0).nonzero()[0]:
                if able[shape] < len(agents.members):
                    m.model.add_row([m.x[number, day, shape]], 1.0, upper=float(able[shape]))


RULE = Rule("time_off", "Time off", _exact, guide=_guide, day_plan=_day_plan)
