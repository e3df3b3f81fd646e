"""The service: `uvicorn api.app:app`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api import errors
from api.limits import BodyLimit, OneAtATime
from api.routes import health, plans, requirements
from api.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """An app of its own with its own limits; from the environment without `settings`."""
    settings = settings or Settings.from_environment()
    app = FastAPI(
        title="Staffcast",
        version="1",
        summary="Contact-centre requirements and plans, synchronous on small inputs.",
        description=(
            f"One solve at a time. Limits: {settings.max_body_bytes} bytes a body,"
            f" {settings.max_agent_days} agents x days, {settings.max_intervals} queue intervals,"
            f" {settings.max_time_limit_s} s of scheduling."
        ),
    )
    app.state.settings = settings
    app.state.gate = OneAtATime(settings.retry_after_s)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    errors.install(app)
    for routes in (health, requirements, plans):
        app.include_router(routes.router)
    _describe_problems(app)
    return app


def _describe_problems(app: FastAPI) -> None:
    """Give error responses their media type in the OpenAPI document."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        for path in document["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if status >= "400" and "application/json" in content:
                        content[errors.PROBLEM_JSON] = content.pop("application/json")
        return document

    app.openapi = openapi  # type: ignore[method-assign]


app = create_app()
