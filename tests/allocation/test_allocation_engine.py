"""Closed forms of every contract term, and what the report says."""

from __future__ import annotations

import numpy as np
import pytest
from allocation_builders import make_data, site_contacts
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.allocation import AllocationParams, allocate, baseline_cost
from solver.allocation import engine as engine_module
from solver.errors import AuditFailedError
from solver.progress import Monitor
from solver.status import SolveStatus

SERVE_ALL = AllocationParams(allow_unserved=False)


def hard_instance():
    rng = np.random.default_rng(5)
    shape = (8, 6, 6)
    return make_data(
        *shape,
        contacts=rng.uniform(100, 5000, (8, 6)),
        hours_per_contact=rng.uniform(0.05, 0.2, shape),
        capable=rng.random((8, 6)) < 0.6,
        rate=rng.uniform(10, 30, 6),
        fixed_fee=rng.uniform(500, 5000, 6),
        capacity_hours=rng.uniform(300, 900, 6),
        min_share=np.full(6, 0.07),
        max_share=np.full(6, 0.5),
    )


def test_cheapest_site_takes_everything_without_rules():
    data = make_data()
    allocation = allocate(data)
    assert site_contacts(allocation) == [200, 0]
    assert allocation.report.status is SolveStatus.OPTIMAL
    assert allocation.report.objective == pytest.approx(200 * 0.1 * 10)
    assert allocation.report.objective == pytest.approx(baseline_cost(data, AllocationParams()))
    assert allocation.report.gap == 0
    assert allocation.report.details["served_share"] == 1
    assert allocation.messages == ()


@pytest.mark.parametrize("volume", [0, 40, 100, 160])
def test_take_or_pay_is_flat_to_the_commitment_then_rises_at_the_rate(volume):
    # 10 hours committed at 20 an hour: 100 contacts of 0.1 hours.
    data = make_data(1, 1, contacts=[[volume]], rate=[20], commitment_hours=[10])
    allocation = allocate(data)
    assert allocation.report.objective == pytest.approx(20 * max(10, 0.1 * volume))
    assert allocation.shortfall_hours[0, 0] == pytest.approx(max(0, 10 - 0.1 * volume))
    assert allocation.report.cost_terms["take_or_pay"] == pytest.approx(
        20 * max(0, 10 - 0.1 * volume)
    )


def test_committed_hours_are_free_so_the_dearer_site_is_filled_first():
    allocation = allocate(make_data(commitment_hours=[0, 5]))
    assert site_contacts(allocation) == [150, 50]
    assert allocation.report.objective == pytest.approx(15 * 10 + 5 * 20)


@pytest.mark.parametrize(("fee", "expected"), [(199, [200, 0]), (201, [0, 200])])
def test_fixed_fee_breaks_even_where_it_equals_the_saving(fee, expected):
    # All 20 hours at the first site save 20 x (20 - 10) = 200.
    allocation = allocate(make_data(fixed_fee=[fee, 0]))
    assert site_contacts(allocation) == expected
    assert allocation.report.objective == pytest.approx(min(200 + fee, 400))


def test_fixed_fee_is_due_only_in_weeks_with_volume():
    data = make_data(1, 1, 2, contacts=[[100, 0]], fixed_fee=[70])
    allocation = allocate(data)
    assert allocation.report.cost_terms["fixed_fees"] == pytest.approx(70)
    assert allocation.site_cost[0].tolist() == pytest.approx([10 * 10 + 70, 0])


def test_fixed_fee_of_a_committed_site_is_due_without_volume():
    data = make_data(1, 1, 1, contacts=[[0]], fixed_fee=[70], commitment_hours=[2])
    allocation = allocate(data)
    assert allocation.report.cost_terms["fixed_fees"] == pytest.approx(70)
    assert allocation.report.objective == pytest.approx(70 + 2 * 10)


def test_volume_above_capacity_spills_to_the_next_cheapest_site():
    data = make_data(2, 3, capacity_hours=[8, 7, np.inf])
    allocation = allocate(data)
    assert site_contacts(allocation) == [80, 70, 50]
    assert allocation.report.objective == pytest.approx(8 * 10 + 7 * 20 + 5 * 30)


def test_a_site_may_need_more_hours_for_the_same_contact():
    hours = np.full((2, 2, 1), 0.1)
    hours[:, 0] = 0.25
    allocation = allocate(make_data(hours_per_contact=hours))
    assert site_contacts(allocation) == [0, 200]
    assert allocation.report.objective == pytest.approx(20 * 20)


