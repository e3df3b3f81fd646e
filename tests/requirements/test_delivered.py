"""What a staffing really delivers: the stepped day, carry-over, closings, starts."""

from __future__ import annotations

import numpy as np
import pytest
from demand import Demand, chat, demand, voice

from solver.queueing import erlang_a_metrics, erlang_c_metrics
from solver.requirements import RequirementsParams, ServiceLevels, require, service_levels

STEPPED = np.array(
    [20, 60, 120, 180, 200, 190, 170, 150, 140, 150, 160, 150,
     130, 110, 90, 70, 60, 50, 40, 30, 25, 20, 15, 10], dtype=float,
)  # fmt: skip
OPEN = slice(16, 40)


def stepped_day(aht_s: float) -> Demand:
    volume = np.zeros(48)
    volume[OPEN] = STEPPED
    return demand(voice(opening_hours="Mon-Sun 08:00-20:00"), volume, aht_s)


def day_and_worst(found: ServiceLevels) -> tuple[float, float]:
    level = found.service_level[0, OPEN]
    return float(np.average(level, weights=STEPPED)), float(level.min())


@pytest.mark.parametrize(
    ("aht_s", "kind", "delivered", "worst"),
    [
        (900, "stationary", 0.733, 0.40),
        (900, "modified_offered_load", 0.791, 0.72),
        (360, "stationary", None, 0.716),
        (360, "modified_offered_load", None, 0.798),
    ],
)
def test_the_stepped_day_delivers_less_than_stationary_staffing_promises(
    aht_s: float, kind: str, delivered: float | None, worst: float
) -> None:
    data = stepped_day(aht_s)
    needed = require(*data, RequirementsParams(load=kind))
    day, lowest = day_and_worst(service_levels(*data, needed.required))
    assert lowest == pytest.approx(worst, abs=0.005)
    if delivered is not None:
        assert day == pytest.approx(delivered, abs=0.005)
    if kind == "stationary" and aht_s == 900:
        promised = np.average(needed.promised.service_level[0, OPEN], weights=STEPPED)
        assert promised == pytest.approx(0.822, abs=0.005)


def test_the_lagging_load_costs_the_same_agent_hours() -> None:
    data = stepped_day(900)
    hours = [
        require(*data, RequirementsParams(load=kind)).required.sum() / 2
        for kind in ("stationary", "modified_offered_load")
    ]
    assert hours[1] <= hours[0]
    assert hours[1] == pytest.approx(hours[0], rel=0.01)


def test_a_steady_staffing_delivers_the_formula() -> None:
    agents = np.full((1, 48), 29.0)
    found = service_levels(*demand(voice(), 120), agents)
    exact = erlang_c_metrics(29, 24, 360, 20)
    np.testing.assert_allclose(found.service_level, float(exact.service_level), atol=1e-6)
    found = service_levels(*demand(voice(patience_s=120), 120), agents)
    patient = erlang_a_metrics(29, 24, 360, 120, 20)
    np.testing.assert_allclose(found.service_level, float(patient.answered_over_offered), atol=1e-6)
    np.testing.assert_allclose(found.p_abandon, float(patient.p_abandon), atol=1e-6)


def test_an_overload_is_carried_into_the_next_intervals() -> None:
    agents = np.full((1, 48), 29.0)
    agents[0, 20] = 10
    found = service_levels(*demand(voice(), 120), agents).service_level[0]
    alone = service_levels(
        *demand(voice(), 120), agents, RequirementsParams(evaluation="stationary")
    ).service_level[0]
    assert found[21] < alone[21] - 0.3
    assert found[47] == pytest.approx(alone[47], abs=0.02)


def test_what_waits_at_the_closing_is_not_there_the_next_morning() -> None:
    queue = voice(opening_hours="Mon-Sun 08:00-20:00")
    agents = np.full((1, 96), 29.0)
    agents[0, 36:40] = 5
    found = service_levels(*demand(queue, 120, n_days=2), agents).service_level[0]
    assert found[39] < 0.01
    assert found[48 + 16] == pytest.approx(found[16])


def test_figures_stand_where_contacts_arrive() -> None:
    volume = np.where(np.arange(48) % 5 == 0, 0.0, 120.0)
    queue = voice(opening_hours="Mon-Sun 08:00-20:00")
    data = demand([queue, chat(concurrency=2)], np.stack([volume, volume]))
    found = service_levels(*data, np.full((2, 48), 29.0))
    np.testing.assert_array_equal(np.isfinite(found.service_level), data.open & (data.volume > 0))


def test_sessions_of_constant_aht_are_slots() -> None:
    found = service_levels(*demand(chat(concurrency=2), 120), np.full((1, 48), 14.5))
    exact = erlang_c_metrics(29, 24, 360, 20).service_level
    np.testing.assert_allclose(found.service_level, float(exact), atol=1e-6)


def test_an_overload_from_the_first_interval_starts_empty() -> None:
    found = service_levels(*demand(voice(), 120), np.full((1, 48), 20.0)).service_level[0]
    assert found[0] > 0.3
    assert found[-1] < 1e-6
