"""Limits from the environment."""

from __future__ import annotations

import pytest

from api.settings import Settings


def test_the_environment_overrides_the_defaults() -> None:
    settings = Settings.from_environment({"STAFFCAST_MAX_AGENT_DAYS": "42", "OTHER": "x"})
    assert settings == Settings(max_agent_days=42)


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="lots"):
        Settings.from_environment({"STAFFCAST_MAX_BODY_BYTES": "lots"})
