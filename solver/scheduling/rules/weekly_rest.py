"""In every week a stretch without a shift that is as long as the weekly rest.

It lies wholly between the week's first midnight and its last. It begins, if there is one at all,
at the week's begin, at the end of a shift, or where the last shift of the period before ended.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import NO_START, ScheduleData
from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
from solver.scheduling.rules.base import Rule

Cells = frozenset[tuple[int, int]]


def _rests(data: ScheduleData, agent: int, week: int) -> list[NDArray[np.bool_]]:
    """For every stretch that may be the week's rest, the shifts (D, K) that keep clear of it."""
    opens, closes = int(data.week_start[week]), int(data.week_start[week + 1])
    carried = int(data.ready[agent] - data.rest[agent])
    can = data.can[agent] & (data.begin != NO_START)
    ends = data.begin + data.shape_length
    near = slice(max(0, 7 * week - 2), 7 * week + 7)
    begins = {opens, carried, *ends[near][can[near]].tolist()}
    rest = int(data.weekly_rest[agent])
    return [
        (ends <= begin) | (data.begin >= begin + rest)
        for begin in sorted(begins)
        if max(opens, carried) <= begin <= closes - rest
    ]


def _weeks(data: ScheduleData, agent: int) -> Iterator[int]:
    """Weeks in which the rule binds an agent."""
    if data.weekly_rest[agent] > 0:
        yield from range(data.n_weeks)


def _exact(m: ExactModel) -> None:
    for agent, shapes in enumerate(m.starts):
        for week in _weeks(m.data, agent):
            choices = []
            for clear in _rests(m.data, agent, week):
                choices.append(m.model.new_bool_var(f"rest{agent}.{week}"))
                for day in range(max(0, 7 * week - 2), min(7 * week + 7, m.data.n_days)):
                    for shape, start in shapes[day].items():
                        if not clear[day, shape]:
                            m.model.add_implication(start, ~choices[-1])
            m.model.add_bool_or(choices)


def _day_plan(m: DayPlanModel) -> None:
    """A stretch excludes the templates that have no start clear of it."""
    for i, agent in enumerate(m.agents):
        for week in _weeks(m.data, int(agent)):
            choices = []
            for excluded in _fewest(m, i, int(agent), week):
                choices.append(m.model.new_bool_var(""))
                for day, number in excluded:
                    m.model.add_implication(choices[-1], ~m.works[i][day][number])
            m.model.add(sum(choices) >= 1)


def _fewest(m: DayPlanModel, i: int, agent: int, week: int) -> list[Cells]:
    """The (day, template) that the stretches exclude, without those that contain another's."""
    data = m.data
    days = range(max(0, 7 * week - 2), min(7 * week + 7, data.n_days))
    found: set[Cells] = set()
    for clear in _rests(data, agent, week):
        usable = clear & data.can[agent] & (data.begin != NO_START)
        found.add(
            frozenset(
                (day, number)
                for day in days
                for number in m.works[i][day]
                if not usable[day, list(data.templates[number].shapes)].any()
            )
        )
    return [cells for cells in found if not any(other < cells for other in found)]


def _guide(m: WeekModel) -> None:
    """Where no two shifts on successive days leave the rest between them, nor the week's ends,
    somebody who works all seven days has none: starts <= 6 x members."""
    data = m.data
    if len(m.days) < 7:
        return
    for number, agents in enumerate(m.classes):
        rest = int(data.weekly_rest[agents.members].min())
        if rest > 0 and _longest_gap(m, number) < rest:
            columns = m.week_starts(number)
            m.model.add_row(columns, 1.0, upper=6.0 * len(agents.members))


def _longest_gap(m: WeekModel, number: int) -> int:
    """Longest stretch of a week of seven shifts: between two of them or at one of its ends."""
    data = m.data
    first, last = int(data.week_start[m.week]), int(data.week_start[m.week + 1])
    ends, begins = [first], []
    for day, horizon_day in enumerate(m.days):
        shapes = np.flatnonzero(m.x[number, day] >= 0)
        if not len(shapes):
            return 0
        begins.append(int(data.begin[horizon_day, shapes].max()))
        ends.append(int((data.begin[horizon_day, shapes] + data.shape_length[shapes]).min()))
    return max(begin - end for end, begin in zip(ends, [*begins, last], strict=True))


RULE = Rule("weekly_rest", "Weekly rest", _exact, guide=_guide, day_plan=_day_plan)
