"""Is the service there."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The service's state."""

    status: str
    version: str


@router.get("/healthz", operation_id="getHealth")
async def get_health() -> Health:
    """Answers as long as the service runs, also while it solves."""
    return Health(status="ok", version=version("staffcast"))
