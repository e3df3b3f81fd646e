"""Best known values only ever improve, and never contradict one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from instances._bench_record import (
    BEST_KNOWN,
    HEADER,
    TOLERANCE,
    ContradictionError,
    read_best,
    record,
)
from instances.registry import CASES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "best_known.csv"


def found(**figures: Any) -> dict[str, Any]:
    usual = {"case": "a", "method": "staffcast", "seed": 1, "hard_violations": 0, "seconds": 60.04}
    return {**usual, "objective": 200.0, "bound": 190.0, **figures}


def test_a_first_row_is_written_with_its_gap(path: Path) -> None:
    assert record([found()], path) == ["a seed 1: objective new -> 200.00, bound new -> 190.00"]

    assert path.read_text().splitlines() == [
        "case,seed,objective,bound,gap,seconds",
        "a,1,200.0,190.0,0.05,60.0",
    ]


def test_a_worse_row_changes_nothing(path: Path) -> None:
    record([found()], path)
    before = path.read_bytes()

    assert record([found(objective=201.0, bound=189.0, seconds=5.0)], path) == []
    assert path.read_bytes() == before


def test_objective_and_bound_improve_apart(path: Path) -> None:
    record([found()], path)

    record([found(objective=198.0, bound=180.0, seconds=90.0)], path)
    said = record([found(objective=210.0, bound=195.0, seconds=30.0)], path)

    best = read_best(path)["a", 1]
    assert (best.objective, best.bound, best.seconds) == (198.0, 195.0, 90.0)
    assert best.gap == pytest.approx(3 / 198)
    assert said == ["a seed 1: bound 190.00 -> 195.00"]


def test_seeds_and_cases_have_rows_of_their_own_in_order(path: Path) -> None:
    record([found(seed=2), found(case="b"), found()], path)

    assert list(read_best(path)) == [("a", 1), ("a", 2), ("b", 1)]


def test_a_bound_without_an_objective_is_kept(path: Path) -> None:
    record([found(objective=None)], path)

    best = read_best(path)["a", 1]
    assert (best.objective, best.bound, best.gap, best.seconds) == (None, 190.0, None, None)


@pytest.mark.parametrize("other", [{"hard_violations": 1}, {"method": "greedy_day_by_day"}])
def test_broken_rules_and_other_methods_do_not_count(path: Path, other: dict[str, Any]) -> None:
    assert record([found(**other)], path) == []
    assert not path.exists()


@pytest.mark.parametrize("new", [{"objective": 189.0}, {"bound": 201.0}])
def test_a_bound_above_an_objective_is_refused(path: Path, new: dict[str, Any]) -> None:
    record([found()], path)
    before = path.read_bytes()

    with pytest.raises(ContradictionError, match="a seed 1: the bound"):
        record([found(seed=2), found(**new)], path)
    assert path.read_bytes() == before


def test_the_kept_file_is_of_registered_cases_and_holds_together() -> None:
    kept = read_best()

    assert BEST_KNOWN.read_text(encoding="utf-8").splitlines()[0] == ",".join(HEADER)
    for best in kept.values():
        assert best.case in CASES
        if best.objective is not None and best.bound is not None:
            assert best.bound <= best.objective * (1 + TOLERANCE)
