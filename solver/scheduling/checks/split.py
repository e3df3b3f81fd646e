"""The split divides exactly the agents on queue, over queues they have the skill for.

For a skill group g at a fine interval t: sum over queues of f[g,q,t] = agents of g on queue,
f >= 0, and f = 0 where g lacks the queue's skill. A group that can serve none of the queues has
f = 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from solver.domain import skill_text
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context, minutes_between
from solver.scheduling.checks._cost import proficiency_of
from solver.scheduling.checks._presence import on_queue_counts

RULE = "split"

TOLERANCE_AGENTS = 1e-4


def check(context: Context) -> Iterator[Violation]:
    groups = context.split.groups
    own = {skill_text(agent.skills) for agent in context.agents.values()}
    for group in sorted({group for group in groups if groups.count(group) > 1}):
        yield Violation(RULE, f"skill group {group!r} is listed twice")
    if len(set(groups)) < len(groups):
        return
    for group in groups:
        if group not in own:
            yield Violation(RULE, f"no agent of the site has the skills {group!r}")
    yield from _off_grid(context)
    yield from _entries(context)
    yield from _sums(context)


def _off_grid(context: Context) -> Iterator[Violation]:
    step, origin = context.split.grid.interval_minutes, context.split.grid.start
    for shift in context.all_shifts:
        moments = {m for a in shift.activities for m in (a.start, a.end)}
        stray = sorted(m for m in moments if minutes_between(origin, m) % step)
        if stray:
            clocks = ", ".join(f"{m.astimezone(context.zone):%H:%M}" for m in stray)
            message = f"activities change at {clocks}, off the split's grid of {step} min"
            yield Violation(RULE, message, shift.agent.agent, shift.day)


def _entries(context: Context) -> Iterator[Violation]:
    """Negative or not finite entries, and agents on queues that they cannot serve."""
    split, able = context.split, proficiency_of(context) > 0
    faults = (
        ("is not a number of agents, 0 or more", ~(split.agents >= -TOLERANCE_AGENTS)),
        ("is not finite", np.isinf(split.agents)),
        (
            "needs a skill that the group lacks",
            ~able[:, :, None] & (split.agents > TOLERANCE_AGENTS),
        ),
    )
    for fault, mask in faults:
        for g, q in np.argwhere(mask.any(axis=2)):
            where = np.flatnonzero(mask[g, q])
            moment = _local(context, int(where[0]))
            message = (
                f"{split.agents[g, q, where[0]]:g} agents of {split.groups[g]!r} on queue"
                f" {split.queues[q]!r} at {moment:%H:%M} {fault}{_more(where)}"
            )
            yield Violation(RULE, message, None, moment.date())


def _sums(context: Context) -> Iterator[Violation]:
    split = context.split
    own = {skill_text(agent.skills): agent.skills for agent in context.agents.values()}
    names = list(dict.fromkeys([*split.groups, *sorted(own)]))
    index = {name: g for g, name in enumerate(names)}
    rows = (
        (index[skill_text(s.agent.skills)], a) for s in context.all_shifts for a in s.activities
    )
    present = on_queue_counts(rows, len(names), split.grid).astype(float)
    wanted = {context.planning.queue(name).skill for name in split.queues}
    present[[wanted.isdisjoint(own.get(name, ())) for name in names]] = 0.0
    divided = np.zeros_like(present)
    divided[: len(split.groups)] = split.agents.sum(axis=1)
    for g, t, more in _first_by_day(context, ~(abs(divided - present) <= TOLERANCE_AGENTS)):
        moment = _local(context, t)
        message = (
            f"the split has {divided[g, t]:g} agents of {names[g]!r} at {moment:%H:%M},"
            f" {present[g, t]:g} are on queue{more}"
        )
        yield Violation(RULE, message, None, moment.date())


def _first_by_day(context: Context, mask: NDArray[np.bool_]) -> Iterator[tuple[int, int, str]]:
    day_of = context.split.grid.day_of
    for g in np.flatnonzero(mask.any(axis=1)):
        where = np.flatnonzero(mask[g])
        for day in np.unique(day_of[where]):
            inside = where[day_of[where] == day]
            yield int(g), int(inside[0]), _more(inside)


def _more(where: NDArray[np.int64]) -> str:
    return f" (and {len(where) - 1} more intervals)" if len(where) > 1 else ""


def _local(context: Context, index: int) -> datetime:
    return context.split.grid.instant(index).astimezone(context.zone)
