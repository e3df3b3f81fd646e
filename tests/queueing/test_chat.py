"""What chat agents hold: Erlang where it must be, the exact chain, a simulated floor, limits."""

from __future__ import annotations

import math
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pytest
from chat_simulation import interval, simulate_chat
from chat_twin import chat_by_states
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import SL_VARIANTS, erlang_a_metrics
from solver.queueing.chat import ChatMetrics, chat_metrics, sloped_aht_s
from solver.queueing.chat_kernels import FIRST_VARIANT, N_FIGURES, chat_figures
from solver.queueing.chat_spread_kernels import LEVEL, MAX_SWEEPS, N_LINES, N_PLANES, RATE, settle

WAITS = ("p_wait", "p_abandon", "mean_wait_s", "asa_s", *SL_VARIANTS)

aht = st.floats(60.0, 900.0)
slopes = st.floats(0.0, 1.0)
sizes = st.integers(1, 40)
concurrencies = st.integers(1, 4)
patiences = st.sampled_from([30.0, 180.0, 3000.0, math.inf])


def rates_of(table: Any) -> np.ndarray:
    return np.concatenate([[0.0], np.arange(1.0, len(table) + 1) / np.asarray(table)])


def even_service_level(agents: int, arrivals: float, table: Any, patience: float) -> float:
    figures = np.empty(N_FIGURES)
    chat_figures(agents, arrivals, 20.0, patience, rates_of(table), False, figures)
    return float(figures[FIRST_VARIANT])


@pytest.mark.parametrize("patience", [math.inf, 120.0, 1e5])
def test_one_session_is_erlang(patience: float) -> None:
    agents = np.array([1, 3, 10, 29, 110, 3000, 20, 20])
    load = np.array([0.2, 2.5, 8, 24, 100, 2950, 25, 19.9])
    found = chat_metrics(agents, load / 300, [300.0], 20, patience)
    erlang = erlang_a_metrics(agents, load, 300, patience, 20)
    for name in WAITS:
        assert getattr(found, name) == pytest.approx(getattr(erlang, name), rel=1e-12, abs=1e-14)
    assert found.slot_occupancy == pytest.approx(erlang.occupancy, rel=1e-12)
    assert found.agent_occupancy == pytest.approx(erlang.occupancy, rel=1e-12)
    assert found.sessions_per_agent == pytest.approx(1.0, rel=1e-12)
    assert found.aht_s == pytest.approx(300.0, rel=1e-12)


@pytest.mark.parametrize("patience", [math.inf, 120.0])
@pytest.mark.parametrize("sessions", [2, 3, 7])
def test_a_constant_aht_is_erlang_on_slots(sessions: int, patience: float) -> None:
    agents, load = np.array([1, 4, 15, 60, 900]), np.array([0.6, 3.1, 13.0, 55.0, 880.0]) * sessions
    found = chat_metrics(agents, load / 420, [420.0] * sessions, 30, patience)
    erlang = erlang_a_metrics(agents * sessions, load, 420, patience, 30)
    for name in WAITS:
        assert getattr(found, name) == pytest.approx(getattr(erlang, name), rel=1e-12, abs=1e-14)
    assert found.slot_occupancy == pytest.approx(erlang.occupancy, rel=1e-12)
    assert found.aht_s == pytest.approx(420.0, rel=1e-12)


@pytest.mark.parametrize("patience", [math.inf, 100.0])
@pytest.mark.parametrize(
    "table", [[300, 450], [300, 400, 550, 700], [300, 600, 900], [300, 290, 280]]
)
def test_a_single_agent_is_the_exact_chain(table: list[float], patience: float) -> None:
    arrivals = 0.7 * len(table) / table[-1]
    twin = chat_by_states(1, table, arrivals, 20.0, patience)
    found = chat_metrics(1, arrivals, table, 20.0, patience)
    for name, value in asdict(twin).items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize(
    ("agents", "sessions", "slope", "load", "patience"),
    [
        (2, 2, 0.5, 0.70, math.inf),
        (5, 2, 0.2, 0.75, math.inf),
        (5, 2, 0.5, 0.78, math.inf),
        (5, 3, 0.5, 0.84, math.inf),
        (5, 3, 0.5, 1.05, 60.0),
        (8, 3, 0.3, 0.95, 120.0),
        (15, 2, 0.5, 0.88, math.inf),
        (15, 2, 0.5, 0.96, 60.0),
        (4, 5, 0.5, 0.90, math.inf),
    ],
)
def test_several_agents_are_near_the_exact_chain(
    agents: int, sessions: int, slope: float, load: float, patience: float
) -> None:
    """Within the error that the module states, and nearer than the even spread by a factor."""
    table = sloped_aht_s(300, slope, sessions).tolist()
    arrivals = load * agents * sessions / table[-1]
    twin = chat_by_states(agents, table, arrivals, 20.0, patience, room=450)
    found = chat_metrics(agents, arrivals, table, 20.0, patience)
    error = abs(found.answered_over_offered - twin.answered_over_offered)
    even = even_service_level(agents, arrivals, table, patience) - twin.answered_over_offered
    assert error <= 0.0015
    assert even > 3 * error
    for name in ("p_wait", "p_abandon", *SL_VARIANTS):
        assert getattr(found, name) == pytest.approx(getattr(twin, name), abs=0.0015), name
    for name in ("slot_occupancy", "agent_occupancy"):
        assert getattr(found, name) == pytest.approx(getattr(twin, name), abs=0.003), name
    for name in ("sessions_per_agent", "aht_s"):
        assert getattr(found, name) == pytest.approx(getattr(twin, name), rel=0.006), name


