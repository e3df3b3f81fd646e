"""The load that agents are staffed for: stationary, or lagging behind by the AHT."""

from __future__ import annotations

import numpy as np
import pytest
from demand import demand, voice

from solver.queueing import servers_required
from solver.requirements import RequirementsParams, require

RISE = np.where(np.arange(48) < 24, 20.0, 100.0)


def methods(found) -> set[str]:
    return {method.load for method in found.methods}


@pytest.mark.parametrize(
    ("aht_s", "interval_minutes", "kind"),
    [
        (440, 30, "stationary"),
        (460, 30, "modified_offered_load"),
        (240, 15, "modified_offered_load"),
    ],
)
def test_a_long_aht_makes_the_load_lag_by_default(
    aht_s: float, interval_minutes: int, kind: str
) -> None:
    data = demand(voice(), 20, aht_s, interval_minutes=interval_minutes)
    assert methods(require(*data)) == {kind}


def test_a_steady_load_is_the_same_either_way() -> None:
    data = demand(voice(), 120, 900)
    lagging = require(*data)
    steady = require(*data, RequirementsParams(load="stationary"))
    assert methods(lagging) == {"modified_offered_load"}
    np.testing.assert_allclose(lagging.load_erl, steady.load_erl, rtol=1e-12)
    np.testing.assert_array_equal(lagging.required, steady.required)


def test_after_a_rise_the_load_comes_late_by_the_closed_form() -> None:
    """a' = lambda - a / AHT: the mean of the half-hour after the step from 10 to 50 erlangs."""
    found = require(*demand(voice(), RISE, 900))
    mean = 50 - 40 * (1 - np.exp(-2)) / 2
    assert found.load_erl[0, 23] == pytest.approx(10)
    assert found.load_erl[0, 24] == pytest.approx(mean)
    exact = servers_required(mean, 900, sl_target=0.8, answer_s=20)
    assert found.required[0, 24] == exact.servers
    assert found.required[0, 47] == servers_required(50, 900, sl_target=0.8, answer_s=20).servers


def test_a_queue_that_opens_starts_empty() -> None:
    queue = voice(opening_hours="Mon-Sun 08:00-20:00")
    found = require(*demand(queue, 100, 900))
    assert found.load_erl[0, 16] == pytest.approx(50 * (1 - (1 - np.exp(-2)) / 2))
    assert (found.required[0, :16] == 0).all()
    held = servers_required(found.load_erl[0, 20], 900, sl_target=0.8, answer_s=20)
    assert found.load_erl[0, 20] > 49.9
    assert found.required[0, 20] == held.servers


def test_volume_zero_needs_nobody_though_contacts_are_still_in_service() -> None:
    found = require(*demand(voice(), np.where(np.arange(48) < 24, 100.0, 0.0), 900))
    assert found.required[0, 23] > 50
    assert (found.required[0, 24:] == 0).all()
