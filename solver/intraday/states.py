"""Agent states and scheduled activities as duties that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from solver.domain import ON_QUEUE


class AgentState(StrEnum):
    """What a telephone system's own state names are mapped to. Not listed means `OFFLINE`."""

    ON_QUEUE = "on_queue"
    BREAK = "break"
    MEAL = "meal"
    TRAINING = "training"
    OFFLINE = "offline"


class Duty(IntEnum):
    """Adherence compares duties: somebody logged out over a scheduled meal keeps the schedule."""

    AWAY = 0
    ON_QUEUE = 1
    TRAINING = 2


_DUTY = {AgentState.ON_QUEUE: Duty.ON_QUEUE, AgentState.TRAINING: Duty.TRAINING}
_OFF_QUEUE_WORK = frozenset({"training", "meeting", "team_meeting", "coaching"})


def duty_of_state(state: AgentState) -> Duty:
    """On queue, in training, or away: on a break, at a meal or offline."""
    return _DUTY.get(state, Duty.AWAY)


def duty_of_activity(activity: str, names: Mapping[str, AgentState]) -> Duty:
    """The duty of a schedule's activity; `names` is the planner's mapping of further names.

    Without a mapping, training, meetings and coaching are training, every other activity that is
    not on queue is a break.
    """
    plain = plain_name(activity)
    if plain in names:
        return duty_of_state(names[plain])
    if activity == ON_QUEUE:
        return Duty.ON_QUEUE
    return Duty.TRAINING if plain in _OFF_QUEUE_WORK else Duty.AWAY


def state_named(text: str, names: Mapping[str, AgentState]) -> AgentState:
    """The state a file's text stands for: one of `names`, or a state's own name.

    Case, blanks and dashes do not matter. Raises `ValueError` for an unknown name.
    """
    plain = plain_name(text)
    return names[plain] if plain in names else AgentState(plain)


def plain_name(text: str) -> str:
    """`On Queue` and `on-queue` as `on_queue`."""
    return "_".join(text.replace("-", " ").replace("_", " ").lower().split())
