"""Pooling: a case by hand, the order of the figures, the LP by its vertices, and simulation."""

from __future__ import annotations

import heapq
import itertools
import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain import Queue
from solver.errors import InvalidInputError
from solver.queueing import servers_required
from solver.requirements._pooling_lp import least_cost_staffing
from solver.requirements._pooling_subsets import best_division, members_of, queue_sets
from solver.requirements.pooling import PoolingView, SkillGroup, pooling_view

HALF_HOUR = 1800.0
A, B, BOTH = SkillGroup("a", ("a",)), SkillGroup("b", ("b",)), SkillGroup("both", ("a", "b"))


def voice(name: str, **changes: Any) -> Queue:
    fields = {"queue": name, "channel": "voice", "skill": "s", "sl_target": 0.8, "sl_seconds": 20}
    return Queue.model_validate(fields | changes)


def view(
    volume: Any, aht_s: Any, queues: list[Queue], groups: list[SkillGroup], **options: Any
) -> PoolingView:
    """`volume` and `aht_s` of one interval, one figure a queue, or (Q, T)."""
    contacts = np.asarray(volume, dtype=float)
    contacts = contacts[:, None] if contacts.ndim == 1 else contacts
    aht = np.asarray(aht_s, dtype=float)
    aht = np.broadcast_to(aht[:, None] if aht.ndim == 1 else aht, contacts.shape)
    return pooling_view(contacts, aht, HALF_HOUR, queues, groups, **options)


def agents(load: float, **goals: float) -> float:
    return float(servers_required(load, 360, **goals).fractional)


def erlang_c(load: float, aht: float = 360.0, target: float = 0.8, seconds: float = 20.0) -> float:
    return float(servers_required(load, aht, sl_target=target, answer_s=seconds).fractional)


def test_dear_generalists_fill_only_the_gap_between_apart_and_together() -> None:
    """Two queues of 12 erlangs need r each and R together. With z generalists of cost 1.5 each
    specialist group has max(r - z, (R - z) / 2), which is cheapest at z = 2 r - R.
    """
    dear = SkillGroup("both", ("a", "b"), 1.5)
    found = view([60, 60], 360, [voice("a"), voice("b")], [A, B, dear])
    r, together = erlang_c(12), erlang_c(24)
    assert found.between[:, 0] == pytest.approx([together - r, together - r, 2 * r - together])
    assert found.between_cost == pytest.approx([r + together / 2])
    assert found.bound == pytest.approx([together])
    assert found.separate == pytest.approx([2 * r])
    assert found.separate_whole == 2 * math.ceil(r)
    assert found.pooled == pytest.approx([together])
    assert found.pooled_whole == 29
    assert found.pooling_gain == pytest.approx([2 * r - together])
    assert found.most_gain == pytest.approx([2 * r - together])
    assert found.workload == pytest.approx([24])
    assert (found.is_bound, found.all_subsets, found.messages) == (True, True, ())


def test_specialists_alone_are_the_separate_queues() -> None:
    found = view([60, 90], [360, 200], [voice("a"), voice("b", sl_target=0.9)], [A, B])
    alone = [erlang_c(12), erlang_c(10, 200, 0.9)]
    assert found.between[:, 0] == pytest.approx(alone)
    assert found.separate == pytest.approx([sum(alone)])
    assert found.bound == pytest.approx([sum(alone)])


def test_among_staffings_of_equal_cost_specialists_go_first() -> None:
    found = view([60, 60], 360, [voice("a"), voice("b")], [BOTH, B, A])
    gap = 2 * erlang_c(12) - erlang_c(24)
    assert found.between[0] == pytest.approx([gap], abs=1e-6)


def test_one_group_for_all_needs_the_pool_of_the_weakest_goal() -> None:
    queues = [voice("a", sl_target=0.7, sl_seconds=30), voice("b")]
    found = view([60, 60], 360, queues, [BOTH])
    weak, strict = erlang_c(24, 360, 0.7, 30), erlang_c(24)
    assert found.bound == pytest.approx([weak])
    assert found.pooled_weakest == pytest.approx([weak])
    assert found.pooled == pytest.approx([strict])
    assert weak < strict


