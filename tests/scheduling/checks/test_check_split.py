from dataclasses import replace

import numpy as np
import pytest
from schedule_builders import (
    day,
    even_split,
    make_agent,
    make_planning,
    make_queue,
    make_shift,
    make_target,
    publish,
    run_audit,
)

from solver.errors import InvalidInputError
from solver.scheduling.check import audit
from solver.scheduling.params import SchedulingParams

PLANNING = make_planning(
    [make_agent("ann", "calls"), make_agent("bob", "calls|tech")],
    queues=[make_queue("calls"), make_queue("tech")],
)
TARGET = make_target(PLANNING)
SHIFTS = [make_shift(PLANNING, name, day(1)) for name in ("ann", "bob")]
NOON = 96 + 4 * 10


def violations(change, shifts=SHIFTS):
    published = publish(PLANNING, TARGET, shifts)
    agents = published.split.agents.copy()
    change(agents)
    tampered = replace(published, split=replace(published.split, agents=agents))
    return audit(PLANNING, TARGET, tampered, SchedulingParams()).violations


def test_a_split_of_all_present_passes():
    assert violations(lambda agents: None) == ()


def test_a_difference_within_the_tolerance_passes():
    def change(agents):
        agents[0, 0, NOON] += 0.00009

    assert violations(change) == ()


def test_an_agent_too_many_is_named():
    def change(agents):
        agents[0, 0, NOON : NOON + 3] += 0.001

    (violation,) = violations(change)
    assert (violation.rule, violation.day) == ("split", day(1))
    assert violation.message == (
        "the split has 1.001 agents of 'calls:1' at 10:00, 1 are on queue (and 2 more intervals)"
    )


def test_a_break_is_not_on_queue():
    def change(agents):
        agents[0, 0, 96 + 36] = 1.0

    (violation,) = violations(change)
    assert "at 09:00, 0 are on queue" in violation.message


def test_agents_on_a_queue_without_its_skill_are_named():
    def change(agents):
        agents[0, :, NOON] = [0, 1]

    (violation,) = violations(change)
    assert violation.message == (
        "1 agents of 'calls:1' on queue 'tech' at 10:00 needs a skill that the group lacks"
    )


@pytest.mark.parametrize("wrong", [(-0.5, 1.5), (np.nan, 1.0)])
def test_an_entry_that_is_no_number_of_agents_is_named(wrong):
    def change(agents):
        agents[1, :, NOON] = wrong

    assert "is not a number of agents" in violations(change)[0].message


def test_a_shift_off_the_grid_is_named():
    first, *others = SHIFTS[0].activities
    moved = replace(first, start=first.start.replace(minute=7))
    shift = replace(SHIFTS[0], activities=(moved, *others))
    published = replace(publish(PLANNING, TARGET, SHIFTS), shifts=(shift, SHIFTS[1]))
    report = audit(PLANNING, TARGET, published, SchedulingParams())
    messages = [v.message for v in report.violations if v.rule == "split"]
    assert "activities change at 08:07, off the split's grid of 15 min" in messages


def test_a_group_that_the_split_leaves_out_is_named():
    published = publish(PLANNING, TARGET, SHIFTS)
    short = replace(published.split, groups=("calls:1",), agents=published.split.agents[:1])
    report = audit(PLANNING, TARGET, replace(published, split=short), SchedulingParams())
    assert "the split has 0 agents of 'calls:1|tech:1'" in report.violations[0].message


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (("calls:1", "calls:1|tech:0.5"), "no agent of the site has the skills 'calls:1|tech:0.5'"),
        (("calls:1", "calls:1"), "skill group 'calls:1' is listed twice"),
    ],
)
def test_foreign_and_repeated_groups_are_named(groups, message):
    published = publish(PLANNING, TARGET, SHIFTS)
    split = replace(published.split, groups=groups)
    report = audit(PLANNING, TARGET, replace(published, split=split), SchedulingParams())
    assert report.violations[0].message == message


def test_a_group_that_serves_none_of_the_queues_is_left_out():
    planning = make_planning(
        [make_agent("ann", "calls"), make_agent("eve", "tech")],
        queues=[make_queue("calls"), make_queue("tech")],
    )
    whole = make_target(planning)
    target = replace(whole, queues=("calls",), agents=whole.agents[:1])
    shift = make_shift(planning, "eve", day(0))
    split = even_split(planning, target, [])
    published = replace(publish(planning, target, []), shifts=(shift,), split=split)
    assert audit(planning, target, published, SchedulingParams()).passed
    assert run_audit(planning, [shift]).passed


def test_a_split_of_another_shape_is_invalid_input():
    published = publish(PLANNING, TARGET, SHIFTS)
    split = replace(published.split, queues=("calls",), agents=published.split.agents[:, :, :5])
    with pytest.raises(InvalidInputError) as error:
        audit(PLANNING, TARGET, replace(published, split=split), SchedulingParams())
    assert len(error.value.issues) == 2
