"""The load that servers carry: closed forms, the round trip with staffing, limits, bad input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from erlang_twin import erlang_a_by_density, erlang_c_logs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import (
    GOAL_NAMES,
    SL_VARIANTS,
    erlang_a_metrics,
    erlang_c_metrics,
    servers_required,
)
from solver.queueing.carried import load_carried

seconds = st.floats(30.0, 1500.0)
numbers = st.integers(1, 300)


def test_one_agent_by_erlang_c_has_closed_forms() -> None:
    """ASA of M/M/1 is A AHT / (1 - A); its service level 1 - A exp(-(1 - A) t / AHT)."""
    assert load_carried(1, 300, asa_s=100).load_erl == pytest.approx(0.25, rel=1e-9)
    load = float(load_carried(1, 300, sl_target=0.8, answer_s=20).load_erl)
    assert 1 - load * math.exp(-(1 - load) * 20 / 300) == pytest.approx(0.8, abs=1e-10)


def test_the_answer_meets_its_goal_exactly_by_slow_twins() -> None:
    load = float(load_carried(30, 360, asa_s=15).load_erl)
    wait = erlang_c_logs(30, load)
    assert wait * 360 / (30 - load) == pytest.approx(15, rel=1e-8)
    load = float(load_carried(30, 360, abandon_max=0.04, patience_s=180).load_erl)
    assert erlang_a_by_density(30, load, 360, 180, 20).p_abandon == pytest.approx(0.04, rel=1e-5)
    for variant in SL_VARIANTS:
        load = float(
            load_carried(
                30, 360, sl_target=0.8, answer_s=20, sl_variant=variant, patience_s=180
            ).load_erl
        )
        twin = erlang_a_by_density(30, load, 360, 180, 20)
        assert getattr(twin, variant) == pytest.approx(0.8, abs=1e-6), variant


@settings(max_examples=40, deadline=None)
@given(
    servers=numbers,
    aht=seconds,
    target=st.floats(0.05, 0.99),
    answer=st.floats(0.0, 300.0),
    asa=st.floats(1.0, 300.0),
    occupancy=st.floats(0.3, 1.0),
)
def test_erlang_c_goes_round_with_staffing(
    servers: int, aht: float, target: float, answer: float, asa: float, occupancy: float
) -> None:
    goals: dict[str, Any] = {"sl_target": target, "answer_s": answer, "asa_s": asa}
    goals["max_occupancy"] = occupancy
    found = load_carried(servers, aht, **goals)
    load = float(found.load_erl)
    back = servers_required([load, load * (1 + 1e-8)], aht, **goals)
    assert back.servers.tolist() == [servers, servers + 1]
    assert GOAL_NAMES[int(found.binding)] in ("service_level", "asa", "occupancy")


@settings(max_examples=40, deadline=None)
@given(
    servers=numbers,
    aht=seconds,
    patience=st.floats(10.0, 5000.0),
    target=st.floats(0.05, 0.99),
    answer=st.floats(0.0, 60.0),
    asa=st.floats(1.0, 300.0),
    abandon=st.floats(0.001, 0.5),
    occupancy=st.floats(0.3, 0.98),
    variant=st.sampled_from(SL_VARIANTS),
)
def test_erlang_a_goes_round_with_staffing(
    servers: int,
    aht: float,
    patience: float,
    target: float,
    answer: float,
    asa: float,
    abandon: float,
    occupancy: float,
    variant: str,
) -> None:
    goals: dict[str, Any] = {"sl_target": target, "answer_s": answer, "sl_variant": variant}
    goals |= {"asa_s": asa, "abandon_max": abandon, "max_occupancy": occupancy}
    goals |= {"patience_s": patience}
    load = float(load_carried(servers, aht, **goals).load_erl)
    back = servers_required([load, load * (1 + 1e-8)], aht, **goals)
    assert back.servers.tolist() == [servers, servers + 1]


@settings(max_examples=40, deadline=None)
@given(servers=numbers, aht=seconds, patience=st.floats(10.0, 5000.0), answer=st.floats(0.0, 300.0))
def test_every_figure_gets_worse_with_the_load(
    servers: int, aht: float, patience: float, answer: float
) -> None:
    """What makes the largest load well defined."""
    load = servers * np.exp(np.linspace(-2, 1.5, 60))
    found = erlang_a_metrics(servers, load, aht, patience, answer)
    for variant in SL_VARIANTS:
        assert (np.diff(found.service_level(variant)) <= 1e-12).all(), variant
    for rising in (found.asa_s, found.p_abandon, found.occupancy):
        assert (np.diff(rising) >= -1e-12).all()


def test_each_goal_can_stop_the_load() -> None:
    def binding(**goals: Any) -> str:
        return GOAL_NAMES[int(load_carried(30, 360, answer_s=20, **goals).binding)]

    assert binding(sl_target=0.9, asa_s=500) == "service_level"
    assert binding(sl_target=0.5, asa_s=1) == "asa"
    assert binding(sl_target=0.5, max_occupancy=0.6) == "occupancy"
    assert binding() == "occupancy"
    assert binding(sl_target=0.9, asa_s=500, patience_s=120) == "service_level"
    assert binding(sl_target=0.5, asa_s=1, patience_s=120) == "asa"
    assert binding(sl_target=0.5, abandon_max=0.01, patience_s=120) == "abandonment"
    assert binding(sl_target=0.5, max_occupancy=0.6, patience_s=120) == "occupancy"


def test_an_occupancy_is_exact_and_stability_leaves_one_float() -> None:
    assert load_carried(42, 360, max_occupancy=0.85).load_erl == 42 * 0.85
    assert (load_carried([7, 3e6], 360).load_erl < [7, 3e6]).all()
    assert load_carried([7, 3e6], 360).load_erl == pytest.approx([7, 3e6], rel=1e-15)
    assert servers_required(load_carried(7, 360).load_erl, 360).servers == 7


def test_nobody_carries_nothing() -> None:
    found = load_carried(0, 300, sl_target=0.8, answer_s=20, patience_s=[np.nan, 60])
    assert found.load_erl.tolist() == [0, 0]
    assert [GOAL_NAMES[i] for i in found.binding] == ["none", "none"]


def test_a_load_that_no_goal_stops_is_infinite() -> None:
    """With patience, abandonment keeps any queue stable; and the impatient count as served."""
    found = load_carried([1, 50], 300, patience_s=60)
    assert np.isinf(found.load_erl).all()
    assert [GOAL_NAMES[i] for i in found.binding] == ["none", "none"]
    impatient: dict[str, Any] = {"sl_target": 0.5, "answer_s": 20, "patience_s": 10}
    found = load_carried(3, 300, sl_variant="answered_plus_abandoned", **impatient)
    assert math.isinf(found.load_erl)


def test_overload_is_carried_where_the_goals_allow_it() -> None:
    """Half of the contacts may abandon: twice the servers' load, in the fluid limit."""
    found = load_carried(5000, 300, abandon_max=0.5, patience_s=100)
    assert found.load_erl == pytest.approx(10_000, rel=1e-4)


