"""The totals a week has room for, against every roster of it; and calendars that allow the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain import Agent, ShiftTemplate, WorkPlan
from solver.workspace.checks.week_room import (
    DAY,
    WEEK,
    WeekLimits,
    WeekShift,
    possible_shifts,
    week_options,
    week_totals,
)

Roster = tuple[WeekShift | None, ...]

shifts = st.builds(
    WeekShift,
    weekday=st.integers(0, 6),
    start=st.sampled_from((0, 480, 840, 1320)),
    length=st.sampled_from((240, 480, 720)),
    paid=st.sampled_from((200, 240, 450)),
)
limits = st.builds(
    WeekLimits,
    least_paid=st.just(0),
    most_paid=st.sampled_from((400, 900, 5000)),
    least_days=st.just(0),
    most_days=st.integers(1, 6),
    rest=st.sampled_from((0, 300, 660, 1500)),
    most_run=st.integers(1, 7),
    weekly_rest=st.sampled_from((0, 1440, 3000, 7000)),
)


def rosters(days: Sequence[Sequence[WeekShift]]) -> Iterator[Roster]:
    return product(*([None, *options] for options in days))


def allowed(roster: Roster, rules: WeekLimits) -> bool:
    """The rules said on one roster, day by day."""
    worked = [(day * DAY + s.start, s.length, s.paid) for day, s in enumerate(roster) if s]
    edges = [0, *(m for start, length, _ in worked for m in (start, start + length)), WEEK]
    stretches = [later - earlier for earlier, later in zip(edges[::2], edges[1::2], strict=True)]
    runs = "".join("x" if s else " " for s in roster).split()
    return (
        len(worked) <= rules.most_days
        and sum(paid for _, _, paid in worked) <= rules.most_paid
        and all(gap >= rules.rest for gap in stretches[1:-1])
        and all(len(run) <= rules.most_run for run in runs)
        and max(stretches) >= rules.weekly_rest
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(shifts, max_size=9), limits, st.integers(0, 6))
def test_the_totals_are_those_of_all_rosters(found, rules, week_start):
    by_day: list[list[WeekShift]] = [[] for _ in range(7)]
    for shift in found:
        by_day[(shift.weekday - week_start) % 7].append(shift)
    wanted = {
        (sum(s is not None for s in roster), sum(s.paid for s in roster if s))
        for roster in rosters(by_day)
        if allowed(roster, rules)
    }
    assert week_totals(week_options(found, week_start), rules) == wanted


def test_shifts_lie_in_the_availability_also_over_the_end_of_the_week():
    night = ShiftTemplate(name="night", earliest_start=1320, latest_start=1320, length_minutes=480)
    plan = WorkPlan(work_plan="nights", max_paid_minutes_week=2400, shifts=(night,))
    agent = Agent(
        agent="ann",
        site="hub",
        work_plan="nights",
        skills="calls",
        hourly_cost=20.0,
        availability="Sat-Mon 21:00-06:00",
        fixed_days_off="Mon",
    )
    assert [shift.weekday for shift in possible_shifts(agent, plan)] == [5, 6]
