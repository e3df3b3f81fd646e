"""Backlog channels: days, a starting backlog with its age, idle time of other queues, age."""

from __future__ import annotations

import numpy as np
import pytest
from demand import at_hours, demand, email, voice

from solver.requirements import RequirementsParams, require

OFFICE = "Mon-Fri 08:00-18:00"
FULL = RequirementsParams(backlog_occupancy=1.0, starting_backlog="none", blend_share=1.0)
HOUR = 3600.0


def test_one_opening_day_ends_at_the_next_closing() -> None:
    """Ten hours of work on Monday at 14:00: eight half-hours that day, twenty the next."""
    queue = email(opening_hours=OFFICE, response_hours=None, response_days=1)
    found = require(*demand(queue, at_hours(3, {14: 10}), HOUR, n_days=3), FULL)
    assert found.required[0, 28:36] == pytest.approx(np.full(8, 10 / 14))
    assert found.required[0, 64:84] == pytest.approx(np.full(20, 10 / 14))
    assert found.required.sum() / 2 == pytest.approx(10)


def test_friday_work_of_one_day_may_wait_until_monday_evening() -> None:
    queue = email(opening_hours=OFFICE, response_hours=None, response_days=1)
    volume = at_hours(8, {4 * 24 + 17.5: 10.5})
    found = require(*demand(queue, volume, HOUR, n_days=8), FULL)
    assert found.required[0, 4 * 48 + 35] == pytest.approx(1.0)
    assert found.required[0, 7 * 48 + 16 : 7 * 48 + 36] == pytest.approx(np.full(20, 1.0))
    assert (found.required[0, 5 * 48 : 7 * 48] == 0).all()


@pytest.mark.parametrize("channel", ["email", "back_office", "social"])
def test_a_starting_backlog_is_worked_off_by_its_age(channel: str) -> None:
    """Six contacts of an hour, the oldest 3 h old of 4: one hour of each age is left to do."""
    queue = email(channel=channel, starting_backlog=6, starting_backlog_age_hours=3)
    volume = at_hours(1, {20: 1})
    found = require(*demand(queue, volume, HOUR), FULL)
    due_by = np.array([2, 3, 4, 5, 6, 7, 8]) * 0.5 + 0.5
    done = np.cumsum(found.required[0]) / 2
    for half_hours, work in zip(range(3, 9), np.arange(1, 7)):
        assert done[half_hours - 1] >= work - 1e-9, (half_hours, due_by)
    assert done[7] == pytest.approx(6)
    assert found.backlog.waiting_contacts[0, 7] == pytest.approx(0, abs=1e-9)
    assert found.backlog.oldest_hours[0, 0] > 3


def test_the_backlog_ages_over_a_closed_night() -> None:
    """Arrives 17:00, closes at 18:00, done by 11:00 the next day on a clock that stops."""
    params = FULL.model_copy(update={"response_clock": "opening"})
    queue = email(opening_hours=OFFICE)
    found = require(*demand(queue, at_hours(2, {17: 9}), HOUR, n_days=2), params)
    assert found.backlog.waiting_contacts[0, 35] == pytest.approx(7)
    assert found.backlog.oldest_hours[0, 63] == pytest.approx(15, abs=0.5)
    assert found.backlog.waiting_contacts[0, 72] == pytest.approx(0, abs=1e-9)


def test_work_in_idle_time_needs_nobody() -> None:
    calls = voice(opening_hours="Mon-Fri 08:00-18:00")
    mails = email(opening_hours=OFFICE, response_hours=10, blend_with="calls")
    volume = np.stack([np.full(48, 120.0), at_hours(1, {8: 10})])
    aht = np.array([[360.0], [HOUR]])
    found = require(*demand([calls, mails], volume, aht), FULL)
    alone = require(*demand([calls, email(opening_hours=OFFICE)], volume, aht), FULL)
    assert alone.required[1].sum() / 2 == pytest.approx(10)
    assert found.required[1].sum() == pytest.approx(0, abs=1e-9)
    np.testing.assert_array_equal(found.required[0], alone.required[0])
    assert any("10.0 hours of work are done in idle time of calls" in m for m in found.messages)


def test_two_channels_do_not_use_the_same_idle_time_twice() -> None:
    calls = voice(opening_hours="Mon-Fri 08:00-18:00")
    mails = [
        email(queue=name, opening_hours=OFFICE, response_hours=10, blend_with="calls")
        for name in ("mails", "letters")
    ]
    volume = np.stack([np.full(48, 120.0), at_hours(1, {8: 40}), at_hours(1, {8: 40})])
    found = require(*demand([calls, *mails], volume, np.array([[360.0], [HOUR], [HOUR]])), FULL)
    idle = (found.required[0] - found.load_erl[0]).sum() / 2
    own = found.required[1:].sum() / 2
    assert own == pytest.approx(80 - idle)


def test_whole_agents_meet_the_same_deadlines() -> None:
    params = FULL.model_copy(update={"backlog_whole": True})
    found = require(*demand(email(opening_hours=OFFICE), at_hours(1, {9: 10, 15: 1}), HOUR), params)
    assert (found.required == np.round(found.required)).all()
    assert found.required[0, 18:27].sum() / 2 >= 10 - 1e-9
    assert found.required.sum() / 2 <= 12


def test_only_due_work_is_the_least() -> None:
    params = FULL.model_copy(update={"backlog_policy": "least"})
    data = demand(email(response_hours=10), at_hours(1, {9: 10, 20: 5}), HOUR)
    found = require(*data, params)
    assert found.required.sum() / 2 == pytest.approx(10)
    assert "5.0 hours of work are carried over" in found.messages[0]
