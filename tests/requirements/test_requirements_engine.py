"""require(): the worked example, channels, hours, minimum, shrinkage, messages, hash, progress."""

from __future__ import annotations

import numpy as np
import pytest
from demand import chat, demand, email, voice

from solver.progress import Monitor, ProgressEvent
from solver.queueing import erlang_a_metrics, erlang_c_metrics, servers_required
from solver.requirements import (
    BINDING_GOALS,
    RequirementsParams,
    ceil_agents,
    require,
    service_levels,
)

STATIONARY = RequirementsParams(evaluation="stationary")


def test_the_worked_example_is_29_gross_42_rostered_46() -> None:
    """120 calls per 30 minutes, AHT 360 s, 80/20, shrinkage 30 %, absenteeism 8 %."""
    queue = voice(shrinkage_in_office=0.30, shrinkage_out_office=0.08)
    found = require(*demand(queue, 120))
    assert (found.required == 29).all()
    assert (ceil_agents(found.required_gross) == 42).all()
    assert (ceil_agents(found.rostered) == 46).all()
    assert found.required_gross[0, 0] == pytest.approx(29 / 0.7)
    assert found.rostered[0, 0] == pytest.approx(29 / 0.7 / 0.92)
    assert found.promised.service_level[0, 0] == pytest.approx(0.816485905091969, rel=1e-12)
    assert found.promised.asa_s[0, 0] == pytest.approx(17.443726896499, rel=1e-12)
    assert found.promised.occupancy[0, 0] == pytest.approx(24 / 29)
    assert {BINDING_GOALS[i] for i in found.binding.ravel()} == {"service_level"}
    held_by_28 = service_levels(*demand(queue, 120), np.full((1, 48), 28.0), STATIONARY)
    assert held_by_28.service_level[0, 0] == pytest.approx(0.733, abs=5e-4)


def test_targets_are_grossed_up_for_the_presence_of_the_site() -> None:
    found = require(*demand(voice(shrinkage_in_office=0.1), 120, presence=0.9))
    assert found.to_schedule == pytest.approx(found.required / 0.9 / 0.9)


def test_fractional_requirements_are_offered() -> None:
    found = require(*demand(voice(), 120), RequirementsParams(fractional=True))
    exact = servers_required(24, 360, sl_target=0.8, answer_s=20).fractional
    assert found.required == pytest.approx(np.full((1, 48), exact))
    assert found.promised.service_level == pytest.approx(np.full((1, 48), 0.8))


def test_closed_intervals_need_exactly_nobody_and_open_ones_the_minimum() -> None:
    queue = voice(opening_hours="Mon-Sun 08:00-20:00", min_staff=2)
    data = demand(queue, np.where(np.arange(48) < 20, 0.0, 120.0))
    found = require(*data)
    closed = ~data.open[0]
    for figures in (found.required, found.required_gross, found.rostered, found.to_schedule):
        assert (figures[0, closed] == 0).all()
    assert {BINDING_GOALS[i] for i in found.binding[0, closed]} == {"closed"}
    quiet = data.open[0] & (data.volume[0] == 0)
    assert quiet.sum() == 4
    assert (found.required[0, quiet] == 2).all()
    assert {BINDING_GOALS[i] for i in found.binding[0, quiet]} == {"minimum"}
    assert np.isnan(found.promised.service_level[0, closed | quiet]).all()


def test_volume_of_zero_needs_nobody() -> None:
    assert (require(*demand([voice(), chat(), email()], 0)).required == 0).all()


def test_contacts_that_arrive_while_closed_are_told() -> None:
    queue = voice(opening_hours="Mon-Sun 08:00-20:00")
    (message,) = require(*demand(queue, 1.5)).messages
    assert message == "queue calls: 36.0 contacts arrive while it is closed and are not served"
    assert require(*demand(voice(), 1.5)).messages == ()


def test_an_unmeasured_aht_without_volume_does_no_harm() -> None:
    volume, aht = np.full(48, 120.0), np.full(48, 360.0)
    volume[:10], aht[:10] = 0, np.nan
    found = require(*demand(voice(), volume, aht))
    assert (found.required[0, :10] == 0).all()
    assert (found.required[0, 10:] == 29).all()


