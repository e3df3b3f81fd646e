"""Errors say where, what and what would be right."""

from __future__ import annotations

import pytest

from solver.errors import AuditFailedError, InvalidInputError, Issue, StaffcastError


def test_issue_text_with_every_part() -> None:
    issue = Issue("history.csv", "not above 0", 7, "aht_s", "0", "a number above 0")
    assert str(issue) == (
        "history.csv, row 7, column aht_s: not above 0 (found '0'); expected a number above 0"
    )


def test_issue_text_with_the_least() -> None:
    assert str(Issue("agents.csv", "the file is missing")) == "agents.csv: the file is missing"


def test_all_issues_stand_in_one_error() -> None:
    issues = [Issue("a.csv", "one"), Issue("b.csv", "two")]
    error = InvalidInputError(iter(issues))
    assert error.issues == tuple(issues)
    assert str(error) == "a.csv: one\nb.csv: two"
    assert isinstance(error, StaffcastError)


def test_an_error_without_an_issue_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one issue"):
        InvalidInputError([])


def test_audit_failures_are_listed() -> None:
    error = AuditFailedError(["rest: A1", "seats: Berlin"])
    assert error.failures == ("rest: A1", "seats: Berlin")
    assert "seats: Berlin" in str(error)
