"""Runs of days off, and of days worked, are no shorter than the contract's minimum.

Exempt are runs at the horizon's ends, unless a carried run goes on there, work next to a day away
and days off with a day away among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from solver.scheduling.data import ScheduleData
from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


@dataclass(frozen=True)
class _Pattern:
    """Days worked of `plus` - days worked of `minus` <= `most`: between two days of one kind lie
    not just a few of the other."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]
    most: int


def _patterns(data: ScheduleData, agent: int) -> Iterator[_Pattern]:
    """Every short run that the agent must not have, as a row over its days and the two beside."""
    away, carried = data.away[agent], int(data.carried_run[agent])
    for before in range(-1 if carried else 0, data.n_days):
        for length in range(1, max(data.min_days_off[agent], data.min_run[agent])):
            inner = tuple(range(before + 1, before + 1 + length))
            after = before + 1 + length
            if after >= data.n_days:
                break
            ends = (after,) if before < 0 else (before, after)
            if length < data.min_days_off[agent] and not away[list(inner)].any():
                yield _Pattern(ends, inner, len(ends) - 1)
            known = carried if before < 0 else 0
            if known + length < data.min_run[agent] and not away[list(ends)].any():
                yield _Pattern(inner, ends, length - 1)


def _exact(m: ExactModel) -> None:
    for agent, shapes in enumerate(m.starts):
        worked = [sum(day.values()) for day in shapes]
        for p in _patterns(m.data, agent):
            plus, minus = (sum(worked[d] for d in days) for days in (p.plus, p.minus))
            if not isinstance(plus - minus, int):
                m.model.add(plus - minus <= p.most)


def _day_plan(m: DayPlanModel) -> None:
    for on, agent in zip(m.on, m.agents, strict=True):
        for p in _patterns(m.data, int(agent)):
            m.model.add(sum(on[d] for d in p.plus) - sum(on[d] for d in p.minus) <= p.most)


def _guide(m: WeekModel) -> None:
    """The rows of the members added up within a week; for those whom a row does not bind, `plus`
    is at most its length."""
    for number, agents in enumerate(m.classes):
        counts = Counter(
            p
            for agent in agents.members
            for p in _patterns(m.data, int(agent))
            if all(d in m.days for d in (*p.plus, *p.minus))
        )
        for p, bound in counts.items():
            plus, minus = (
                [c for d in days for c in m.starts(number, d - m.days.start)]
                for days in (p.plus, p.minus)
            )
            if plus:
                most = p.most * bound + len(p.plus) * (len(agents.members) - bound)
                values = [1.0] * len(plus) + [-1.0] * len(minus)
                m.model.add_row([*plus, *minus], values, upper=float(most))


RULE = Rule("days_off_runs", "Days off and at work in a row", _exact, _guide, _day_plan)
