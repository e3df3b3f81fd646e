"""A CSV of nouns beside the planning folder: every wrong cell with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.domain import Lock, LockKind
from solver.errors import InvalidInputError
from solver.workspace.row_file import read_rows


def read(tmp_path: Path, text: str) -> tuple[Lock, ...]:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return read_rows(path, Lock, "locks")


def test_rows_become_nouns_and_blank_cells_their_defaults(tmp_path: Path) -> None:
    (first, second) = read(tmp_path, "agent,start,what\nann,,days\n\nbob,2026-01-05,\n")
    assert (first.agent, first.start, first.what) == ("ann", None, LockKind.DAYS)
    assert (str(second.start), second.what) == ("2026-01-05", LockKind.ALL)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("agent,what\nann,all\nbob,naps\n", "mine.csv, row 3, column what"),
        ("agent,start,end\nann,2026-01-06,2026-01-05\n", "mine.csv, row 2, column end"),
        ("agent,day\nann,2026-01-06\n", "mine.csv, row 1, column day"),
        ("what\nall\n", "mine.csv, row 1, column agent"),
        ("", "mine.csv"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(tmp_path, text)
    (issue,) = caught.value.issues
    assert str(issue).startswith(place)


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_rows(tmp_path / "none.csv", Lock, "locks")
