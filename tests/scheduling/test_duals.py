"""The planes of the dual against the LP of the split, and the split against its definition."""

from __future__ import annotations

import numpy as np
import pytest
from rule_cases import make_case
from schedule_builders import make_agent, make_queue

from solver.scheduling.duals import dual_planes
from solver.scheduling.split import optimal_split

UNIT = ["calls", "calls|chats", "chats|mail", "calls|chats|mail"]
MIXED = ["calls:1|chats:0.7", "chats:0.85|mail:1.3", "calls:0.6|mail:1", "mail"]
QUEUES = [make_queue(name) for name in ("calls", "chats", "mail")]


def staffed(skills, seed):
    """A case with random targets and a random staffing of its four groups."""
    rng = np.random.default_rng(seed)
    people = [make_agent(f"a{i}", text) for i, text in enumerate(skills)]
    case = make_case(
        people, queues=QUEUES, demand=np.round(rng.random((3, 24)) * 4, 2), n_days=1,
        interval_minutes=60,
    )  # fmt: skip
    present = rng.integers(0, 4, (len(case.data.groups), case.data.target.shape[1]))
    return case.data, present.astype(float)


def lp_cost(data, present):
    return optimal_split(data.target, present, data.proficiency, data.prices).cost


@pytest.mark.parametrize("seed", range(6))
def test_planes_are_exact_for_full_proficiency_at_any_staffing(seed):
    data, present = staffed(UNIT, seed)
    planes = dual_planes(data, np.zeros_like(present))
    assert planes.cost(present) == pytest.approx(lp_cost(data, present), abs=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_planes_are_never_above_the_cost_for_other_proficiencies(seed):
    data, present = staffed(MIXED, seed)
    planes = dual_planes(data, np.zeros_like(present))
    assert planes.cost(present) <= lp_cost(data, present) + 1e-5


@pytest.mark.parametrize("seed", range(6))
def test_planes_are_exact_at_the_staffing_they_were_taken_from(seed):
    data, present = staffed(MIXED, seed)
    planes = dual_planes(data, present)
    assert planes.cost(present) == pytest.approx(lp_cost(data, present), abs=1e-4)


@pytest.mark.parametrize("skills", [UNIT, MIXED])
def test_the_split_hands_out_those_present_and_nobody_else(skills):
    data, present = staffed(skills, 3)
    split = optimal_split(data.target, present, data.proficiency, data.prices)
    np.testing.assert_allclose(split.agents.sum(axis=1), present, atol=1e-7)
    assert (split.agents >= 0).all()
    assert not split.agents[data.proficiency == 0].any()
    effective = np.einsum("gq,gqt->qt", data.proficiency, split.agents)
    short = np.maximum(0, data.target - effective)
    shallow = np.minimum(short, data.prices.shallow_share * data.target)
    over = np.maximum(0, effective - data.target)
    cost = (
        data.prices.short * shallow.sum()
        + data.prices.deep_short * (short - shallow).sum()
        + data.prices.over * over.sum()
    )
    assert split.cost == pytest.approx(cost, abs=1e-5)


def test_the_split_of_two_agents_by_hand():
    """Two all-rounders for 1.5 and 1 agents: half an agent short, of which 0.15 x 1.5 = 0.225
    (on calls) or 0.15 (on chats) come at the shallow price."""
    case = make_case([make_agent("ann", "calls|chats")], queues=QUEUES[:2], demand=[[1.5], [1.0]],
                     n_days=1, interval_minutes=60)  # fmt: skip
    data = case.data
    present = np.zeros((1, data.target.shape[1]))
    present[0, 0] = 2
    split = optimal_split(data.target[:, :1], present[:, :1], data.proficiency, data.prices)
    shallow = 0.225 + 0.15
    hours = data.step_minutes / 60
    expected = 20 * hours * (3 * shallow + 6 * (0.5 - shallow))
    assert split.cost == pytest.approx(expected)


def test_a_group_without_a_queue_counts_for_nothing():
    people = [make_agent("ann", "calls"), make_agent("bob", "fax")]
    data = make_case(people, queues=QUEUES[:1], demand=1.0, n_days=1).data
    width = data.target.shape[1]
    present = np.array([[1.0 if text.startswith("fax") else 0.0] * width for text in data.groups])
    split = optimal_split(data.target, present, data.proficiency, data.prices)
    assert not split.agents.any()
    planes = dual_planes(data, present)
    assert planes.cost(present) == pytest.approx(split.cost)
