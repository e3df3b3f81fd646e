"""Agent-hours a contact needs, by week."""

from __future__ import annotations

import numpy as np
import pytest
from demand import chat, demand, email, voice

from solver.requirements import RequirementsParams, hours_per_contact, require


def test_a_call_needs_its_share_of_the_agents_required() -> None:
    found = hours_per_contact(require(*demand(voice(), 120, n_days=14)))
    assert found == pytest.approx(np.full((1, 2), 29 * 0.5 / 120))


def test_a_chat_needs_less_than_its_aht() -> None:
    found = hours_per_contact(require(*demand(chat(concurrency=3), 120, n_days=7)))
    assert found[0, 0] == pytest.approx(10 * 0.5 / 120)
    assert found[0, 0] < 360 / 3600


def test_email_needs_its_aht_at_the_occupancy_in_every_week() -> None:
    params = RequirementsParams(backlog_occupancy=0.8)
    queue = email(opening_hours="Mon-Fri 08:00-18:00", response_hours=24)
    found = hours_per_contact(require(*demand(queue, 3, n_days=28), params))
    assert found.shape == (1, 4)
    assert found == pytest.approx(np.full((1, 4), 0.1 / 0.8), rel=1e-9)


def test_a_week_without_volume_takes_the_figure_of_the_horizon() -> None:
    volume = np.where(np.arange(14 * 48) < 7 * 48, 120.0, 0.0)
    found = hours_per_contact(require(*demand(voice(), volume, n_days=14)))
    assert found == pytest.approx(np.full((1, 2), 29 * 0.5 / 120))


def test_a_queue_without_volume_takes_its_aht() -> None:
    found = hours_per_contact(require(*demand(voice(), 0, n_days=7)))
    assert found == pytest.approx(np.array([[0.1]]))
    nothing = hours_per_contact(require(*demand(voice(), 0, np.nan, n_days=7)))
    assert nothing.tolist() == [[0.0]]


def test_a_part_of_a_week_counts_as_one() -> None:
    assert hours_per_contact(require(*demand(voice(), 120, n_days=8))).shape == (1, 2)
