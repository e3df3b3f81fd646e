"""Limits of the synchronous service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Settings:
    """`max_agent_days` counts the agents of internal sites x days planned; `max_time_limit_s` caps
    the scheduling time that a request may ask for; a busy service asks to come back after
    `retry_after_s`.
    """

    max_body_bytes: int = 20_000_000
    max_agent_days: int = 3_000
    max_intervals: int = 200_000
    max_time_limit_s: int = 120
    retry_after_s: int = 15

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Values of `STAFFCAST_MAX_BODY_BYTES` and so on; raises `ValueError` for a non-number."""
        given = {}
        for item in fields(cls):
            name = f"STAFFCAST_{item.name.upper()}"
            if name in environment:
                given[item.name] = int(environment[name])
        return cls(**given)
