"""The tiny centre planned once through the command line, and a copy for each test to edit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tiny_center import tiny_document
from typer.testing import CliRunner, Result

from solver.cli import app
from solver.workspace import read_document, write_document


class Shell:
    """Runs `staffcast` inside the test's process."""

    def __call__(self, *arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def staffcast() -> Shell:
    return Shell()


@pytest.fixture(scope="session")
def planned(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory, staffcast: Shell) -> Path:
    out = tmp_path_factory.mktemp("planned") / "out"
    result = staffcast("plan", tiny_folder, "--out", out, "--time-limit", 1, "--workers", 1)
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture
def edited(planned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(planned, tmp_path / "edited"))


@pytest.fixture
def infeasible_document(tmp_path: Path) -> Path:
    """Ada must work four days a week and is available on one."""
    document = tiny_document()
    document["agents"][0]["availability"] = "Mon 08:00-18:00"
    path = tmp_path / "infeasible.json"
    write_document(read_document(document), path)
    return path
