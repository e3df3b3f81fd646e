"""Settings of the requirements stage, field by field."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class RequirementsParams(BaseModel):
    """Defaults suit a first run; every field can stand in a params file.

    `model` erlang_a counts abandonment where a queue has `patience_s`; erlang_c ignores it except
    for an `abandon_max` goal. `fractional` leaves voice and chat unrounded. `email_occupancy`
    holds for email queues without `max_occupancy`. `response_clock` says whether the response
    hours of an email run on (`elapsed`) or stop while the queue is closed (`opening`).
    `backlog_at_end` none works off all email that arrives before the last closing of the
    horizon, `due` only what is due by its end. `starting_backlog` as_at_end takes as much email
    to wait at the first opening as arrives after the last closing; `none` starts empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: int = Field(default=1, ge=1, le=1)
    model: Literal["erlang_c", "erlang_a"] = "erlang_c"
    fractional: bool = False
    email_occupancy: float = Field(default=0.9, gt=0, le=1)
    response_clock: Literal["elapsed", "opening"] = "elapsed"
    backlog_at_end: Literal["none", "due"] = "none"
    starting_backlog: Literal["as_at_end", "none"] = "as_at_end"