def test_merged_queues_have_the_mean_aht_and_the_sum_of_the_loads() -> None:
    found = view([100, 20], [180, 900], [voice("a"), voice("b")], [BOTH])
    assert found.bound == pytest.approx([erlang_c(20, 300)])


def test_a_pool_never_needs_less_than_one_of_its_queues() -> None:
    """The mean AHT of a long and of many short contacts alone would ask for fewer than 'a'."""
    found = view([5, 3600], [3600, 1], [voice("a"), voice("b")], [BOTH])
    assert found.pooled_weakest == found.pooled
    assert found.pooled == pytest.approx([erlang_c(10, 3600)])
    assert found.pooled_whole == math.ceil(erlang_c(10, 3600))


def test_occupancy_counts_as_work_in_the_bound() -> None:
    queues = [voice("a", max_occupancy=0.6), voice("b", max_occupancy=0.8)]
    found = view([60, 60], 360, queues, [BOTH])
    assert found.workload == pytest.approx([12 / 0.6 + 12 / 0.8])
    assert found.bound == pytest.approx([12 / 0.6 + 12 / 0.8])
    assert found.pooled == pytest.approx([24 / 0.6])


def test_chat_counts_in_sessions_and_mixes_with_voice_in_agents() -> None:
    chats = voice("b", channel="chat", concurrency=3)
    found = view([60, 90], [360, 720], [voice("a"), chats], [A, B])
    assert found.separate == pytest.approx([erlang_c(12) + erlang_c(36, 720) / 3])
    mixed = view([60, 90], [360, 720], [voice("a"), chats], [BOTH])
    slots = (60 * 360 * 3 + 90 * 720) / 1800
    assert mixed.bound == pytest.approx([erlang_c(slots, slots * 1800 / 150) / 3])
    assert mixed.pooled == pytest.approx([erlang_c(slots / 3, slots * 600 / 150)])
    assert mixed.is_bound


def test_an_aht_that_grows_with_the_sessions_leaves_no_bound() -> None:
    chats = voice("b", channel="chat", concurrency=3, aht_slope=0.4)
    found = view([60, 90], [360, 720], [voice("a"), chats], [BOTH])
    assert not found.is_bound
    assert "queue b" in found.messages[0]


def test_abandonment_counts_in_erlang_a_and_as_a_limit_in_erlang_c() -> None:
    queues = [voice("a", patience_s=180, abandon_max=0.02), voice("b", patience_s=180)]
    groups = [SkillGroup("both", ("a", "b"))]
    goal = {"sl_target": 0.8, "answer_s": 20, "patience_s": 180}
    of_a, both = agents(12, **goal, abandon_max=0.02), agents(24, **goal)
    limit = agents(24, patience_s=180, abandon_max=0.02)
    found = view([60, 60], 360, queues, groups, model="erlang_a")
    assert found.bound == pytest.approx([both])
    assert found.pooled == pytest.approx([max(both, limit)])
    assert found.workload == pytest.approx([12 * 0.98 + 12 * 0.8])
    apart = view([60, 60], 360, queues, [A, B], model="erlang_a")
    assert apart.between[0] == pytest.approx([of_a])
    assert view([60, 60], 360, queues, groups).pooled == pytest.approx([max(limit, erlang_c(24))])


def test_unequal_patience_takes_the_easier_for_the_bound_and_the_harder_for_the_pool() -> None:
    queues = [voice("a", patience_s=60), voice("b")]
    found = view([60, 60], 360, queues, [BOTH], model="erlang_a")
    assert found.pooled_weakest == pytest.approx(
        [agents(24, sl_target=0.8, answer_s=20, patience_s=60)]
    )
    assert found.pooled == pytest.approx([erlang_c(24)])


def test_a_pool_that_is_better_divided_counts_as_divided() -> None:
    """With many abandoning, the ups and downs of small pools reach a low goal with fewer."""
    queues = [voice(name, sl_target=0.1, patience_s=180) for name in "ab"]
    found = view([60, 60], 360, queues, [BOTH], model="erlang_a")
    goal = {"sl_target": 0.1, "answer_s": 20, "patience_s": 180}
    assert found.bound == pytest.approx([2 * agents(12, **goal)])
    assert found.pooled == pytest.approx([agents(24, **goal)])
    assert found.pooling_gain[0] < -2


