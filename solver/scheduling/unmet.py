"""Intervals short of their target, each with the reason that binds, as spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import NO_START, ScheduleData
from solver.scheduling.marginals import change_of_one_more, shape_values
from solver.scheduling.person_rules import OFF, RULE_NAMES, rule_arrays
from solver.scheduling.placement import Placement
from solver.scheduling.rules import RULES
from solver.scheduling.split import optimal_split
from solver.scheduling.unmet_kernels import (
    COSTS_MORE,
    FIRST_RULE,
    IMPROVABLE,
    SEATS,
    WORKING,
    reasons_of,
)

# Agents; less than stored targets are rounded by is no shortage.
SHORT_TOLERANCE = 1e-3
MONEY_TOLERANCE = 1e-6

NO_SKILL = "no_skill"
NO_SHIFT = "no_shift"
TEXTS = {
    NO_SHIFT: "no shift of anybody with the skill reaches this time",
    NO_SKILL: "nobody at the site has the skill",
    "nobody_available": "nobody with the skill is available",
    "all_working": "everybody available with the skill works already",
    "seats": "every seat is taken",
    "costs_more": "another shift costs more than the shortage",
    "weekly_paid_time": "the weekly maximum of paid time is reached",
    "weekly_days": "the weekly maximum of days is reached",
    "days_off_runs": "a shift would leave too short a run of days off or at work",
    "start_consistency": "a shift would start too far from the others of its week",
    "forward_rotation": "a shift would start too early after the one before it",
    "rest": "a shift would break the rest before or after it",
    "improvable": "another shift would pay; the search ended before it",
}
_CODES = {
    0: "nobody_available",
    WORKING: "all_working",
    SEATS: "seats",
    COSTS_MORE: "costs_more",
    IMPROVABLE: "improvable",
} | {FIRST_RULE + i: name for i, name in enumerate(RULE_NAMES)}


@dataclass(frozen=True)
class UnmetSpan:
    """Neighbouring intervals of a queue that are short for the same reason.

    `reason` is a key of `TEXTS`, or the name of the rule that keeps most of the agents away who
    have the skill, are available and do not work that day. Times are aware, on the target's grid.
    """

    queue: str
    start: datetime
    end: datetime
    short_agent_hours: float
    reason: str
    text: str


def unmet_reasons(data: ScheduleData, placement: Placement) -> tuple[UnmetSpan, ...]:
    """Every shortage of the schedule by queue and time.

    A shift more on a free day is looked at for every agent with the skill. The most permissive
    answer counts: a shift that would pay, then one that keeps the rules and does not pay, then
    seats, then the rule that keeps most agents away, then nobody left.
    """
    split = optimal_split(data.target, placement.on_queue, data.proficiency, data.prices)
    effective = np.einsum("gq,gqt->qt", data.proficiency, split.agents)
    short = np.maximum(0.0, data.target - effective)
    short[short <= SHORT_TOLERANCE] = 0.0
    if not short.any():
        return ()
    counts = _counts(data, placement, short)
    spans: list[UnmetSpan] = []
    for q in range(len(data.queues)):
        skilled = data.proficiency[:, q] > 0
        reasons = _reasons(counts[skilled].sum(axis=0), short[q], _reached(data, skilled))
        spans += _spans(data, q, short[q], reasons)
    return tuple(spans)


def _counts(
    data: ScheduleData, placement: Placement, short: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Agents of each group by the code that keeps them away (G, codes, T)."""
    width = data.target.shape[1]
    code = np.zeros((len(data.agents), width), dtype=np.int8)
    rules = rule_arrays(data)
    tour = np.full((len(data.agents), data.n_days), OFF, dtype=np.int64)
    for shift in placement.shifts:
        tour[shift.agent, shift.day] = shift.shape
    change = change_of_one_more(data, placement)
    value = np.array([shape_values(data, row).value for row in change])
    wages = data.shape_paid / 60 * data.hourly_cost[:, None]
    own_cost = wages[:, None, :] + data.preference_price * data.preference
    step = timedelta(minutes=data.step_minutes)
    offset = int((data.site_grid.start - data.grid.start) / step)
    reasons_of(
        tour, data.can & (data.begin != NO_START), data.ready, data.group,
        _useful(data, short), _full(data, placement), value, own_cost.astype(float),
        np.asarray(data.site_grid.day_start + offset, dtype=np.int64), rules, MONEY_TOLERANCE, code,
    )  # fmt: skip
    counts = np.zeros((len(data.groups), IMPROVABLE + 1, width), dtype=np.int64)
    np.add.at(counts, (data.group[:, None], code, np.arange(width)[None, :]), 1)
    return counts


