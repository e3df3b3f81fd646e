"""The cost of a schedule, from its shifts and its split alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from solver.domain import Preference, PreferenceKind, skill_text
from solver.domain.base import parse_clock, parse_moment, parse_weekdays
from solver.scheduling.checks._context import AuditedShift, Context
from solver.scheduling.params import SchedulingParams


@dataclass(frozen=True)
class Coverage:
    """Shortage and surplus against the target, money and effective agent-hours."""

    short_cost: float
    over_cost: float
    short_agent_hours: float
    over_agent_hours: float


def proficiency_of(context: Context) -> NDArray[np.float64]:
    """(G, Q) proficiency of each group of the split on each queue, 0 without the skill."""
    skills = {skill_text(agent.skills): agent.skills for agent in context.agents.values()}
    needed = [context.planning.queue(name).skill for name in context.split.queues]
    rows = [
        [skills.get(group, {}).get(skill, 0.0) for skill in needed]
        for group in context.split.groups
    ]
    return np.array(rows, dtype=float).reshape(len(context.split.groups), len(needed))


def coverage_of(context: Context, params: SchedulingParams) -> Coverage:
    """Short and over per fine interval of h hours, D the target, E the effective agents.

    s = max(0, D - E), o = max(0, E - D); short = unit h (short_price min(s, shallow_share D) +
    deep_short_price max(0, s - shallow_share D)), over = unit h over_price o, with unit the mean
    hourly cost of the site's agents.
    """
    split = context.split
    ratio = context.target.grid.interval_minutes // split.grid.interval_minutes
    wanted = np.repeat(context.target.agents, ratio, axis=1)
    effective = np.einsum("gq,gqt->qt", proficiency_of(context), split.agents)
    short, over = np.maximum(0.0, wanted - effective), np.maximum(0.0, effective - wanted)
    shallow = params.shallow_share * wanted
    shallow_short = float(np.minimum(short, shallow).sum())
    deep_short = float(np.maximum(0.0, short - shallow).sum())
    hours = split.grid.interval_minutes / 60
    costs = [agent.hourly_cost for agent in context.agents.values()]
    unit = float(np.mean(costs)) if costs else 0.0
    priced = params.short_price * shallow_short + params.deep_short_price * deep_short
    return Coverage(
        short_cost=unit * hours * priced,
        over_cost=unit * hours * params.over_price * float(over.sum()),
        short_agent_hours=hours * float(short.sum()),
        over_agent_hours=hours * float(over.sum()),
    )


def preference_weight(context: Context) -> float:
    """Sum of the weights incurred, before `preference_price`."""
    wishes: defaultdict[str, list[Preference]] = defaultdict(list)
    for wish in context.planning.preferences:
        wishes[wish.agent].append(wish)
    total = 0.0
    for name, shifts in context.shifts.items():
        for wish in wishes[name]:
            charge = _charge(wish)
            total += wish.weight * sum(charge(shift) for shift in shifts)
    return total


def _charge(wish: Preference) -> Callable[[AuditedShift], float]:
    """How many times its weight a wish costs on one shift."""
    if wish.kind is PreferenceKind.SHIFT:
        return lambda shift: float(shift.template_name != wish.value)
    if wish.kind is PreferenceKind.START:
        wanted = parse_clock(wish.value)
        return lambda shift: abs(_minute(shift.wall_start) - wanted) / 60
    if wish.value[:1].isdigit():
        moment = parse_moment(wish.value)
        off = moment.date() if isinstance(moment, datetime) else moment
        return lambda shift: float(shift.day == off)
    weekdays = parse_weekdays(wish.value)
    return lambda shift: float(shift.day.weekday() in weekdays)


def _minute(wall: datetime) -> float:
    return wall.hour * 60 + wall.minute + wall.second / 60
