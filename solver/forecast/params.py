"""Settings of the forecast stage, field by field."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

MethodName = Literal[
    "calendar_ridge", "same_weekday_mean_26", "same_weekday_mean_12", "same_weekday_mean_4"
]


class ForecastParams(BaseModel):
    """Defaults suit a first run; every field can stand in a params file.

    `levels` are those of the quantiles, ascending. `volume_factor` and `aht_factor` are a
    scenario's, applied last. `methods` compete in the backtest, over at most `max_origins` weekly
    origins. `default_dispersion` and `conformal_min_scores` rule the bands when a backtest is
    short. AHT below `aht_min_s` is taken for a fault of the recording.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: int = Field(default=1, ge=1, le=1)
    seed: int = Field(default=0, ge=0)
    levels: tuple[float, ...] = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    volume_factor: float = Field(default=1.0, gt=0)
    aht_factor: float = Field(default=1.0, gt=0)
    methods: tuple[MethodName, ...] = Field(
        default=(
            "calendar_ridge",
            "same_weekday_mean_26",
            "same_weekday_mean_12",
            "same_weekday_mean_4",
        ),
        min_length=1,
    )
    max_origins: int = Field(default=26, ge=1)
    ridge_half_life_weeks: float = Field(default=26.0, gt=0)
    ridge_level_alpha: float = Field(default=0.03, ge=0, le=1)
    profile_half_life_weeks: float = Field(default=12.0, gt=0)
    default_dispersion: float = Field(default=0.05, ge=0)
    conformal_min_scores: int = Field(default=20, ge=1)
    aht_min_s: float = Field(default=10.0, ge=0)
    aht_half_life_weeks: float = Field(default=12.0, gt=0)
    aht_shrink_contacts: float = Field(default=200.0, ge=0)

    @field_validator("levels")
    @classmethod
    def _ascending_shares(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if not value or list(value) != sorted(set(value)) or value[0] <= 0 or value[-1] >= 1:
            raise ValueError("levels must ascend strictly, above 0 and below 1")
        return value

    @field_validator("methods")
    @classmethod
    def _distinct(cls, value: tuple[MethodName, ...]) -> tuple[MethodName, ...]:
        if len(set(value)) < len(value):
            raise ValueError("a method is named twice")
        return value