@pytest.mark.parametrize(
    ("agents", "sessions", "slope", "load", "patience", "contacts", "seed"),
    [
        (5, 3, 0.5, 0.95, 60.0, 210_000, 1),
        (15, 2, 0.5, 0.96, 60.0, 210_000, 2),
        (12, 3, 0.3, 0.84, math.inf, 450_000, 3),
    ],
)
def test_a_simulated_floor_agrees(
    agents: int, sessions: int, slope: float, load: float, patience: float, contacts: int, seed: int
) -> None:
    table = sloped_aht_s(300, slope, sessions).tolist()
    arrivals = load * agents * sessions / table[-1]
    run = simulate_chat(agents, table, arrivals, patience, contacts, seed)
    found = chat_metrics(agents, arrivals, table, 20.0, patience)
    assert run.service_level(20.0).half_width < 0.02
    assert run.service_level(20.0).holds(float(found.answered_over_offered))
    assert run.per_batch((run.wait_s > 0).astype(float)).holds(float(found.p_wait))
    assert run.per_batch(run.abandoned.astype(float)).holds(float(found.p_abandon))
    assert run.per_batch(np.nan_to_num(run.wait_s)).holds(float(found.mean_wait_s))
    assert run.mean_aht_s().holds(float(found.aht_s))
    assert interval(run.slots_used).holds(float(found.slot_occupancy))
    assert interval(run.agents_used).holds(float(found.agent_occupancy), error=0.003)


@settings(max_examples=40, deadline=None)
@given(
    agents=st.integers(1, 60),
    sessions=st.integers(2, 8),
    slope=slopes,
    load=st.floats(0.02, 1.5),
)
def test_the_spread_settles_and_keeps_every_session(
    agents: int, sessions: int, slope: float, load: float
) -> None:
    table = sloped_aht_s(300, slope, sessions)
    full = agents * sessions
    planes, lines = np.empty((N_PLANES, sessions + 1, full + 1)), np.empty((N_LINES, full + 1))
    arrivals = load * full / table[-1]
    assert settle(agents, 0.0, arrivals, rates_of(table), True, planes, lines) < MAX_SWEEPS
    level, k = planes[LEVEL], np.arange(full + 1)
    assert level[:-1].sum(axis=0) == pytest.approx(full - k, abs=1e-9 * full)
    even = np.minimum(agents, np.maximum(0, agents * (np.arange(sessions)[:, None] + 1) - k))
    assert (level[0] >= even[0] - 1e-9 * agents).all()
    assert (lines[RATE] <= rates_of(table)[1] * k + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(
    agents=sizes,
    sessions=concurrencies,
    aht_s=aht,
    slope=slopes,
    load=st.floats(0.05, 1.3),
    patience=patiences,
)
def test_service_rises_with_agents_and_threshold_and_falls_with_arrivals(
    agents: int, sessions: int, aht_s: float, slope: float, load: float, patience: float
) -> None:
    table = sloped_aht_s(aht_s, slope, sessions)
    arrivals = load * agents * sessions / table[-1]
    slack = 1e-7
    more_agents = chat_metrics(np.arange(agents, agents + 8), arrivals, table, 20, patience)
    more_time = chat_metrics(agents, arrivals, table, np.linspace(0, 600, 9), patience)
    more_work = chat_metrics(agents, arrivals * np.linspace(0.5, 1, 9), table, 20, patience)
    for variant in SL_VARIANTS:
        assert (np.diff(more_agents.service_level(variant)) >= -slack).all(), variant
        assert (np.diff(more_time.service_level(variant)) >= -slack).all(), variant
        assert (np.diff(more_work.service_level(variant)) <= slack).all(), variant
    assert (np.diff(more_agents.slot_occupancy) <= slack).all()
    assert (np.diff(more_agents.aht_s) <= slack * aht_s).all()
    assert (np.diff(more_work.slot_occupancy) >= -slack).all()


@settings(max_examples=40, deadline=None)
@given(agents=sizes, sessions=concurrencies, slope=slopes, load=st.floats(0.05, 1.3), p=patiences)
def test_the_figures_fit_together(
    agents: int, sessions: int, slope: float, load: float, p: float
) -> None:
    table = sloped_aht_s(300, slope, sessions)
    arrivals = load * agents * sessions / table[-1]
    found = chat_metrics(agents, arrivals, table, 20, p)
    assert 300 * (1 - 1e-9) <= found.aht_s <= table[-1] * (1 + 1e-9)
    assert 1 - 1e-9 <= found.sessions_per_agent <= sessions + 1e-9
    product = found.agent_occupancy * found.sessions_per_agent
    assert product == pytest.approx(found.slot_occupancy * sessions, rel=1e-9)
    assert found.answered_over_offered <= found.virtual_wait + 1e-12
    assert found.virtual_wait <= found.exclude_short_abandons + 1e-12
    if not math.isinf(p):
        assert found.p_abandon * p == pytest.approx(found.mean_wait_s, rel=1e-9, abs=1e-12)


def test_a_longer_aht_at_full_concurrency_costs_service() -> None:
    levels = [
        float(chat_metrics(10, 0.05, sloped_aht_s(300, slope, 3), 20).answered_over_offered)
        for slope in (0.0, 0.1, 0.2, 0.3, 0.4)
    ]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] - levels[-1] > 0.1


