"""Whether a day plan found outside CP-SAT keeps every rule there is, new ones included.

The annealing of the day plan knows a fixed set of rules. A rule that it does not know and that
says anything about this site's plan sends the plan back to CP-SAT, and what the annealing finds
is held to the CP-SAT model of all rules before it is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.cp import CpLimits, run_cp
from solver.scheduling.data import ScheduleData
from solver.scheduling.day_plan import day_plan_variables
from solver.scheduling.rules import RULES

# Rules of `RULES` that `day_anneal_kernels.keeps_rules` and the cells of `day_lp` keep.
UNDERSTOOD = frozenset(
    {
        "shift_template",
        "break_windows",
        "skills",
        "one_shift_a_day",
        "availability",
        "time_off",
        "weekly_paid_time",
        "weekly_days",
        "period_limits",
        "rest",
        "consecutive_days",
        "weekends",
        "seats",
    }
)
BLOCK = 250
CHECK_SECONDS = 60.0


def not_understood(data: ScheduleData) -> tuple[str, ...]:
    """Names of the rules beyond `UNDERSTOOD` that constrain this site's day plan."""
    unknown = [r for r in RULES if r.day_plan is not None and r.name not in UNDERSTOOD]
    found: list[str] = []
    for people in _blocks(data) if unknown else ():
        for rule in unknown:
            model = day_plan_variables(data, people)
            assert rule.day_plan is not None
            rule.day_plan(model)
            if len(model.model.proto.constraints) and rule.name not in found:
                found.append(rule.name)
    return tuple(found)


def stands(data: ScheduleData, plan: NDArray[np.int64]) -> bool:
    """Whether a plan (N, D) of templates keeps every rule of the day plan."""
    for people in _blocks(data):
        m = day_plan_variables(data, people)
        for rule in RULES:
            if rule.day_plan is not None:
                rule.day_plan(m)
        for i, agent, day in m.cells():
            number = int(plan[agent, day])
            if number >= 0 and number not in m.works[i][day]:
                return False
            for own, variable in m.works[i][day].items():
                m.model.add(variable == int(own == number))
        if run_cp(m.model, CpLimits(seconds=CHECK_SECONDS)).values is None:
            return False
    return True


def _blocks(data: ScheduleData) -> list[NDArray[np.int64]]:
    people = np.arange(len(data.agents))
    return np.array_split(people, max(1, -(-len(people) // BLOCK)))
