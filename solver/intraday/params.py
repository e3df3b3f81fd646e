"""Settings of the adherence measurement."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from solver.intraday.states import AgentState, plain_name


class Gaps(StrEnum):
    """A moment without a state between two states of one shift: an error, or time offline."""

    REFUSE = "refuse"
    OFFLINE = "offline"


class AdherenceParams(BaseModel):
    """`grace_s`: an exception not longer than this is none; absences always are.

    `states` maps a system's state names, and the schedule's activity names, to ours.
    `since` and `until` cut the measured time. Without them every shift that overlaps the time
    from the first state to the last is measured whole.
    `tolerated_short_agents`: an interval is at risk when presence is below the requirement by
    more than this.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    grace_s: float = Field(default=0.0, ge=0)
    states: dict[str, AgentState] = {}
    gaps: Gaps = Gaps.REFUSE
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    tolerated_short_agents: float = Field(default=0.0, ge=0)

    @field_validator("states", mode="before")
    @classmethod
    def _plain_names(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {plain_name(str(name)): state for name, state in value.items()}

    @model_validator(mode="after")
    def _in_order(self) -> AdherenceParams:
        if self.since and self.until and self.until <= self.since:
            raise ValueError("until: it does not lie after since; expected a later time")
        return self
