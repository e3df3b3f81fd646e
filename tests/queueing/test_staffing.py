"""The least servers for goals: minimal, the binding goal, fractions, traps and bad input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import (
    GOAL_NAMES,
    SL_VARIANTS,
    erlang_a_metrics,
    erlang_c_metrics,
    servers_required,
)

loads = st.floats(0.01, 300.0)
seconds = st.floats(30.0, 1500.0)


def binding(load: float, aht: float, **goals: Any) -> str:
    return GOAL_NAMES[int(servers_required(load, aht, **goals).binding)]


def test_the_worked_example_needs_29_agents_and_28_reach_73_percent() -> None:
    found = servers_required(24, 360, sl_target=0.8, answer_s=20)
    below, here = erlang_c_metrics([28, 29], 24, 360, 20).service_level
    assert found.servers == 29
    assert below == pytest.approx(0.733, abs=5e-4)
    assert found.fractional == pytest.approx(28 + (0.8 - below) / (here - below), rel=1e-14)
    assert GOAL_NAMES[int(found.binding)] == "service_level"


def test_an_exact_occupancy_is_not_rounded_up() -> None:
    """35.7 / 0.85 is 42.00000000000001 in binary."""
    found = servers_required(35.7, 360, max_occupancy=0.85)
    assert (found.servers, found.fractional) == (42, pytest.approx(42))
    assert GOAL_NAMES[int(found.binding)] == "occupancy"


def test_no_goal_needs_more_than_the_load() -> None:
    found = servers_required([0.2, 4.0, 4.5], 300)
    assert found.servers.tolist() == [1, 5, 5]
    assert found.fractional.tolist() == pytest.approx([0.2, 4.0, 4.5])


def test_a_small_queue_is_not_overstaffed_by_where_the_search_starts() -> None:
    assert servers_required(0.05, 300, sl_target=0.8, answer_s=20).servers == 1


def test_no_volume_needs_nobody_but_the_minimum() -> None:
    for patience in (None, 60.0):
        found = servers_required(
            0, 300, sl_target=0.8, answer_s=20, min_servers=[0, 2], patience_s=patience
        )
        assert found.servers.tolist() == [0, 2]
        assert found.fractional.tolist() == [0, 2]
        assert [GOAL_NAMES[i] for i in found.binding] == ["none", "minimum"]


def test_every_goal_can_bind() -> None:
    easy = {"sl_target": 0.5, "answer_s": 20, "asa_s": 500, "max_occupancy": 1.0}
    assert binding(24, 360, **easy | {"sl_target": 0.9}) == "service_level"
    assert binding(24, 360, **easy | {"asa_s": 1.0}) == "asa"
    assert binding(24, 360, **easy | {"max_occupancy": 0.7}) == "occupancy"
    assert binding(24, 360, **easy | {"min_servers": 60}) == "minimum"
    patient = easy | {"abandon_max": 0.5, "patience_s": 120}
    assert binding(24, 360, **patient | {"sl_target": 0.9}) == "service_level"
    assert binding(24, 360, **patient | {"asa_s": 0.5}) == "asa"
    assert binding(24, 360, **patient | {"abandon_max": 0.005}) == "abandonment"
    assert binding(24, 360, **patient | {"max_occupancy": 0.7}) == "occupancy"
    assert binding(24, 360, **patient | {"min_servers": 60}) == "minimum"


@settings(max_examples=80, deadline=None)
@given(
    load=loads,
    aht=seconds,
    target=st.floats(0.05, 0.999),
    asa=st.floats(1.0, 300.0),
    occupancy=st.floats(0.5, 1.0),
)
def test_the_erlang_c_answer_holds_and_one_less_does_not(
    load: float, aht: float, target: float, asa: float, occupancy: float
) -> None:
    found = servers_required(
        load, aht, sl_target=target, answer_s=20, asa_s=asa, max_occupancy=occupancy
    )
    n = int(found.servers)

    def holds(servers: int) -> bool:
        got = erlang_c_metrics(servers, load, aht, 20)
        return bool(
            servers > load
            and got.service_level >= target - 1e-12
            and got.asa_s <= asa * (1 + 1e-12)
            and got.occupancy <= occupancy + 1e-9
        )

    assert holds(n)
    assert not holds(n - 1)
    assert n - 1 <= found.fractional <= n + 1e-9


@settings(max_examples=80, deadline=None)
@given(
    load=loads,
    aht=seconds,
    patience=st.floats(10.0, 5000.0),
    target=st.floats(0.05, 0.999),
    asa=st.floats(1.0, 300.0),
    abandon=st.floats(0.001, 0.5),
    occupancy=st.floats(0.5, 1.0),
    variant=st.sampled_from(SL_VARIANTS),
)
def test_the_erlang_a_answer_holds_and_one_less_does_not(
    load: float,
    aht: float,
    patience: float,
    target: float,
    asa: float,
    abandon: float,
    occupancy: float,
    variant: str,
) -> None:
    found = servers_required(
        load,
        aht,
        sl_target=target,
        answer_s=20,
        sl_variant=variant,
        asa_s=asa,
        abandon_max=abandon,
        max_occupancy=occupancy,
        patience_s=patience,
    )
    n = int(found.servers)

    def holds(servers: int) -> bool:
        got = erlang_a_metrics(servers, load, aht, patience, 20)
        return bool(
            servers > 0
            and got.service_level(variant) >= target - 1e-12
            and got.asa_s <= asa * (1 + 1e-12)
            and got.p_abandon <= abandon + 1e-12
            and got.occupancy <= occupancy + 1e-12
        )

    assert holds(n)
    assert not holds(n - 1)
    assert n - 1 <= found.fractional <= n


def test_an_erlang_a_fraction_interpolates_the_goal_that_binds() -> None:
    found = servers_required(24, 360, abandon_max=0.03, patience_s=180)
    n = int(found.servers)
    below, here = erlang_a_metrics([n - 1, n], 24, 360, 180, 20).p_abandon
    assert found.fractional == pytest.approx(n - 1 + (below - 0.03) / (below - here), rel=1e-12)


def test_impatient_contacts_still_need_one_agent() -> None:
    """Everyone gone within the threshold counts as served in this variant, even with nobody."""
    found = servers_required(
        0.5,
        300,
        sl_target=0.8,
        answer_s=20,
        sl_variant="answered_plus_abandoned",
        patience_s=1.0,
    )
    assert found.servers == 1


def test_rows_with_and_without_patience_stand_side_by_side() -> None:
    both = servers_required([24, 24], 360, sl_target=0.8, answer_s=20, patience_s=[180, math.nan])
    alone = servers_required(24, 360, sl_target=0.8, answer_s=20, patience_s=180)
    assert both.servers.tolist() == [float(alone.servers), 29]


def test_a_missing_goal_of_a_row_is_nan() -> None:
    found = servers_required([24, 24], 360, sl_target=[0.8, math.nan], answer_s=20, asa_s=600)
    assert found.servers.tolist() == [29, 25]


@pytest.mark.parametrize("patience", [None, 120.0])
@pytest.mark.parametrize("load", [0.01, 10.0, 1_000.0, 100_000.0])
def test_the_search_ends_at_any_size(load: float, patience: float | None) -> None:
    loose = {"sl_target": 0.8, "answer_s": 20, "patience_s": patience}
    strict = {"sl_target": 1 - 1e-9, "answer_s": 0, "asa_s": 1e-6, "patience_s": patience}
    few, many = (servers_required(load, 300, **goals) for goals in (loose, strict))  # type: ignore[arg-type]
    assert 1 <= few.servers <= many.servers < load + 100 + 10 * math.sqrt(load)


@pytest.mark.parametrize(
    ("arguments", "column", "value", "hint"),
    [
        ({"sl_target": 80}, "sl_target", "80", "did you mean 0.80?"),
        ({"sl_target": 1.0}, "sl_target", "1", "below 1"),
        ({"sl_target": 0.0}, "sl_target", "0", "above 0"),
        ({"answer_s": -5}, "answer_s", "-5", "0 or more"),
        ({"answer_s": None}, "sl_target", "0.8", "answer_s"),
        ({"asa_s": 0}, "asa_s", "0", "above 0"),
        ({"max_occupancy": 1.2}, "max_occupancy", "1.2", "up to 1"),
        ({"max_occupancy": 0}, "max_occupancy", "0", "up to 1"),
        ({"abandon_max": 0.05}, "abandon_max", "0.05", "patience_s"),
        ({"patience_s": 0}, "patience_s", "0", "above 0"),
        ({"min_servers": -1}, "min_servers", "-1", "from 0"),
        ({"load_erl": [3, -1]}, "load_erl", "-1", "from 0"),
        ({"load_erl": math.nan}, "load_erl", "nan", "from 0"),
        ({"aht_s": 0}, "aht_s", "0", "above 0"),
        ({"max_occupancy": 1e-12}, "max_occupancy", "1e-12", "or more"),
    ],
)
def test_bad_goals_are_named(arguments: dict[str, Any], column: str, value: str, hint: str) -> None:
    good: dict[str, Any] = {"load_erl": 24, "aht_s": 360, "sl_target": 0.8, "answer_s": 20}
    with pytest.raises(InvalidInputError) as caught:
        servers_required(**(good | arguments))
    issue = caught.value.issues[0]
    assert (issue.column, issue.value) == (column, value)
    assert hint in str(issue.expected)


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="virtual_wait"):
        servers_required(1, 300, sl_variant="best")


def test_answers_keep_the_broadcast_shape() -> None:
    found = servers_required(np.ones((2, 1)), [100, 200, 300], sl_target=0.8, answer_s=20)
    assert found.servers.shape == found.fractional.shape == found.binding.shape == (2, 3)
    assert found.binding.dtype == np.int64


def test_a_single_nan_is_a_mistake_and_a_row_of_nan_is_no_goal() -> None:
    with pytest.raises(InvalidInputError, match="sl_target has a value out of range"):
        servers_required(24, 360, sl_target=math.nan, answer_s=20)
    rows = servers_required([24, 24], 360, sl_target=[0.8, math.nan], answer_s=20).servers
    assert rows.tolist() == [29, 25]


def test_an_unreachable_goal_says_what_is_reachable() -> None:
    with pytest.raises(InvalidInputError, match=r"max_occupancy.*expected 2\.4e-08 or more"):
        servers_required(24, 360, max_occupancy=1e-9)
