"""A published schedule is repaired at the least disruption, and locks are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from resolve_cases import (
    NAMES,
    PARAMS,
    audited,
    away,
    by_cell,
    changed_cells,
    office,
    raised,
    start_of,
)
from schedule_builders import day, make_agent

from solver.domain import Lock, LockKind
from solver.errors import InvalidInputError
from solver.scheduling.locks import Scope
from solver.scheduling.resolve import Changes, resolve
from solver.scheduling.resolve_params import ResolveParams
from solver.status import SolveStatus

SICK = NAMES[0]
# Three of the four who start at 08:00.
EARLY = NAMES[1:6:2]


def test_nothing_new_changes_nothing() -> None:
    case = office()
    found = case.resolve()
    assert found.schedule.report.status is SolveStatus.FEASIBLE
    assert not changed_cells(case.shifts, found.schedule.published.shifts)
    assert found.disruption.cost == 0


def test_the_objective_is_the_audits_and_no_bound_is_claimed() -> None:
    found = office().resolve(time_off=(away(SICK, day(1)),))
    report = audited(found)
    assert report.passed
    assert found.schedule.report.objective == pytest.approx(report.objective)
    assert found.schedule.report.bound is None


def test_an_absence_of_one_agent_moves_few_others() -> None:
    case = office()
    found = case.resolve(time_off=(away(SICK, day(1), day(2)),))
    assert audited(found).passed
    shifts = found.schedule.published.shifts
    assert not [s for s in shifts if s.agent == SICK and s.day in (day(1), day(2))]
    others = {cell for cell in changed_cells(case.shifts, shifts) if cell[0] != SICK}
    assert {on for _, on in others} <= {day(1), day(2)}
    assert found.disruption.lost == 2
    assert found.disruption.moved_share <= 0.1


def test_a_dear_disruption_moves_nobody_and_a_free_one_covers_more() -> None:
    case = office()
    absent = tuple(away(name, day(1)) for name in EARLY)
    dear = case.resolve(ResolveParams(disruption_price=1e4, break_disruption_price=1e4),
                        time_off=absent)  # fmt: skip
    free = case.resolve(ResolveParams(disruption_price=0, break_disruption_price=0),
                        time_off=absent)  # fmt: skip
    assert dear.disruption.removed + dear.disruption.moved + dear.disruption.breaks_moved == 0
    assert free.schedule.report.objective <= dear.schedule.report.objective
    assert free.disruption.moved + free.disruption.breaks_moved > 0


def test_a_lost_shift_is_made_up_where_the_week_needs_it() -> None:
    case = office(min_paid_minutes_week=5 * 480)
    start = datetime(2026, 1, 6, 9, tzinfo=UTC)
    hours = away(SICK, day(1)).model_copy(
        update={"start": start, "end": start + timedelta(hours=12)}
    )
    found = case.resolve(time_off=(hours,))
    own = {s.day for s in found.schedule.published.shifts if s.agent == SICK}
    assert audited(found).passed
    assert day(1) not in own
    assert len(own) == 5


def test_new_demand_is_met_on_its_day_alone() -> None:
    case = office()
    found = case.resolve(target=raised(case.target, 5, 1.0))
    assert not changed_cells(case.shifts, found.schedule.published.shifts)
    weekday = raised(case.target, 2, 1.5)
    met = case.resolve(ResolveParams(disruption_price=0.5), target=weekday)
    assert audited(met).passed
    touched = {on for _, on in changed_cells(case.shifts, met.schedule.published.shifts)}
    assert touched <= {day(2)}


def test_an_added_agent_works_and_disturbs_nobody() -> None:
    case = office(min_paid_minutes_week=0)
    absent = tuple(away(name, day(0), day(4)) for name in NAMES[:2])
    new = make_agent("newcomer")
    found = case.resolve(time_off=absent, agents=(new,))
    assert audited(found).passed
    assert [s for s in found.schedule.published.shifts if s.agent == "newcomer"]
    assert found.disruption.added == len(
        [
            cell
            for cell in by_cell(found.schedule.published.shifts)
            if cell not in by_cell(case.shifts) and cell[0] != "newcomer"
        ]
    )


def test_breaks_only_moves_no_shift() -> None:
    case = office()
    absent = tuple(away(name, day(1)) for name in EARLY)
    found = case.resolve(
        ResolveParams(break_disruption_price=0),
        time_off=absent,
        scope=Scope(breaks_only=True),
    )
    before, after = by_cell(case.shifts), by_cell(found.schedule.published.shifts)
    assert set(after) == {cell for cell in before if not (cell[0] in EARLY and cell[1] == day(1))}
    assert all(start_of(before[cell]) == start_of(after[cell]) for cell in after)
    assert found.disruption.breaks_moved > 0
    assert audited(found).passed


def test_one_day_touches_one_day() -> None:
    case = office()
    absent = tuple(away(name, day(1), day(3)) for name in EARLY)
    found = case.resolve(time_off=absent, scope=Scope(day(2), day(2)))
    gone = {(name, day(number)) for name in EARLY for number in (1, 2, 3)}
    rest = changed_cells(case.shifts, found.schedule.published.shifts) - gone
    assert rest
    assert {on for _, on in rest} == {day(2)}


def test_days_before_the_first_stay() -> None:
    case = office()
    absent = tuple(away(name, day(0), day(4)) for name in EARLY)
    found = case.resolve(time_off=absent, scope=Scope(day(3)))
    cells = changed_cells(case.shifts, found.schedule.published.shifts)
    assert all(on >= day(3) or name in EARLY for name, on in cells)


def test_a_row_that_cannot_be_mended_says_so() -> None:
    case = office(min_paid_minutes_week=5 * 480, max_days_week=5)
    start = datetime(2026, 1, 6, 9, tzinfo=UTC)
    hours = away(SICK, day(1)).model_copy(
        update={"start": start, "end": start + timedelta(hours=12)}
    )
    found = case.resolve(time_off=(hours,), scope=Scope(day(1), day(2)))
    assert found.schedule.report.status is SolveStatus.NO_SOLUTION
    (message,) = found.schedule.messages
    assert (message.agent, message.rule) == (SICK, "weekly_paid_time")


def test_an_edited_schedule_that_breaks_a_rule_is_repaired() -> None:
    case = office(max_consecutive_days=5, max_paid_minutes_week=5 * 480)
    from schedule_builders import make_shift

    extra = make_shift(case.planning, SICK, day(5), "08:00")
    found = replace(case, shifts=(*case.shifts, extra)).resolve()
    assert audited(found).passed
    assert {
        name for name, _ in changed_cells((*case.shifts, extra), found.schedule.published.shifts)
    } <= {SICK}


def test_a_shift_that_fits_no_template_is_taken_out_and_named() -> None:
    case = office()
    whole = case.shifts[0]
    odd = replace(whole, activities=whole.activities[:-1])
    found = replace(case, shifts=(odd, *case.shifts[1:])).resolve()
    (message,) = found.schedule.messages
    assert (message.kind, message.agent, message.dates) == ("foreign_shift", SICK, str(day(0)))
    assert found.disruption.lost == 1
    assert audited(found).passed


@pytest.mark.parametrize("kind", list(LockKind))
def test_each_lock_keeps_what_it_says(kind: LockKind) -> None:
    case = office()
    absent = tuple(away(name, day(1)) for name in EARLY)
    locks = tuple(Lock(agent=name, what=kind) for name in NAMES if name not in EARLY)
    found = case.resolve(
        ResolveParams(disruption_price=0, break_disruption_price=0), time_off=absent, locks=locks
    )
    before, after = by_cell(case.shifts), by_cell(found.schedule.published.shifts)
    for cell in {c for c in {*before, *after} if c[0] not in EARLY}:
        if kind is LockKind.ALL:
            assert cell not in changed_cells(case.shifts, found.schedule.published.shifts)
        if kind in (LockKind.ALL, LockKind.DAYS):
            assert (cell in before) == (cell in after)
        elif cell in before:
            assert start_of(before[cell]) == start_of(after[cell])
        if kind is LockKind.BREAKS and cell in before:
            assert cell not in changed_cells(case.shifts, found.schedule.published.shifts)
    assert audited(found).passed


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"time_off": (away("nobody", day(1)),)}, "unknown agent"),
        ({"time_off": (away(SICK, day(30)),)}, "outside the horizon"),
        ({"locks": (Lock(agent="nobody"),)}, "unknown agent"),
        ({"locks": (Lock(agent=SICK, start=day(30)),)}, "covers no day of the horizon"),
        (
            {"time_off": (away(SICK, day(1)),), "locks": (Lock(agent=SICK, start=day(1)),)},
            "is locked, but the agent's leave",
        ),
        ({"scope": Scope(day(30))}, "no day of the horizon may change"),
        ({"agents": (make_agent(SICK),)}, "the agent exists"),
        ({"agents": (make_agent("new", work_plan="none"),)}, "unknown work plan"),
        ({"agents": (make_agent("new", site="nowhere"),)}, "no such internal site"),
    ],
)
def test_bad_changes_are_refused_before_solving(changes: dict, text: str) -> None:
    with pytest.raises(InvalidInputError, match=text) as caught:
        office().resolve(**changes)
    assert len(caught.value.issues) == 1


def test_locked_shifts_that_break_a_rule_are_refused() -> None:
    case = office()
    tight = replace(
        case,
        planning=case.planning.model_copy(
            update={
                "work_plans": (
                    case.planning.work_plans[0].model_copy(update={"max_consecutive_days": 4}),
                )
            }
        ),
    )
    with pytest.raises(InvalidInputError, match="consecutive_days"):
        tight.resolve(locks=(Lock(agent=SICK),))
    free = tight.resolve()
    assert audited(free).passed


def test_shifts_of_an_unknown_agent_are_refused() -> None:
    case = office()
    stranger = replace(case.shifts[0], agent="stranger")
    with pytest.raises(InvalidInputError, match="stranger"):
        resolve(case.planning, case.target, (stranger,), Changes(), PARAMS)
