"""One hand-built plan and its written folder, shared by the report's tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_plans import make_plan

from solver.plan_result import PlanResult
from solver.report import write_plan


@pytest.fixture(scope="session")
def plan_result() -> PlanResult:
    return make_plan()


@pytest.fixture(scope="session")
def written(plan_result: PlanResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(plan_result, tmp_path_factory.mktemp("report") / "out")


@pytest.fixture
def edited(plan_result: PlanResult, written: Path, tmp_path: Path) -> Path:
    """A copy of the written folder that a test may break."""
    import shutil

    target = tmp_path / "edited"
    shutil.copytree(written, target)
    return target
