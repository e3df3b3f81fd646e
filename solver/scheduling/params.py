"""Settings of the scheduling stage, field by field."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator


class SchedulingParams(BaseModel):
    """Prices are multiples of the site's mean hourly agent cost, so that they suit any currency.

    An agent-hour short of the target costs `short_price`, and `deep_short_price` for the part of
    an interval's shortage above `shallow_share` of its target; an agent-hour above the target
    costs `over_price` besides its wage. Preferences cost their weight x `preference_price`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: int = Field(default=1, ge=1, le=1)
    short_price: float = Field(default=3.0, ge=0)
    deep_short_price: float = Field(default=6.0, ge=0)
    shallow_share: float = Field(default=0.15, ge=0, le=1)
    over_price: float = Field(default=0.25, ge=0)
    preference_price: float = Field(default=1.0, ge=0)
    time_limit_s: float = Field(default=150.0, gt=0)
    workers: int = Field(default=2, ge=1, le=64)
    seed: int = Field(default=1, ge=0)
    deterministic: bool = False

    @model_validator(mode="after")
    def _deeper_costs_more(self) -> SchedulingParams:
        if self.deep_short_price < self.short_price:
            raise ValueError("deep_short_price: it is below short_price")
        return self
