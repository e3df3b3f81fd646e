"""Retrials: the fixed point against slow twins and a simulation, its invariants, staffing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from erlang_twin import erlang_a_by_density, erlang_b_exact
from hypothesis import given, settings
from hypothesis import strategies as st
from retrial_simulation import Queue, simulate

from solver.errors import InvalidInputError
from solver.queueing import SL_VARIANTS, erlang_a_metrics, erlang_b, servers_required
from solver.queueing.retrials import (
    retrial_blocking,
    retrial_metrics,
    servers_required_with_retrials,
)

LONG_DELAY_S = 36_000.0

loads = st.floats(0.01, 200.0)
seconds = st.floats(30.0, 1500.0)
shares = st.floats(0.0, 0.95)


def fixed_point(fresh: float, retry: float, loss: Any) -> float:
    """By bisection on the definition."""
    low, high = fresh, fresh / (1 - retry)
    for _ in range(50):
        middle = 0.5 * (low + high)
        if fresh + retry * loss(middle) * middle > middle:
            low = middle
        else:
            high = middle
    return low


@pytest.mark.parametrize(
    ("servers", "fresh", "patience", "retry"),
    [(25, 24.0, 180.0, 0.7), (3, 6.0, 60.0, 0.5), (10, 4.0, 600.0, 0.9)],
)
def test_the_load_is_the_fixed_point_of_a_slow_twin(
    servers: int, fresh: float, patience: float, retry: float
) -> None:
    found = retrial_metrics(servers, fresh, 360, patience, 20, retry)
    total = fixed_point(
        fresh, retry, lambda a: erlang_a_by_density(servers, a, 360, patience, 20).p_abandon
    )
    assert found.total_load_erl == pytest.approx(total, rel=1e-6)
    twin = erlang_a_by_density(servers, total, 360, patience, 20)
    for variant in SL_VARIANTS:
        level = found.per_attempt.service_level(variant)
        assert level == pytest.approx(getattr(twin, variant), abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    fresh=loads, ratio=st.floats(0.0, 2.0), aht=seconds, patience=st.floats(5.0, 2000), retry=shares
)
def test_flows_balance(
    fresh: float, ratio: float, aht: float, patience: float, retry: float
) -> None:
    """What arrives is fresh or comes back; what is served is who is answered in the end."""
    servers = round(fresh * ratio)
    found = retrial_metrics(servers, fresh, aht, patience, 20, retry)
    total = found.total_load_erl
    assert fresh * (1 - 1e-12) <= total <= fresh / (1 - retry) * (1 + 1e-12)
    assert found.retry_load_erl == pytest.approx(retry * found.p_abandon * total, abs=1e-9 * fresh)
    assert found.attempts_per_contact == pytest.approx(total / fresh, rel=1e-9)
    assert found.answered_eventually + found.p_lost == pytest.approx(1, rel=1e-12)
    assert found.p_lost <= found.p_abandon
    assert found.answered_first == pytest.approx(1 - found.p_abandon)
    if servers:
        served = found.per_attempt.occupancy * servers
        assert served == pytest.approx(fresh * found.answered_eventually, rel=1e-8)


@settings(max_examples=40, deadline=None)
@given(fresh=loads, aht=seconds, patience=st.floats(5.0, 2000.0))
def test_more_retries_mean_more_load_and_more_servers_less(
    fresh: float, aht: float, patience: float
) -> None:
    servers = max(1, round(fresh))
    by_share = retrial_metrics(servers, fresh, aht, patience, 20, np.linspace(0, 0.95, 20))
    assert (np.diff(by_share.total_load_erl) >= 0).all()
    assert (np.diff(by_share.p_lost) <= 1e-12).all()
    by_servers = retrial_metrics(np.arange(1, servers + 20), fresh, aht, patience, 20, 0.8)
    assert (np.diff(by_servers.total_load_erl) <= 1e-9 * fresh).all()
    for variant in SL_VARIANTS:
        assert (np.diff(by_servers.per_attempt.service_level(variant)) >= -1e-11).all(), variant
    asa = by_servers.per_attempt.asa_s
    assert (np.diff(asa) <= 1e-9 * asa[:-1] + 1e-11).all()


def test_without_retries_it_is_erlang_a() -> None:
    found = retrial_metrics([20, 25], 24, 360, 180, 20, 0)
    plain = erlang_a_metrics([20, 25], 24, 360, 180, 20)
    assert found.total_load_erl.tolist() == [24, 24]
    assert found.per_attempt.asa_s.tolist() == plain.asa_s.tolist()
    assert found.p_lost == pytest.approx(plain.p_abandon)


def test_without_servers_all_tries_are_lost() -> None:
    found = retrial_metrics(0, 6, 360, 180, 20, 0.75)
    assert found.total_load_erl == pytest.approx(24)
    assert (found.p_lost, found.attempts_per_contact) == (1, pytest.approx(4))
    empty = retrial_metrics([0, 3], 0, 360, 180, 20, 0.75)
    assert empty.total_load_erl.tolist() == [0, 0]
    assert empty.attempts_per_contact.tolist() == [1, 1]


def test_stubborn_contacts_in_overload_still_have_a_fixed_point() -> None:
    """Nearly all come back until answered: the load at which n served is all there is."""
    found = retrial_metrics(1000, 1100, 300, 120, 20, 0.999)
    lost = (1 - found.p_abandon) * found.total_load_erl
    assert lost == pytest.approx(1000, rel=1e-6)
    assert found.total_load_erl == pytest.approx((1100 - 0.999 * 1000) / 0.001, rel=1e-4)


@pytest.mark.parametrize(
    "queue",
    [
        Queue(25, 24.0, 360.0, 180.0, 20.0, 0.7, LONG_DELAY_S),
        Queue(5, 6.0, 360.0, 120.0, 20.0, 0.6, LONG_DELAY_S),
    ],
)
def test_it_lies_in_the_simulated_confidence_interval(queue: Queue) -> None:
    seen = simulate(queue, contacts=200_000, seed=11)
    found = retrial_metrics(
        queue.servers, queue.fresh_load_erl, queue.aht_s, queue.patience_s, 20, queue.retry_share
    )
    for name in ("p_abandon", "p_lost", "attempts_per_contact"):
        assert seen[name].holds(float(getattr(found, name))), name
    for name in ("asa_s", "answered_over_offered"):
        assert seen[name].holds(float(getattr(found.per_attempt, name))), name


def test_a_short_delay_is_worse_than_the_formula() -> None:
    """Who comes back within a tenth of the handling time meets the same busy spell."""
    seen = simulate(Queue(25, 24.0, 360.0, 180.0, 20.0, 0.7, 36.0), 100_000, seed=12)["p_abandon"]
    formula = float(retrial_metrics(25, 24, 360, 180, 20, 0.7).p_abandon)
    assert formula < seen.mean - seen.half
    assert seen.mean < 1.6 * formula


@pytest.mark.parametrize(("fresh", "retry"), [(0.5, 0.5), (2.0, 0.9), (1e-3, 0.99)])
def test_a_single_line_has_a_closed_form(fresh: float, retry: float) -> None:
    """B(1, A) = A / (1 + A) makes the fixed point a quadratic."""
    half = (1 - fresh) / (2 * (1 - retry))
    root = fresh / (1 - retry) / (half + math.sqrt(half * half + fresh / (1 - retry)))
    found = retrial_blocking(1, fresh, retry)
    assert found.total_load_erl == pytest.approx(root, rel=1e-12)
    assert found.p_block == pytest.approx(root / (1 + root), rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(servers=st.integers(0, 40), fresh=st.floats(0.01, 60.0), retry=shares)
def test_blocked_contacts_balance(servers: int, fresh: float, retry: float) -> None:
    found = retrial_blocking(servers, fresh, retry)
    total = float(found.total_load_erl)
    assert found.p_block == pytest.approx(erlang_b_exact(servers, total), rel=1e-11)
    assert total == pytest.approx(fresh + retry * float(found.p_block) * total, rel=1e-11)
    carried = (1 - found.p_block) * total
    assert carried == pytest.approx(fresh * (1 - found.p_lost), rel=1e-9)


def test_blocked_contacts_that_come_back_late_match_a_simulation() -> None:
    """Patience of a moment turns the simulated queue into lines that block."""
    seen = simulate(Queue(6, 6.0, 180.0, 1e-9, 0.0, 0.6, LONG_DELAY_S), 150_000, seed=13)
    found = retrial_blocking(6, 6.0, 0.6)
    assert seen["p_abandon"].holds(float(found.p_block))
    assert seen["p_lost"].holds(float(found.p_lost))
    assert found.p_block > erlang_b(6, 6.0)


@settings(max_examples=40, deadline=None)
@given(
    fresh=loads,
    aht=seconds,
    patience=st.floats(10.0, 2000.0),
    retry=shares,
    target=st.floats(0.05, 0.99),
    abandon=st.floats(0.005, 0.5),
    variant=st.sampled_from(SL_VARIANTS),
)
def test_the_staffing_holds_at_its_own_load_and_one_less_does_not(
    fresh: float,
    aht: float,
    patience: float,
    retry: float,
    target: float,
    abandon: float,
    variant: str,
) -> None:
    found = servers_required_with_retrials(
        fresh,
        aht,
        patience_s=patience,
        retry_share=retry,
        sl_target=target,
        answer_s=20,
        sl_variant=variant,
        abandon_max=abandon,
        max_occupancy=0.95,
    )
    n = int(found.required.servers)
    held = retrial_metrics([n - 1, n], fresh, aht, patience, 20, retry)
    level = held.per_attempt.service_level(variant)
    good = (level >= target - 1e-12) & (held.p_abandon <= abandon + 1e-12)
    good &= held.per_attempt.occupancy <= 0.95 + 1e-12
    assert good.tolist()[1]
    assert n == 1 or not good[0]
    assert n - 1 <= found.required.fractional <= n
    assert found.total_load_erl == held.total_load_erl[1]
    assert found.p_lost == held.p_lost[1]


def test_staffing_without_retries_is_that_of_erlang_a() -> None:
    goals: dict[str, Any] = {"sl_target": 0.8, "answer_s": 20, "asa_s": 30, "abandon_max": 0.04}
    load = np.linspace(0, 60, 61)
    found = servers_required_with_retrials(
        load, 300, patience_s=150, retry_share=0, min_servers=2, **goals
    )
    plain = servers_required(load, 300, patience_s=150, min_servers=2, **goals)
    assert found.required.servers.tolist() == plain.servers.tolist()
    assert found.required.fractional == pytest.approx(plain.fractional, rel=1e-12)
    assert found.required.binding.tolist() == plain.binding.tolist()
    assert found.total_load_erl == pytest.approx(load)


def test_retries_cost_agents_where_service_is_poor() -> None:
    found = servers_required_with_retrials(
        100, 300, patience_s=120, retry_share=[0, 0.9], abandon_max=0.2
    )
    assert found.required.servers[1] - found.required.servers[0] >= 10
    assert found.required.servers.shape == found.total_load_erl.shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "column", "value"),
    [
        ({"retry_share": 1.0}, "retry_share", "1"),
        ({"retry_share": -0.1}, "retry_share", "-0.1"),
        ({"retry_share": math.nan}, "retry_share", "nan"),
        ({"retry_share": [0.0, 1 - 1e-9]}, "retry_share", "1"),
        ({"patience_s": math.inf}, "patience_s", "inf"),
        ({"fresh_load_erl": -1}, "fresh_load_erl", "-1"),
        ({"aht_s": 0}, "aht_s", "0"),
    ],
)
def test_bad_values_are_named(arguments: dict[str, Any], column: str, value: str) -> None:
    good = {"fresh_load_erl": 5.0, "aht_s": 300, "patience_s": 60, "retry_share": 0.5}
    with pytest.raises(InvalidInputError) as caught:
        retrial_metrics(servers=5, answer_s=20, **(good | arguments))
    assert (caught.value.issues[0].column, caught.value.issues[0].value) == (column, value)
    with pytest.raises(InvalidInputError) as caught:
        servers_required_with_retrials(**(good | arguments))
    assert caught.value.issues[0].column == column


def test_a_broken_number_of_servers_and_goals_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="servers"):
        retrial_blocking(2.5, 1, 0.5)
    with pytest.raises(InvalidInputError, match="may grow"):
        retrial_blocking(2, 1e6, 0.95)
    with pytest.raises(InvalidInputError, match=r"did you mean 0\.80"):
        servers_required_with_retrials(
            5, 300, patience_s=60, retry_share=0.5, sl_target=80, answer_s=20
        )
    with pytest.raises(InvalidInputError, match="threshold"):
        servers_required_with_retrials(5, 300, patience_s=60, retry_share=0.5, sl_target=0.8)
    with pytest.raises(ValueError, match="virtual_wait"):
        servers_required_with_retrials(5, 300, patience_s=60, retry_share=0.5, sl_variant="best")