def _useful(data: ScheduleData, short: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Shifts over an interval short on a queue that a group serves (G, D, K)."""
    needed = (data.proficiency > 0).astype(float) @ short > 0
    return np.array([_touched(data, row) for row in needed]).reshape(
        len(data.groups), *data.begin.shape
    )


def _full(data: ScheduleData, placement: Placement) -> NDArray[np.bool_]:
    """Shifts that find no seat at some interval of theirs (D, K)."""
    if data.seats is None:
        return np.zeros(data.begin.shape, dtype=bool)
    return _touched(data, placement.on_shift >= data.seats, placement.margin)


def _touched(data: ScheduleData, marked: NDArray[np.bool_], margin: int = 0) -> NDArray[np.bool_]:
    """Shifts over a marked interval (D, K); `marked` begins `margin` intervals before the grid."""
    total = np.concatenate([[0], np.cumsum(marked)])
    begin = np.clip(data.begin + margin, 0, len(marked))
    end = np.clip(data.begin + data.shape_length + margin, 0, len(marked))
    return np.asarray((total[end] > total[begin]) & (data.begin != NO_START))


def _reached(data: ScheduleData, skilled: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Intervals that a shift of some agent of the groups could cover, were everybody available
    (T,); `None` where the groups have no agents."""
    plans = np.unique(data.plan[skilled[data.group]])
    if not len(plans):
        return None
    shape_plan = np.array([data.templates[m].plan for m in data.shape_template])
    days, shapes = np.nonzero(np.isin(shape_plan, plans) & (data.begin != NO_START))
    width = data.target.shape[1]
    change = np.zeros(width + 1)
    begin = data.begin[days, shapes]
    np.add.at(change, np.clip(begin, 0, width), 1)
    np.add.at(change, np.clip(begin + data.shape_length[shapes], 0, width), -1)
    return np.asarray(np.cumsum(change[:-1]) > 0)


def _reasons(
    counts: NDArray[np.int64], short: NDArray[np.float64], reached: NDArray[np.bool_] | None
) -> dict[int, str]:
    """The reason of every short interval, given the agents by code (codes, T)."""
    found = {}
    for t in np.flatnonzero(short).tolist():
        if reached is None or not reached[t]:
            found[t] = NO_SKILL if reached is None else NO_SHIFT
            continue
        there = counts[:, t]
        code = int(np.flatnonzero(there)[-1])
        if FIRST_RULE <= code < SEATS:
            code = FIRST_RULE + int(there[FIRST_RULE:SEATS].argmax())
        found[t] = _CODES[code]
    return found


def _spans(
    data: ScheduleData, q: int, short: NDArray[np.float64], reasons: dict[int, str]
) -> list[UnmetSpan]:
    titles = {rule.name: f"rule: {rule.title.lower()}" for rule in RULES}
    spans: list[UnmetSpan] = []
    step, zone = timedelta(minutes=data.step_minutes), data.grid.zone
    first: int | None = None
    for t in reasons:
        first = t if first is None else first
        if reasons.get(t + 1) == reasons[t]:
            continue
        reason = reasons[t]
        start, end = (data.grid.start + k * step for k in (first, t + 1))
        hours = float(short[first : t + 1].sum()) * data.step_minutes / 60
        text = TEXTS.get(reason) or titles.get(reason, reason)
        spans.append(
            UnmetSpan(
                data.queues[q], start.astimezone(zone), end.astimezone(zone), hours, reason, text
            )
        )
        first = None
    return spans
