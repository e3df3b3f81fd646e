"""The cheapest set of relaxations across a roster that makes it solvable."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.cp import CpAnswer, CpLimits
from solver.scheduling.data import NO_START, ScheduleData
from solver.scheduling.day_plan import DAY_OFF
from solver.scheduling.elastic import MASKS, PAID, ElasticPlan, Row, elastic_plan
from solver.scheduling.limits import NO_LIMIT
from solver.scheduling.relaxation_texts import (
    Relaxation,
    amount_text,
    relaxation_text,
    unit_of,
)

__all__ = ["Breaches", "Relaxation", "breaches", "relaxations", "relaxed_data"]


@dataclass(frozen=True)
class Breaches:
    """Rows that the cheapest plan breaks, each with its amount, and the plan (N, D) of templates.

    `proven` says that no cheaper set exists.
    """

    amounts: dict[Row, int]
    template: NDArray[np.int64]
    proven: bool


def breaches(data: ScheduleData, limits: CpLimits) -> Breaches | None:
    """The cheapest way to break rules, at the prices of `elastic.PRICES`.

    Agents are solved one by one and, where a rule concerns several (seats), together, from their
    own answers. `limits.seconds` hold for all of them; `None` when they end before an answer.
    """
    end = time.perf_counter() + limits.seconds
    amounts: dict[Row, int] = {}
    template = np.full((len(data.agents), data.n_days), DAY_OFF, dtype=np.int64)
    proven = True
    for agent in range(len(data.agents)):
        left = end - time.perf_counter()
        if left <= 0:
            return None
        plan = elastic_plan(data, np.array([agent]))
        answer = plan.cheapest(replace(limits, seconds=left))
        if answer.values is None:
            return None
        proven &= not answer.capped
        amounts |= _amounts(plan, answer)
        template[agent] = _template(plan, answer)[0]
    alone = Breaches(amounts, template, proven)
    if not _agents_are_tied(data):
        return alone
    return _together(data, alone, replace(limits, seconds=max(1.0, end - time.perf_counter())))


def _agents_are_tied(data: ScheduleData) -> bool:
    """Whether some rule of the site has a row of several agents; two of them show it."""
    if data.seats is not None and data.seats < len(data.agents):
        return True
    pair = elastic_plan(data, np.arange(min(2, len(data.agents))))
    return any(slack.agent is None for slack in pair.slacks)


def _together(data: ScheduleData, alone: Breaches, limits: CpLimits) -> Breaches:
    """The cheapest way for all agents at once, given what each must break alone.

    Where the latter is enough, no cheaper way exists. Else the rows of several agents give way,
    unless a way that is proven cheapest is found in what is left of the time.
    """
    plan = elastic_plan(data, np.arange(len(data.agents)))
    for i, agent, day in plan.m.cells():
        for number, variable in plan.m.works[i][day].items():
            plan.m.model.add_hint(variable, bool(alone.template[agent, day] == number))
    part = replace(limits, seconds=limits.seconds / 3)
    enough = plan.plan(alone.amounts, (), part)
    if enough.values is not None:
        return Breaches(_amounts(plan, enough), _template(plan, enough), alone.proven)
    best = plan.cheapest(part)
    if best.capped or best.values is None:
        beyond = plan.cheapest_beyond(alone.amounts, part)
        best = beyond if beyond.values is not None else best
    if best.values is None:
        return replace(alone, proven=False)
    return Breaches(_amounts(plan, best), _template(plan, best), not best.capped)


def _amounts(plan: ElasticPlan, answer: CpAnswer) -> dict[Row, int]:
    """Amounts above 0; rows about the same agent and days count as one."""
    assert answer.values is not None
    found: dict[Row, int] = {}
    for slack in plan.slacks:
        amount = int(answer.values.value(slack.variable))
        if amount:
            found[slack.row] = max(amount, found.get(slack.row, 0))
    return found


def _template(plan: ElasticPlan, answer: CpAnswer) -> NDArray[np.int64]:
    assert answer.values is not None
    template = np.full((len(plan.m.agents), plan.data.n_days), DAY_OFF, dtype=np.int64)
    for i, _, day in plan.m.cells():
        for number, variable in plan.m.works[i][day].items():
            if answer.values.boolean_value(variable):
                template[i, day] = number
    return template


def relaxations(data: ScheduleData, found: Breaches) -> tuple[Relaxation, ...]:
    """What to change in rules or calendars, and by how much, so that `found.template` is legal.

    Runs of days and rest are measured on the plan, because several broken rows make one change.
    """
    changes = []
    whole: dict[tuple[str, int], set[int]] = {}
    for (rule, agent, days, side, unit), amount in found.amounts.items():
        if agent is not None and (rule in _MEASURED or rule in _GIVEN_UP):
            whole.setdefault((rule, agent), set()).update(days)
        else:
            changes.append(_change(data, rule, agent, side, unit, days, amount))
    for (rule, agent), span in whole.items():
        measure = _MEASURED.get(rule)
        amount = 1 if measure is None else measure(data, agent, found.template[agent])
        changes.append(_change(data, rule, agent, "", "", span, amount))
    return tuple(sorted(changes, key=lambda c: (c.agent is None, c.agent or "", c.rule, c.first)))


def _change(
    data: ScheduleData,
    rule: str,
    agent: int | None,
    side: str,
    unit: str,
    days: Iterable[int],
    amount: int,
) -> Relaxation:
    dates: list[date] = [data.site_grid.day(day) for day in sorted(days)]
    first = dates[0] if dates else data.site_grid.day(0)
    last = dates[-1] if dates else data.site_grid.day(data.n_days - 1)
    name = None if agent is None else data.agents[agent]
    unit = unit or unit_of(rule)
    text = relaxation_text(rule, side, amount_text(amount, unit), first, last, name or data.site)
    return Relaxation(rule, name, side, amount, unit, first, last, text)


def _days_too_many(data: ScheduleData, agent: int, template: NDArray[np.int64]) -> int:
    """Days of the longest run above the limit."""
    run = longest = int(data.carried_run[agent])
    for worked in template != DAY_OFF:
        run = run + 1 if worked else 0
        longest = max(longest, run)
    return longest - int(data.max_run[agent])


def _rest_minutes(data: ScheduleData, agent: int, template: NDArray[np.int64]) -> int:
    """Minutes by which the rest must be shorter for the templates to be worked in turn."""
    rest = int(data.rest[agent])
    for less in range(rest + 1):
        if _rests(data, agent, template, less):
            return less * data.step_minutes
    return rest * data.step_minutes


def _rests(data: ScheduleData, agent: int, template: NDArray[np.int64], less: int) -> bool:
    """Whether each day finds a start when each takes its earliest."""
    free = int(data.ready[agent]) - less
    for day in np.flatnonzero(template != DAY_OFF).tolist():
        worked = data.templates[template[day]]
        shapes = np.array(worked.shapes)
        can = data.can[agent, day, shapes]
        begins = data.begin[day, shapes[can] if can.any() else shapes]
        begins = begins[begins >= free]
        if not len(begins):
            return False
        free = int(begins.min()) + worked.length + int(data.rest[agent]) - less
    return True


_MEASURED = {"rest": _rest_minutes, "consecutive_days": _days_too_many}

# Rules without an amount that a row could tell: what their figures are once they are given up.
_GIVEN_UP = {
    "weekly_rest": {"weekly_rest": 0},
    "start_consistency": {"start_spread": NO_LIMIT},
    "forward_rotation": {"earlier_start": NO_LIMIT},
    "days_off_runs": {"min_days_off": 1, "min_run": 1},
}


def relaxed_data(data: ScheduleData, changes: Iterable[Relaxation]) -> ScheduleData:
    """The site's problem after the changes; a change of a rule without a figure of its own in the
    data is left out."""
    new = {name: getattr(data, name).copy() for name in _ARRAYS}
    seats = data.seats
    for change in changes:
        if change.agent is None:
            if change.rule == "seats" and seats is not None:
                seats += change.amount
            continue
        agent = data.agents.index(change.agent)
        first, last = ((d - data.site_grid.day(0)).days for d in (change.first, change.last))
        _apply(data, new, change, agent, range(first, last + 1))
    return replace(data, seats=seats, **new)


_ARRAYS = (
    "paid_min", "paid_max", "days_min", "days_max", "period_paid_min", "period_paid_max",
    "period_days_min", "period_days_max", "rest", "ready", "max_run", "max_weekends",
    "max_weekend_run", "available", "clear_of_leave",
    *(name for figures in _GIVEN_UP.values() for name in figures),
)  # fmt: skip
_LIMITS = {"weekly_paid_time": "", "weekly_days": "", "period_limits": "period_"}


def _apply(
    data: ScheduleData,
    new: dict[str, NDArray[np.int64]],
    change: Relaxation,
    agent: int,
    days: range,
) -> None:
    amount = change.amount
    if change.rule in _LIMITS:
        week = days.start // 7
        number = week if change.rule != "period_limits" else int(data.period[agent, week])
        what = "paid" if change.unit == PAID else "days"
        end, sign = ("min", -1) if change.side == "low" else ("max", 1)
        new[f"{_LIMITS[change.rule]}{what}_{end}"][agent, number] += sign * amount
    elif change.rule == "rest":
        new["rest"][agent] -= -(-amount // data.step_minutes)
        new["ready"][agent] -= -(-amount // data.step_minutes)
    elif change.rule == "consecutive_days":
        new["max_run"][agent] += amount
    elif change.rule == "weekends":
        new["max_weekends"][agent] += amount
        new["max_weekend_run"][agent] += amount
    elif change.rule in _GIVEN_UP:
        for name, figure in _GIVEN_UP[change.rule].items():
            new[name][agent] = figure
    elif change.rule in MASKS:
        mask = new["available" if change.rule == "availability" else "clear_of_leave"]
        plans = np.array([data.templates[m].plan for m in data.shape_template])
        mask[agent, days.start : days.stop] |= (plans == data.plan[agent]) & (
            data.begin[days.start : days.stop] != NO_START
        )