def test_no_volume_needs_nobody_and_its_aht_does_not_count() -> None:
    queues = [voice("a"), voice("b", sl_target=0.95, sl_seconds=5)]
    volume = np.array([[0.0, 60.0], [0.0, 0.0]])
    found = view(volume, np.array([[np.nan, 360.0], [0.0, np.nan]]), queues, [A, B, BOTH])
    for figures in (found.separate, found.pooled, found.bound, found.pooled_weakest):
        assert figures == pytest.approx([0.0, erlang_c(12)])
    assert found.pooled_whole.tolist() == found.separate_whole.tolist() == [0, 16]
    assert (view(np.zeros((2, 3)), 360, queues, [BOTH]).between == 0).all()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"groups": [A]}, "queue 'b' is served by no skill group"),
        ({"groups": [A, B, SkillGroup("c", ("z",))]}, "'c' serves an unknown queue"),
        ({"groups": [A, B, SkillGroup("c", ())]}, "'c' serves no queue"),
        ({"groups": [A, A, B]}, "skill group is given twice"),
        ({"groups": [SkillGroup("both", ("a", "b"), 0.0)]}, "'both' has a cost out of range"),
        ({"queues": [voice("a"), voice("a")]}, "queue is given twice"),
        ({"queues": []}, "number of queues"),
        ({"volume": [[1.0], [-1.0]]}, "queue 'b', interval 0"),
        ({"aht": [[np.nan], [300.0]]}, "queue 'a', interval 0"),
        ({"volume": [[1.0]]}, "does not fit the queues"),
        ({"aht": [[300.0]]}, "does not fit the volume"),
        ({"interval_s": 0.0}, "interval_s"),
        ({"model": "erlang_x"}, "unknown model"),
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], text: str) -> None:
    given = {
        "volume": [[10.0], [10.0]],
        "aht": [[300.0], [300.0]],
        "interval_s": HALF_HOUR,
        "queues": [voice("a"), voice("b")],
        "groups": [BOTH],
        "model": "erlang_c",
    } | changes
    model = given.pop("model")
    with pytest.raises(InvalidInputError, match=text):
        pooling_view(*given.values(), model=model)


def test_a_backlog_channel_is_refused() -> None:
    mails = Queue.model_validate(
        {"queue": "b", "channel": "email", "skill": "s", "response_hours": 4}
    )
    with pytest.raises(InvalidInputError, match="queue 'b' has a backlog channel"):
        view([10, 10], 300, [voice("a"), mails], [BOTH])


SERVICE = st.fixed_dictionaries(
    {
        "sl_target": st.sampled_from([0.05, 0.5, 0.8, 0.95]),
        "sl_seconds": st.sampled_from([0, 20, 120]),
        "sl_variant": st.sampled_from(["answered_over_offered", "answered_over_answered"]),
        "asa_s": st.sampled_from([None, 10, 60]),
        "abandon_max": st.sampled_from([None, 0.02, 0.3]),
        "max_occupancy": st.sampled_from([None, 0.7, 0.95]),
        "patience_s": st.sampled_from([None, 30, 300]),
    }
)


@st.composite
def centres(draw: st.DrawFn) -> tuple[Any, Any, list[Queue], list[SkillGroup]]:
    size = draw(st.integers(1, 4))
    queues = [voice(f"q{i}", **draw(SERVICE)) for i in range(size)]
    cells = st.lists(st.sampled_from([0.0, 0.3, 4.0, 30.0, 200.0]), min_size=2, max_size=2)
    volume = np.array([draw(cells) for _ in queues])
    aht = np.array([draw(st.sampled_from([15.0, 180.0, 400.0, 3000.0])) for _ in queues])
    names = [queue.queue for queue in queues]
    skills = draw(
        st.lists(st.sets(st.sampled_from(names), min_size=1).map(sorted), min_size=1, max_size=5)
    )
    skills += [[name] for name in names if not any(name in skill for skill in skills)]
    costs = st.sampled_from([1.0, 1.3, 4.0])
    groups = [SkillGroup(f"g{i}", tuple(s), draw(costs)) for i, s in enumerate(skills)]
    return volume, aht, queues, groups


