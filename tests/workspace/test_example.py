"""The example of the package can be copied and is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.errors import InvalidInputError
from solver.workspace import copy_example, example, read_folder


def test_the_copy_is_a_planning_folder(tmp_path: Path) -> None:
    folder = copy_example(tmp_path / "mine")
    assert read_folder(folder).internal_sites


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "center.toml").write_text("mine")
    with pytest.raises(InvalidInputError, match="not empty"):
        copy_example(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["center.toml"]


def test_an_installation_without_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "files", lambda package: tmp_path)
    with pytest.raises(InvalidInputError, match="not installed"):
        copy_example(tmp_path / "mine")
