"""Settings of the requirements stage, field by field."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class RequirementsParams(BaseModel):
    """Defaults suit a first run; every field can stand in a params file.

    `model` erlang_a counts abandonment where a queue has `patience_s`; erlang_c ignores it except
    for an `abandon_max` goal. A queue with `retry_share` always counts it.

    `load` is what agents are staffed for in an interval: `stationary` the interval's own offered
    load; `modified_offered_load` the mean number of contacts that would be in service, which lags
    behind the volume by the AHT; `auto` the second for queues whose mean AHT is at least
    `lag_share` of the interval.

    `uncertainty` mean staffs to the expected volume; quantile to the `quantile` of its
    distribution; expected so that the volume-weighted mean of the goals' figures over the
    distribution holds. The distribution is the load's paths or quantiles, or a gamma of mean 1
    and coefficient of variation `rate_cv` where that is given.

    `evaluation` transient follows a staffing through time, queue carried over; stationary takes
    every interval by itself. `fractional` leaves voice and chat unrounded. `breaks` scheduled
    leaves break shrinkage to the schedule that places them; in_shrinkage counts it.

    Backlog channels: `backlog_policy` smoothest has the least peak, least works off only what is
    due by the end, latest and earliest do every hour as late or as soon as they can;
    `backlog_whole` staffs whole agents, rounded cumulatively. `backlog_occupancy` holds for
    queues without `max_occupancy`. `response_clock` says whether response hours run on
    (`elapsed`) or stop while the queue is closed (`opening`). `backlog_at_end` none works off all
    that arrives before the last closing of the horizon, `due` only what is due by its end.
    `starting_backlog` as_at_end takes as much to wait at the first opening as arrives after the
    last closing; `none` starts empty; a queue's own figure counts before either. `blend_share` of
    the idle time of other queues' agents may be worked in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: int = Field(default=1, ge=1, le=1)
    model: Literal["erlang_c", "erlang_a"] = "erlang_c"
    load: Literal["auto", "stationary", "modified_offered_load"] = "auto"
    lag_share: float = Field(default=0.25, gt=0)
    uncertainty: Literal["mean", "quantile", "expected"] = "mean"
    quantile: float = Field(default=0.8, gt=0, lt=1)
    rate_cv: float | None = Field(default=None, gt=0, le=1)
    evaluation: Literal["transient", "stationary"] = "transient"
    fractional: bool = False
    breaks: Literal["scheduled", "in_shrinkage"] = "scheduled"
    backlog_policy: Literal["smoothest", "least", "latest", "earliest"] = "smoothest"
    backlog_whole: bool = False
    backlog_occupancy: float = Field(default=0.9, gt=0, le=1)
    response_clock: Literal["elapsed", "opening"] = "elapsed"
    backlog_at_end: Literal["none", "due"] = "none"
    starting_backlog: Literal["as_at_end", "none"] = "as_at_end"
    blend_share: float = Field(default=0.5, ge=0, le=1)
