"""Queues: what customers wait in, the service promised to them and their contact history."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from solver.domain.base import Instant, Name, Noun, WeeklySpans, refuse


class Channel(StrEnum):
    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"


class ServiceLevelVariant(StrEnum):
    """How a service level counts; A answered, B abandoned, t the threshold (reference: README)."""

    ANSWERED_OVER_OFFERED = "answered_over_offered"
    ANSWERED_OVER_ANSWERED = "answered_over_answered"
    ANSWERED_PLUS_ABANDONED = "answered_plus_abandoned"
    EXCLUDE_SHORT_ABANDONS = "exclude_short_abandons"
    VIRTUAL_WAIT = "virtual_wait"


class Queue(Noun):
    """A planning group: channel x skill with one service goal.

    `skill` is what an agent must hold to serve it. `shrinkage_in_office` is the share of paid
    time on training, meetings and coaching that the schedule does not place (breaks that it
    places are not in it); `shrinkage_out_office` is leave and sickness and enters only
    `rostered`, because named leave is in time_off.csv and absence belongs to the site.
    """

    queue: Name
    channel: Channel
    skill: Name
    sl_target: float | None = None
    sl_seconds: float | None = Field(default=None, ge=0)
    sl_variant: ServiceLevelVariant = ServiceLevelVariant.ANSWERED_OVER_OFFERED
    asa_s: float | None = Field(default=None, gt=0)
    abandon_max: float | None = Field(default=None, gt=0, lt=1)
    max_occupancy: float | None = Field(default=None, gt=0, le=1)
    patience_s: float | None = Field(default=None, gt=0)
    concurrency: int = Field(default=1, ge=1, le=20)
    response_hours: float | None = Field(default=None, gt=0)
    opening_hours: WeeklySpans = tuple((day, 0, 1440) for day in range(7))
    min_staff: int = Field(default=0, ge=0)
    shrinkage_in_office: float = Field(default=0.0, ge=0, lt=1)
    shrinkage_out_office: float = Field(default=0.0, ge=0, lt=1)

    @field_validator("sl_target")
    @classmethod
    def _share_not_percent(cls, value: float | None) -> float | None:
        if value is None or 0 < value < 1:
            return value
        if 1 < value <= 100:
            raise ValueError(
                "a service level is a share, not a percentage; expected above 0 and below 1:"
                f" did you mean {value / 100:.2f}?"
            )
        raise ValueError("not a service level; expected a share above 0 and below 1")

    @model_validator(mode="after")
    def _has_goal(self) -> Queue:
        problems = []
        if (self.sl_target is None) != (self.sl_seconds is None):
            blank = "sl_target" if self.sl_target is None else "sl_seconds"
            problems.append(f"{blank}: blank; expected a value, for sl_target needs sl_seconds")
        if self.channel is Channel.EMAIL and self.response_hours is None:
            problems.append(
                "response_hours: blank; expected the email queue's response time in hours"
            )
        goals = (self.sl_target, self.sl_seconds, self.asa_s, self.max_occupancy)
        if self.channel is not Channel.EMAIL and goals == (None,) * 4:
            problems.append(
                "sl_target: the queue has no goal; expected sl_target with sl_seconds, asa_s or"
                " max_occupancy"
            )
        refuse(problems)
        return self


class HistoryRow(Noun):
    """Contacts of one queue in one interval, counted where they arrived.

    `start` is kept in UTC. `aht_s` may be blank where nothing was handled.
    """

    queue: Name
    start: Instant
    offered: float = Field(ge=0)
    handled: float | None = Field(default=None, ge=0)
    aht_s: float | None = Field(default=None, gt=0)
    abandoned: float | None = Field(default=None, ge=0)
    answered_in_threshold: float | None = Field(default=None, ge=0)

    @property
    def key(self) -> tuple[str, datetime]:
        return self.queue, self.start
