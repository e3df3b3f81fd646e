"""What servers hold: reference values to 50 digits, slow twins, invariants, bad input."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import pytest
from erlang_twin import (
    AbandonmentTwin,
    erlang_a_by_density,
    erlang_b_exact,
    erlang_b_logs,
    erlang_c_logs,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing import (
    SL_VARIANTS,
    erlang_a_metrics,
    erlang_b,
    erlang_c,
    erlang_c_metrics,
)

C_REFERENCE = [
    (0.5, 2, 0.0769230769230769, 0.1, 0.907995558537068, 24.0),
    (5, 8, 0.070047852209567, 0.167266506661757, 0.858411958924529, 20.0719807994108),
    (24, 29, 0.0522470455640477, 0.242273984673597, 0.816485905091969, 17.443726896499),
    (100, 109, 0.0310628872988395, 0.279677347130805, 0.830367114138073, 11.1870938852322),
    (10000, 10024, 0.00648095550520921, 0.731510229345381, 0.807175997042179, 10.9726534401807),
]
A_CASES = [
    (25, 120 * 360 / 1800, 360, 180),
    (3, 9 * 300 / 1800, 300, 60),
    (29, 120 * 360 / 1800, 360, 1e5),
]
A_REFERENCE = [
    AbandonmentTwin(
        p_wait=0.378576884891,
        p_abandon=0.075253595191,
        mean_wait_s=13.54564713454,
        asa_s=12.16238363593,
        answered_over_offered=0.730697240963,
        answered_over_answered=0.790159590958,
        exclude_short_abandons=0.756205802338,
        answered_plus_abandoned=0.764429541477,
        virtual_wait=0.736745520569,
        occupancy=0.887756548615,
    ),
    AbandonmentTwin(
        p_wait=0.158194854427,
        p_abandon=0.103055018335,
        mean_wait_s=6.183301100145,
        asa_s=2.473536988809,
        answered_over_offered=0.862909130863,
        answered_over_answered=0.962053580212,
        exclude_short_abandons=0.900237041641,
        answered_plus_abandoned=0.904373666370,
        virtual_wait=0.866542700621,
        occupancy=0.448472490832,
    ),
    AbandonmentTwin(
        p_wait=0.241645929545,
        p_abandon=0.000172680910,
        mean_wait_s=17.26809107023,
        asa_s=17.25877272842,
        answered_over_offered=0.817154622309,
        answered_over_answered=0.817295753684,
        exclude_short_abandons=0.817189085232,
        answered_plus_abandoned=0.817196794828,
        virtual_wait=0.817160230531,
        occupancy=0.827443298556,
    ),
]

loads = st.floats(0.01, 300.0)
seconds = st.floats(5.0, 2000.0)


@pytest.mark.parametrize(("load", "servers", "b", "c", "level", "asa"), C_REFERENCE)
def test_erlang_b_and_c_match_the_reference(
    load: float, servers: int, b: float, c: float, level: float, asa: float
) -> None:
    found = erlang_c_metrics(servers, load, 360, 20)
    assert erlang_b(servers, load) == pytest.approx(b, rel=1e-13)
    assert erlang_c(servers, load) == pytest.approx(c, rel=1e-13)
    assert found.p_wait == pytest.approx(c, rel=1e-13)
    assert found.service_level == pytest.approx(level, rel=1e-13)
    assert found.asa_s == pytest.approx(asa, rel=1e-13)
    assert found.occupancy == pytest.approx(load / servers, rel=1e-15)


@pytest.mark.parametrize(("case", "reference"), list(zip(A_CASES, A_REFERENCE, strict=True)))
def test_erlang_a_matches_the_reference(
    case: tuple[int, float, float, float], reference: AbandonmentTwin
) -> None:
    found = erlang_a_metrics(*case, 20)
    for name, value in asdict(reference).items():
        assert getattr(found, name) == pytest.approx(value, abs=1e-9), name


@settings(max_examples=40, deadline=None)
@given(servers=st.integers(0, 60), load=st.floats(0.01, 100.0))
def test_erlang_b_is_exact(servers: int, load: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(erlang_b_exact(servers, load), rel=1e-13)


@settings(max_examples=40, deadline=None)
@given(load=loads, extra=st.integers(1, 60))
def test_erlang_c_matches_its_slow_twin(load: float, extra: int) -> None:
    servers = math.floor(load) + extra
    assert erlang_c(servers, load) == pytest.approx(erlang_c_logs(servers, load), rel=1e-10)


@settings(max_examples=40, deadline=None)
@given(
    load=loads,
    ratio=st.floats(0.5, 2.0),
    aht=seconds,
    patience=st.floats(10.0, 1e5),
    answer=st.floats(0.0, 300.0),
)
def test_erlang_a_matches_its_slow_twin(
    load: float, ratio: float, aht: float, patience: float, answer: float
) -> None:
    servers = max(1, round(load * ratio))
    found = erlang_a_metrics(servers, load, aht, patience, answer)
    twin = erlang_a_by_density(servers, load, aht, patience, answer)
    for name, value in asdict(twin).items():
        assert getattr(found, name) == pytest.approx(value, rel=2e-6, abs=2e-7), name


@pytest.mark.parametrize("load", [0.01, 1.0, 100.0, 10_000.0, 100_000.0])
def test_from_a_hundredth_to_a_hundred_thousand_erlangs(load: float) -> None:
    servers = np.unique(np.maximum(1, np.floor(load * np.array([0.2, 0.9, 1.0, 1.01, 1.5, 5.0]))))
    with_patience = [
        erlang_a_metrics(servers, load, 300, patience, 20) for patience in (5.0, 200.0, 1e6)
    ]
    for metrics in (erlang_c_metrics(servers, load, 300, 20), *with_patience):
        for name, values in asdict(metrics).items():
            assert not np.isnan(values).any(), name
            assert (values >= 0).all(), name
            if not name.endswith("_s"):
                assert (values <= 1).all(), name


def test_a_large_queue_matches_its_slow_twin() -> None:
    assert erlang_b(100_100, 100_000) == pytest.approx(erlang_b_logs(100_100, 1e5), rel=1e-7)


def test_heavy_overload_tends_to_the_fluid_limit() -> None:
    """With n << A a share 1 - n/A abandons and waits are near patience x log(A / n)."""
    found = erlang_a_metrics(50_000, 100_000, 300, 600, 20)
    assert found.p_abandon == pytest.approx(0.5, rel=1e-9)
    assert found.occupancy == pytest.approx(1.0, rel=1e-12)
    assert found.asa_s == pytest.approx(600 * math.log(2), rel=1e-4)
    assert found.answered_over_offered == pytest.approx(0.0, abs=1e-12)
    assert found.p_wait == pytest.approx(1.0, rel=1e-12)


def test_patience_of_decades_in_overload_neither_overflows_nor_stalls() -> None:
    found = erlang_a_metrics(90, 100, 300, 1e9, 20)
    assert found.p_abandon == pytest.approx(0.1, rel=1e-9)
    assert found.mean_wait_s == pytest.approx(1e8, rel=1e-9)


def test_overload_by_erlang_c_has_no_steady_state() -> None:
    found = erlang_c_metrics([5, 4, 0], 5.0, 300, 20)
    assert found.p_wait.tolist() == [1, 1, 1]
    assert found.service_level.tolist() == [0, 0, 0]
    assert np.isinf(found.asa_s).all()
    assert found.occupancy.tolist() == [1, 1, 1]


def test_without_servers_everybody_abandons() -> None:
    found = erlang_a_metrics(0, 5.0, 300, 60, 20)
    assert (found.p_abandon, found.answered_over_offered, found.occupancy) == (1, 0, 1)
    assert found.answered_plus_abandoned == pytest.approx(1 - math.exp(-1 / 3))
    assert math.isinf(found.asa_s)


def test_without_load_nobody_waits() -> None:
    for found in (erlang_c_metrics([0, 3], 0, 300, 20), erlang_a_metrics([0, 3], 0, 300, 60, 20)):
        assert found.p_wait.tolist() == [0, 0]
        assert found.asa_s.tolist() == [0, 0]
        assert found.occupancy.tolist() == [0, 0]
    assert erlang_c_metrics(0, 0, 300, 20).service_level == 1
    assert erlang_b([0, 3], 0).tolist() == [1, 0]


def test_a_large_staffing_keeps_the_service_level_of_a_long_threshold() -> None:
    """exp of a large negative exponent underflows to 0, the level is then 1."""
    found = erlang_c_metrics(10_100, 10_000, 300, 7200)
    assert found.service_level == pytest.approx(1.0, abs=1e-15)


def test_arguments_broadcast_and_answers_are_float64() -> None:
    found = erlang_c_metrics(np.arange(25, 30)[:, None], [20, 24], 360, 20)
    assert found.service_level.shape == (5, 2)
    assert found.service_level.dtype == np.float64
    assert found.service_level[4, 1] == pytest.approx(0.816485905091969, rel=1e-13)
    assert erlang_b([], 3.0).shape == (0,)
    frozen = np.full(3, 24.0)
    frozen.setflags(write=False)
    assert erlang_c(np.array([29.0]), frozen).shape == (3,)


@settings(max_examples=60, deadline=None)
@given(load=loads, aht=seconds, patience=st.floats(10.0, 1e5), answer=st.floats(0.1, 300.0))
def test_service_improves_with_servers_and_variants_keep_their_order(
    load: float, aht: float, patience: float, answer: float
) -> None:
    first = max(1, math.floor(load * 0.7))
    found = erlang_a_metrics(np.arange(first, first + 40), load, aht, patience, answer)
    slack = 1e-11
    for variant in SL_VARIANTS:
        assert (np.diff(found.service_level(variant)) >= -slack).all(), variant
    for falling in (found.p_wait, found.p_abandon, found.occupancy):
        assert (np.diff(falling) <= slack).all()
    for falling in (found.asa_s, found.mean_wait_s):
        assert (np.diff(falling) <= 1e-9 * falling[:-1] + slack).all()
    assert (found.answered_over_offered <= found.virtual_wait + slack).all()
    assert (found.virtual_wait <= found.exclude_short_abandons + slack).all()
    assert (found.exclude_short_abandons <= found.answered_over_answered + slack).all()
    assert (found.exclude_short_abandons <= found.answered_plus_abandoned + slack).all()


@settings(max_examples=40, deadline=None)
@given(load=loads, aht=seconds, extra=st.integers(1, 20))
def test_service_falls_with_load_and_rises_with_the_threshold(
    load: float, aht: float, extra: int
) -> None:
    servers = math.floor(load) + extra
    by_load = erlang_c_metrics(servers, load * np.linspace(0.5, 1.0, 9), aht, 20)
    assert (np.diff(by_load.service_level) <= 1e-12).all()
    by_threshold = erlang_c_metrics(servers, load, aht, np.linspace(0, 600, 9))
    assert (np.diff(by_threshold.service_level) >= -1e-12).all()


@settings(max_examples=40, deadline=None)
@given(load=loads, aht=seconds, extra=st.integers(1, 20))
def test_erlang_a_tends_to_c_as_patience_grows(load: float, aht: float, extra: int) -> None:
    servers = math.floor(load) + extra
    plain = erlang_c_metrics(servers, load, aht, 20)
    patience = [1e3, 1e5, 1e7]
    off = np.abs(
        erlang_a_metrics(servers, load, aht, patience, 20).service_level("virtual_wait")
        - plain.service_level
    )
    assert (np.diff(off) <= 1e-10).all()
    endless = erlang_a_metrics(servers, load, aht, math.inf, 20)
    assert endless.answered_over_offered == plain.service_level
    assert endless.asa_s == plain.asa_s
    assert endless.p_abandon == 0


@pytest.mark.parametrize(
    ("arguments", "column", "row", "value"),
    [
        ({"servers": [3, 2.5]}, "servers", 3, "2.5"),
        ({"servers": -1}, "servers", 2, "-1"),
        ({"load_erl": [1, 2, math.nan]}, "load_erl", 4, "nan"),
        ({"load_erl": -2.0}, "load_erl", 2, "-2"),
        ({"load_erl": math.inf}, "load_erl", 2, "inf"),
        ({"aht_s": 0}, "aht_s", 2, "0"),
        ({"patience_s": 0}, "patience_s", 2, "0"),
        ({"patience_s": math.nan}, "patience_s", 2, "nan"),
        ({"patience_s": 1e300}, "patience_s", 2, "1e+300"),
        ({"answer_s": -1}, "answer_s", 2, "-1"),
    ],
)
def test_bad_values_are_named(
    arguments: dict[str, float], column: str, row: int, value: str
) -> None:
    good = {"servers": 5, "load_erl": 3.0, "aht_s": 300, "patience_s": 60, "answer_s": 20}
    with pytest.raises(InvalidInputError) as caught:
        erlang_a_metrics(**(good | arguments))  # type: ignore[arg-type]
    (issue,) = caught.value.issues
    assert (issue.column, issue.row, issue.value) == (column, row, value)


def test_all_bad_arguments_are_named_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        erlang_c_metrics(-1, -1, 0, -1)
    columns = [issue.column for issue in caught.value.issues]
    assert columns == ["servers", "load_erl", "aht_s", "answer_s"]


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="answered_over_offered"):
        erlang_a_metrics(5, 3, 300, 60, 20).service_level("best")
