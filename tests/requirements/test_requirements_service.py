"""What a staffing holds: interpolation, overload, variants, what is not defined."""

from __future__ import annotations

import math

import numpy as np
import pytest
from demand import chat, demand, email, voice

from solver.domain import Queue
from solver.errors import InvalidInputError
from solver.queueing import erlang_a_metrics, erlang_c_metrics
from solver.requirements import (
    Load,
    RequirementsParams,
    ServiceLevels,
    require,
    service_levels,
)

STATIONARY = RequirementsParams(evaluation="stationary")
PATIENT = RequirementsParams(model="erlang_a", evaluation="stationary")


def held_by(
    load: Load,
    goals: tuple[Queue, ...],
    agents: np.ndarray,
    params: RequirementsParams = STATIONARY,
) -> ServiceLevels:
    """Every interval by itself."""
    return service_levels(load, goals, agents, params)


def staffed(agents: float) -> np.ndarray:
    return np.full((1, 48), float(agents))


def test_fractions_of_agents_interpolate() -> None:
    found = held_by(*demand(voice(), 120), staffed(28.25))
    held = erlang_c_metrics([28, 29], 24, 360, 20)
    for figures, name in (
        (found.service_level, "service_level"),
        (found.asa_s, "asa_s"),
        (found.occupancy, "occupancy"),
    ):
        low, high = getattr(held, name)
        assert figures[0, 0] == pytest.approx(0.75 * low + 0.25 * high, rel=1e-12), name


def test_a_sum_of_presences_that_is_nearly_whole_counts_as_whole() -> None:
    found = held_by(*demand(voice(), 120), staffed(29 - 1e-12))
    assert found.service_level[0, 0] == pytest.approx(0.816485905091969, rel=1e-12)


@pytest.mark.parametrize("agents", [0.0, 10.0, 24.0])
def test_overload_holds_nothing_when_patience_is_unknown(agents: float) -> None:
    found = held_by(*demand(voice(), 120), staffed(agents))
    assert (found.service_level == 0).all()
    assert np.isinf(found.asa_s).all()
    assert (found.occupancy == 1).all()


def test_between_overload_and_stable_the_wait_has_no_mean() -> None:
    found = held_by(*demand(voice(), 120), staffed(24.5))
    least = erlang_c_metrics(25, 24, 360, 20).service_level
    assert found.service_level[0, 0] == pytest.approx(0.5 * least)
    assert math.isinf(found.asa_s[0, 0])


def test_overload_with_known_patience_is_judged_by_erlang_a() -> None:
    found = held_by(*demand(voice(patience_s=180), 120), staffed(10))
    held = erlang_a_metrics(10, 24, 360, 180, 20)
    assert found.service_level[0, 0] == pytest.approx(held.answered_over_offered, abs=1e-12)
    assert math.isfinite(found.asa_s[0, 0])


@pytest.mark.parametrize("params", [STATIONARY, PATIENT])
def test_more_agents_never_hold_less(params: RequirementsParams) -> None:
    agents = np.linspace(0, 47, 48)[None, :]
    found = held_by(*demand(voice(patience_s=180), 120), agents, params)
    assert (np.diff(found.service_level[0]) >= -1e-12).all()
    assert (np.diff(found.occupancy[0]) <= 1e-12).all()
    assert (np.diff(found.asa_s[0, 1:]) <= 1e-9).all()


def test_chat_counts_session_slots() -> None:
    found = held_by(*demand(chat(concurrency=2), 120), staffed(14.5))
    assert found.service_level[0, 0] == pytest.approx(0.816485905091969, rel=1e-12)


def test_the_promise_is_the_service_of_the_required_agents() -> None:
    data = demand([voice(patience_s=90), chat()], 120)
    for params in (STATIONARY, PATIENT):
        found = require(*data, params)
        again = held_by(*data, found.required, params)
        assert np.array_equal(found.promised.service_level, again.service_level)


def test_nothing_is_said_where_closed_without_volume_or_for_email() -> None:
    queue = voice(opening_hours="Mon-Sun 08:00-20:00")
    data = demand([queue, email()], np.where(np.arange(48) < 20, 0.0, 120.0))
    found = held_by(*data, np.full((2, 48), 29.0))
    said = data.open[0] & (data.volume[0] > 0)
    for figures in (found.service_level, found.asa_s, found.occupancy):
        assert np.array_equal(np.isfinite(figures[0]), said)
        assert np.isnan(figures[1]).all()


def test_a_queue_without_a_threshold_has_no_service_level_but_a_wait() -> None:
    queue = voice(sl_target=None, sl_seconds=None, asa_s=30)
    found = held_by(*demand(queue, 120), staffed(29))
    assert np.isnan(found.service_level).all()
    assert found.asa_s[0, 0] == pytest.approx(17.443726896499)


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_bad_agents_are_named(value: float) -> None:
    agents = staffed(5)
    agents[0, 3] = value
    with pytest.raises(
        InvalidInputError, match=r"agents: queue 'calls', interval 2026-03-02T01:30"
    ):
        held_by(*demand(voice(), 5), agents)
    with pytest.raises(InvalidInputError, match="1 queues x 48 intervals"):
        held_by(*demand(voice(), 5), np.zeros((2, 48)))
