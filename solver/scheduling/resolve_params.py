"""Settings of a re-solve."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ResolveParams(BaseModel):
    """Prices are multiples of the site's mean hourly agent cost.

    A published shift that is removed or moved, and a shift on a day that was published free, cost
    `disruption_price`; a shift that stays with other breaks costs `break_disruption_price`. Both
    steer the search and are no part of the schedule's objective.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    disruption_price: float = Field(default=2.0, ge=0)
    break_disruption_price: float = Field(default=0.25, ge=0)
    time_limit_s: float = Field(default=20.0, gt=0)
    seed: int = Field(default=1, ge=0)
