"""At most so many working weekends in the horizon, and in a row."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from solver.scheduling.data import ScheduleData
from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    data = m.data
    for agent in range(len(data.agents)):
        worked = []
        for weekend in range(int(data.weekend[agent].max(initial=-1)) + 1):
            flag = m.model.new_bool_var(f"weekend{agent}.{weekend}")
            for day in np.flatnonzero(data.weekend[agent] == weekend):
                for start in m.starts[agent][int(day)].values():
                    m.model.add_implication(start, flag)
            worked.append(flag)
        _add_limits(m.model, data, int(agent), worked)


def _add_limits(
    model: cp_model.CpModel, data: ScheduleData, agent: int, worked: list[cp_model.IntVar]
) -> None:
    if len(worked) > data.max_weekends[agent]:
        model.add(sum(worked) <= int(data.max_weekends[agent]))
    longest = int(data.max_weekend_run[agent])
    for first in range(len(worked) - longest):
        model.add(sum(worked[first : first + longest + 1]) <= longest)


def _guide(m: WeekModel) -> None:
    """Steering only: each weekend takes its even part of the weekends people may work.

    The rule holds over the whole period, so that one week may exceed its part: a bound must not
    contain this row.
    """
    if not m.steer:
        return
    data = m.data
    for number, agents in enumerate(m.classes):
        weekends = data.weekend[agents.members[0]]
        total = int(weekends.max(initial=-1)) + 1
        limit = min(
            int(data.max_weekends[agents.members].min()),
            _most_in_all(total, int(data.max_weekend_run[agents.members].min())),
        )
        if limit >= total:
            continue
        for weekend in set(weekends[m.days].tolist()) - {-1}:
            days = [d for d, day in enumerate(m.days) if weekends[day] == weekend]
            for day in days:
                columns = m.starts(number, day)
                if len(columns):
                    share = limit / total * len(agents.members)
                    m.model.add_row(columns, 1.0, upper=share)


def _most_in_all(weekends: int, longest: int) -> int:
    """Weekends of so many that can be worked when no more than `longest` lie in a row."""
    return weekends - weekends // (longest + 1)


def _day_plan(m: DayPlanModel) -> None:
    data = m.data
    for i, agent in enumerate(m.agents):
        worked = []
        for weekend in range(int(data.weekend[agent].max(initial=-1)) + 1):
            flag = m.model.new_bool_var(f"weekend{i}.{weekend}")
            for day in np.flatnonzero(data.weekend[agent] == weekend):
                m.model.add_implication(m.on[i][int(day)], flag)
            worked.append(flag)
        _add_limits(m.model, data, int(agent), worked)


RULE = Rule("weekends", "Working weekends", _exact, guide=_guide, day_plan=_day_plan)
