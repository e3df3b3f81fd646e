"""Rest between the end of a shift and the start of the next, the previous period included."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from solver.scheduling.data import ScheduleData
from solver.scheduling.models import NO_COLUMN, DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule

Begins = dict[tuple[int, int], NDArray[np.int64]]


def _exact(m: ExactModel) -> None:
    """A start excludes every start of the next two days that comes before the rest is over."""
    data = m.data
    for agent, day in m.days():
        for shape, start in m.starts[agent][day].items():
            begin = data.begin[day, shape]
            if begin < data.ready[agent]:
                m.model.add(start == 0)
            rested = begin + data.shape_length[shape] + data.rest[agent]
            for later in range(day + 1, min(day + 3, data.n_days)):
                early = [
                    other
                    for number, other in m.starts[agent][later].items()
                    if data.begin[later, number] < rested
                ]
                if early:
                    m.model.add(sum(early) + start <= 1) if len(early) == 1 else (
                        m.model.add(sum(early) == 0).only_enforce_if(start)
                    )


def _guide(m: WeekModel) -> None:
    """Prefix rows: starts of a day up to an hour + starts of the day before that have not rested
    by then <= members, since one agent cannot do both."""
    data = m.data
    for number, agents in enumerate(m.classes):
        rest = int(data.rest[agents.members].min())
        for day in range(len(m.days) - 1):
            first, second = m.x[number, day], m.x[number, day + 1]
            before = np.flatnonzero(first != NO_COLUMN)
            after = np.flatnonzero(second != NO_COLUMN)
            rested = data.begin[m.days[day], before] + data.shape_length[before] + rest
            begins = data.begin[m.days[day + 1], after]
            for hour in sorted(set(begins.tolist())):
                late = before[rested > hour]
                if len(late):
                    columns = np.concatenate([first[late], second[after[begins <= hour]]])
                    m.model.add_row(columns, 1.0, upper=float(len(agents.members)))


def _day_plan(m: DayPlanModel) -> None:
    """A template is not followed by one whose last start comes before the earliest rested.

    Where a start that is put off by the shift before would put off the next one in turn, every
    two days may fit and the run of them not: the begins then become variables.
    """
    for i, agent in enumerate(m.agents):
        begins = {
            (day, number): m.data.begins_of(int(agent), day, number)
            for day in range(m.data.n_days)
            for number in m.works[i][day]
        }
        for (day, number), own in begins.items():
            if not len(own):
                m.model.add(m.works[i][day][number] == 0)
        chained = False
        for day, number, later, follower in _close(m.data, int(agent), begins):
            rested = _rested(m.data, int(agent), begins[day, number][0], number)
            if begins[later, follower][-1] < rested:
                m.model.add(m.works[i][day][number] + m.works[i][later][follower] <= 1)
            else:
                chained |= _passes_on(m.data, int(agent), begins, later, follower, rested)
        if chained:
            _add_begins(m, i, begins)


def _close(data: ScheduleData, agent: int, begins: Begins) -> list[tuple[int, int, int, int]]:
    """(day, template, later day, template) where the first can keep the second from its first
    start."""
    return [
        (day, number, later, follower)
        for (day, number), own in begins.items()
        for later in range(day + 1, min(day + 3, data.n_days))
        for follower in range(len(data.templates))
        if len(own)
        and len(begins.get((later, follower), ()))
        and begins[later, follower][0] < _rested(data, agent, own[-1], number)
    ]


def _rested(data: ScheduleData, agent: int, begin: int, number: int) -> int:
    return int(begin + data.templates[number].length + data.rest[agent])


def _passes_on(
    data: ScheduleData, agent: int, begins: Begins, day: int, number: int, rested: int
) -> bool:
    """Whether a shift that cannot begin before `rested` is put off and puts off another."""
    own = begins[day, number]
    if own[0] >= rested:
        return False
    first = _rested(data, agent, own[0], number)
    free = _rested(data, agent, own[np.searchsorted(own, rested)], number)
    close = ((day + gap, n) for gap in (1, 2) for n in range(len(data.templates)))
    after = [begins[cell] for cell in close if len(begins.get(cell, own[:0]))]
    return any(later[0] < free and later[-1] >= first for later in after)


def _add_begins(m: DayPlanModel, i: int, begins: Begins) -> None:
    """The begin of each day worked as a variable, rested from those of the two days before."""
    data, agent = m.data, int(m.agents[i])
    begin = [
        m.model.new_int_var_from_domain(
            cp_model.Domain.from_values(
                [0, *(int(b) for n in m.works[i][day] for b in begins[day, n])]
            ),
            "",
        )
        for day in range(data.n_days)
    ]
    for (day, number), own in begins.items():
        works = m.works[i][day][number]
        domain = cp_model.Domain.from_values(own.tolist())
        m.model.add_linear_expression_in_domain(begin[day], domain).only_enforce_if(works)
        length = data.templates[number].length + int(data.rest[agent])
        for later in range(day + 1, min(day + 3, data.n_days)):
            m.model.add(begin[later] >= begin[day] + length).only_enforce_if(
                [works, m.on[i][later]]
            )


RULE = Rule("rest", "Rest between shifts", _exact, guide=_guide, day_plan=_day_plan)
