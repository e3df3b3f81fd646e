"""Why a schedule cannot be made, and what its input will not let it reach, in planners' words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from solver.scheduling.cp import CpLimits, run_cp
from solver.scheduling.data import NO_START, ScheduleData
from solver.scheduling.day_plan import day_plan_variables
from solver.scheduling.models import DayPlanModel
from solver.scheduling.result import Message
from solver.scheduling.rules import RULES, Rule

SECONDS_PER_AGENT = 5.0
MOST_NAMED = 20


def explain_infeasible(data: ScheduleData, seed: int) -> tuple[Message, ...]:
    """Agents whose own rules cannot all be met, each with the rules that clash.

    Every hard rule but seats concerns one agent alone, so that looking at them one by one finds
    the cause. The clash is shrunk by leaving rules out one at a time.
    """
    found = []
    limits = CpLimits(SECONDS_PER_AGENT, seed=seed)
    for agent in range(len(data.agents)):
        rules = [rule for rule in RULES if rule.day_plan is not None]
        if not _clash(data, agent, rules, limits):
            continue
        for rule in list(rules):
            fewer = [r for r in rules if r is not rule]
            if rule.name != "one_shift_a_day" and _clash(data, agent, fewer, limits):
                rules = fewer
        found.append(_message(data, agent, rules))
        if len(found) == MOST_NAMED:
            break
    return tuple(found) or (
        Message(
            "infeasible", "no roster meets every rule; no single agent's rules clash", rule="seats"
        ),
    )


def _clash(data: ScheduleData, agent: int, rules: list[Rule], limits: CpLimits) -> bool:
    m: DayPlanModel = day_plan_variables(_opened(data, agent, rules), np.array([agent]))
    for rule in rules:
        if rule.day_plan is not None:
            rule.day_plan(m)
    m.model.minimize(cp_model.LinearExpr.sum([]))
    return run_cp(m.model, limits).infeasible


def _opened(data: ScheduleData, agent: int, rules: list[Rule]) -> ScheduleData:
    """The data as it were without the rules that are left out, where these are its masks."""
    kept = {rule.name for rule in rules}
    plans = np.array([data.templates[number].plan for number in data.shape_template])
    every = (data.begin != NO_START) & (plans == data.plan[agent])
    masks = {"availability": data.available, "time_off": data.clear_of_leave}
    for name, mask in masks.items():
        if name not in kept:
            masks[name] = mask.copy()
            masks[name][agent] = every
    return replace(data, available=masks["availability"], clear_of_leave=masks["time_off"])


def _message(data: ScheduleData, agent: int, rules: list[Rule]) -> Message:
    name = data.agents[agent]
    titles = [rule.title.lower() for rule in rules if rule.name != "one_shift_a_day"]
    weeks = []
    for week in range(data.n_weeks):
        days = [d for d in data.days_of_week(week) if data.can[agent, d].any()]
        needed = int(data.paid_min[agent, week])
        longest = [int(data.shape_paid[data.can[agent, d]].max()) for d in days]
        most = sum(sorted(longest, reverse=True)[: int(data.days_max[agent, week])])
        if most < needed:
            first = data.site_grid.day(7 * week).isoformat()
            weeks.append(
                f"week of {first}: needs {needed} paid minutes, at most {most} can be worked"
            )
    reason = "; ".join(weeks) or "together they leave no roster"
    return Message(
        "infeasible",
        f"{name}: {' and '.join(titles)} cannot all be met ({reason})",
        agent=name,
        rule=rules[-1].name if rules else None,
        dates=None if not weeks else weeks[0].split(":")[0].removeprefix("week of "),
    )


def explain_thin(data: ScheduleData) -> tuple[Message, ...]:
    """What the people cannot cover whatever the schedule: queues nobody serves, hours nobody may
    work."""
    messages = []
    for q, queue in enumerate(data.queues):
        open_intervals = data.target[q] > 0
        if not open_intervals.any():
            continue
        if not (data.proficiency[:, q] > 0).any():
            messages.append(
                Message("thin", f"{queue}: no agent of {data.site} holds its skill", rule="skills")
            )
            continue
        reach = _reachable(data, q)
        missed = np.flatnonzero(open_intervals & ~reach)
        if len(missed):
            first = data.grid.local(int(missed[0]))
            messages.append(
                Message(
                    "thin",
                    f"{queue}: {len(missed) * data.step_minutes / 60:g} open hours lie outside"
                    f" every shift its agents may work, first {first:%Y-%m-%d %H:%M}",
                    rule="shift_template",
                    dates=f"{first:%Y-%m-%d}",
                )
            )
    return tuple(messages)


def _reachable(data: ScheduleData, q: int) -> np.ndarray:
    """Intervals that some agent of the queue can be on shift in."""
    serving = np.isin(data.group, np.flatnonzero(data.proficiency[:, q] > 0))
    change = np.zeros(data.target.shape[1] + 1)
    for day, shape in np.argwhere(data.can[serving].any(axis=0)):
        begin = int(data.begin[day, shape])
        end = begin + int(data.shape_length[shape])
        width = data.target.shape[1]
        change[min(max(begin, 0), width)] += 1
        change[min(max(end, 0), width)] -= 1
    reachable: np.ndarray = np.cumsum(change[:-1]) > 0
    return reachable
