"""Sites: where agents sit, in-house or at an outsourcer (BPO)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from solver.domain.base import Name, Noun, Share, TimeZone


class SiteKind(StrEnum):
    INTERNAL = "internal"
    BPO = "bpo"


class Pooling(StrEnum):
    """`virtual`: contacts are routed across sites as one pool; `distributed`: fixed shares."""

    VIRTUAL = "virtual"
    DISTRIBUTED = "distributed"


class Site(Noun):
    """`absence` is the share of rostered time lost unplanned, `adherence` the share of scheduled
    on-queue time really on queue; both raise the number of agents to schedule.
    """

    site: Name
    kind: SiteKind
    time_zone: TimeZone
    seats: int | None = Field(default=None, ge=1)
    pooling: Pooling = Pooling.DISTRIBUTED
    absence: Share = Field(default=0.0, lt=1)
    adherence: float = Field(default=1.0, gt=0, le=1)

    @property
    def presence(self) -> float:
        """Share of a scheduled on-queue agent that is really there."""
        return (1.0 - self.absence) * self.adherence
