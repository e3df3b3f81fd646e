from dataclasses import replace
from datetime import timedelta
from itertools import product

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schedule_builders import (
    SITE,
    day,
    found,
    make_agent,
    make_plan,
    make_planning,
    make_queue,
    make_shift,
    make_target,
    plain_template,
    run_audit,
)

from solver.scheduling.evaluate import best_split, evaluate
from solver.scheduling.params import SchedulingParams

QUEUES = [make_queue("calls"), make_queue("chat"), make_queue("tech")]
SKILLS = ("calls:1|chat:0.8", "chat:1|tech:0.6", "tech:1")
HOUR = plain_template("hour", 60, increment_minutes=60)
PRICES = SchedulingParams(short_price=2, deep_short_price=5, shallow_share=0.2, over_price=0.5)


def team(sizes):
    agents = [
        make_agent(f"a{g}_{n}", skills)
        for g, (skills, size) in enumerate(zip(SKILLS, sizes))
        for n in range(size)
    ]
    return make_planning(agents, plans=[make_plan(shifts=[HOUR])], queues=QUEUES)


def one_hour(sizes, wanted):
    """A planning, a target and shifts: everybody on queue for one hour of Monday."""
    planning = team(sizes)
    target = make_target(planning, n_days=1, interval_minutes=60)
    agents = np.zeros_like(target.agents)
    agents[:, 8] = wanted
    shifts = [make_shift(planning, a.agent, day(0), template="hour") for a in planning.agents]
    return planning, replace(target, agents=agents), shifts


def price(wanted, effective, params):
    """Cost of one interval per unit, by the definition of the objective."""
    total = 0.0
    for want, have in zip(wanted, effective):
        short, over = max(0.0, want - have), max(0.0, have - want)
        shallow = min(short, params.shallow_share * want)
        total += params.short_price * shallow + params.deep_short_price * (short - shallow)
        total += params.over_price * over
    return total


def cheapest_by_enumeration(sizes, wanted, params, parts):
    """The best of all splits in steps of 1/parts agents: groups 0 and 1 have two queues each."""
    prices = []
    for a, b in product(range(sizes[0] * parts + 1), range(sizes[1] * parts + 1)):
        first, second = a / parts, b / parts
        effective = (
            first,
            0.8 * (sizes[0] - first) + second,
            0.6 * (sizes[1] - second) + sizes[2],
        )
        prices.append(price(wanted, effective, params))
    return min(prices)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(*[st.integers(1, 4)] * 3),
    st.tuples(*[st.floats(0, 6, allow_nan=False)] * 3),
)
def test_no_split_in_small_steps_is_cheaper(sizes, wanted):
    planning, target, shifts = one_hour(sizes, wanted)
    split = best_split(planning, target, shifts, SITE, PRICES)
    proficiency = np.array([[1, 0.8, 0], [0, 1, 0.6], [0, 0, 1]])
    order = [split.groups.index(skills) for skills in SKILLS]
    flows = split.agents[order, :, 8]
    assert flows.sum(axis=1) == pytest.approx(sizes, abs=1e-9)
    assert np.all(flows >= 0)
    assert np.all(flows[proficiency == 0] == 0)
    cost = price(wanted, (proficiency * flows).sum(axis=0), PRICES)
    grid = cheapest_by_enumeration(sizes, wanted, PRICES, parts=10)
    assert cost <= grid + 1e-6
    # A step of 1/10 agent moves each of the three queues by at most 1/10.
    assert cost >= grid - 3 * PRICES.deep_short_price / 10


def test_each_agent_serves_the_queue_where_it_counts_most():
    """With one price for every shortage, a move loses 1 to win 0.8 or 0.6."""
    planning, target, shifts = one_hour((1, 1, 0), (1, 1, 1))
    params = PRICES.model_copy(update={"shallow_share": 0.0})
    split = best_split(planning, target, shifts, SITE, params)
    flows = split.agents[:, :, 8]
    assert flows[split.groups.index("calls:1|chat:0.8")] == pytest.approx([1, 0, 0])
    assert flows[split.groups.index("chat:1|tech:0.6")] == pytest.approx([0, 1, 0])


def test_shallow_shortages_are_spread_before_a_deep_one_grows():
    """0.2 of the first agent, cheap to miss on calls, frees 0.16 of the second: 0.096 on tech."""
    planning, target, shifts = one_hour((1, 1, 0), (1, 1, 1))
    split = best_split(planning, target, shifts, SITE, PRICES)
    flows = split.agents[:, :, 8]
    assert flows[split.groups.index("calls:1|chat:0.8")] == pytest.approx([0.8, 0.2, 0])
    assert flows[split.groups.index("chat:1|tech:0.6")] == pytest.approx([0, 0.64, 0.36])


