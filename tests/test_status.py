"""Gap, report and hash."""

from __future__ import annotations

import json

import pytest

from solver.status import SolveReport, SolveStatus, hash_of, relative_gap


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (100.0, 92.0, 0.08),
        (100.0, 100.0, 0.0),
        (100.0, 100.0001, 0.0),
        (0.0, 0.0, 0.0),
        (-10.0, -12.0, 0.2),
        (0.0, -1.0, None),
        (None, 5.0, None),
        (5.0, None, None),
    ],
)
def test_relative_gap(objective: float | None, bound: float | None, gap: float | None) -> None:
    assert relative_gap(objective, bound) == (None if gap is None else pytest.approx(gap))


def test_report_as_plain_json() -> None:
    report = SolveReport(SolveStatus.FEASIBLE, 100.0, 92.0, {"wages": 100.0}, 1.5, 7, "abc")
    content = json.loads(json.dumps(report.as_dict()))
    assert content["gap"] == pytest.approx(0.08)
    assert content["status"] == "feasible"
    assert content["cost_terms"] == {"wages": 100.0}
    assert "numpy" in content["versions"]


def test_without_a_solution_nothing_is_invented() -> None:
    report = SolveReport(SolveStatus.NO_SOLUTION, None, None, {}, 0.1, None, "abc")
    assert report.gap is None
    assert report.as_dict()["objective"] is None


def test_which_statuses_hold_a_solution() -> None:
    assert [s.value for s in SolveStatus if s.has_solution] == ["optimal", "feasible"]


def test_hash_depends_on_content_not_on_key_order() -> None:
    assert hash_of({"a": 1, "b": [2]}) == hash_of({"b": [2], "a": 1})
    assert hash_of({"a": 1}) != hash_of({"a": 2})
