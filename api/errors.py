"""Every error leaves as RFC 9457 `application/problem+json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from solver.errors import AuditFailedError, InvalidInputError, Issue

PROBLEM_JSON = "application/problem+json"
TITLES = {
    404: "Not found",
    405: "Method not allowed",
    413: "Too large for a synchronous request",
    422: "Invalid input",
    500: "Internal error",
    503: "Busy",
}


class ProblemIssue(BaseModel):
    """One fact that is wrong; `path` leads to it in the document."""

    code: str
    severity: str = "error"
    path: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    issues: list[ProblemIssue] = Field(default_factory=list)


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        issues: Sequence[ProblemIssue] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(
            title=TITLES.get(status, "Error"), status=status, detail=detail, issues=list(issues)
        )
        self.headers = dict(headers or {})


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    content = problem.model_dump()
    return JSONResponse(content, problem.status, dict(headers or {}), media_type=PROBLEM_JSON)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of a route's errors."""
    return {
        status: {"model": Problem, "description": TITLES[status]} for status in sorted(statuses)
    }


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(InvalidInputError, _on_invalid_input)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(AuditFailedError, _on_audit_failed)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_fault)


async def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return problem_response(error.problem, error.headers)


async def _on_invalid_input(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InvalidInputError)
    return problem_response(_invalid([_from_issue(issue) for issue in error.issues]))


async def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    issues = [
        ProblemIssue(
            code=found["type"],
            path=".".join(str(part) for part in found["loc"] if part != "body"),
            message=found["msg"],
        )
        for found in error.errors()
    ]
    return problem_response(_invalid(issues))


async def _on_audit_failed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AuditFailedError)
    issues = [ProblemIssue(code="audit_failed", path="", message=text) for text in error.failures]
    detail = "a result did not pass its audit and is not published"
    return problem_response(Problem(title=TITLES[500], status=500, detail=detail, issues=issues))


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    problem = Problem(title=TITLES.get(status, "Error"), status=status, detail=str(error.detail))
    return problem_response(problem, error.headers)


async def _on_fault(request: Request, error: Exception) -> JSONResponse:
    detail = "the service met a fault of its own; its log has the details"
    return problem_response(Problem(title=TITLES[500], status=500, detail=detail))


def _invalid(issues: list[ProblemIssue]) -> Problem:
    count = len(issues)
    detail = f"the input has {count} {'problem' if count == 1 else 'problems'}"
    return Problem(title=TITLES[422], status=422, detail=detail, issues=issues)


def _from_issue(issue: Issue) -> ProblemIssue:
    parts = [] if issue.file == "document" else [issue.file]
    if issue.row is not None:
        parts.append(str(issue.row))
    if issue.column is not None:
        parts.append(issue.column)
    message = issue.message
    if issue.value is not None:
        message += f" (found {issue.value!r})"
    if issue.expected is not None:
        message += f"; expected {issue.expected}"
    return ProblemIssue(code="invalid_input", path=".".join(parts), message=message)
