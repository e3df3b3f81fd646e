"""Contracts: what a site may be asked to do and what that costs. The internal site has one too."""

from __future__ import annotations

from pydantic import Field, model_validator

from solver.domain.base import Name, Names, Noun, Share


class Contract(Noun):
    """Terms of one site, for each planning week.

    `rate_per_hour` is paid per productive hour (the agent-hours on queue that its share of the
    volume needs), `currency` converted by `fx_rate` (workspace currency per unit).
    `commitment_hours_week` is take-or-pay: hours below it are paid all the same.
    `capacity_hours_week` blank means no limit of its own (an internal site is limited by its
    people). `min_share` and `max_share` bound its part of the contacts of the queues in
    `queues`. `aht_factor` multiplies the AHT of contacts handled there.
    """

    site: Name
    rate_per_hour: float = Field(ge=0)
    currency: str | None = None
    fx_rate: float = Field(default=1.0, gt=0)
    fixed_fee_week: float = Field(default=0.0, ge=0)
    commitment_hours_week: float = Field(default=0.0, ge=0)
    capacity_hours_week: float | None = Field(default=None, gt=0)
    min_share: Share = 0.0
    max_share: Share = 1.0
    queues: Names = Field(min_length=1)
    aht_factor: float = Field(default=1.0, gt=0)

    @model_validator(mode="after")
    def _limits_agree(self) -> Contract:
        if (
            self.capacity_hours_week is not None
            and self.commitment_hours_week > self.capacity_hours_week
        ):
            raise ValueError(
                f"commitment_hours_week: a commitment of {self.commitment_hours_week:g} hours is"
                f" above the capacity of {self.capacity_hours_week:g} hours a week"
            )
        if self.min_share > self.max_share:
            raise ValueError("min_share: it is above max_share")
        return self
