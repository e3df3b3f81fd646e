"""Expected figures over given loads: hand-made averages, limits, staffing, bad input."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from gamma_twin import volume_density
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import GOAL_NAMES, erlang_a_metrics, erlang_c_metrics, servers_required
from solver.queueing.mixed_rate import mixed_metrics
from solver.queueing.rate_paths import expected_metrics_over_paths, servers_required_over_paths


def test_figures_are_ratios_of_expected_counts() -> None:
    """Loads 4 and 9 with chances 3/4 and 1/4 offer contacts as 12 to 9."""
    loads, offered = np.array([4.0, 9.0]), np.array([12, 9]) / 21
    each = erlang_a_metrics(8, loads, 300, 120, 20)
    found = expected_metrics_over_paths(8, loads, 300, 20, 120, weights=[3, 1])
    answered = offered * (1 - each.p_abandon)
    level = offered @ each.answered_over_offered
    longer = offered @ (1 - each.answered_plus_abandoned)
    assert found.p_wait == pytest.approx(offered @ each.p_wait)
    assert found.p_abandon == pytest.approx(offered @ each.p_abandon)
    assert found.mean_wait_s == pytest.approx(offered @ each.mean_wait_s)
    assert found.asa_s == pytest.approx(answered @ each.asa_s / answered.sum())
    assert found.occupancy == pytest.approx([0.75, 0.25] @ each.occupancy)
    assert found.answered_over_offered == pytest.approx(level)
    assert found.answered_over_answered == pytest.approx(level / answered.sum())
    assert found.answered_plus_abandoned == pytest.approx(1 - longer)
    assert found.exclude_short_abandons == pytest.approx(level / (level + longer))
    assert found.virtual_wait == pytest.approx(offered @ each.virtual_wait)


def test_an_overloaded_path_has_no_service_by_erlang_c() -> None:
    sound = erlang_c_metrics(8, 4, 300, 20)
    found = expected_metrics_over_paths(8, [4, 16], 300, 20)
    assert found.answered_over_offered == pytest.approx(float(sound.service_level) * 4 / 20)
    assert found.occupancy == pytest.approx((0.5 + 1) / 2)
    assert math.isinf(found.asa_s)
    assert expected_metrics_over_paths(17, [4, 16], 300, 20).asa_s < np.inf


def test_one_path_is_the_plain_formula() -> None:
    load = np.array([0.0, 0.5, 11.0, 30.0])
    for patience in (math.inf, 90.0):
        plain = asdict(erlang_a_metrics(12, load, 300, patience, 20))
        found = asdict(expected_metrics_over_paths(12, load[None], 300, 20, patience))
        for name, values in plain.items():
            assert found[name] == pytest.approx(values, rel=1e-12, abs=1e-14), name


def test_a_path_without_load_lowers_the_occupancy_alone() -> None:
    both = expected_metrics_over_paths(8, [6, 0], 300, 20)
    alone = erlang_c_metrics(8, 6, 300, 20)
    assert both.answered_over_offered == pytest.approx(float(alone.service_level))
    assert both.asa_s == pytest.approx(float(alone.asa_s))
    assert both.occupancy == pytest.approx(6 / 8 / 2)


def test_paths_drawn_densely_from_a_gamma_give_its_figures() -> None:
    load, volume = volume_density(24, 0.15, [29])
    found = expected_metrics_over_paths(29, load, 300, 20, 150, weights=volume / load)
    mixed = mixed_metrics(29, 24, 300, 20, 0.15, 150)
    for name, value in asdict(mixed).items():
        assert getattr(found, name) == pytest.approx(float(value), rel=2e-5, abs=1e-6), name


def test_rows_stand_behind_the_paths() -> None:
    loads = np.array([[4.0, 9.0, 0.0], [5.0, 12.0, 0.0]])
    found = expected_metrics_over_paths([[8], [15]], loads, 300, 20)
    assert found.p_wait.shape == (2, 3)
    alone = expected_metrics_over_paths(15, loads[:, 1], 300, 20)
    assert found.p_wait[1, 1] == alone.p_wait
    required = servers_required_over_paths(loads, [[300], [600]], sl_target=0.8, answer_s=20)
    assert required.servers.shape == (2, 3)
    assert required.servers[:, 2].tolist() == [0, 0]


@pytest.mark.parametrize("patience", [None, 120.0])
def test_staffing_one_path_is_the_plain_one(patience: float | None) -> None:
    load = np.concatenate([[0.0, 0.05], np.linspace(0.5, 70, 140)])
    goals: dict[str, Any] = {"sl_target": 0.8, "answer_s": 20, "asa_s": 25, "max_occupancy": 0.9}
    goals |= {"patience_s": patience, "min_servers": 2}
    found = servers_required_over_paths(np.stack([load, load]), 300, weights=[1, 3], **goals)
    plain = servers_required(load, 300, **goals)
    assert found.servers.tolist() == plain.servers.tolist()
    assert found.fractional == pytest.approx(plain.fractional, rel=1e-9)
    assert found.binding.tolist() == plain.binding.tolist()


@settings(max_examples=40, deadline=None)
@given(
    loads=st.lists(st.floats(0.1, 150.0), min_size=1, max_size=6),
    target=st.floats(0.1, 0.98),
    asa=st.one_of(st.none(), st.floats(2.0, 200.0)),
    occupancy=st.floats(0.5, 1.0),
    patience=st.one_of(st.just(math.inf), st.floats(20.0, 2000.0)),
)
def test_the_answer_holds_and_one_less_does_not(
    loads: list[float],
    target: float,
    asa: float | None,
    occupancy: float,
    patience: float,
) -> None:
    found = servers_required_over_paths(
        loads,
        300,
        sl_target=target,
        answer_s=20,
        asa_s=asa,
        max_occupancy=occupancy,
        patience_s=patience,
    )
    n = int(found.servers)
    held = expected_metrics_over_paths([n - 1, n], np.array(loads)[:, None], 300, 20, patience)
    good = (held.answered_over_offered >= target - 1e-12) & (held.occupancy <= occupancy + 1e-9)
    if asa is not None:
        good &= ~(held.asa_s > asa * (1 + 1e-12))
    if math.isinf(patience):
        good &= np.array([n - 1, n]) > np.mean(loads)
    assert good[1]
    assert n == 1 or not good[0]
    assert n - 1 <= found.fractional <= n + 1e-9


def test_the_occupancy_that_binds_is_exact() -> None:
    """Loads 4 and 20: at 16 servers (4 + 16) / 2 are busy, at 15.5 (4 + 15.5) / 2 are."""
    found = servers_required_over_paths([4, 20], 300, max_occupancy=[10 / 16, 9.75 / 15.5, 0.5])
    assert found.fractional == pytest.approx([16, 15.5, 24])
    assert found.servers.tolist() == [16, 16, 24]
    assert {GOAL_NAMES[i] for i in found.binding} == {"occupancy"}


def test_without_abandonment_the_mean_load_is_carried_at_least() -> None:
    found = servers_required_over_paths([1, 2, 15], 300, sl_target=0.1, answer_s=600)
    assert (found.servers, found.fractional) == (7, pytest.approx(6))
    strict = servers_required_over_paths([1, 2, 15], 300, asa_s=1000)
    assert strict.servers == 16


def test_late_answers_of_a_far_path_are_judged_from_above() -> None:
    """With 5 to 60 servers a load of 500 adds late answers to the quick ones of a load of 5."""
    loads = np.array([5.0, 500.0])
    goals: dict[str, Any] = {"sl_target": 0.8, "answer_s": 20, "patience_s": 600}
    found = servers_required_over_paths(
        loads, 300, weights=[0.999, 0.001], sl_variant="answered_over_answered", **goals
    )
    by_servers = expected_metrics_over_paths(
        np.arange(1, 600), loads[:, None], 300, 20, 600, weights=[0.999, 0.001]
    ).answered_over_answered
    assert (np.diff(by_servers) < -1e-4).any()
    assert by_servers[int(found.servers) - 1] >= 0.8 > by_servers[int(found.servers) - 2]


@pytest.mark.parametrize(
    ("arguments", "column"),
    [
        ({"loads": [3.0, -1.0]}, "loads"),
        ({"loads": [3.0, math.nan]}, "loads"),
        ({"loads": 3.0}, "weights"),
        ({"loads": np.zeros((0, 2))}, "weights"),
        ({"weights": [1.0]}, "weights"),
        ({"weights": [0.0, 0.0]}, "weights"),
        ({"weights": [1.0, -1.0]}, "weights"),
        ({"weights": [1.0, math.inf]}, "weights"),
        ({"aht_s": 0}, "aht_s"),
        ({"patience_s": 0}, "patience_s"),
    ],
)
def test_bad_values_are_named(arguments: dict[str, Any], column: str) -> None:
    good: dict[str, Any] = {"loads": [3.0, 4.0], "aht_s": 300, "weights": None, "patience_s": 60}
    with pytest.raises(InvalidInputError) as caught:
        servers_required_over_paths(**(good | arguments))
    assert caught.value.issues[0].column == column
    with pytest.raises(InvalidInputError) as caught:
        expected_metrics_over_paths(5, answer_s=20, **(good | arguments))
    assert caught.value.issues[0].column == column


def test_goals_are_checked_as_those_of_a_certain_load() -> None:
    with pytest.raises(InvalidInputError, match="threshold"):
        servers_required_over_paths([3, 4], 300, sl_target=0.8)
    with pytest.raises(InvalidInputError, match="patience"):
        servers_required_over_paths([3, 4], 300, abandon_max=0.1)
    with pytest.raises(InvalidInputError, match="more than 1e"):
        servers_required_over_paths([3, 4], 300, max_occupancy=1e-12)
