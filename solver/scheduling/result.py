"""The schedule of one site."""

from __future__ import annotations

from dataclasses import dataclass

from solver.domain import PublishedSchedule
from solver.status import SolveReport


@dataclass(frozen=True)
class Message:
    """Something the planner should know, in the planner's words."""

    kind: str
    text: str
    agent: str | None = None
    rule: str | None = None
    dates: str | None = None


@dataclass(frozen=True)
class Schedule:
    """Named shifts and the split of those present over the queues.

    Without a solution `published` holds no shift and `messages` say why. Hours in
    `report.details`: short_agent_hours, over_agent_hours and the bound's own, labour floor.
    """

    published: PublishedSchedule
    report: SolveReport
    messages: tuple[Message, ...]
