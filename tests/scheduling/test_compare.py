"""The difference between two schedules names every change once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from resolve_cases import NAMES, PARAMS, office
from schedule_builders import day, make_shift

from solver.domain import NamedShift
from solver.scheduling.compare import ChangeKind, ScheduleDifference, compare
from solver.scheduling.evaluate import Evaluation, evaluate

OFFICE = office()


def judged(shifts: tuple[NamedShift, ...]) -> Evaluation:
    return evaluate(OFFICE.planning, OFFICE.target, shifts, OFFICE.target.site, PARAMS)


BASE = judged(OFFICE.shifts)


def against_base(*shifts: NamedShift, without: int = 1) -> ScheduleDifference:
    """The difference after the first `without` shifts gave way to `shifts`."""
    return compare(BASE, judged((*shifts, *OFFICE.shifts[without:])))


def test_equal_schedules_differ_in_nothing() -> None:
    found = compare(BASE, BASE)
    assert not found.changes
    assert not found.agents
    assert found.unchanged_shifts == len(OFFICE.shifts)
    assert all(figure.difference == 0 for figure in found.figures)


def test_a_removed_shift_costs_coverage() -> None:
    found = against_base()
    (change,) = found.changes
    assert (change.kind, change.agent, change.day) == (ChangeKind.REMOVED, NAMES[0], day(0))
    assert change.after is None
    figures = {figure.name: figure for figure in found.figures}
    assert figures["paid hours"].difference == -8
    assert figures["short agent-hours"].difference == pytest.approx(7.5)
    assert figures["objective"].difference == pytest.approx(
        sum(figures[term].difference for term in BASE.audit.cost_terms)
    )


def test_an_added_shift() -> None:
    extra = make_shift(OFFICE.planning, NAMES[0], day(5))
    found = against_base(extra, without=0)
    (change,) = found.changes
    assert (change.kind, change.before, change.after) == (ChangeKind.ADDED, None, extra)


@pytest.mark.parametrize(("start", "minutes"), [("13:00", 60), ("10:00", -120)])
def test_a_moved_shift_says_how_far(start: str, minutes: int) -> None:
    found = against_base(make_shift(OFFICE.planning, NAMES[0], day(0), start))
    (change,) = found.changes
    assert (change.kind, change.minutes) == (ChangeKind.MOVED, minutes)


def test_moved_breaks_are_no_moved_shift() -> None:
    other = make_shift(OFFICE.planning, NAMES[0], day(0), "12:00", breaks_at=(75, 180, 360))
    found = against_base(other)
    (change,) = found.changes
    assert (change.kind, change.minutes) == (ChangeKind.BREAKS, 45)
    assert found.count(ChangeKind.BREAKS) == 1
    assert found.count(ChangeKind.MOVED) == 0


def test_two_sites_cannot_be_compared() -> None:
    elsewhere = replace(BASE, published=replace(BASE.published, site="elsewhere"))
    with pytest.raises(ValueError, match="two sites"):
        compare(BASE, elsewhere)
