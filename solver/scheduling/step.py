"""The step of a site's schedule: how fine its grid must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import gcd
from zoneinfo import ZoneInfo

from solver.domain import PlanningData, ShiftTemplate
from solver.errors import InvalidInputError, Issue

MIN_STEP_MINUTES = 5


@dataclass(frozen=True)
class _Mark:
    """A number of minutes that the step must divide, and where it is written."""

    file: str
    place: str
    minutes: int


def schedule_step(planning: PlanningData, site: str, interval_minutes: int) -> int:
    """Minutes of the schedule's intervals at `site`.

    The largest step that divides the target's interval, every start, length, activity and window
    edge of the shift templates used at the site, and the difference between the clocks of site
    and centre. Raises `InvalidInputError` where that is below 5 minutes, naming the odd figures.
    """
    marks = [_Mark("center.toml", "interval_minutes", interval_minutes)]
    marks += _template_marks(planning, site)
    marks += _clock_marks(planning, site)
    step = gcd(*(mark.minutes for mark in marks))
    if step < MIN_STEP_MINUTES:
        raise InvalidInputError(
            Issue(
                mark.file,
                f"the schedule of site {site!r} would need intervals of {step} min",
                column=mark.place,
                value=str(mark.minutes),
                expected=f"a multiple of {MIN_STEP_MINUTES} minutes",
            )
            for mark in marks
            if mark.minutes % MIN_STEP_MINUTES
        )
    return step


def _template_marks(planning: PlanningData, site: str) -> Iterator[_Mark]:
    used = {agent.work_plan for agent in planning.agents_of(site)}
    for plan in planning.work_plans:
        if plan.work_plan in used:
            for template in plan.shifts:
                place = f"{plan.work_plan}.shifts.{template.name}"
                for name, minutes in _figures(template):
                    yield _Mark("work_plans.toml", f"{place}.{name}", minutes)


def _figures(template: ShiftTemplate) -> Iterator[tuple[str, int]]:
    yield "earliest_start", template.earliest_start
    if len(template.start_minutes) > 1:
        yield "increment_minutes", template.increment_minutes
    yield "length_minutes", template.length_minutes
    for number, activity in enumerate(template.activities):
        place = f"activities.{number}"
        yield f"{place}.minutes", activity.minutes
        yield f"{place}.window_start_minutes", activity.window_start_minutes
        yield f"{place}.window_end_minutes", activity.window_end_minutes


def _clock_marks(planning: PlanningData, site: str) -> Iterator[_Mark]:
    """A site half an hour off the centre's clock starts its shifts at the centre's half hours."""
    zones = ZoneInfo(planning.center.time_zone), ZoneInfo(planning.site(site).time_zone)
    start = planning.center.horizon_start
    year = start.year if start else 2026
    for month in (1, 7):
        moment = datetime(year, month, 1, tzinfo=UTC)
        here, there = (moment.astimezone(zone).utcoffset() for zone in zones)
        if here is not None and there is not None:
            minutes = int((there - here).total_seconds()) // 60
            yield _Mark("sites.csv", "time_zone", minutes)
