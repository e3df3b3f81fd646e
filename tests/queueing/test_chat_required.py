"""The least chat agents for goals: minimal, the binding goal, fractions, Erlang, bad input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import GOAL_NAMES, SL_VARIANTS, servers_required
from solver.queueing.chat import chat_agents_required, chat_metrics, sloped_aht_s
from solver.queueing.chat_kernels import FIRST_VARIANT, N_FIGURES, chat_figures

aht = st.floats(60.0, 900.0)
slopes = st.floats(0.0, 1.0)
patiences = st.sampled_from([30.0, 180.0, 3000.0, math.inf])


def binding(arrivals: float, table: Any, **goals: Any) -> str:
    return GOAL_NAMES[int(chat_agents_required(arrivals, table, **goals).binding)]


@settings(max_examples=40, deadline=None)
@given(
    load=st.floats(0.01, 60.0),
    aht_s=aht,
    target=st.floats(0.05, 0.999),
    asa=st.floats(1.0, 300.0),
    abandon=st.floats(0.001, 0.5),
    occupancy=st.floats(0.5, 1.0),
    patience=patiences,
    variant=st.sampled_from(SL_VARIANTS),
)
def test_one_session_needs_what_erlang_needs(
    load: float,
    aht_s: float,
    target: float,
    asa: float,
    abandon: float,
    occupancy: float,
    patience: float,
    variant: str,
) -> None:
    goals: dict[str, Any] = {
        "sl_target": target,
        "answer_s": 20,
        "sl_variant": variant,
        "asa_s": asa,
        "max_occupancy": occupancy,
        "patience_s": patience,
        "abandon_max": None if math.isinf(patience) else abandon,
    }
    found = chat_agents_required(load / aht_s, [aht_s], **goals)
    erlang = servers_required(load, aht_s, **goals)
    assert found.agents == erlang.servers
    assert found.fractional == pytest.approx(erlang.fractional, rel=1e-9)
    assert found.binding == erlang.binding


def test_a_constant_aht_needs_the_slots_of_erlang() -> None:
    load = np.linspace(0.5, 60, 40)
    for sessions in (2, 3):
        goals: dict[str, Any] = {"sl_target": 0.8, "answer_s": 30}
        found = chat_agents_required(load / 300, [300.0] * sessions, **goals)
        servers = servers_required(load, 300, **goals).servers
        assert found.agents.tolist() == np.ceil(servers / sessions).tolist()
        assert found.slots.tolist() == (found.agents * sessions).tolist()


@settings(max_examples=40, deadline=None)
@given(
    sessions=st.integers(2, 4),
    load=st.floats(0.05, 80.0),
    aht_s=aht,
    slope=slopes,
    target=st.floats(0.05, 0.99),
    asa=st.floats(2.0, 300.0),
    abandon=st.floats(0.005, 0.5),
    occupancy=st.floats(0.5, 1.0),
    patience=patiences,
    variant=st.sampled_from(SL_VARIANTS),
)
def test_the_answer_holds_and_one_less_does_not(
    sessions: int,
    load: float,
    aht_s: float,
    slope: float,
    target: float,
    asa: float,
    abandon: float,
    occupancy: float,
    patience: float,
    variant: str,
) -> None:
    table, endless = sloped_aht_s(aht_s, slope, sessions), math.isinf(patience)
    arrivals = load / aht_s
    found = chat_agents_required(
        arrivals,
        table,
        sl_target=target,
        answer_s=20,
        sl_variant=variant,
        asa_s=asa,
        abandon_max=None if endless else abandon,
        max_occupancy=occupancy,
        patience_s=patience,
    )
    n = int(found.agents)

    def holds(agents: int) -> bool:
        got = chat_metrics(agents, arrivals, table, 20, patience)
        return bool(
            agents > 0
            and not (endless and arrivals >= agents * sessions / table[-1])
            and got.service_level(variant) >= target - 1e-12
            and got.asa_s <= asa * (1 + 1e-12)
            and (endless or got.p_abandon <= abandon + 1e-12)
            and got.slot_occupancy <= occupancy + 1e-12
        )

    assert holds(n)
    assert not holds(n - 1)
    assert n - 1 < found.fractional <= n + 1e-9
    assert found.slots == n * sessions


def test_the_spread_can_cost_an_agent() -> None:
    """16 agents hold 80 % if their sessions are even, as they never quite are."""
    table = sloped_aht_s(300, 0.5, 2)
    arrivals = 0.0622
    rates = np.array([0.0, 1 / table[0], 2 / table[1]])
    even = np.empty(N_FIGURES)
    chat_figures(16, arrivals, 20.0, math.inf, rates, False, even)
    assert even[FIRST_VARIANT] > 0.8
    assert chat_agents_required(arrivals, table, sl_target=0.8, answer_s=20).agents == 17


def test_a_fraction_interpolates_the_goal_that_binds() -> None:
    table = sloped_aht_s(300, 0.3, 3)
    cases: list[tuple[dict[str, Any], str, float, float | None]] = [
        ({"sl_target": 0.8, "answer_s": 20}, "answered_over_offered", 0.8, None),
        ({"asa_s": 10.0}, "asa_s", 10.0, None),
        ({"abandon_max": 0.02, "patience_s": 100}, "p_abandon", 0.02, 100.0),
        ({"max_occupancy": 0.8, "patience_s": 100}, "slot_occupancy", 0.8, 100.0),
    ]
    for goals, name, goal, patience in cases:
        found = chat_agents_required(0.09, table, **goals)
        n = int(found.agents)
        below, here = getattr(chat_metrics([n - 1, n], 0.09, table, 20, patience or np.inf), name)
        expected = n - 1 + (goal - below) / (here - below)
        assert found.fractional == pytest.approx(expected, rel=1e-12), name


def test_every_goal_can_bind() -> None:
    table = sloped_aht_s(300, 0.2, 3)
    easy = {"sl_target": 0.5, "answer_s": 20, "asa_s": 500, "max_occupancy": 1.0}
    assert binding(0.1, table, **easy | {"sl_target": 0.9}) == "service_level"
    assert binding(0.1, table, **easy | {"asa_s": 1.0}) == "asa"
    assert binding(0.1, table, **easy | {"max_occupancy": 0.6}) == "occupancy"
    assert binding(0.1, table, **easy | {"min_agents": 60}) == "minimum"
    patient = easy | {"abandon_max": 0.5, "patience_s": 120}
    assert binding(0.1, table, **patient | {"sl_target": 0.9}) == "service_level"
    assert binding(0.1, table, **patient | {"asa_s": 0.3}) == "asa"
    assert binding(0.1, table, **patient | {"abandon_max": 0.002}) == "abandonment"
    assert binding(0.1, table, **patient | {"max_occupancy": 0.6}) == "occupancy"
    assert binding(0.1, table, **patient | {"min_agents": 60}) == "minimum"


def test_no_goal_needs_more_than_the_throughput() -> None:
    table = [300.0, 400.0]
    found = chat_agents_required(np.array([0.2, 4.0, 4.5]) * 2 / 400, table)
    assert found.agents.tolist() == [1, 5, 5]
    assert found.fractional.tolist() == pytest.approx([0.2, 4.0, 4.5], abs=0.5)


def test_no_volume_needs_nobody_but_the_minimum() -> None:
    for patience in (None, 60.0):
        found = chat_agents_required(
            0, [300, 400], sl_target=0.8, answer_s=20, min_agents=[0, 2], patience_s=patience
        )
        assert found.agents.tolist() == found.fractional.tolist() == [0, 2]
        assert found.slots.tolist() == [0, 4]
        assert [GOAL_NAMES[i] for i in found.binding] == ["none", "minimum"]


def test_rows_with_and_without_patience_or_goal_stand_side_by_side() -> None:
    table = sloped_aht_s(300, 0.2, 2)
    goals: dict[str, Any] = {"sl_target": [0.8, 0.8, math.nan], "answer_s": 20, "asa_s": 600}
    both = chat_agents_required(0.1, table, patience_s=[60, math.nan, math.nan], **goals)
    patient = chat_agents_required(0.1, table, sl_target=0.8, answer_s=20, patience_s=60)
    plain = chat_agents_required(0.1, table, sl_target=0.8, answer_s=20)
    loose = chat_agents_required(0.1, table, asa_s=600)
    assert both.agents.tolist() == [patient.agents, plain.agents, loose.agents]


@pytest.mark.parametrize("patience", [None, 120.0])
@pytest.mark.parametrize("load", [0.01, 10.0, 1_000.0, 30_000.0])
def test_the_search_ends_at_any_size(load: float, patience: float | None) -> None:
    table = sloped_aht_s(300, 0.3, 2)
    loose = {"sl_target": 0.8, "answer_s": 20, "patience_s": patience}
    strict = {"sl_target": 1 - 1e-9, "answer_s": 0, "asa_s": 1e-6, "patience_s": patience}
    few, many = (
        chat_agents_required(load / 300, table, **goals)  # type: ignore[arg-type]
        for goals in (loose, strict)
    )
    assert 1 <= few.agents <= many.agents < load + 100 + 10 * math.sqrt(load)


@pytest.mark.parametrize(
    ("arguments", "column", "value", "hint"),
    [
        ({"sl_target": 80}, "sl_target", "80", "did you mean 0.80?"),
        ({"sl_target": 1.0}, "sl_target", "1", "below 1"),
        ({"answer_s": None}, "sl_target", "0.8", "answer_s"),
        ({"asa_s": 0}, "asa_s", "0", "above 0"),
        ({"max_occupancy": 1.2}, "max_occupancy", "1.2", "up to 1"),
        ({"abandon_max": 0.05}, "abandon_max", "0.05", "patience_s"),
        ({"patience_s": 0}, "patience_s", "0", "above 0"),
        ({"min_agents": -1}, "min_agents", "-1", "from 0"),
        ({"arrivals_per_s": math.inf}, "arrivals_per_s", "inf", "0 or more"),
        ({"max_occupancy": 1e-12}, "max_occupancy", "1e-12", "less extreme"),
    ],
)
def test_bad_goals_are_named(arguments: dict[str, Any], column: str, value: str, hint: str) -> None:
    good: dict[str, Any] = {
        "arrivals_per_s": 0.02,
        "aht_by_concurrency_s": [300, 400],
        "sl_target": 0.8,
        "answer_s": 20,
    }
    with pytest.raises(InvalidInputError) as caught:
        chat_agents_required(**(good | arguments))
    issue = caught.value.issues[0]
    assert (issue.column, issue.value) == (column, value)
    assert hint in str(issue.expected)


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="virtual_wait"):
        chat_agents_required(1, [300], sl_variant="best")


def test_answers_keep_the_broadcast_shape() -> None:
    table = sloped_aht_s([300, 310, 320], 0.2, 2)
    found = chat_agents_required(np.full((4, 1), 0.03), table, sl_target=0.8, answer_s=20)
    assert found.agents.shape == found.fractional.shape == found.binding.shape == (4, 3)
    assert found.slots.shape == (4, 3)
    assert found.binding.dtype == np.int64
