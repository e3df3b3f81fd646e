"""What keeps a synchronous service honest: small bodies, small problems, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ProblemError, problem_response


class BodyLimit:
    """ASGI middleware that reads a body up to `max_bytes` and refuses a longer one with 413."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        messages: list[Message] = []
        declared, received = _declared(scope), 0
        more = declared <= self._max_bytes
        while more:
            message = await receive()
            messages.append(message)
            received += len(message.get("body", b""))
            more = bool(message.get("more_body")) and received <= self._max_bytes
        if max(declared, received) > self._max_bytes:
            error = ProblemError(413, f"the body is larger than {self._max_bytes} bytes")
            await problem_response(error.problem)(scope, receive, send)
            return
        replay = iter(messages)

        async def replayed() -> Message:
            return next(replay, None) or await receive()

        await self._app(scope, replayed, send)


def _declared(scope: Scope) -> int:
    """The length that the client announces, 0 without one."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    return int(declared) if declared.isdigit() else 0


class OneAtATime:
    """Lets one solve run; another request meanwhile gets 503 with Retry-After."""

    def __init__(self, retry_after_s: int) -> None:
        self._lock = threading.Lock()
        self._retry_after_s = retry_after_s

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise ProblemError(
                503,
                "another request is being solved",
                headers={"Retry-After": str(self._retry_after_s)},
            )
        try:
            yield
        finally:
            self._lock.release()
