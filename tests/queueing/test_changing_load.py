"""The modified offered load: closed forms against small steps and long decimals, and its laws."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import servers_required
from solver.queueing.changing_load import modified_offered_load

rates = st.lists(st.floats(0.0, 2.0), min_size=1, max_size=8)


def in_small_steps(
    arrivals: list[float], aht: list[float], interval_s: float, load: float
) -> tuple[list[float], list[float]]:
    """a' = arrivals - a / AHT by the classical Runge-Kutta method, its mean by Simpson's rule."""
    steps, means, ends = 400, [], []
    h = interval_s / steps
    for rate, time in zip(arrivals, aht, strict=True):
        integral = 0.0
        for _ in range(steps):
            k1 = rate - load / time
            k2 = rate - (load + h / 2 * k1) / time
            k3 = rate - (load + h / 2 * k2) / time
            k4 = rate - (load + h * k3) / time
            after = load + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            middle = (load + after) / 2 + h / 8 * (k1 - k4)
            integral += h / 6 * (load + 4 * middle + after)
            load = after
        means.append(integral / interval_s)
        ends.append(load)
    return means, ends


def test_means_and_ends_follow_the_equation_in_small_steps() -> None:
    arrivals, aht = [0.2, 0.0, 0.05, 0.3, 0.3], [300.0, 300.0, 900.0, 420.0, 30.0]
    means, ends = in_small_steps(arrivals, aht, 900.0, 12.0)
    found = modified_offered_load(arrivals, aht, 900.0, 12.0)
    assert found.mean_erl == pytest.approx(means, rel=1e-7)
    assert found.end_erl == pytest.approx(ends, rel=1e-7)


@pytest.mark.parametrize("aht", [1e-6, 0.3, 17.9, 18.1, 900.0, 44_999.0, 45_001.0, 1e6, 1e9])
def test_the_closed_form_keeps_its_digits_for_any_aht(aht: float) -> None:
    """One interval of 900 s from 3 erlangs, at 0.01 arrivals a second, against 60 decimals."""
    rate = 0.01
    with localcontext() as context:
        context.prec = 60
        lifetimes, load, long_run = 900 / Decimal(aht), Decimal(3), Decimal(rate) * Decimal(aht)
        left = (-lifetimes).exp()
        mean = float(long_run + (load - long_run) * (1 - left) / lifetimes)
        end = float(long_run + (load - long_run) * left)
    found = modified_offered_load([rate], aht, 900.0, 3.0)
    assert found.mean_erl[0] == pytest.approx(mean, rel=1e-14)
    assert found.end_erl[0] == pytest.approx(end, rel=1e-14)


def test_a_short_aht_has_no_lag_and_a_long_one_only_piles_up() -> None:
    arrivals = np.array([0.1, 0.4, 0.2])
    short = modified_offered_load(arrivals, 1e-3, 1800.0)
    assert short.mean_erl == pytest.approx(arrivals * 1e-3, rel=1e-6)
    endless = modified_offered_load(arrivals / 1e6, 1e12, 1800.0)
    assert endless.end_erl * 1e6 == pytest.approx(np.cumsum(arrivals) * 1800.0, rel=1e-8)
    assert endless.mean_erl * 1e6 == pytest.approx([90.0, 540.0, 1080.0], rel=1e-8)


def test_a_constant_rate_from_its_own_load_stays() -> None:
    found = modified_offered_load(np.full(5, 0.05), 400.0, 900.0, "stationary")
    assert found.mean_erl == pytest.approx(np.full(5, 20.0), rel=1e-15)
    assert found.end_erl == pytest.approx(np.full(5, 20.0), rel=1e-15)


def test_an_empty_start_comes_within_e_to_the_minus_five_after_five_handling_times() -> None:
    found = modified_offered_load(np.full(5, 0.05), 400.0, 400.0)
    assert found.end_erl == pytest.approx(20.0 * -np.expm1(-np.arange(1, 6)), rel=1e-14)


def test_without_arrivals_the_last_known_aht_drains_and_its_own_is_not_read() -> None:
    unread = [np.nan, 300.0, -5.0, 0.0, 600.0, np.inf]
    known = [300.0, 300.0, 300.0, 300.0, 600.0, 600.0]
    arrivals = [0.0, 0.1, 0.0, 0.0, 0.1, 0.0]
    found = modified_offered_load(arrivals, unread, 900.0, 7.0)
    assert (
        found.mean_erl.tolist() == modified_offered_load(arrivals, known, 900, 7).mean_erl.tolist()
    )
    assert found.end_erl[0] == pytest.approx(7.0 * np.exp(-3.0), rel=1e-14)
    assert found.end_erl[3] == pytest.approx(found.end_erl[1] * np.exp(-6.0), rel=1e-14)


def test_without_any_arrival_there_is_no_load() -> None:
    for start in ("empty", "stationary", 0.0):
        found = modified_offered_load(np.zeros((2, 3)), np.nan, 900.0, start)
        assert found.mean_erl.tolist() == found.end_erl.tolist() == [[0.0] * 3] * 2


@settings(max_examples=40, deadline=None)
@given(arrivals=rates, aht=st.floats(1.0, 1e5), start=st.floats(0.0, 100.0))
def test_what_arrives_is_served_or_still_there(
    arrivals: list[float], aht: float, start: float
) -> None:
    found = modified_offered_load([*arrivals, 1e-6], aht, 900.0, start)
    arrived = np.array([*arrivals, 1e-6]) * 900.0
    served = found.mean_erl * 900.0 / aht
    change = np.diff(found.end_erl, prepend=start)
    assert arrived - served == pytest.approx(change, rel=1e-9, abs=1e-9 * (start + arrived.sum()))


@settings(max_examples=40, deadline=None)
@given(first=rates, aht=st.floats(1.0, 1e5), factor=st.floats(0.1, 10.0))
def test_loads_add_up(first: list[float], aht: float, factor: float) -> None:
    one = np.array(first) + 1e-3
    other = one[::-1] * factor
    both = modified_offered_load(one + other, aht, 900.0).mean_erl
    apart = modified_offered_load(np.stack([one, other]), aht, 900.0).mean_erl.sum(axis=0)
    assert both == pytest.approx(apart, rel=1e-12)


def test_arrays_broadcast_and_every_queue_has_its_own_start() -> None:
    arrivals = np.array([[[0.1, 0.2, 0.0]], [[0.3, 0.0, 0.1]]])
    aht = np.array([[300.0], [600.0]])
    found = modified_offered_load(arrivals, aht, 900.0, [[1.0, 2.0], [3.0, 4.0]])
    assert found.mean_erl.shape == found.end_erl.shape == (2, 2, 3)
    alone = modified_offered_load(arrivals[1, 0], 600.0, 900.0, 4.0)
    assert found.mean_erl[1, 1].tolist() == alone.mean_erl.tolist()
    stationary = modified_offered_load(arrivals, aht, 900.0, "stationary")
    assert stationary.end_erl[:, :, 0].tolist() == pytest.approx(
        np.array([[30.0, 60.0], [90.0, 180.0]])
    )
    assert modified_offered_load([], 300.0, 900.0).mean_erl.shape == (0,)
    assert modified_offered_load(np.zeros((0, 4)), 300.0, 900.0).end_erl.shape == (0, 4)
    assert modified_offered_load(0.1, 300.0, 900.0).end_erl.shape == (1,)


def test_after_a_peak_the_lagged_load_asks_for_more_servers_and_before_it_for_fewer() -> None:
    calls = np.array([60, 120, 180, 200, 170, 120, 60])
    load = modified_offered_load(calls / 1800, 900.0, 1800.0, "stationary").mean_erl
    lagged = servers_required(load, 900.0, sl_target=0.8, answer_s=20).servers
    plain = servers_required(calls / 2, 900.0, sl_target=0.8, answer_s=20).servers
    assert np.sign(lagged - plain).tolist() == [0, -1, -1, -1, 1, 1, 1]


@pytest.mark.parametrize(
    ("arguments", "column", "row"),
    [
        ({"arrivals_per_s": [0.1, -0.1]}, "arrivals_per_s", 3),
        ({"arrivals_per_s": [0.1, np.nan]}, "arrivals_per_s", 3),
        ({"arrivals_per_s": [0.1, np.inf]}, "arrivals_per_s", 3),
        ({"arrivals_per_s": [0.1, 1e6]}, "arrivals_per_s", 3),
        ({"aht_s": [0.0, 300.0]}, "aht_s", 2),
        ({"aht_s": [300.0, np.nan]}, "aht_s", 3),
        ({"interval_s": 0.0}, "interval_s", 2),
        ({"starting_load": -1.0}, "starting_load", 2),
        ({"arrivals_per_s": [0.0, 0.0], "starting_load": 2.0}, "starting_load", 2),
    ],
)
def test_bad_values_are_named(arguments: dict[str, Any], column: str, row: int) -> None:
    good: dict[str, Any] = {"arrivals_per_s": [0.1, 0.2], "aht_s": 300.0, "interval_s": 900.0}
    with pytest.raises(InvalidInputError) as caught:
        modified_offered_load(**(good | arguments))
    issue = caught.value.issues[0]
    assert (issue.file, issue.column, issue.row) == ("modified_offered_load", column, row)


def test_an_unknown_start_is_refused() -> None:
    with pytest.raises(ValueError, match="stationary"):
        modified_offered_load([0.1], 300.0, 900.0, "full")
