"""Leave, wishes and what the agents of a generated centre carry over from before."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from instances.spec import CenterSpec
from solver.domain import (
    WEEKDAYS,
    Agent,
    CarryOver,
    Preference,
    PreferenceKind,
    ShiftTemplate,
    TimeOff,
    WorkPlan,
)
from solver.domain.base import clock_text

START_WEIGHT = 1.5
DAY_OFF_WEIGHT = 12.0
SHIFT_WEIGHT = 6.0
MAX_RUN = 4


def _whole_weeks(spec: CenterSpec, agent: Agent, rng: np.random.Generator) -> list[TimeOff]:
    chance = spec.people.leave / 2 * spec.horizon_weeks
    if rng.random() >= min(1.0, chance):
        return []
    first = spec.horizon_start + timedelta(weeks=int(rng.integers(spec.horizon_weeks)))
    return [TimeOff(agent=agent.agent, start=first, end=first + timedelta(days=6))]


def _single_days(
    spec: CenterSpec, agent: Agent, rng: np.random.Generator, weeks_taken: set[int]
) -> list[TimeOff]:
    """At most one stretch of one or two days in a week, so that every contract can be met."""
    found = []
    for week in range(spec.horizon_weeks):
        days = int(rng.integers(1, 3))
        chance = spec.people.leave / 2 * 7 / 1.5
        if rng.random() >= chance or week in weeks_taken:
            continue
        first = spec.horizon_start + timedelta(days=7 * week + int(rng.integers(7 - days)))
        paid = bool(rng.random() >= spec.people.unpaid_leave)
        found.append(
            TimeOff(
                agent=agent.agent,
                start=first,
                end=first + timedelta(days=days - 1),
                kind="vacation" if paid else "unpaid",
                paid=paid,
            )
        )
    return found


def _appointment(
    spec: CenterSpec, agent: Agent, rng: np.random.Generator, days_off: list[TimeOff]
) -> TimeOff | None:
    """Two hours away on a weekday that is not a day off."""
    day = spec.horizon_start + timedelta(days=7 * int(rng.integers(spec.horizon_weeks)))
    day += timedelta(days=int(rng.integers(5)))
    start = datetime.combine(day, time(int(rng.integers(9, 16))))
    if rng.random() >= spec.people.appointments or any(r.start <= day <= r.end for r in days_off):
        return None
    return TimeOff(
        agent=agent.agent, start=start, end=start + timedelta(hours=2), kind="appointment"
    )


def build_time_off(
    spec: CenterSpec, agents: tuple[Agent, ...], rng: np.random.Generator
) -> tuple[TimeOff, ...]:
    rows: list[TimeOff] = []
    for agent in agents:
        weeks = _whole_weeks(spec, agent, rng)
        taken = {(row.start - spec.horizon_start).days // 7 for row in weeks}
        days = _single_days(spec, agent, rng, taken)
        whole_days = [
            r for r in weeks + days if agent.employed_on(r.start) and agent.employed_on(r.end)
        ]
        rows += whole_days
        visit = _appointment(spec, agent, rng, whole_days)
        rows += [visit] if visit else []
    return tuple(rows)


def _possible_starts(agent: Agent, plan: WorkPlan) -> list[tuple[ShiftTemplate, int]]:
    """Starts that the agent's availability allows on some day."""
    return [
        (shift, start)
        for shift in plan.shifts
        for start in shift.start_minutes
        if agent.availability is None
        or any(a <= start and start + shift.length_minutes <= b for _, a, b in agent.availability)
    ]


def _wish(
    spec: CenterSpec, agent: Agent, plan: WorkPlan, rng: np.random.Generator
) -> tuple[PreferenceKind, str, float]:
    kind = rng.random()
    starts = _possible_starts(agent, plan)
    shift, start = starts[int(rng.integers(len(starts)))]
    if kind < 0.5 or spec.people.starts_only:
        return PreferenceKind.START, clock_text(start), START_WEIGHT
    if kind < 0.65:
        return PreferenceKind.SHIFT, shift.name, SHIFT_WEIGHT
    if kind < 0.85:
        return PreferenceKind.DAY_OFF, WEEKDAYS[int(rng.integers(7))], DAY_OFF_WEIGHT
    day = spec.horizon_start + timedelta(days=int(rng.integers(7 * spec.horizon_weeks)))
    return PreferenceKind.DAY_OFF, day.isoformat(), DAY_OFF_WEIGHT


def build_preferences(
    spec: CenterSpec,
    agents: tuple[Agent, ...],
    plans: tuple[WorkPlan, ...],
    rng: np.random.Generator,
) -> tuple[Preference, ...]:
    by_name = {plan.work_plan: plan for plan in plans}
    rows = []
    for agent in agents:
        kind, value, weight = _wish(spec, agent, by_name[agent.work_plan], rng)
        if rng.random() < spec.people.preferences:
            rows.append(Preference(agent=agent.agent, kind=kind, value=value, weight=weight))
    return tuple(rows)


def build_carry_over(
    spec: CenterSpec,
    agents: tuple[Agent, ...],
    plans: tuple[WorkPlan, ...],
    rng: np.random.Generator,
) -> tuple[CarryOver, ...]:
    """A third worked up to the last day before the horizon, after 1 to 4 days in a row."""
    by_name = {plan.work_plan: plan for plan in plans}
    zones = {site.site: ZoneInfo(site.time_zone) for site in spec.in_house}
    rows = []
    for agent in agents:
        run = int(rng.integers(1, MAX_RUN + 1)) if rng.random() < 1 / 3 else 0
        days_ago = 1 if run else int(rng.integers(2, 4))
        starts = _possible_starts(agent, by_name[agent.work_plan])
        shift, start = starts[int(rng.integers(len(starts)))]
        unpopular = int(rng.integers(5))
        if agent.start_date and agent.start_date > spec.horizon_start:
            continue
        midnight = datetime.combine(spec.horizon_start - timedelta(days=days_ago), time())
        end = midnight + timedelta(minutes=start + shift.length_minutes)
        rows.append(
            CarryOver(
                agent=agent.agent,
                last_shift_end=end.replace(tzinfo=zones[agent.site]),
                consecutive_days=run,
                unpopular_shifts=unpopular,
            )
        )
    return tuple(rows)
