"""What one week has room for: the shifts a calendar admits, and the totals they can add up to."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.domain import Agent, WorkPlan

DAY = 1440
WEEK = 7 * DAY
LONG_AGO = -(10**6)
Span = tuple[int, int, int]
# Start minutes of one day's shifts, ascending, by (length, paid minutes).
Options = Mapping[tuple[int, int], Sequence[int]]
# Days worked, paid minutes, days in a row, whether the weekly rest was had.
State = tuple[int, int, int, bool]


@dataclass(frozen=True)
class WeekShift:
    """A shift on a weekday (0 is Monday), in minutes; `start` counts from that day's midnight."""

    weekday: int
    start: int
    length: int
    paid: int

    @property
    def minute_of_week(self) -> int:
        return self.weekday * DAY + self.start


@dataclass(frozen=True)
class WeekLimits:
    """Paid minutes and days of a week, and what lies between its shifts. All bounds inclusive."""

    least_paid: int
    most_paid: int
    least_days: int
    most_days: int
    rest: int = 0
    most_run: int = 7
    weekly_rest: int = 0


def possible_shifts(agent: Agent, plan: WorkPlan) -> list[WeekShift]:
    """Every shift of a week that lies in the agent's availability and not on a fixed day off."""
    free = minutes_of_week(agent.availability) if agent.availability else None
    return [
        WeekShift(day, minute, shift.length_minutes, shift.paid_minutes)
        for shift in plan.shifts
        for day in range(7)
        if day not in agent.fixed_days_off
        for minute in shift.start_minutes
        if free is None or _covered(free, day * DAY + minute, shift.length_minutes)
    ]


def minutes_of_week(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Spans as minutes of the week, joined over midnight; the week's end meets its beginning."""
    joined: list[tuple[int, int]] = []
    for week in (0, 1):
        for day, start, end in spans:
            first, last = week * WEEK + day * DAY + start, week * WEEK + day * DAY + end
            if joined and joined[-1][1] == first:
                joined[-1] = (joined[-1][0], last)
            else:
                joined.append((first, last))
    return joined


def _covered(free: Sequence[tuple[int, int]], start: int, length: int) -> bool:
    return any(
        (first <= moment and moment + length <= last) or last - first >= 2 * WEEK
        for first, last in free
        for moment in (start, start + WEEK)
    )


def week_options(shifts: Sequence[WeekShift], week_start: int) -> list[Options]:
    """The shifts by day of a week that begins on `week_start`; minutes from its first midnight."""
    days: list[dict[tuple[int, int], list[int]]] = [defaultdict(list) for _ in range(7)]
    for shift in sorted(shifts, key=lambda s: s.start):
        day = (shift.weekday - week_start) % 7
        days[day][shift.length, shift.paid].append(day * DAY + shift.start)
    return list(days)


def week_totals(days: Sequence[Options], limits: WeekLimits) -> frozenset[tuple[int, int]]:
    """(Days, paid minutes) that one week can reach within its maxima, seen without its neighbours.

    A dynamic program over the days. Among states of the same totals the one whose last shift
    ends first is enough, for it leaves every later choice open.
    """
    states: dict[State, int] = {(0, 0, 0, limits.weekly_rest == 0): LONG_AGO}
    for options in days:
        following: dict[State, int] = {}
        for state, end in states.items():
            _keep(following, (state[0], state[1], 0, state[3]), end)
            if state[0] < limits.most_days and state[2] < limits.most_run:
                _work(following, state, end, options, limits)
        states = following
    return frozenset(
        (worked, paid)
        for (worked, paid, _, rested), end in states.items()
        if rested or WEEK - max(end, 0) >= limits.weekly_rest
    )


def _work(
    following: dict[State, int], state: State, end: int, options: Options, limits: WeekLimits
) -> None:
    """The day worked: the first shift of each kind after the rest, and after the weekly rest."""
    worked, paid, run, rested = state
    run = run + 1 if limits.most_run < 7 else 0
    free_from = max(end, 0)
    for (length, pay), starts in options.items():
        if paid + pay > limits.most_paid:
            continue
        for earliest in {end + limits.rest, max(end + limits.rest, free_from + limits.weekly_rest)}:
            place = bisect_left(starts, earliest)
            if place < len(starts):
                start = starts[place]
                had = rested or start - free_from >= limits.weekly_rest
                _keep(following, (worked + 1, paid + pay, run, had), start + length)


def _keep(states: dict[State, int], state: State, end: int) -> None:
    states[state] = min(end, states.get(state, end))


def meets(days: Sequence[Options], limits: WeekLimits) -> bool:
    """Whether some roster of the week keeps all of its limits."""
    return any(
        worked >= limits.least_days and paid >= limits.least_paid
        for worked, paid in week_totals(days, limits)
    )
