"""Email: hand-computed deadlines inside a day, over a night, over a weekend, at the end."""

from __future__ import annotations

import numpy as np
import pytest
from demand import at_hours, demand, email
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.requirements import BINDING_GOALS, RequirementsParams, require

OFFICE = "Mon-Fri 08:00-18:00"
FULL = RequirementsParams(backlog_occupancy=1.0, starting_backlog="none")
DUE = FULL.model_copy(update={"backlog_at_end": "due"})
HOUR = 3600.0


def hours_by_day(required: np.ndarray) -> list[float]:
    return (required.reshape(-1, 48).sum(axis=1) / 2).tolist()


def test_work_is_spread_evenly_up_to_its_deadline_inside_the_day() -> None:
    """Ten hours of work at 09:00, due four hours after the interval's end, so by 13:30."""
    data = demand(email(opening_hours=OFFICE), at_hours(1, {9: 10, 15: 1}), HOUR)
    found = require(*data, FULL)
    assert found.required[0, 18:27] == pytest.approx(np.full(9, 10 / 4.5))
    assert found.required[0, 27:30] == pytest.approx(0)
    assert found.required[0, 30:36] == pytest.approx(np.full(6, 1 / 3))
    assert {BINDING_GOALS[i] for i in found.binding[0, 18:27]} == {"workload"}


def test_a_deadline_in_the_night_means_before_the_closing() -> None:
    """Arrives 16:00, due 20:30, the queue closes at 18:00: four half-hours are left."""
    data = demand(email(opening_hours=OFFICE), at_hours(2, {16: 6}), HOUR, n_days=2)
    found = require(*data, FULL)
    assert found.required[0, 32:36] == pytest.approx(np.full(4, 3.0))
    assert hours_by_day(found.required) == pytest.approx([6, 0])


def test_a_clock_that_stops_at_the_closing_carries_the_rest_over_the_night() -> None:
    """Two of the four and a half hours are before 18:00, the others from 08:00 to 10:30."""
    params = FULL.model_copy(update={"response_clock": "opening"})
    data = demand(email(opening_hours=OFFICE), at_hours(2, {16: 9}), HOUR, n_days=2)
    found = require(*data, params)
    assert hours_by_day(found.required) == pytest.approx([4, 5])
    assert found.required[0, 48 + 16 : 48 + 21] == pytest.approx(np.full(5, 2.0))


def test_work_of_the_weekend_is_due_from_the_opening_on() -> None:
    """Saturday's 8 hours of work start their four hours on Monday at 08:00."""
    volume = at_hours(8, {5 * 24 + 11: 8})
    data = demand(email(opening_hours=OFFICE), volume, HOUR, n_days=8)
    found = require(*data, FULL)
    assert hours_by_day(found.required) == pytest.approx([0, 0, 0, 0, 0, 0, 0, 8])
    assert found.required[0, 7 * 48 + 16 : 7 * 48 + 24] == pytest.approx(np.full(8, 2.0))
    assert (found.required[0, ~data.open[0]] == 0).all()
    assert found.messages == ()


def test_a_response_time_shorter_than_an_interval_is_met_inside_it() -> None:
    volume = at_hours(1, {7: 2, 9: 3})
    data = demand(email(opening_hours=OFFICE, response_hours=0.1), volume, HOUR)
    found = require(*data, FULL)
    assert found.required[0, 16] == pytest.approx(4)
    assert found.required[0, 18] == pytest.approx(6)


def test_work_left_after_the_last_closing_is_told() -> None:
    data = demand(email(opening_hours=OFFICE), at_hours(1, {10: 4, 20: 3}), HOUR)
    found = require(*data, FULL)
    assert hours_by_day(found.required) == pytest.approx([4])
    assert found.messages == (
        "queue mails: 3.0 hours of work are carried over the end of the horizon;"
        " 0.0 hours are taken to wait at its start",
    )


def test_what_arrives_after_the_last_closing_also_waits_at_the_first_opening() -> None:
    """Three hours at 20:00 after the closing: as many wait at 08:00, due by 12:00."""
    params = FULL.model_copy(update={"starting_backlog": "as_at_end"})
    for opening in (OFFICE, "Mon-Fri 00:00-10:00"):
        data = demand(email(opening_hours=opening), at_hours(1, {20: 3}), HOUR)
        found = require(*data, params)
        first = int(np.argmax(data.open[0]))
        assert found.required[0, first : first + 8] == pytest.approx(np.full(8, 0.75))
        assert hours_by_day(found.required) == pytest.approx([3])
        assert found.messages[0].endswith("; 3.0 hours are taken to wait at its start")


def test_only_what_is_due_need_be_done_when_a_backlog_may_stay() -> None:
    """What arrives at 15:00 is due 19:30, what arrives at 21:00 after the horizon."""
    data = demand(email(), at_hours(1, {15: 4, 21: 3}), HOUR)
    assert hours_by_day(require(*data, FULL).required) == pytest.approx([7])
    found = require(*data, DUE)
    assert hours_by_day(found.required) == pytest.approx([4])
    assert found.messages[0].startswith("queue mails: 3.0 hours")


def test_a_queue_that_never_opens_leaves_all_its_work() -> None:
    found = require(*demand(email(opening_hours="Sun 08:00-18:00"), 1, HOUR), FULL)
    assert (found.required == 0).all()
    assert found.messages[0].startswith("queue mails: 48.0 hours")


def test_the_occupancy_of_the_queue_or_the_default_divides() -> None:
    volume = at_hours(1, {9: 9})
    default = require(*demand(email(), volume, HOUR)).required
    own = require(*demand(email(max_occupancy=0.75), volume, HOUR)).required
    assert default.sum() / 2 == pytest.approx(9 / 0.9)
    assert own.sum() / 2 == pytest.approx(9 / 0.75)


def test_email_has_no_service_level() -> None:
    found = require(*demand(email(), 5))
    assert np.isnan(found.promised.service_level).all()
    assert np.isnan(found.promised.asa_s).all()


@settings(max_examples=50, deadline=None)
@given(
    volume=st.lists(st.integers(0, 9), min_size=96, max_size=96),
    response=st.integers(1, 30),
    hours=st.sampled_from([OFFICE, "24x7", "Mon-Sun 06:00-10:00; Mon-Sun 15:00-23:00"]),
)
def test_every_contact_is_answered_in_time(volume: list[int], response: int, hours: str) -> None:
    """First in, first out, replayed contact by contact in whole intervals."""
    data = demand(email(opening_hours=hours, response_hours=response), volume, HOUR, n_days=2)
    open_now = data.open[0]
    done = np.cumsum(require(*data, FULL).required[0] / 2)
    arrived = np.cumsum(volume)
    for t in range(96):
        start = t + int(np.argmax(open_now[t:])) if open_now[t:].any() else None
        if start is None or not volume[t]:
            continue
        due = start + 2 * response + (1 if start == t else 0)
        assert done[min(due, 96) - 1] >= arrived[t] - 1e-9
    assert (done <= arrived + 1e-9).all()