def test_max_share_counts_contacts_of_the_queues_the_site_can_serve():
    data = make_data(capable=[[True, True], [False, True]], max_share=[0.6, 1])
    assert site_contacts(allocate(data)) == [60, 140]


def test_min_share_binds_a_site_that_is_used():
    # 5 committed hours are free, but using the site means 40 % of 200 contacts: 8 hours.
    data = make_data(commitment_hours=[0, 5], min_share=[0, 0.4])
    allocation = allocate(data)
    # Used: 12 x 10 + 8 x 20 = 280. Left idle: 20 x 10 + 5 x 20 = 300.
    assert site_contacts(allocation) == [120, 80]
    assert allocation.report.objective == pytest.approx(280)


def test_min_share_leaves_a_site_alone_that_is_not_worth_it():
    assert site_contacts(allocate(make_data(min_share=[0, 0.4]))) == [200, 0]


def test_min_share_can_bind_in_every_week():
    allocation = allocate(make_data(min_share=[0, 0.4]), AllocationParams(min_share_always=True))
    assert site_contacts(allocation) == [120, 80]


def test_a_site_gets_no_queue_it_cannot_serve():
    allocation = allocate(make_data(capable=[[False, True], [True, True]]))
    assert allocation.contacts[:, :, 0].tolist() == [[0, 100], [100, 0]]


def test_people_limit_an_internal_site_by_skill():
    # 3 hours of queue 0 only, 4 hours of both: at most 7 hours of queue 0, 4 of queue 1.
    data = make_data(
        is_internal=[True, False],
        group_site=[0, 0],
        group_serves=[[True, False], [True, True]],
        group_hours=[[3], [4]],
    )
    allocation = allocate(data)
    assert site_contacts(allocation) == [70, 130]
    assert allocation.group_hours[0, 1, 0] == 0
    assert allocation.group_hours[:, :, 0].sum(axis=1).tolist() == pytest.approx([3, 4])
    only_second = allocate(
        make_data(
            is_internal=[True, False],
            contacts=[[0], [100]],
            group_site=[0, 0],
            group_serves=[[True, False], [True, True]],
            group_hours=[[3], [4]],
        )
    )
    assert site_contacts(only_second) == [40, 60]


def test_slow_agents_take_longer_for_the_same_work():
    data = make_data(
        1, 2, is_internal=[True, False], group_site=[0], group_serves=[[True]],
        group_hours=[[5]], group_proficiency=[[0.5]],
    )  # fmt: skip
    allocation = allocate(data)
    assert site_contacts(allocation) == [25, 75]
    assert allocation.group_hours[0, 0, 0] == pytest.approx(5)
    assert allocation.hours[0, 0, 0] == pytest.approx(2.5)


def test_an_internal_site_without_agents_takes_nothing():
    assert site_contacts(allocate(make_data(is_internal=[True, False]))) == [0, 200]


def test_contacts_without_room_stay_unserved_at_their_price():
    data = make_data(1, 1, capacity_hours=[6])
    allocation = allocate(data)
    assert allocation.unserved[0, 0] == pytest.approx(40)
    # 10 x the highest rate of 10, for the 4 hours that 40 contacts need.
    assert allocation.report.cost_terms["unserved"] == pytest.approx(4 * 100)
    assert allocation.report.details["served_share"] == pytest.approx(0.6)
    assert "40 contacts of queue0 stay unserved" in allocation.messages[0]


def test_the_price_of_unserved_contacts_can_be_set():
    data = make_data(1, 1, rate=[10])
    cheap = allocate(data, AllocationParams(unserved_price_per_hour=4))
    assert cheap.unserved[0, 0] == pytest.approx(100)
    assert cheap.report.objective == pytest.approx(40)
    assert baseline_cost(data, AllocationParams(unserved_price_per_hour=4)) == pytest.approx(40)


def test_a_queue_nobody_can_serve_is_unserved_not_infeasible():
    allocation = allocate(make_data(capable=[[False, False], [True, True]]))
    assert allocation.unserved[:, 0].tolist() == pytest.approx([100, 0])


def test_shares_sum_to_one_with_the_unserved_part():
    allocation = allocate(hard_instance())
    whole = allocation.shares.sum(axis=1) + allocation.unserved / hard_instance().contacts
    assert np.allclose(whole, 1)


