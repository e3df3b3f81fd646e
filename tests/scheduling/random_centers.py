"""Random tiny centres that use every rule of a work plan, from a seed or drawn by hypothesis.

Hypothesis hands in a `Random` whose every number it can shrink, so that one builder serves both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from rule_cases import Case
from schedule_builders import SITE, make_agent, make_queue, make_target

from solver.domain import (
    WEEKDAYS,
    Agent,
    CarryOver,
    Center,
    PlanningData,
    Preference,
    Queue,
    ShiftTemplate,
    Site,
    SiteKind,
    TimeOff,
    WorkPlan,
)
from solver.scheduling import Schedule, SchedulingParams, engine, schedule
from solver.scheduling.prepare import schedule_data

SKILLS = ("calls", "chats", "mail")
# Mondays and Sundays; the clock of Europe/Berlin changes within the last two weeks.
FIRST_DAYS = (date(2026, 1, 5), date(2026, 1, 4), date(2026, 3, 23), date(2026, 10, 19))
ZONES = ("UTC", "Europe/Berlin")
SITE_ZONES = ("UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York")
# Days, first hour and last hour of the daily span of an availability.
AVAILABILITIES = (("Mon-Fri", 6, 22), ("Mon-Sun", 0, 22), ("Mon-Sun", 12, 24), ("Mon-Sun", 18, 36))
OPENINGS = ((0, 24), (8, 18), (6, 22), (9, 17))


def random_center(pick: Random, *, weeks: int = 1, most_agents: int = 6) -> Case:
    """A centre of 2 to `most_agents` agents on a grid of half or whole hours.

    Most have a roster that meets every rule; a contradiction between leave, availability and
    weekly minimum is possible.
    """
    step = pick.choice((60, 60, 60, 30))
    first_day = pick.choice(FIRST_DAYS)
    plans = [_plan(pick, f"plan{n}", step) for n in range(pick.randint(1, 2))]
    queues = [make_queue(skill) for skill in SKILLS[: pick.randint(1, 3)]]
    names = [f"agent{n}" for n in range(pick.randint(2, most_agents))]
    agents = [_agent(pick, name, plans, queues, first_day) for name in names]
    zone = pick.choice(ZONES)
    planning = PlanningData(
        center=Center(
            name="random",
            time_zone=zone,
            interval_minutes=step,
            week_start=WEEKDAYS[first_day.weekday()],
            horizon_start=first_day,
            horizon_weeks=weeks,
        ),
        queues=tuple(queues),
        sites=(_site(pick, zone, len(agents)),),
        agents=tuple(agents),
        work_plans=tuple(plans),
        time_off=tuple(_leave(pick, names, first_day, 7 * weeks)),
        preferences=tuple(_wishes(pick, agents, plans, first_day)),
        carry_over=tuple(_carried(pick, names, first_day)),
    )
    return _case(pick, planning, step)


def _case(pick: Random, planning: PlanningData, step: int) -> Case:
    first_day, days = planning.center.horizon_start, 7 * planning.center.horizon_weeks
    assert first_day is not None
    empty = make_target(planning, first_day=first_day, n_days=days, interval_minutes=step)
    demand = _demand(pick, empty.agents.shape, empty.grid.minute_of_day, len(planning.agents))
    target = make_target(planning, demand, first_day=first_day, n_days=days, interval_minutes=step)
    params = SchedulingParams(
        short_price=pick.choice((0.5, 1.5, 3.0)),
        deep_short_price=pick.choice((3.0, 6.0)),
        shallow_share=pick.choice((0.0, 0.15, 0.5)),
        over_price=pick.choice((0.0, 0.25, 1.0)),
        time_limit_s=1.0,
        workers=1,
    )
    return Case(planning, target, params, schedule_data(planning, target, params))


def _demand(
    pick: Random, shape: tuple[int, ...], minute: NDArray[np.int64], agents: int
) -> NDArray[np.float64]:
    """(Q, T) agents wanted: a hump over random opening hours, with noise, to two decimals."""
    noise = np.random.default_rng(pick.randint(0, 10_000))
    wanted = np.zeros(shape)
    for queue in range(shape[0]):
        first, last = pick.choice(OPENINGS)
        level = pick.choice((0.3, 0.6, 1.0)) * agents / 2 / shape[0]
        hour = minute / 60
        hump = 0.5 + np.sin(np.pi * (hour - first) / (last - first)).clip(0)
        swing = noise.uniform(0.6, 1.4, shape[1])
        wanted[queue] = np.where((hour >= first) & (hour < last), level * hump * swing, 0.0)
    return np.round(wanted, 2)


def _template(pick: Random, name: str, step: int) -> ShiftTemplate:
    """A shift of 4 to 9 hours that starts at up to three times, at night in one case of four."""
    length = pick.choice((240, 360, 480, 540))
    first = 60 * pick.choice((6, 8, 12, 20))
    last = min(first + 120 * pick.randint(0, 2), 1380)
    room = length // 2
    activities = [
        {
            "kind": kind,
            "minutes": step,
            "paid": pick.choice((True, False)),
            "window_start_minutes": opens,
            "window_end_minutes": min(opens + 2 * step, opens + room - step),
        }
        for kind, opens in (("break", step), ("lunch", room))[: pick.choice((0, 1, 1, 2))]
    ]
    return ShiftTemplate(
        name=name,
        earliest_start=first,
        latest_start=last,
        increment_minutes=120,
        length_minutes=length,
        activities=tuple(activities),
    )


def _plan(pick: Random, name: str, step: int) -> WorkPlan:
    """Limits that bite; the weekly minimum is a number of days of one of the shifts."""
    shifts = [_template(pick, f"shift{n}", step) for n in range(pick.randint(1, 2))]
    paid = [shift.paid_minutes for shift in shifts]
    most_days = pick.randint(2, 6)
    least_days = min(pick.choice((0, 0, 1, 2, 3)), most_days)
    least = pick.choice(paid) * min(pick.choice((0, 0, 1, 2, 3)), most_days)
    floor = max(least, least_days * min(paid), max(paid))
    least = min(least, most_days * max(paid))
    most = floor + max(paid) * pick.choice((0, 1, 1, 2, 2, 3))
    most_run = pick.randint(2, 6)
    return WorkPlan(
        work_plan=name,
        min_paid_minutes_week=least,
        max_paid_minutes_week=most,
        min_days_week=least_days,
        max_days_week=most_days,
        min_rest_minutes=pick.choice((0, 600, 660, 840)),
        max_consecutive_days=most_run,
        max_working_weekends=pick.choice((None, 0, 1, 1)),
        weekend_days=pick.choice(((5, 6), (6,), (4, 5))),
        time_off_credit_minutes=pick.choice((0, 240, 480)),
        shifts=tuple(shifts),
        **_period(pick, (least, most), (least_days, most_days), min(paid)),
        **_sequences(pick),
    )


def _period(
    pick: Random, paid: tuple[int, int], days: tuple[int, int], shift: int
) -> dict[str, int | None]:
    """Limits of a planning period a shift tighter than those of its weeks, or none."""
    weeks = pick.choice((1, 2, 4))
    kinds = {"paid_minutes": (*paid, shift), "days": (*days, 1)}
    limits: dict[str, int | None] = {"planning_period_weeks": weeks}
    for what, (least, most, tighter) in kinds.items():
        lowest, highest = weeks * least, weeks * most
        limits[f"min_{what}_period"] = pick.choice((0, 0, min(lowest + tighter, highest)))
        limits[f"max_{what}_period"] = pick.choice(
            (None, None, max(highest - tighter, min(lowest + tighter, highest)))
        )
    return limits


def _sequences(pick: Random) -> dict[str, int | None]:
    """Rules about runs of days and about one start after another."""
    return {
        "min_weekly_rest_minutes": pick.choice((0, 0, 1440, 2160)),
        "min_consecutive_days_off": pick.choice((1, 1, 1, 2)),
        "min_consecutive_days": pick.choice((1, 1, 1, 2)),
        "max_consecutive_weekends": pick.choice((None, None, 1)),
        "max_start_spread_minutes": pick.choice((None, None, 0, 120)),
        "max_earlier_start_minutes": pick.choice((None, None, 0, 120)),
    }


def _agent(
    pick: Random, name: str, plans: list[WorkPlan], queues: list[Queue], first_day: date
) -> Agent:
    plan = pick.choice(plans)
    known = pick.sample([queue.skill for queue in queues], pick.randint(1, len(queues)))
    return make_agent(
        name,
        {skill: pick.choice((1.0, 1.0, 0.8, 0.5, 1.2)) for skill in sorted(known)},
        work_plan=plan.work_plan,
        hourly_cost=pick.choice((20.0, 20.0, 27.5)),
        fixed_days_off=tuple(sorted(pick.sample(range(7), pick.choice((0, 0, 1, 2))))),
        availability=pick.choice((None, None, None, *_availabilities(plan))),
        **_employed(pick, first_day),
    )


def _employed(pick: Random, first_day: date) -> dict[str, Any]:
    kind = pick.choice((*["always"] * 6, "joins", "leaves"))
    middle = first_day + timedelta(days=pick.randint(2, 4))
    return {"joins": {"start_date": middle}, "leaves": {"end_date": middle}}.get(kind, {})


def _availabilities(plan: WorkPlan) -> list[str]:
    """Those with room for a shift of the plan."""
    return [
        f"{days} {first:02d}:00-{last - 24 * (last > 24):02d}:00"
        for days, first, last in AVAILABILITIES
        if any(
            60 * first <= start and start + shift.length_minutes <= 60 * last
            for shift in plan.shifts
            for start in shift.start_minutes
        )
    ]


def _site(pick: Random, zone: str, agents: int) -> Site:
    return Site(
        site=SITE,
        kind=SiteKind.INTERNAL,
        time_zone=pick.choice((zone, zone, *SITE_ZONES)),
        seats=pick.choice((None, None, max(1, agents - 1))),
    )


def _leave(pick: Random, names: list[str], first_day: date, days: int) -> Iterator[TimeOff]:
    for name in names:
        if pick.randint(0, 3):
            continue
        start = first_day + timedelta(days=pick.randint(-1, days - 1))
        if pick.choice((True, False)):
            end = start + timedelta(days=pick.randint(0, 3))
            yield TimeOff(agent=name, start=start, end=end, paid=pick.choice((True, False)))
        else:
            begins = datetime.combine(start, time(pick.randint(6, 14)))
            ends = begins + timedelta(hours=pick.randint(1, 20))
            yield TimeOff(agent=name, start=begins, end=ends, paid=pick.choice((True, False)))


def _wishes(
    pick: Random, agents: list[Agent], plans: list[WorkPlan], first_day: date
) -> Iterator[Preference]:
    shifts = {plan.work_plan: plan.shifts[-1].name for plan in plans}
    for agent in agents:
        values = {
            "day_off": pick.choice(("Tue", "Sat", str(first_day + timedelta(days=3)))),
            "start": pick.choice(("06:00", "10:00", "22:00")),
            "shift": shifts[agent.work_plan],
        }
        kind = pick.choice((None, None, *values))
        if kind is not None:
            yield Preference(
                agent=agent.agent, kind=kind, value=values[kind], weight=pick.choice((1.0, 8.0))
            )


def _carried(pick: Random, names: list[str], first_day: date) -> Iterator[CarryOver]:
    midnight = datetime.combine(first_day, time(), tzinfo=UTC)
    for name in names:
        if pick.randint(0, 2) == 0:
            yield CarryOver(
                agent=name,
                last_shift_end=midnight - timedelta(hours=pick.randint(-4, 12)),
                consecutive_days=pick.randint(0, 3),
                unpopular_shifts=pick.randint(0, 2),
            )


@contextmanager
def without_exact() -> Iterator[None]:
    """The staged engine alone: no centre counts as tiny enough for the exact model."""
    with patch.object(engine, "is_tiny", lambda data: False):
        yield


def staged(case: Case, seconds: float, *, deterministic: bool = False) -> Schedule:
    """What the stages reach without the exact model, on one worker."""
    update = {"time_limit_s": seconds, "deterministic": deterministic}
    with without_exact():
        return schedule(case.data, case.params.model_copy(update=update))


def input_document(case: Case) -> dict[str, Any]:
    """The planning and the target of a case as JSON, to write down a failure."""
    return {
        "planning": case.planning.model_dump(mode="json"),
        "params": case.params.model_dump(mode="json"),
        "target": case.target.agents.tolist(),
        "first_day": str(case.target.grid.first_day),
        "interval_minutes": case.target.grid.interval_minutes,
    }
