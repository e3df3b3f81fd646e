"""Settings of the allocation stage, field by field."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class AllocationParams(BaseModel):
    """Defaults suit a first run; every field can stand in a params file.

    A contact left unserved costs `unserved_price_per_hour` x its hours; blank means
    `unserved_price_multiple` x the highest rate of the sites. With `allow_unserved` off every
    contact must be served, and a week in which that is impossible is infeasible.

    A site's `min_share` binds in the weeks in which it gets volume; `min_share_always` makes it
    bind in every week. `schedule_fit` is the planner's assumption on internal sites: the share
    of the agents' productive hours that a schedule can place where the contacts are.

    `deterministic` runs one thread on a limit of `node_limit` branch-and-bound nodes;
    `time_limit_s` stays as a cap, and the report says when it was hit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: int = Field(default=1, ge=1, le=1)
    allow_unserved: bool = True
    unserved_price_per_hour: float | None = Field(default=None, ge=0)
    unserved_price_multiple: float = Field(default=10.0, ge=0)
    min_share_always: bool = False
    schedule_fit: float = Field(default=0.95, gt=0, le=1)
    time_limit_s: float = Field(default=60.0, gt=0)
    relative_gap: float = Field(default=1e-6, ge=0, lt=1)
    workers: int = Field(default=2, ge=1, le=64)
    seed: int = Field(default=1, ge=0)
    deterministic: bool = False
    node_limit: int = Field(default=20_000, ge=1)