def test_week_without_contacts_costs_nothing():
    allocation = allocate(make_data(contacts=[[0], [0]], min_share=[0.5, 0.5]))
    assert allocation.report.objective == 0
    assert allocation.report.gap == 0


def test_infeasible_names_the_clashing_rules_and_no_other():
    data = make_data(3, 2, capacity_hours=[5, np.inf], max_share=[1, 0.3], rate=[10, 10])
    allocation = allocate(data, SERVE_ALL)
    text = "\n".join(allocation.messages)
    assert allocation.report.status is SolveStatus.INFEASIBLE
    assert allocation.report.objective is None
    assert allocation.report.bound is None
    assert not allocation.contacts.any()
    assert "2026-03-02" in text
    assert "capacity: site0 has at most 5.0 productive hours" in text
    assert "max_share: site1 gets at most 30.0 %" in text.replace("30.0%", "30.0 %")
    assert "min_share" not in text
    assert "serve_everything" in text


def test_infeasible_minimum_shares_are_named():
    data = make_data(min_share=[0.7, 0.6], capacity_hours=[50, 50])
    allocation = allocate(data, AllocationParams(min_share_always=True))
    text = "\n".join(allocation.messages)
    assert allocation.report.status is SolveStatus.INFEASIBLE
    assert [line.split(":")[0] for line in allocation.messages[1:]] == ["min_share", "min_share"]
    assert "site0" in text
    assert "site1" in text


def test_infeasible_names_the_first_week_and_the_people():
    data = make_data(
        1, 1, 3, is_internal=[True], group_site=[0], group_serves=[[True]],
        group_hours=[[20, 5, 1]],
    )  # fmt: skip
    messages = allocate(data, SERVE_ALL).messages
    assert messages[0].startswith("Week of 2026-03-09")
    assert {line.split(":")[0] for line in messages[1:]} == {"people", "serve_everything"}


def test_a_queue_nobody_may_serve_is_named():
    messages = allocate(make_data(capable=[[False, False], [True, True]]), SERVE_ALL).messages
    assert len(messages) == 2
    assert "queue0" in messages[1]
    assert "no site can serve it" in messages[1]


def test_a_time_limit_without_a_split_is_said_and_keeps_the_no_rules_bound():
    data = hard_instance()
    allocation = allocate(data, AllocationParams(time_limit_s=1e-6))
    assert allocation.report.status is SolveStatus.NO_SOLUTION
    assert allocation.report.hit_time_limit
    assert allocation.report.objective is None
    assert allocation.report.bound == pytest.approx(baseline_cost(data, AllocationParams()))
    assert "time_limit_s" in allocation.messages[0]


def test_a_caller_who_stopped_is_told_so():
    monitor = Monitor()
    monitor.stop()
    report = allocate(hard_instance(), monitor=monitor).report
    assert report.status is SolveStatus.NO_SOLUTION
    assert report.stopped_by_caller
    assert not report.hit_time_limit


def test_progress_tells_incumbents_and_the_end():
    events = []
    allocation = allocate(hard_instance(), monitor=Monitor(events.append))
    assert {event.phase for event in events} == {"allocation"}
    assert events[-1].incumbent == allocation.report.objective
    assert all(e.bound is None or np.isfinite(e.bound) for e in events)


def test_the_bound_is_proven_and_the_baseline_below_it():
    report = allocate(hard_instance()).report
    assert report.status is SolveStatus.OPTIMAL
    assert report.gap <= 1e-6
    assert report.details["baseline_cost"] <= report.bound


def test_same_input_same_answer_when_deterministic():
    params = AllocationParams(deterministic=True)
    first, second = allocate(hard_instance(), params), allocate(hard_instance(), params)
    assert np.array_equal(first.contacts, second.contacts)
    assert first.report.objective == second.report.objective
    assert first.report.input_hash == second.report.input_hash


def test_the_hash_tells_inputs_apart():
    hashes = {
        allocate(data, params).report.input_hash
        for data in (make_data(), make_data(rate=[10, 21]))
        for params in (AllocationParams(), AllocationParams(seed=2))
    }
    assert len(hashes) == 4


