"""What cannot be true of one queue is named with its column and what would be right."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from solver.domain import Queue


def queue(**changes: Any) -> Queue:
    fields = {"queue": "q", "channel": "voice", "skill": "s", "sl_target": 0.8, "sl_seconds": 20}
    return Queue.model_validate(fields | changes)


CHAT = {"channel": "chat", "concurrency": 3}
MAIL = {"channel": "email", "sl_target": None, "sl_seconds": None, "response_hours": 4}

BAD = {
    "retries without patience": ({"retry_share": 0.3}, "patience_s: blank"),
    "a backlog channel without a response time": (
        MAIL | {"response_hours": None},
        "response_hours: blank",
    ),
    "two response times": (MAIL | {"response_days": 1}, "response_days: both"),
    "an age of no backlog": (MAIL | {"starting_backlog_age_hours": 4}, "starting_backlog: blank"),
    "a response time of calls": ({"response_hours": 4}, "response_hours: only a backlog"),
    "blending of calls": ({"blend_with": "other"}, "blend_with: only a backlog"),
    "sessions of calls": ({"aht_slope": 0.2}, "aht_slope: only chat and messaging"),
    "a table and a slope": (
        CHAT | {"aht_slope": 0.2, "aht_by_concurrency": "300|350|400"},
        "aht_by_concurrency: both",
    ),
    "a table too short": (
        CHAT | {"aht_by_concurrency": "300|350"},
        "aht_by_concurrency: 2 figures; expected 3",
    ),
    "sessions that slow the agent down": (
        CHAT | {"aht_by_concurrency": "300|700|800"},
        "expected at most 600 there",
    ),
    "no time left in the office": (
        {"shrinkage_in_office": 0.6, "shrinkage_breaks": 0.4},
        "shrinkage_in_office: the parts add up to 1",
    ),
    "nobody at work": (
        {"shrinkage_out_office": 0.5, "shrinkage_out_office_unplanned": 0.5},
        "shrinkage_out_office: the parts add up to 1",
    ),
    "no goal at all": ({"sl_target": None, "sl_seconds": None}, "the queue has no goal"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_contradiction_is_named(name: str) -> None:
    changes, text = BAD[name]
    with pytest.raises(ValidationError, match=text):
        queue(**changes)


def test_neighbours_of_the_contradictions_are_fine() -> None:
    assert queue(retry_share=0.3, patience_s=120).sessions_per_agent == 1
    queue(**MAIL, starting_backlog=10, starting_backlog_age_hours=4, blend_with="calls|chats")
    queue(**(MAIL | {"response_hours": None}), response_days=2)
    assert queue(**CHAT, aht_by_concurrency="300|590|600").aht_grows
    assert not queue(**CHAT).aht_grows
    assert queue(**CHAT).sessions_per_agent == 3
    queue(shrinkage_in_office=0.6, shrinkage_breaks=0.3)
    queue(sl_target=None, sl_seconds=None, abandon_max=0.05, patience_s=60)


def test_factors_are_relative_to_full_concurrency() -> None:
    assert queue(**CHAT, aht_by_concurrency="300|360|450").aht_factors == pytest.approx(
        (300 / 450, 360 / 450, 1.0)
    )
    assert queue(**CHAT, aht_slope=0.5).aht_factors == pytest.approx((0.5, 0.75, 1.0))
    assert queue(**CHAT).aht_factors == (1.0, 1.0, 1.0)
    assert queue().aht_factors == (1.0,)