@pytest.mark.parametrize("concurrency", [1, 2, 3, 20])
def test_chat_agents_serve_several_sessions(concurrency: int) -> None:
    """24 erlangs of sessions need 29 slots at 80/20."""
    found = require(*demand(chat(concurrency=concurrency), 120))
    assert (found.required == -(-29 // concurrency)).all()
    slots = int(found.required[0, 0]) * concurrency
    level = erlang_c_metrics(slots, 24, 360, 20).service_level
    assert found.promised.service_level[0, 0] == pytest.approx(level, rel=1e-12)


def test_a_voice_agent_takes_one_call_whatever_the_concurrency_says() -> None:
    assert (require(*demand(voice(concurrency=3), 120)).required == 29).all()


def test_the_occupancy_cap_binds_and_its_exact_ceiling_holds() -> None:
    found = require(*demand(voice(max_occupancy=0.85), 35.7 * 5))
    assert (found.required == 42).all()
    assert {BINDING_GOALS[i] for i in found.binding.ravel()} == {"occupancy"}


def test_minimum_staff_above_the_need_binds() -> None:
    found = require(*demand([voice(min_staff=40), chat(min_staff=40), email(min_staff=40)], 120))
    assert (found.required == 40).all()
    assert {BINDING_GOALS[i] for i in found.binding.ravel()} == {"minimum"}


def test_erlang_a_counts_abandonment_where_patience_is_known() -> None:
    params = RequirementsParams(model="erlang_a")
    queues = [voice(queue="known", patience_s=180), voice(queue="unknown")]
    found = require(*demand(queues, 120), params)
    wanted = servers_required(24, 360, sl_target=0.8, answer_s=20, patience_s=180).servers
    assert (found.required[0] == wanted).all()
    assert wanted < 29
    assert (found.required[1] == 29).all()
    assert found.messages == ("queue unknown: Erlang C is used because patience_s is not given",)
    held = erlang_a_metrics(int(wanted), 24, 360, 180, 20)
    assert found.promised.service_level[0, 0] == pytest.approx(held.answered_over_offered)
    assert found.promised.asa_s[0, 0] == pytest.approx(held.asa_s)


def test_the_service_level_variant_of_the_queue_decides() -> None:
    params = RequirementsParams(model="erlang_a")
    strict, loose = (
        require(*demand(voice(patience_s=60, sl_target=0.9, sl_variant=variant), 120), params)
        for variant in ("answered_over_offered", "answered_over_answered")
    )
    assert loose.required[0, 0] < strict.required[0, 0]
    assert loose.promised.service_level[0, 0] >= 0.9


def test_an_abandonment_goal_is_checked_by_erlang_a() -> None:
    easy = voice(sl_target=0.1, abandon_max=0.005, patience_s=180)
    found = require(*demand(easy, 120))
    wanted = servers_required(24, 360, abandon_max=0.005, patience_s=180).servers
    assert (found.required == wanted).all()
    assert {BINDING_GOALS[i] for i in found.binding.ravel()} == {"abandonment"}
    hard = voice(sl_target=0.95, abandon_max=0.2, patience_s=180)
    assert {BINDING_GOALS[i] for i in require(*demand(hard, 120)).binding.ravel()} == {
        "service_level"
    }


def test_an_abandonment_goal_without_patience_is_told() -> None:
    found = require(*demand(voice(abandon_max=0.05), 120))
    assert (found.required == 29).all()
    assert found.messages == (
        "queue calls: abandon_max is not checked because patience_s is not given",
    )


def test_a_day_with_a_change_of_clock_has_its_true_intervals() -> None:
    data = demand(voice(), 120, n_days=28, time_zone="Europe/Paris")
    found = require(*data)
    assert found.required.shape == (1, 28 * 48 - 2)
    assert (found.required == 29).all()


def test_the_hash_knows_every_input_and_nothing_else() -> None:
    base = demand(voice(), 120)
    first = require(*base).input_hash
    assert require(*demand(voice(), 120)).input_hash == first
    others = [
        require(*demand(voice(), 121)).input_hash,
        require(*demand(voice(), 120, 361)).input_hash,
        require(*demand(voice(min_staff=1), 120)).input_hash,
        require(*demand(voice(), 120, presence=0.9)).input_hash,
        require(*base, RequirementsParams(fractional=True)).input_hash,
    ]
    assert len({first, *others}) == 6


def test_progress_names_each_queue() -> None:
    events: list[ProgressEvent] = []
    require(*demand([voice(), chat()], 5), monitor=Monitor(events.append))
    assert [event.note for event in events] == ["calls", "chats", ""]
    assert events[-1].done == 1.0


def test_no_queues_need_nothing() -> None:
    assert require(*demand([], np.zeros((0, 48)), np.zeros((0, 48)))).required.shape == (0, 48)