def test_fractions_are_interpolated() -> None:
    whole = load_carried([0, 1, 28, 29], 360, sl_target=0.8, answer_s=20).load_erl
    found = load_carried([0.5, 28.25], 360, sl_target=0.8, answer_s=20)
    assert found.load_erl == pytest.approx([0.5 * whole[1], 0.75 * whole[2] + 0.25 * whole[3]])
    assert [GOAL_NAMES[i] for i in found.binding] == ["service_level", "service_level"]


@settings(max_examples=20, deadline=None)
@given(target=st.floats(0.1, 0.95), patience=st.one_of(st.just(math.inf), st.floats(30.0, 600.0)))
def test_more_servers_carry_more(target: float, patience: float) -> None:
    servers = np.linspace(0, 60, 121)
    found = load_carried(servers, 300, sl_target=target, answer_s=20, patience_s=patience)
    assume(np.isfinite(found.load_erl).all())
    assert (np.diff(found.load_erl) > 0).all()


@pytest.mark.parametrize("patience", [None, 120.0])
def test_extreme_goals_end_in_small_loads(patience: float | None) -> None:
    strict: dict[str, Any] = {"sl_target": 1 - 1e-9, "answer_s": 0, "patience_s": patience}
    few = load_carried([1, 10, 1000, 1e5], 300, **strict).load_erl
    assert (few > 0).all()
    assert (few < [1e-8, 10, 1000, 1e5]).all()
    assert 0 < load_carried(1, 300, asa_s=1e-9, patience_s=patience).load_erl < 1e-10
    nothing = load_carried(1, 300, asa_s=1e-305, patience_s=patience)
    assert (nothing.load_erl, GOAL_NAMES[int(nothing.binding)]) == (0, "asa")


def test_a_large_centre_keeps_its_precision() -> None:
    load = load_carried(100_000, 300, sl_target=0.8, answer_s=20).load_erl
    assert erlang_c_metrics(100_000, load, 300, 20).service_level == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "column", "hint"),
    [
        ({"servers": -1}, "servers", "from 0"),
        ({"servers": math.nan}, "servers", "from 0"),
        ({"servers": 1e9}, "servers", "to 1e+07"),
        ({"sl_target": 80}, "sl_target", "did you mean 0.80?"),
        ({"sl_target": 1 - 1e-17}, "sl_target", "below 1"),
        ({"answer_s": None}, "sl_target", "answer_s"),
        ({"asa_s": 0}, "asa_s", "above 0"),
        ({"abandon_max": 0.05}, "abandon_max", "patience_s"),
        ({"aht_s": 0}, "aht_s", "above 0"),
    ],
)
def test_bad_goals_are_named(arguments: dict[str, Any], column: str, hint: str) -> None:
    good: dict[str, Any] = {"servers": 24, "aht_s": 360, "sl_target": 0.8, "answer_s": 20}
    with pytest.raises(InvalidInputError) as caught:
        load_carried(**(good | arguments))
    assert caught.value.issues[0].column == column
    assert hint in str(caught.value.issues[0].expected)


def test_an_unknown_variant_is_refused_and_shapes_are_kept() -> None:
    with pytest.raises(ValueError, match="virtual_wait"):
        load_carried(1, 300, sl_variant="best")
    found = load_carried(np.ones((2, 1)), [100, 200, 300], sl_target=0.8, answer_s=20)
    assert found.load_erl.shape == found.binding.shape == (2, 3)
    assert load_carried([], 300).load_erl.shape == (0,)