def test_a_split_that_fails_its_audit_is_not_published(monkeypatch):
    real = engine_module.read_split

    def tampered(model, report):
        split = real(model, report)
        split.contacts[0, 0, 0] -= 1
        return split

    monkeypatch.setattr(engine_module, "read_split", tampered)
    with pytest.raises(AuditFailedError, match="demand"):
        allocate(make_data())


numbers = st.integers(0, 12)


@settings(max_examples=60, deadline=None)
@given(
    volume=st.integers(0, 20),
    capacity=st.tuples(st.integers(1, 25), st.integers(1, 25)),
    commitment=st.tuples(numbers, numbers),
    fee=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    rate=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    low=st.tuples(st.sampled_from([0, 0.25, 0.5]), st.sampled_from([0, 0.25, 0.5])),
    high=st.tuples(st.sampled_from([0.5, 0.75, 1]), st.sampled_from([0.5, 0.75, 1])),
)
def test_the_optimum_is_the_best_corner(volume, capacity, commitment, fee, rate, low, high):
    """One queue of one-hour contacts over two sites: the cost is linear between the corners where
    a term bends, so the best of the feasible corners is the optimum.
    """
    data = make_data(
        1, 2, contacts=[[volume]], hours_per_contact=np.ones((1, 2, 1)), capacity_hours=capacity,
        commitment_hours=commitment, fixed_fee=fee, rate=rate, min_share=low, max_share=high,
    )  # fmt: skip
    report = allocate(data).report
    bends = [
        {0, volume, cap, com, lo * volume, hi * volume}
        for cap, com, lo, hi in zip(capacity, commitment, low, high)
    ]
    corners = {(a, b) for a in bends[0] for b in bends[1]}
    corners |= {(a, volume - a) for a in bends[0]} | {(volume - b, b) for b in bends[1]}
    costs = []
    for corner in corners:
        cost = 10 * max(rate) * (volume - sum(corner))
        feasible = cost >= 0
        for x, cap, com, f, r, lo, hi in zip(corner, capacity, commitment, fee, rate, low, high):
            feasible &= 0 <= x <= min(cap, hi * volume) and (x == 0 or x >= lo * volume)
            cost += r * max(x, com) + (f if x > 0 or com > 0 else 0)
        if feasible:
            costs.append(cost)
    assert report.objective == pytest.approx(min(costs), rel=1e-6, abs=1e-4)
    assert report.bound <= min(costs) + 1e-4
    assert report.details["baseline_cost"] <= min(costs) + 1e-6


@settings(max_examples=25, deadline=None)
@given(
    volume=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    hours=st.tuples(*[st.sampled_from([0.5, 1.0, 1.5])] * 4),
    capacity=st.tuples(st.integers(5, 60), st.integers(5, 60)),
    commitment=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    fee=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    people=st.tuples(st.integers(0, 20), st.integers(0, 20)),
)
def test_no_split_on_a_grid_beats_the_objective_or_undercuts_the_bound(
    volume, hours, capacity, commitment, fee, people
):
    """An internal site, one group for queue 0 and one for both, beside a vendor."""
    needed = np.array(hours).reshape(2, 2)
    data = make_data(
        contacts=np.array(volume)[:, None], hours_per_contact=needed[:, :, None], fixed_fee=fee,
        capacity_hours=capacity, commitment_hours=commitment, is_internal=[True, False],
        group_site=[0, 0], group_serves=[[True, False], [True, True]],
        group_hours=np.array(people)[:, None],
    )  # fmt: skip
    report = allocate(data).report
    assert report.status is SolveStatus.OPTIMAL
    price = 200 * needed.max(axis=1) * volume
    quarters = [(a / 4, b / 4) for a in range(5) for b in range(5 - a)]
    best = np.inf
    for shares in ((first, second) for first in quarters for second in quarters):
        load = np.array(shares) * needed * np.array(volume)[:, None]
        home, total = load[:, 0], load.sum(axis=0)
        if (total > capacity).any() or home[1] > people[1] or home.sum() > sum(people):
            continue
        due = (total > 0) | (np.array(commitment) > 0)
        cost = (np.array([10, 20]) * np.maximum(total, commitment)).sum() + (due * fee).sum()
        best = min(best, cost + (price * (1 - np.array(shares).sum(axis=1))).sum())
    assert report.objective <= best + 1e-4
    assert report.bound <= report.objective + 1e-4
    assert report.details["baseline_cost"] <= report.objective + 1e-4
