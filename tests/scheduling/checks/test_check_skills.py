from dataclasses import replace

import pytest
from schedule_builders import (
    day,
    found,
    make_agent,
    make_planning,
    make_queue,
    make_shift,
    run_audit,
)

QUEUES = [make_queue("sales"), make_queue("sales_chat", skill="sales"), make_queue("tech")]


def report_on(named, skills):
    planning = make_planning([make_agent(skills=skills)], queues=QUEUES)
    shift = make_shift(planning, "ann", day(0))
    activities = [replace(a, queues=named if a.queues else ()) for a in shift.activities]
    return run_audit(planning, [replace(shift, activities=tuple(activities))])


@pytest.mark.parametrize("named", [("sales",), ("sales", "sales_chat")])
def test_queues_of_an_own_skill_pass(named):
    assert report_on(named, "sales:0.9").passed


def test_a_queue_of_another_skill_is_named():
    report = report_on(("sales", "tech"), "sales:0.9")
    assert found(report) == [("skills", "ann", day(0))]
    expected = "queue 'tech' needs skill 'tech', the agent has sales:0.9"
    assert report.violations[0].message == expected


def test_the_same_queue_passes_with_the_skill():
    assert report_on(("sales", "tech"), "sales:0.9|tech:0.5").passed


def test_an_unknown_queue_is_named():
    report = report_on(("billing",), "sales")
    assert found(report) == [("skills", "ann", day(0))]
    assert report.violations[0].message == "there is no queue 'billing'"
