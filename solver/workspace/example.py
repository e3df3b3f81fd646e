"""The example that ships with the package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from solver.errors import InvalidInputError, Issue
from solver.workspace.atomic import replace_folder


def copy_example(target: str | Path) -> Path:
    """Copy the bundled planning folder to `target`, which must be new or empty; returns it.

    Raises `InvalidInputError` where the target holds something or cannot be written.
    """
    example = files("instances") / "demo"
    if not (example / "center.toml").is_file():
        raise InvalidInputError([Issue("instances/demo", "the example is not installed")])
    place = Path(target)
    if place.is_dir() and any(place.iterdir()):
        issue = Issue(str(target), "the folder is not empty", expected="a new or empty folder")
        raise InvalidInputError([issue])
    with replace_folder(place, marker="center.toml") as fresh:
        _copy(example, fresh)
    return place


def _copy(source: Traversable, target: Path) -> None:
    for entry in source.iterdir():
        if entry.is_dir():
            (target / entry.name).mkdir()
            _copy(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())
