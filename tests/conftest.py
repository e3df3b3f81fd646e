"""The tiny centre, planned once for all tests that only look at the result."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_center import tiny_planning

from solver.domain import PlanningData


@pytest.fixture(scope="session")
def tiny() -> PlanningData:
    return tiny_planning()


@pytest.fixture(scope="session")
def tiny_folder(tiny: PlanningData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from solver.workspace import write_folder

    folder = tmp_path_factory.mktemp("tiny") / "folder"
    write_folder(tiny, folder)
    return folder
