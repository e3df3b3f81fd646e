"""Faults of a file of states, and states without an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from intraday_days import at, shift, states
from pydantic import ValidationError

from solver.intraday import (
    AdherenceParams,
    AgentState,
    Gaps,
    StateEvent,
    close_open_states,
    event_issues,
    state_named,
)

HORIZON = at("00:00"), at("48:00")
MORNING = shift("Ann", "08:00 on_queue", "12:00")


def issues_of(events: list[StateEvent], gaps: Gaps = Gaps.REFUSE) -> list[tuple[int | None, str]]:
    found = event_issues("states.csv", events, [MORNING], HORIZON, gaps)
    return [(issue.row, issue.message) for issue in found]


def opened(*stretches: str) -> list[StateEvent]:
    """Rows of agent, time and state, as the reader gives them: each ends where it starts."""
    return [
        StateEvent("Ann", at(clock), at(clock), AgentState(state), row)
        for row, (clock, state) in enumerate((text.split() for text in stretches), start=2)
    ]


def test_states_that_touch_have_no_issue() -> None:
    assert (
        issues_of(states("Ann", "08:00 on_queue", "10:00 break", "10:15 on_queue", "12:00")) == []
    )


def test_an_overlap_names_both_rows() -> None:
    events = states("Ann", "08:00 on_queue", "10:00") + states(
        "Ann", "09:59 break", "10:15", first_row=3
    )
    assert issues_of(events) == [(3, "Ann is still in the state of row 2")]


def test_two_agents_may_be_in_states_at_once() -> None:
    events = states("Ann", "08:00 on_queue", "12:00") + states(
        "Bob", "08:00 on_queue", "12:00", first_row=3
    )
    assert issues_of(events) == []


@pytest.mark.parametrize(
    ("first", "second", "issues"),
    [
        (("08:00 on_queue", "10:00"), ("10:05 on_queue", "12:00"), 1),
        (("06:00 on_queue", "08:00"), ("08:05 on_queue", "12:00"), 0),
        (("08:00 on_queue", "11:50"), ("12:00 on_queue", "13:00"), 0),
        (("08:00 on_queue", "12:00"), ("13:00 on_queue", "14:00"), 0),
    ],
)
def test_a_gap_matters_within_a_shift(
    first: tuple[str, ...], second: tuple[str, ...], issues: int
) -> None:
    events = states("Ann", *first) + states("Ann", *second, first_row=3)
    assert len(issues_of(events)) == issues
    assert issues_of(events, Gaps.OFFLINE) == []


def test_a_state_outside_the_plan_is_refused_and_one_across_its_edge_is_not() -> None:
    outside = states("Ann", "50:00 on_queue", "51:00")
    across = states("Ann", "47:00 on_queue", "49:00")
    assert issues_of(outside) == [(2, "the state of Ann lies outside the plan")]
    assert issues_of(across) == []


def test_one_swap_is_one_issue() -> None:
    one, two, three = states("Ann", "08:00 on_queue", "10:00 break", "10:15 on_queue", "12:00")
    assert [row for row, _ in issues_of([two, one, three])] == [2]


def test_open_states_end_with_the_next_one() -> None:
    closed, issues = close_open_states(
        "f", opened("08:00 on_queue", "10:00 break", "10:15 offline"), None
    )
    assert issues == []
    assert [(e.start, e.end, str(e.state)) for e in closed] == [
        (at("08:00"), at("10:00"), "on_queue"),
        (at("10:00"), at("10:15"), "break"),
    ]


def test_the_last_open_state_needs_an_end() -> None:
    rows = opened("08:00 on_queue")
    _, issues = close_open_states("f", rows, None)
    assert [(issue.row, issue.column) for issue in issues] == [(2, "state")]
    closed, issues = close_open_states("f", rows, at("09:00"))
    assert issues == []
    assert closed[0].end - closed[0].start == timedelta(hours=1)


@pytest.mark.parametrize(
    ("stretches", "message"),
    [
        (("09:00 on_queue", "08:00 break", "10:00 offline"), "out of order"),
        (("09:00 on_queue", "09:00 break", "10:00 offline"), "two states from the same time"),
    ],
)
def test_open_states_must_be_in_order(stretches: tuple[str, ...], message: str) -> None:
    _, issues = close_open_states("f", opened(*stretches), None)
    assert [(issue.row, message in issue.message) for issue in issues] == [(3, True)]


@pytest.mark.parametrize("text", ["on_queue", "On Queue", "ON-QUEUE", " on  queue "])
def test_names_of_states_are_read_leniently(text: str) -> None:
    assert state_named(text, {}) is AgentState.ON_QUEUE


def test_a_mapping_comes_before_our_own_names() -> None:
    states_ = AdherenceParams(states={"On Queue": "training", "Idle": "on_queue"}).states
    assert state_named("on_queue", states_) is AgentState.TRAINING
    assert state_named("IDLE", states_) is AgentState.ON_QUEUE
    with pytest.raises(ValueError, match="napping"):
        state_named("Napping", states_)


def test_until_must_follow_since() -> None:
    with pytest.raises(ValidationError, match="it does not lie after since"):
        AdherenceParams(since=at("09:00"), until=at("09:00"))
