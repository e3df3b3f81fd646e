"""Settings of the requirements stage, field by field."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class RequirementsParams(BaseModel):
    """Defaults suit a first run; every field can stand in a params file."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: int = Field(default=1, ge=1, le=1)
