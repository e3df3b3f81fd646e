"""What the routes take from the app."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.limits import OneAtATime
from api.settings import Settings


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _gate(request: Request) -> OneAtATime:
    gate: OneAtATime = request.app.state.gate
    return gate


SettingsOf = Annotated[Settings, Depends(_settings)]
Gate = Annotated[OneAtATime, Depends(_gate)]