@settings(max_examples=40, deadline=None)
@given(centre=centres(), model=st.sampled_from(["erlang_c", "erlang_a"]))
def test_the_figures_keep_their_order(centre: Any, model: str) -> None:
    found = view(*centre, model=model)
    slack = 1e-6 * (1 + found.separate)
    assert (found.separate >= found.bound - slack).all()
    assert (found.bound >= found.pooled_weakest - slack).all()
    assert (found.pooled >= found.pooled_weakest - slack).all()
    assert (found.bound >= found.workload - slack).all()
    assert (found.separate_whole >= found.separate - slack).all()
    assert (found.pooled_whole >= found.pooled - slack).all()
    assert (found.between.sum(axis=0) >= found.bound - slack).all()
    assert (found.between >= 0).all()


@settings(max_examples=20, deadline=None)
@given(centre=centres())
def test_another_group_never_raises_the_bound_and_generalists_reach_the_pool(centre: Any) -> None:
    volume, aht, queues, groups = centre
    generalists = SkillGroup("all", tuple(queue.queue for queue in queues), 2.0)
    before, after = view(*centre), view(volume, aht, queues, [*groups, generalists])
    slack = 1e-6 * (1 + before.bound)
    assert (after.bound <= before.bound + slack).all()
    assert (after.between_cost <= before.between_cost + slack * 4).all()
    assert after.bound == pytest.approx(after.pooled_weakest, rel=1e-6, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_lp_finds_the_cheapest_vertex(data: st.DataObject) -> None:
    groups, rows = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 5))
    flags = st.lists(st.booleans(), min_size=groups, max_size=groups).filter(any)
    covers = np.array([data.draw(flags) for _ in range(rows)])
    needed = np.array([data.draw(st.floats(0.0, 50.0)) for _ in range(rows)])
    cost = np.array([data.draw(st.sampled_from([0.5, 1.0, 1.2, 2.0])) for _ in range(groups)])
    sides = np.vstack([covers.astype(float), np.eye(groups)])
    bounds = np.concatenate([needed, np.zeros(groups)])
    vertices = []
    for chosen in itertools.combinations(range(len(sides)), groups):
        if abs(np.linalg.det(sides[list(chosen)])) > 1e-9:
            x = np.linalg.solve(sides[list(chosen)], bounds[list(chosen)])
            if (sides @ x >= bounds - 1e-9).all():
                vertices.append(float(cost @ x))
    found = least_cost_staffing(needed[:, None], covers, cost, np.zeros(groups))[:, 0]
    assert cost @ found == pytest.approx(min(vertices), rel=1e-6, abs=1e-6)
    assert (sides @ found >= bounds - 1e-6).all()


def test_intervals_are_solved_on_their_own_and_equal_ones_alike() -> None:
    generator = np.random.default_rng(7)
    volume = np.tile(generator.uniform(0, 90, (3, 400)), 2)
    queues = [voice(name) for name in "abc"]
    groups = [A, B, SkillGroup("c", ("c",)), SkillGroup("ac", ("a", "c"), 1.2)]
    found = view(volume, 300, queues, groups)
    assert (found.between[:, :400] == found.between[:, 400:]).all()
    few = view(volume[:, 5:8], 300, queues, groups)
    assert few.between_cost == pytest.approx(found.between_cost[5:8], rel=1e-6)


def test_a_subset_needs_no_more_than_its_best_division() -> None:
    """{a, b, c} divides into {a, b} and {c}, and {a, b} into {a} and {b}."""
    sets = queue_sets(np.ones((1, 3), dtype=bool))
    assert [members_of(int(mask)) for mask in sets[:4]] == [(0,), (1,), (2,), (0, 1)]
    needed = {1: 4.0, 2: 3.0, 4: 2.0, 3: 9.0, 5: 5.0, 6: 6.0, 7: 20.0}
    best = best_division(sets, np.array([[needed[int(mask)]] for mask in sets]))[:, 0]
    assert dict(zip(sets.tolist(), best.tolist(), strict=True)) == {
        1: 4, 2: 3, 4: 2, 3: 7, 5: 5, 6: 5, 7: 8
    }  # fmt: skip


