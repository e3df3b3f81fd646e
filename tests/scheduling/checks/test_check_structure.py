from dataclasses import replace
from datetime import timedelta

import pytest
from schedule_builders import (
    WEEK,
    day,
    found,
    make_agent,
    make_planning,
    make_shift,
    make_target,
    publish,
    run_audit,
)

from solver.domain import Site, SiteKind
from solver.scheduling.check import audit
from solver.scheduling.params import SchedulingParams

PLANNING = make_planning()
SHIFT = make_shift(PLANNING, "ann", day(0))


def test_a_whole_shift_passes():
    assert run_audit(PLANNING, [SHIFT]).passed


def test_an_unknown_agent_is_named():
    report = run_audit(PLANNING, [replace(SHIFT, agent="bob")])
    assert found(report) == [("structure", "bob", WEEK)]
    assert report.violations[0].message == "no such agent"


def test_an_agent_of_another_site_is_named():
    elsewhere = Site(site="annex", kind=SiteKind.INTERNAL, time_zone="UTC")
    planning = make_planning([make_agent(), make_agent("bob", site="annex")])
    planning = planning.model_copy(update={"sites": (*planning.sites, elsewhere)})
    report = run_audit(planning, [replace(SHIFT, agent="bob")])
    assert found(report) == [("structure", "bob", WEEK)]
    assert "belongs to site 'annex'" in report.violations[0].message


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        (timedelta(minutes=15), "leaves a gap before break"),
        (timedelta(minutes=-15), "overlaps break"),
    ],
)
def test_activities_must_stand_end_to_end(moved, expected):
    first, *others = SHIFT.activities
    if moved < timedelta(0):
        others[0] = replace(others[0], start=others[0].start + moved)
    else:
        first = replace(first, end=first.end - moved)
    report = run_audit(PLANNING, [replace(SHIFT, activities=(first, *others))])
    messages = [v.message for v in report.violations if v.rule == "structure"]
    assert len(messages) == 1
    assert expected in messages[0]


def test_a_time_without_zone_is_named():
    first, *others = SHIFT.activities
    naive = replace(first, start=first.start.replace(tzinfo=None))
    shift = replace(SHIFT, activities=(naive, *others))
    target = make_target(PLANNING)
    published = replace(publish(PLANNING, target, [SHIFT]), shifts=(shift,))
    report = audit(PLANNING, target, published, SchedulingParams())
    assert found(report) == [("structure", "ann", WEEK)]
    assert "2026-01-05T08:00:00 has no time zone" in report.violations[0].message


def test_a_shift_without_activity_is_named():
    report = run_audit(PLANNING, [replace(SHIFT, activities=())])
    assert found(report) == [("structure", "ann", WEEK)]


def test_an_activity_that_ends_before_it_starts_is_named():
    first, *others = SHIFT.activities
    broken = replace(first, end=first.start - timedelta(minutes=30))
    report = run_audit(PLANNING, [replace(SHIFT, activities=(broken, *others))])
    assert any("does not end after its start" in v.message for v in report.violations)


def test_the_day_must_be_that_of_the_start():
    report = run_audit(PLANNING, [replace(SHIFT, day=day(1))])
    assert found(report) == [("structure", "ann", day(1))]


def test_a_shift_outside_the_period_is_named():
    assert run_audit(PLANNING, [make_shift(PLANNING, "ann", day(6))]).passed
    report = run_audit(PLANNING, [make_shift(PLANNING, "ann", day(7))])
    assert found(report) == [("structure", "ann", day(7))]
    assert "outside the planning period 2026-01-05 to 2026-01-11" in report.violations[0].message
