"""Queues: what customers wait in, the service promised to them and their contact history."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from solver.domain.base import Figures, Instant, Name, Names, Noun, WeeklySpans, refuse
from solver.domain.queue_problems import queue_problems


class Channel(StrEnum):
    """Voice and session channels are answered at once, backlog channels within hours or days."""

    VOICE = "voice"
    CHAT = "chat"
    MESSAGING = "messaging"
    EMAIL = "email"
    BACK_OFFICE = "back_office"
    SOCIAL = "social"

    @property
    def is_backlog(self) -> bool:
        return self in (Channel.EMAIL, Channel.BACK_OFFICE, Channel.SOCIAL)

    @property
    def has_sessions(self) -> bool:
        """Whether an agent handles several contacts at a time."""
        return self in (Channel.CHAT, Channel.MESSAGING)


class ServiceLevelVariant(StrEnum):
    """How a service level counts; A answered, B abandoned, t the threshold (reference: README)."""

    ANSWERED_OVER_OFFERED = "answered_over_offered"
    ANSWERED_OVER_ANSWERED = "answered_over_answered"
    ANSWERED_PLUS_ABANDONED = "answered_plus_abandoned"
    EXCLUDE_SHORT_ABANDONS = "exclude_short_abandons"
    VIRTUAL_WAIT = "virtual_wait"


class Queue(Noun):
    """A planning group: channel x skill with one service goal.

    `skill` is what an agent must hold to serve it.

    Chat and messaging: `concurrency` sessions an agent. The AHT of history and forecast is the one
    at full concurrency; with `aht_slope` a contact takes 1 + slope x (j - 1) times as long beside
    j - 1 others, with `aht_by_concurrency` (one figure for 1, 2, ... sessions, only their ratios
    count) as the table says.

    Backlog channels: `response_hours`, or `response_days` opening days; `starting_backlog`
    contacts wait at the start, the oldest for `starting_backlog_age_hours`; `blend_with` names the
    queues whose agents work on this one while they would be idle.

    `retry_share` of the contacts that abandon come back after a mean of `retry_delay_s`.

    Shrinkage: shares of paid time by type (in and out of office, each with its unplanned part).
    In-office time is on training, meetings and coaching that the schedule does not place;
    `shrinkage_breaks` are breaks, which count only where no schedule places them. Out-of-office
    is leave and sickness and enters only `rostered`, because named leave is in time_off.csv and
    absence belongs to the site.
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
    retry_share: float = Field(default=0.0, ge=0, lt=1)
    retry_delay_s: float = Field(default=0.0, ge=0)
    concurrency: int = Field(default=1, ge=1, le=20)
    aht_slope: float = Field(default=0.0, ge=0, le=1)
    aht_by_concurrency: Figures = ()
    response_hours: float | None = Field(default=None, gt=0)
    response_days: int | None = Field(default=None, ge=1, le=60)
    starting_backlog: float | None = Field(default=None, ge=0)
    starting_backlog_age_hours: float = Field(default=0.0, ge=0)
    blend_with: Names = ()
    opening_hours: WeeklySpans = tuple((day, 0, 1440) for day in range(7))
    min_staff: int = Field(default=0, ge=0)
    shrinkage_in_office: float = Field(default=0.0, ge=0, lt=1)
    shrinkage_in_office_unplanned: float = Field(default=0.0, ge=0, lt=1)
    shrinkage_breaks: float = Field(default=0.0, ge=0, lt=1)
    shrinkage_out_office: float = Field(default=0.0, ge=0, lt=1)
    shrinkage_out_office_unplanned: float = Field(default=0.0, ge=0, lt=1)

    @property
    def in_office(self) -> float:
        """In-office shrinkage, planned and unplanned, without breaks."""
        return self.shrinkage_in_office + self.shrinkage_in_office_unplanned

    @property
    def sessions_per_agent(self) -> int:
        """Contacts one agent handles at a time: one, but for chat and messaging."""
        return self.concurrency if self.channel.has_sessions else 1

    @property
    def aht_grows(self) -> bool:
        """Whether a contact takes longer beside others."""
        return len(set(self.aht_factors)) > 1

    @property
    def aht_factors(self) -> tuple[float, ...]:
        """AHT at 1, 2, ... `concurrency` sessions over the AHT at full concurrency."""
        steps = range(self.concurrency)
        table = self.aht_by_concurrency or tuple(1.0 + self.aht_slope * j for j in steps)
        return tuple(figure / table[-1] for figure in table)

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
    def _fits_together(self) -> Queue:
        refuse(queue_problems(self))
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