def test_many_queues_are_bounded_by_the_subsets_that_groups_connect() -> None:
    """In a ring of 14 queues, the 14 x 13 arcs and the ring; what lies outside a group is one."""
    names = [f"q{i}" for i in range(14)]
    ring = [SkillGroup(f"g{i}", (names[i], names[(i + 1) % 14])) for i in range(14)]
    sets = queue_sets(np.array([[name in group.queues for name in names] for group in ring]))
    assert sorted(int(mask).bit_count() for mask in sets) == sorted([*range(1, 14)] * 14 + [14])
    found = view([60.0] * 14, 360, [voice(name) for name in names], ring)
    assert not found.all_subsets
    assert found.bound == pytest.approx([erlang_c(12 * 14)])


def test_the_number_of_subsets_is_limited() -> None:
    sets = queue_sets(np.vstack([np.ones((1, 20), dtype=bool), np.eye(20, dtype=bool)]))
    assert len(set(sets.tolist())) == len(sets) == 1023
    assert {1 << q for q in range(20)} | {2**20 - 1} <= set(sets.tolist())


def simulated(
    staffing: tuple[int, int, int], loads: tuple[float, float], order: str, seed: int
) -> list[float]:
    """Service level within 20 s of two queues, AHT 360 s, over 20,000 contacts past a warm-up.

    Agents serve 'a', 'b' or both. A free generalist takes the `longest` waiting contact, or the
    one of the `first` queue; a contact takes a specialist first.
    """
    draw = random.Random(seed)
    rate = sum(loads) / 360
    free, lines = list(staffing), ([], [])
    busy: list[tuple[float, int]] = []
    answered, offered = [0, 0], [0, 0]
    upcoming = draw.expovariate(rate)

    def answer(queue: int, group: int, arrived: float, now: float) -> None:
        free[group] -= 1
        heapq.heappush(busy, (now + draw.expovariate(1 / 360), group))
        offered[queue] += arrived > 36_000
        answered[queue] += arrived > 36_000 and now - arrived <= 20

    while sum(offered) < 20_000:
        if busy and busy[0][0] < upcoming:
            now, group = heapq.heappop(busy)
            free[group] += 1
            waiting = [q for q in ((0,), (1,), (0, 1))[group] if lines[q]]
            if waiting:
                q = min(waiting, key=lambda q: lines[q][0] if order == "longest" else q)
                answer(q, group, heapq.heappop(lines[q]), now)
        else:
            now, upcoming = upcoming, upcoming + draw.expovariate(rate)
            q = int(draw.random() * sum(loads) >= loads[0])
            able = [group for group in (q, 2) if free[group]]
            if able:
                answer(q, able[0], now, now)
            else:
                heapq.heappush(lines[q], now)
    return [a / o for a, o in zip(answered, offered, strict=True)]


def interval_99(samples: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends per queue of the 99 % confidence interval (t, 19 degrees)."""
    values = np.array(samples)
    assert len(values) == 20
    half = 2.861 * values.std(axis=0, ddof=1) / math.sqrt(20)
    return values.mean(axis=0) - half, values.mean(axis=0) + half


def test_less_than_the_bound_fails_a_goal_and_the_separate_staffing_holds_both() -> None:
    found = view([60, 60], 360, [voice("a"), voice("b")], [A, B, BOTH])
    assert found.bound[0] > 28
    _, upper = interval_99([simulated((9, 9, 10), (12, 12), "longest", s) for s in range(20)])
    assert upper.min() < 0.8
    apart = int(found.separate_whole[0]) // 2
    _, upper = interval_99(
        [simulated((apart, apart, 0), (12, 12), "longest", s) for s in range(20)]
    )
    assert upper.min() >= 0.8


def test_a_fixed_order_meets_unequal_goals_with_fewer_than_their_mean_asks_for() -> None:
    """So the bound asks a pool for its weakest goal: the mean of the goals would be no bound."""
    lower, _ = interval_99([simulated((0, 0, 28), (12, 12), "first", s) for s in range(20)])
    assert lower[0] > 0.84
    assert lower[1] > 0.70
    queues = [voice("a", sl_target=0.84), voice("b", sl_target=0.70)]
    assert view([60, 60], 360, queues, [BOTH]).bound[0] < 28 < erlang_c(24, 360, 0.77)