def test_breaks_and_shift_ends_are_followed_on_the_fine_grid():
    planning = make_planning()
    target = make_target(planning, 1.0)
    split = best_split(planning, target, [make_shift(planning, "ann", day(0))], SITE, PRICES)
    assert split.grid.interval_minutes == 15
    on_queue = split.agents[0, 0, :96]
    assert on_queue.sum() == 30
    assert on_queue[[31, 32, 35, 36, 37, 43, 44, 45, 46, 65, 66]].tolist() == [
        0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0
    ]  # fmt: skip


def test_an_agent_counts_from_the_first_interval_that_begins_on_queue():
    """A shift moved by hand to 08:07 is there from 08:15 on, until the interval of 16:30."""
    planning = make_planning()
    shift = make_shift(planning, "ann", day(0))
    seven = timedelta(minutes=7)
    moved = tuple(replace(a, start=a.start + seven, end=a.end + seven) for a in shift.activities)
    late = replace(shift, activities=moved)
    split = best_split(planning, make_target(planning), [late], SITE, PRICES)
    assert split.agents[0, 0, [32, 33, 66, 67]].tolist() == [0, 1, 1, 0]
    report = evaluate(planning, make_target(planning), [late], SITE, PRICES).audit
    rules = {violation.rule for violation in report.violations}
    assert rules == {"shift_template", "split"}


def test_the_best_split_costs_no_more_than_an_even_one():
    planning, target, shifts = one_hour((3, 3, 2), (3, 1, 4))
    best = evaluate(planning, target, shifts, SITE, PRICES)
    even = run_audit(planning, shifts, target, PRICES)
    assert best.audit.passed
    assert best.audit.objective < even.objective
    assert best.audit.cost_terms["wages"] == even.cost_terms["wages"]


def test_an_edit_by_hand_is_priced_and_its_violations_named():
    planning = make_planning(plans=[make_plan(min_rest_minutes=660)])
    target = make_target(planning, 1.0)
    before = [make_shift(planning, "ann", day(n)) for n in (0, 1)]
    edited = [before[0], make_shift(planning, "ann", day(1), "02:00")]
    assert evaluate(planning, target, before, SITE, PRICES).audit.passed
    result = evaluate(planning, target, edited, SITE, PRICES)
    assert found(result.audit) == [("rest", "ann", day(1))]
    assert result.published.shifts == tuple(edited)
    assert result.audit.short_agent_hours == pytest.approx(168 - 15)


def test_a_shift_of_a_stranger_is_a_violation_and_covers_nothing():
    planning = make_planning()
    stranger = replace(make_shift(planning, "ann", day(0)), agent="bob")
    result = evaluate(planning, make_target(planning, 1.0), [stranger], SITE, PRICES)
    assert found(result.audit) == [("structure", "bob", day(0))]
    assert not result.published.split.agents.any()


def test_agents_who_serve_none_of_the_queues_are_left_out():
    planning = make_planning(
        [make_agent(), make_agent("eve", "tech")], queues=[make_queue(), make_queue("tech")]
    )
    whole = make_target(planning, 1.0)
    target = replace(whole, queues=("calls",), agents=whole.agents[:1])
    shifts = [make_shift(planning, name, day(0)) for name in ("ann", "eve")]
    result = evaluate(planning, target, shifts, SITE, PRICES)
    assert result.audit.passed
    assert result.published.split.agents.sum() == 30


def test_a_solve_with_more_threads_before_does_not_matter():
    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    highspy.Highs.resetGlobalScheduler(True)
    other.setOptionValue("threads", 2)
    other.run()
    planning, target, shifts = one_hour((1, 1, 1), (1, 1, 1))
    assert evaluate(planning, target, shifts, SITE, PRICES).audit.passed
    highspy.Highs.resetGlobalScheduler(True)


def test_no_shift_gives_an_empty_split():
    planning = make_planning()
    split = best_split(planning, make_target(planning), [], SITE, PRICES)
    assert split.agents.shape == (1, 1, 7 * 96)
    assert not split.agents.any()


def test_a_deep_shortage_cheaper_than_a_shallow_one_is_invalid_input():
    with pytest.raises(ValueError, match="deep_short_price"):
        SchedulingParams(short_price=4, deep_short_price=3)