def test_without_contacts_nobody_waits() -> None:
    found = chat_metrics([0, 4], 0, [300, 400], 20, [math.inf, 60])
    assert found.virtual_wait.tolist() == found.answered_over_offered.tolist() == [1, 1]
    assert found.slot_occupancy.tolist() == found.p_wait.tolist() == [0, 0]
    assert found.sessions_per_agent.tolist() == [1, 1]
    assert found.aht_s.tolist() == [300, 300]


def test_without_agents_nobody_is_answered() -> None:
    found = chat_metrics(0, 0.01, [300, 400], 20, [math.inf, 60])
    erlang = erlang_a_metrics(0, 4, 400, 60, 20)
    assert found.answered_over_offered.tolist() == [0, 0]
    assert found.answered_plus_abandoned[1] == erlang.answered_plus_abandoned
    assert found.p_abandon.tolist() == [0, 1]
    assert found.mean_wait_s.tolist() == [math.inf, 60]
    assert found.asa_s.tolist() == [math.inf, math.inf]


def test_overload_without_abandonment_fills_every_slot() -> None:
    table = [300, 400, 480]
    found = chat_metrics(5, [5 * 3 / 480, 1.0], table, 20)
    for name, value in (("p_wait", 1), ("answered_over_offered", 0), ("slot_occupancy", 1),
                        ("agent_occupancy", 1), ("sessions_per_agent", 3), ("aht_s", 480),
                        ("asa_s", math.inf), ("p_abandon", 0)):  # fmt: skip
        assert getattr(found, name).tolist() == pytest.approx([value] * 2), name


def test_overload_with_abandonment_serves_the_capacity() -> None:
    table = sloped_aht_s(300, 0.4, 3)
    capacity = 4000 * 3 / table[-1]
    found = chat_metrics(4000, capacity * np.array([1.5, 4.0, 100.0]), table, 20, 90)
    assert found.p_abandon == pytest.approx(1 - 1 / np.array([1.5, 4.0, 100.0]), rel=1e-9)
    assert found.aht_s == pytest.approx(table[-1], rel=1e-9)


@pytest.mark.parametrize("load", [1e-9, 0.1, 0.9, 0.999, 1.0, 50.0])
@pytest.mark.parametrize("agents", [1, 30, 3_000, 1_000_000])
@pytest.mark.parametrize("patience", [math.inf, 60.0])
def test_figures_are_finite_at_any_size(agents: int, load: float, patience: float) -> None:
    table = sloped_aht_s(300, 0.4, 3)
    arrivals = min(load * agents * 3, 0.999e7) / table[-1]
    found = chat_metrics(agents, arrivals, table, 20, patience)
    for field in fields(ChatMetrics):
        value = float(getattr(found, field.name))
        assert value >= 0, field.name
        if not field.name.endswith("_s"):
            assert value <= (3 if field.name == "sessions_per_agent" else 1) + 1e-12, field.name


