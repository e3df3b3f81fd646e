"""An uncertain rate: a dense integral, the plain formula at no variation, staffing, bad input."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from gamma_twin import dense_figures, volume_density
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import (
    GOAL_NAMES,
    SL_VARIANTS,
    erlang_a_metrics,
    servers_required,
)
from solver.queueing.mixed_rate import mixed_metrics, servers_required_mixed

loads = st.floats(0.3, 400.0)
variations = st.floats(0.01, 0.6)
seconds = st.floats(30.0, 1500.0)


@settings(max_examples=40, deadline=None)
@given(
    load=st.floats(0.3, 500.0),
    cv=st.floats(0.01, 1.0),
    spare=st.floats(-1.5, 3.0),
    aht=st.floats(60.0, 1500.0),
    answer=st.sampled_from([0.0, 10.0, 20.0, 60.0]),
    patience=st.one_of(st.just(math.inf), st.floats(10.0, 5000.0)),
)
def test_every_figure_is_within_2e_5_of_a_dense_integral(
    load: float, cv: float, spare: float, aht: float, answer: float, patience: float
) -> None:
    servers = max(1, round(load * (1 + spare * cv)))
    found = asdict(mixed_metrics(servers, load, aht, answer, cv, patience))
    for name, value in dense_figures(servers, load, cv, aht, answer, patience).items():
        scale = patience if name.endswith("_s") else 1.0
        assert found[name] == pytest.approx(value, abs=2e-5 * scale, rel=0), name


def test_without_variation_it_is_the_plain_formula() -> None:
    servers, load = np.arange(0, 40)[:, None], np.array([0, 0.7, 12.0, 30.0])
    for patience in (math.inf, 90.0):
        plain = asdict(erlang_a_metrics(servers, load, 300, patience, 20))
        for cv in (0.0, 1e-9):
            found = asdict(mixed_metrics(servers, load, 300, 20, cv, patience))
            for name, values in plain.items():
                assert found[name] == pytest.approx(values, rel=1e-12, abs=1e-14), name


@pytest.mark.parametrize("patience", [math.inf, 90.0])
def test_a_slight_variation_is_close_to_none(patience: float) -> None:
    """Between the second-order effect of the variation and rounding."""
    plain = erlang_a_metrics([10, 15], 12, 300, patience, 20)
    for cv in (1e-7, 1e-5, 1e-3):
        found = mixed_metrics([10, 15], 12, 300, 20, cv, patience)
        level = found.answered_over_offered
        assert level == pytest.approx(plain.answered_over_offered, abs=10 * cv**2 + 1e-9)


def test_a_varying_rate_serves_worse_at_a_sound_staffing() -> None:
    level = mixed_metrics(29, 24, 360, 20, [0, 0.05, 0.1, 0.2, 0.4]).answered_over_offered
    assert level[0] == pytest.approx(0.816485905091969, rel=1e-13)
    assert (np.diff(level) < 0).all()
    assert level[2] == pytest.approx(0.727603, abs=1e-5)


def test_without_patience_the_mean_wait_of_a_varying_rate_is_infinite() -> None:
    found = mixed_metrics([40, 0], 24, 360, 20, [[0.1], [0.0]])
    assert np.isinf(found.asa_s).tolist() == [[True, True], [False, True]]
    assert np.isinf(found.mean_wait_s).tolist() == [[True, True], [False, True]]


def test_without_servers_or_load() -> None:
    none = mixed_metrics(0, 5, 300, 20, 0.2, [math.inf, 60])
    assert none.answered_over_offered.tolist() == [0, 0]
    assert none.occupancy.tolist() == [1, 1]
    assert none.p_abandon == pytest.approx([0, 1])
    assert np.isinf(none.asa_s).all()
    idle = mixed_metrics([0, 3], 0, 300, 20, 0.2, 60)
    assert idle.answered_over_offered.tolist() == [1, 1]
    assert idle.asa_s.tolist() == idle.occupancy.tolist() == [0, 0]


@pytest.mark.parametrize("patience", [None, 120.0])
@pytest.mark.parametrize("variant", SL_VARIANTS)
def test_staffing_without_variation_is_the_plain_one(patience: float | None, variant: str) -> None:
    load = np.concatenate([[0.0, 0.05, 0.5], np.linspace(1, 80, 159)])
    goals: dict[str, Any] = {"sl_target": 0.8, "answer_s": 20, "asa_s": 25, "max_occupancy": 0.9}
    goals |= {"patience_s": patience, "sl_variant": variant, "min_servers": 2}
    goals |= {"abandon_max": None if patience is None else 0.03}
    found = servers_required_mixed(load, 300, 0, **goals)
    plain = servers_required(load, 300, **goals)
    assert found.servers.tolist() == plain.servers.tolist()
    assert found.fractional == pytest.approx(plain.fractional, rel=1e-9)
    assert found.binding.tolist() == plain.binding.tolist()


@settings(max_examples=40, deadline=None)
@given(
    load=loads,
    cv=variations,
    aht=seconds,
    target=st.floats(0.1, 0.98),
    occupancy=st.floats(0.5, 1.0),
)
def test_the_erlang_c_answer_holds_and_one_less_does_not(
    load: float, cv: float, aht: float, target: float, occupancy: float
) -> None:
    found = servers_required_mixed(
        load, aht, cv, sl_target=target, answer_s=20, max_occupancy=occupancy
    )
    n = int(found.servers)
    held = mixed_metrics([n - 1, n], load, aht, 20, cv)
    good = (held.answered_over_offered >= target - 1e-12) & (held.occupancy <= occupancy + 1e-6)
    good &= np.array([n - 1, n]) > load
    assert good.tolist() == [False, True]
    assert n - 1 <= found.fractional <= n + 1e-9


@settings(max_examples=30, deadline=None)
@given(
    load=loads,
    cv=variations,
    aht=seconds,
    patience=st.floats(20.0, 3000.0),
    target=st.floats(0.1, 0.98),
    asa=st.floats(2.0, 200.0),
    abandon=st.floats(0.005, 0.3),
    variant=st.sampled_from(SL_VARIANTS),
)
def test_the_erlang_a_answer_holds_and_one_less_does_not(
    load: float,
    cv: float,
    aht: float,
    patience: float,
    target: float,
    asa: float,
    abandon: float,
    variant: str,
) -> None:
    found = servers_required_mixed(
        load,
        aht,
        cv,
        sl_target=target,
        answer_s=20,
        sl_variant=variant,
        asa_s=asa,
        abandon_max=abandon,
        max_occupancy=0.95,
        patience_s=patience,
    )
    n = int(found.servers)
    held = mixed_metrics([n - 1, n], load, aht, 20, cv, patience)
    good = held.service_level(variant) >= target - 1e-12
    good &= held.asa_s <= asa * (1 + 1e-12)
    good &= (held.p_abandon <= abandon + 1e-12) & (held.occupancy <= 0.95 + 1e-12)
    assert good[1]
    assert n == 1 or not good[0]
    assert n - 1 <= found.fractional <= n


@settings(max_examples=25, deadline=None)
@given(load=loads, cv=variations, patience=st.sampled_from([math.inf, 60.0, 600.0]))
def test_service_improves_with_servers(load: float, cv: float, patience: float) -> None:
    servers = np.unique(np.round(load * np.linspace(0.5, 1 + 2 * cv, 12)) + 1)
    found = mixed_metrics(servers, load, 300, 20, cv, patience)
    for variant in SL_VARIANTS:
        assert (np.diff(found.service_level(variant)) >= -2e-5).all(), variant
    assert (np.diff(found.occupancy) <= 2e-5).all()
    assert (np.diff(found.p_abandon) <= 2e-5).all()


def test_the_occupancy_that_binds_is_exact() -> None:
    """The fraction n solves E min(load, n) = occupancy x n under the time density."""
    found = servers_required_mixed(50, 300, 0.3, max_occupancy=0.75)
    n = float(found.fractional)
    assert GOAL_NAMES[int(found.binding)] == "occupancy"
    load, weight = volume_density(50, 0.3, [n])
    busy = 50 * float(weight @ (np.minimum(load, n) / load))
    assert busy == pytest.approx(0.75 * n, rel=1e-6)


def test_every_goal_can_bind() -> None:
    def binding(**goals: Any) -> str:
        found = servers_required_mixed(24, 360, 0.15, answer_s=20, patience_s=120, **goals)
        return GOAL_NAMES[int(found.binding)]

    assert binding(sl_target=0.9, asa_s=500) == "service_level"
    assert binding(sl_target=0.5, asa_s=0.5) == "asa"
    assert binding(sl_target=0.5, abandon_max=0.005) == "abandonment"
    assert binding(sl_target=0.5, max_occupancy=0.6) == "occupancy"
    assert binding(sl_target=0.5, min_servers=60) == "minimum"


def test_rows_with_and_without_patience_or_load_stand_side_by_side() -> None:
    found = servers_required_mixed(
        [24, 24, 0], 360, [0.1, 0.1, 0.5], sl_target=0.8, answer_s=20, patience_s=[180, np.nan, 60]
    )
    alone = servers_required_mixed(24, 360, 0.1, sl_target=0.8, answer_s=20)
    assert found.servers[0] < found.servers[1] == alone.servers
    assert found.servers[2] == 0


@pytest.mark.parametrize(
    ("arguments", "column", "value"),
    [
        ({"rate_cv": 1.5}, "rate_cv", "1.5"),
        ({"rate_cv": -0.1}, "rate_cv", "-0.1"),
        ({"rate_cv": math.nan}, "rate_cv", "nan"),
        ({"mean_load_erl": -1}, "mean_load_erl", "-1"),
        ({"sl_target": 80}, "sl_target", "80"),
        ({"answer_s": None}, "sl_target", "0.8"),
        ({"asa_s": 20}, "asa_s", "20"),
        ({"abandon_max": 0.05}, "abandon_max", "0.05"),
        ({"max_occupancy": 1e-12}, "max_occupancy", "1e-12"),
    ],
)
def test_bad_values_are_named(arguments: dict[str, Any], column: str, value: str) -> None:
    good: dict[str, Any] = {"mean_load_erl": 24, "aht_s": 360, "rate_cv": 0.1}
    with pytest.raises(InvalidInputError) as caught:
        servers_required_mixed(**(good | {"sl_target": 0.8, "answer_s": 20} | arguments))
    assert (caught.value.issues[0].column, caught.value.issues[0].value) == (column, value)


def test_an_asa_goal_stands_where_the_rate_is_certain() -> None:
    found = servers_required_mixed([24, 0], 360, [0, 0.3], asa_s=20)
    assert found.servers.tolist() == [float(servers_required(24, 360, asa_s=20).servers), 0]


def test_the_number_of_nodes_is_checked() -> None:
    for nodes in (1, 65):
        with pytest.raises(ValueError, match="from 2 to 64"):
            mixed_metrics(5, 4, 300, 20, 0.1, nodes=nodes)
