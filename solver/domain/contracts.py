"""Contracts: what a site may be asked to do and what that costs. The internal site has one too."""

from __future__ import annotations

from pydantic import Field, model_validator

from solver.domain.base import Name, Names, Noun, Share, refuse


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
        problems = []
        capacity = self.capacity_hours_week
        if capacity is not None and self.commitment_hours_week > capacity:
            problems.append(
                f"commitment_hours_week: a commitment of {self.commitment_hours_week:g} hours is"
                f" above the capacity; expected at most {capacity:g} hours a week"
            )
        if self.min_share > self.max_share:
            problems.append(f"min_share: it is above max_share; expected up to {self.max_share:g}")
        refuse(problems)
        return self