def test_the_spread_hardly_matters_in_a_large_centre() -> None:
    """At the same service the gap to the even spread falls with the root of the size."""
    table = sloped_aht_s(300, 0.3, 2)
    gaps = []
    for agents in (50, 500, 5_000):
        arrivals = (agents * 2 - 1.1 * math.sqrt(agents * 2)) / table[-1]
        level = float(chat_metrics(agents, arrivals, table, 20).answered_over_offered)
        gaps.append(even_service_level(agents, arrivals, table, math.inf) - level)
    assert gaps[0] > gaps[1] > gaps[2] > 0
    assert gaps[2] < 0.0005


def test_long_patience_tends_to_none() -> None:
    table = [300, 420, 500]
    endless = chat_metrics(12, 0.06, table, 20)
    off = [
        abs(chat_metrics(12, 0.06, table, 20, patience).virtual_wait - endless.virtual_wait)
        for patience in (1e3, 1e5, 1e7)
    ]
    assert off[0] > off[1] > off[2]
    assert off[2] < 1e-5


def test_sloped_aht_starts_at_the_aht_alone() -> None:
    assert sloped_aht_s(300, 0.2, 3).tolist() == [300, 360, 420]
    assert sloped_aht_s([300, 600], 0.5, 2).tolist() == [[300, 450], [600, 900]]
    assert sloped_aht_s(np.ones((2, 1)), [0, 0.1, 0.2], 4).shape == (2, 3, 4)


def test_figures_keep_the_broadcast_shape() -> None:
    table = sloped_aht_s([300, 310, 320], 0.2, 2)
    found = chat_metrics(np.full((4, 1), 9), 0.03, table, 20)
    assert found.p_wait.shape == found.aht_s.shape == (4, 3)


@pytest.mark.parametrize(
    ("arguments", "column", "row", "value", "hint"),
    [
        ({"agents": [3, 2.5]}, "agents", 3, "2.5", "whole"),
        ({"agents": -1}, "agents", 2, "-1", "whole"),
        ({"arrivals_per_s": [1, math.nan]}, "arrivals_per_s", 3, "nan", "0 or more"),
        ({"arrivals_per_s": -1}, "arrivals_per_s", 2, "-1", "0 or more"),
        ({"arrivals_per_s": 1e6}, "arrivals_per_s", 2, "1e+06", "up to 1e+07"),
        ({"answer_s": -1}, "answer_s", 2, "-1", "0 or more"),
        ({"patience_s": 0}, "patience_s", 2, "0", "above 0"),
        ({"patience_s": 1e300}, "patience_s", 2, "1e+300", "shorter"),
        ({"aht_by_concurrency_s": [300, 0]}, "aht_by_concurrency_s", 2, "0", "above 0"),
        ({"aht_by_concurrency_s": [300, 601]}, "aht_by_concurrency_s", 2, "601", "at most 600"),
        (
            {"aht_by_concurrency_s": [[300, 400], [300, 700]]},
            "aht_by_concurrency_s",
            3,
            "700",
            "at most 600, or a lower concurrency",
        ),
        ({"aht_by_concurrency_s": 300}, "aht_by_concurrency_s", None, "shape ()", "1 to 50"),
        ({"aht_by_concurrency_s": []}, "aht_by_concurrency_s", None, "shape (0,)", "1 to 50"),
    ],
)
def test_bad_values_are_named(
    arguments: dict[str, Any], column: str, row: int | None, value: str, hint: str
) -> None:
    good: dict[str, Any] = {
        "agents": 5,
        "arrivals_per_s": 0.02,
        "aht_by_concurrency_s": [300, 400],
        "answer_s": 20,
        "patience_s": 60,
    }
    with pytest.raises(InvalidInputError) as caught:
        chat_metrics(**(good | arguments))
    (issue,) = caught.value.issues
    assert (issue.column, issue.row, issue.value) == (column, row, value)
    assert hint in str(issue.expected)


@pytest.mark.parametrize("concurrency", [0, 51])
def test_a_concurrency_out_of_range_is_named(concurrency: int) -> None:
    with pytest.raises(InvalidInputError, match="from 1 to 50"):
        sloped_aht_s(300, 0.2, concurrency)


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="virtual_wait"):
        chat_metrics(5, 0.01, [300], 20).service_level("best")
