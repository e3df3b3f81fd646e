"""Queues followed through time: the reference day, steady states, slow twins, events, limits."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transient_simulation import Day, simulate
from transient_twin import interval

from solver.errors import InvalidInputError
from solver.queueing import (
    SL_VARIANTS,
    ErlangAMetrics,
    erlang_a_metrics,
    erlang_c_metrics,
    servers_required,
)
from solver.queueing.changing_load import modified_offered_load
from solver.queueing.transient import TransientMetrics, horizon_totals, transient_metrics

MORNING = [20, 60, 120, 180, 200, 190, 170, 150, 140, 150, 160, 150]
AFTERNOON = [130, 110, 90, 70, 60, 50, 40, 30, 25, 20, 15, 10]
CALLS = np.array([*MORNING, *AFTERNOON], dtype=float)
HALF_HOUR = 1800.0
NAMES = [field.name for field in fields(ErlangAMetrics)]


def stepped_day(aht: float, lagged: bool) -> tuple[np.ndarray, TransientMetrics]:
    load = CALLS * aht / HALF_HOUR
    if lagged:
        load = modified_offered_load(CALLS / HALF_HOUR, aht, HALF_HOUR).mean_erl
    servers = servers_required(load, aht, sl_target=0.8, answer_s=20).servers
    return servers, transient_metrics(servers, CALLS / HALF_HOUR, aht, HALF_HOUR, 20)


def imbalance(found: TransientMetrics) -> np.ndarray:
    change = np.diff(found.in_system_at_end, prepend=found.in_system_at_start)
    off: np.ndarray = np.abs(found.arrivals - found.served - found.abandoned - change)
    return off


@pytest.mark.parametrize(
    ("aht", "lagged", "agent_hours", "level", "worst"),
    [
        (900, False, 670.5, 0.733, 0.40),
        (900, True, 670.0, 0.791, 0.72),
        (360, False, 289.5, 0.823, 0.716),
        (360, True, 289.5, 0.8255, 0.798),
    ],
)
def test_the_reference_day(
    aht: float, lagged: bool, agent_hours: float, level: float, worst: float
) -> None:
    servers, found = stepped_day(aht, lagged)
    assert servers.sum() / 2 == agent_hours
    assert horizon_totals(found).answered_over_offered == pytest.approx(level, abs=0.001)
    assert found.answered_over_offered.min() == pytest.approx(worst, abs=0.005)
    assert (found.method, found.grain) == ("uniformisation", 1)


def test_what_a_stationary_formula_promises_on_the_reference_day() -> None:
    servers, found = stepped_day(900, lagged=False)
    promised = erlang_c_metrics(servers, CALLS / 2, 900, 20).service_level @ CALLS / CALLS.sum()
    assert promised == pytest.approx(0.822, abs=0.0005)
    assert promised - horizon_totals(found).answered_over_offered > 0.08


@pytest.mark.parametrize(("servers", "load"), [(2, 0.5), (8, 5.0), (29, 24.0), (109, 100.0)])
def test_a_constant_load_stays_in_the_steady_state_of_erlang_c(servers: int, load: float) -> None:
    found = transient_metrics(
        [servers] * 3, load / 360, 360, 1800, 20, starting_contacts="stationary"
    )
    stationary = erlang_c_metrics(servers, load, 360, 20)
    for t in range(3):
        assert found.p_wait[t] == pytest.approx(float(stationary.p_wait), abs=1e-10)
        assert found.asa_s[t] == pytest.approx(float(stationary.asa_s), rel=1e-9)
        assert found.occupancy[t] == pytest.approx(float(stationary.occupancy), abs=1e-11)
        for variant in SL_VARIANTS:
            level = found.service_level(variant)[t]
            assert level == pytest.approx(float(stationary.service_level), abs=1e-10)
    assert found.p_abandon.tolist() == found.abandoned.tolist() == [0, 0, 0]
    assert found.mean_wait_s == pytest.approx(found.asa_s, rel=1e-12)


@pytest.mark.parametrize(
    ("servers", "load", "aht", "patience"),
    [(25, 24, 360, 180), (3, 1.5, 300, 60), (29, 24, 360, 1e5), (80, 100, 300, 90), (5, 4, 60, 5)],
)
def test_a_constant_load_stays_in_the_steady_state_of_erlang_a(
    servers: int, load: float, aht: float, patience: float
) -> None:
    found = transient_metrics(
        [servers] * 2, load / aht, aht, 900, 20, patience, starting_contacts="stationary"
    )
    stationary = erlang_a_metrics(servers, load, aht, patience, 20)
    for name in NAMES:
        expected = float(getattr(stationary, name))
        assert getattr(found, name) == pytest.approx([expected] * 2, rel=1e-9, abs=1e-10), name
        assert getattr(horizon_totals(found), name) == pytest.approx(expected, rel=1e-9, abs=1e-10)
    assert found.abandoned / found.arrivals == pytest.approx(found.p_abandon, rel=1e-8)


@pytest.mark.parametrize("start", [0, 90])
def test_a_long_constant_run_converges_to_the_steady_state(start: int) -> None:
    plain = transient_metrics([29] * 60, 24 / 360, 360, 1800, 20, starting_contacts=start)
    level = erlang_c_metrics(29, 24, 360, 20).service_level
    off = np.abs(plain.answered_over_offered - level)
    assert off[0] > 0.1
    assert off[-1] < 1e-9
    patient = transient_metrics([25] * 60, 24 / 360, 360, 1800, 20, 180, start)
    assert patient.asa_s[-1] == pytest.approx(float(erlang_a_metrics(25, 24, 360, 180, 20).asa_s))


@pytest.mark.parametrize(
    ("staff", "patience"),
    [
        ((5, 9, 2, 6), 12.0),
        ((5, 9, 2, 6), 1e7),
        ((4.3, 8.75, 0.4, 5.5), 150.0),
        ((4.3, 8.75, 0.4, 5.5), 1e7),
    ],
)
def test_a_changing_queue_matches_its_slow_twin(staff: tuple[float, ...], patience: float) -> None:
    arrivals, aht = [0.02, 0.04, 0.03, 0.01], [200.0, 240.0, 240.0, 120.0]
    start = np.array([0.2, 0.0, 0.5, 0.3])
    found = transient_metrics(staff, arrivals, aht, 600, 30, patience, start)
    mass = np.zeros(90)
    mass[:4] = start
    for t, servers in enumerate(staff):
        mass, figures = interval(mass, servers, arrivals[t], aht[t], patience, 30, 600)
        for name, value in figures.items():
            assert getattr(found, name)[t] == pytest.approx(value, rel=1e-7, abs=1e-10), name
        assert found.in_system_at_end[t] == pytest.approx(np.arange(90) @ mass, rel=1e-7)


@pytest.mark.parametrize("patience", [np.inf, 150.0])
def test_a_changing_day_lies_in_the_confidence_intervals_of_its_events(patience: float) -> None:
    servers = [3, 7, 10, 8, 8, 5, 4, 2]
    arrivals = np.array([20, 35, 60, 50, 40, 40, 10, 5]) / 1800
    aht = [300, 300, 360, 360, 300, 240, 300, 300]
    day = Day(servers, arrivals.tolist(), aht, 1800, 60, patience, starting_contacts=4)
    seen = simulate(day, replications=1500, seed=11)
    found = transient_metrics(servers, arrivals, aht, 1800, 60, patience, 4)
    total = horizon_totals(found)
    expected = {
        "p_wait": total.p_wait,
        "answered_over_offered": total.answered_over_offered,
        "served": found.served.sum(),
        "abandoned": found.abandoned.sum(),
        "queue_at_end": found.queue_at_end[-1],
        "mean_queue": found.mean_queue.mean(),
        "busy_s": found.occupancy @ found.servers * 1800,
    }
    for name, value in expected.items():
        assert seen[name].holds(float(value)), (name, seen[name], value)
    assert total.asa_s == pytest.approx(seen["asa_s"].mean, rel=0.1)


days = st.lists(
    st.tuples(
        st.floats(0.0, 15.0), st.sampled_from([0.0, 0.01, 0.03, 0.1]), st.floats(30.0, 900.0)
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(day=days, patience=st.sampled_from([np.inf, 20.0, 300.0, 1e6]), start=st.integers(0, 30))
def test_contacts_balance_and_figures_keep_their_order(
    day: list[tuple[float, float, float]], patience: float, start: int
) -> None:
    servers, arrivals, aht = map(list, zip(*day, (5.0, 0.01, 300.0), strict=True))
    found = transient_metrics(servers, arrivals, aht, 900, 20, patience, start)
    assert (imbalance(found) < 1e-9 * (1 + start + found.arrivals.sum())).all()
    assert found.lost_mass < 1e-9
    slack = 1e-11
    for name in (*SL_VARIANTS, "p_wait", "p_abandon", "occupancy"):
        assert (getattr(found, name) >= 0).all(), name
        assert (getattr(found, name) <= 1).all(), name
    assert (found.answered_over_offered <= found.virtual_wait + slack).all()
    assert (found.virtual_wait <= found.exclude_short_abandons + slack).all()
    assert (found.exclude_short_abandons <= found.answered_over_answered + slack).all()
    assert (found.exclude_short_abandons <= found.answered_plus_abandoned + slack).all()
    assert (found.asa_s <= found.mean_wait_s * (1 + 1e-9) + slack)[found.p_abandon == 0].all()
    busy = found.mean_in_system - found.mean_queue
    assert found.occupancy * found.servers == pytest.approx(busy, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(
    servers=st.floats(0.0, 12.0), more=st.floats(0.01, 2.0), patience=st.sampled_from([np.inf, 300])
)
def test_service_rises_with_every_part_of_a_server(
    servers: float, more: float, patience: float
) -> None:
    few = transient_metrics([servers] * 3, 0.03, 300, 900, 20, patience)
    many = transient_metrics([servers + more] * 3, 0.03, 300, 900, 20, patience)
    slack = 1e-12
    assert (many.answered_over_offered > few.answered_over_offered - slack).all()
    assert (many.p_wait < few.p_wait + slack).all()
    # A part of a server that is there while nobody is changes nothing a double can show.
    assert (many.mean_queue <= few.mean_queue + slack).all()
    assert (many.served >= few.served - slack).all()
    assert many.served.sum() > few.served.sum()


def test_a_part_of_a_server_joins_the_whole_numbers() -> None:
    near = transient_metrics([3.999999999, 4, 4.000000001], 0.01, 300, 900, 20, 120)
    alone = transient_metrics([4, 4, 4], 0.01, 300, 900, 20, 120)
    for name in NAMES:
        assert getattr(near, name) == pytest.approx(getattr(alone, name), rel=1e-7, abs=1e-8), name


def test_a_part_of_a_server_is_there_first() -> None:
    parted = transient_metrics([4, 3.5, 3], 0.01, 300, 900, 20, 120)
    half = transient_metrics([4, 4, 4, 3, 3, 3], 0.01, 300, 450, 20, 120)
    assert parted.in_system_at_end == pytest.approx(half.in_system_at_end[1::2], rel=1e-12)
    for name in ("p_wait", "p_abandon", "answered_over_offered", "mean_wait_s", "mean_queue"):
        pairs = getattr(half, name).reshape(3, 2).mean(axis=1)
        assert getattr(parted, name) == pytest.approx(pairs, rel=1e-10), name
    assert parted.served.sum() == pytest.approx(half.served.sum(), rel=1e-12)
    assert (parted.servers == [4, 3.5, 3]).all()


def test_less_than_one_server_has_a_finite_wait() -> None:
    found = transient_metrics([0.5] * 4, 0.001, 300, 900, 20)
    assert np.isfinite(found.asa_s).all()
    assert (found.asa_s > 100).all()
    assert (found.answered_over_offered < 0.5).all()


def test_when_servers_go_their_contacts_return_to_the_queue() -> None:
    found = transient_metrics([20, 0, 20], [0.05, 0.0, 0.0], 300, 900, 20, starting_contacts=15)
    assert found.queue_at_end[1] == found.in_system_at_end[1]
    assert found.in_system_at_end[1] == pytest.approx(found.in_system_at_end[0], rel=1e-12)
    assert found.served[1] == 0
    assert found.in_system_at_end[2] < 0.06 * found.in_system_at_end[1]
    impatient = transient_metrics([20, 0], [0.05, 0.0], 300, 900, 20, 100)
    left = impatient.in_system_at_end
    assert left[1] == pytest.approx(left[0] * np.exp(-9), rel=1e-9)


def test_an_overload_is_carried_on_until_it_is_worked_off() -> None:
    found = transient_metrics(
        [10, 10, 10, 14, 14, 14], [0.05, 0.05, 0.01, 0.01, 0.01, 0.01], 300, 1800, 20
    )
    assert found.answered_over_offered[1] < 0.02
    assert found.answered_over_offered[2] < 0.3
    assert found.answered_over_offered[-1] > 0.9999
    assert found.queue_at_end[1] == pytest.approx(2 * 1800 * (0.05 - 10 / 300), rel=0.1)


def test_an_endless_overload_grows_by_the_difference_of_rates() -> None:
    found = transient_metrics(np.full(96, 10), 0.05, 300, 1800, 20)
    growth = np.diff(found.queue_at_end)[10:]
    assert growth == pytest.approx(np.full(growth.size, 1800 * (0.05 - 10 / 300)), rel=1e-6)
    assert found.lost_mass < 1e-9
    assert np.isfinite(found.asa_s).all()
    wait = (found.mean_queue[-1] + 1) * 300 / 10
    assert found.mean_wait_s[-1] == pytest.approx(wait, rel=1e-6)


def test_without_servers_or_arrivals() -> None:
    nobody = transient_metrics([0, 0], 0.01, 300, 900, 20)
    assert nobody.in_system_at_end == pytest.approx([9, 18], rel=1e-12)
    assert np.isinf(nobody.asa_s).all()
    assert nobody.answered_over_offered.tolist() == [0, 0]
    assert nobody.occupancy.tolist() == [1, 1]
    many = transient_metrics(np.zeros(6), 0.5, 300, 900, 20)
    assert many.in_system_at_end == pytest.approx(450 * np.arange(1, 7), rel=1e-12)
    leaving = transient_metrics([0, 0], 0.01, 300, 900, 20, 60)
    assert leaving.p_abandon == pytest.approx([1, 1], abs=1e-12)
    assert leaving.mean_wait_s == pytest.approx([60, 60], rel=1e-12)
    assert leaving.answered_plus_abandoned == pytest.approx([-np.expm1(-1 / 3)] * 2, rel=1e-9)
    assert np.isinf(horizon_totals(leaving).asa_s)
    quiet = transient_metrics([3, 0], 0.0, np.nan, 900, 20)
    assert quiet.occupancy.tolist() == quiet.in_system_at_end.tolist() == [0, 0]
    assert horizon_totals(quiet).answered_over_offered == 1
    assert transient_metrics([], 0.1, 300, 900, 20).p_wait.shape == (0,)


def test_figures_of_the_horizon_are_ratios_of_counts() -> None:
    found = transient_metrics([2, 5, 0], [0.02, 0.01, 0.0], 300, 900, 20, 60)
    total, weight = horizon_totals(found), np.array([2 / 3, 1 / 3, 0])
    assert total.p_wait == pytest.approx(weight @ found.p_wait)
    assert total.occupancy == pytest.approx(found.occupancy @ [2 / 7, 5 / 7, 0])
    answered = weight * (1 - found.p_abandon)
    assert total.asa_s == pytest.approx(answered[:2] @ found.asa_s[:2] / answered.sum())
    level = weight @ found.answered_over_offered
    assert total.answered_over_answered == pytest.approx(level / answered.sum())
    longer = 1 - weight @ found.answered_plus_abandoned
    assert total.exclude_short_abandons == pytest.approx(level / (level + longer))
    assert total.service_level("virtual_wait") == pytest.approx(weight @ found.virtual_wait)


def test_a_number_of_contacts_is_a_distribution_at_one_place() -> None:
    by_number = transient_metrics([5, 5], 0.01, 300, 900, 20, starting_contacts=7)
    by_chances = transient_metrics([5, 5], 0.01, 300, 900, 20, starting_contacts=np.eye(9)[7])
    assert by_number.asa_s.tolist() == by_chances.asa_s.tolist()
    assert by_number.in_system_at_start == 7
    first = transient_metrics([5], 0.01, 300, 900, 20, starting_contacts=7.25)
    assert first.in_system_at_start == pytest.approx(7.25)


def test_a_diffusion_stays_near_the_chain_it_stands_for() -> None:
    load = 900 * np.array([0.6, 0.8, 1.0, 1.0, 0.9, 0.7])
    servers = np.array([560, 740, 920, 910, 840, 650])
    for patience in (np.inf, 120.0):
        exact = transient_metrics(servers, load / 300, 300, 1800, 20, patience)
        rough = transient_metrics(servers, load / 300, 300, 1800, 20, patience, most_cells=2e3)
        assert (exact.method, rough.method) == ("uniformisation", "diffusion")
        assert rough.grain >= 3
        assert rough.answered_over_offered == pytest.approx(exact.answered_over_offered, abs=0.01)
        assert rough.p_abandon == pytest.approx(exact.p_abandon, abs=0.002)
        assert rough.mean_in_system == pytest.approx(exact.mean_in_system, rel=1e-3)
        assert (imbalance(rough) < 1e-8 * rough.arrivals).all()


def test_a_very_large_queue_keeps_the_square_root_law() -> None:
    """n = A + beta sqrt(A) servers leave the wait of Halfin and Whitt at any size."""
    load, beta = 1e6, 0.5
    found = transient_metrics(
        [load + beta * load**0.5] * 2, load / 300, 300, 1800, 20, starting_contacts="stationary"
    )
    assert found.method == "diffusion"
    cdf, density = 0.6914624612740131, 0.3520653267642995
    assert found.p_wait == pytest.approx([1 / (1 + beta * cdf / density)] * 2, abs=0.01)


def test_a_long_horizon_loses_less_than_a_billionth() -> None:
    day = np.tile(CALLS, 28 * 2)
    found = transient_metrics(np.tile(stepped_day(360, True)[0], 56), day / 1800, 360, 1800, 20)
    assert found.lost_mass < 1e-9
    assert found.method == "uniformisation"
    assert found.answered_over_offered[-24:] == pytest.approx(
        found.answered_over_offered[-48:-24], abs=1e-9
    )


@pytest.mark.parametrize(
    ("arguments", "column", "hint"),
    [
        ({"servers": [5, -1]}, "servers", "0"),
        ({"servers": [[5, 5], [5, 5]]}, "servers", "(T,)"),
        ({"arrivals_per_s": [0.01, np.nan]}, "arrivals_per_s", "0 or more"),
        ({"aht_s": [300, np.nan]}, "aht_s", "above 0"),
        ({"interval_s": -900.0}, "interval_s", "above 0"),
        ({"answer_s": -1}, "answer_s", "0 or more"),
        ({"patience_s": 0}, "patience_s", "above 0"),
        ({"most_cells": 0}, "most_cells", "above 0"),
        ({"starting_contacts": -1}, "starting_contacts", "0"),
        ({"starting_contacts": [0.5, 0.4]}, "starting_contacts", "chances"),
        ({"starting_contacts": [-0.5, 1.5]}, "starting_contacts", "0"),
        ({"servers": 3, "starting_contacts": "stationary"}, "servers", "patience"),
        ({"arrivals_per_s": 0, "starting_contacts": 2}, "starting_contacts", "arrival"),
        ({"aht_s": 1e-9}, "interval_s", "longer"),
    ],
)
def test_bad_values_are_named(arguments: dict[str, Any], column: str, hint: str) -> None:
    good: dict[str, Any] = {
        "servers": [5, 5],
        "arrivals_per_s": 0.01,
        "aht_s": 300,
        "interval_s": 900.0,
        "answer_s": 20,
    }
    with pytest.raises(InvalidInputError) as caught:
        transient_metrics(**(good | arguments))
    issue = caught.value.issues[0]
    assert (issue.file, issue.column) == ("transient_metrics", column)
    assert hint in str(issue.expected)


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match="stationary"):
        transient_metrics([1], 0.01, 300, 900, 20, starting_contacts="full")
    with pytest.raises(ValueError, match="virtual_wait"):
        transient_metrics([1], 0.01, 300, 900, 20).service_level("best")
