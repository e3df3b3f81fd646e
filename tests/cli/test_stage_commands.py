"""Each stage alone, from the folder to its own tables."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from solver.cli.exits import ExitCode


@pytest.mark.parametrize(
    ("command", "tables"),
    [
        ("forecast", ["forecast.csv"]),
        ("allocate", ["allocation.csv"]),
        ("require", ["requirements.csv"]),
    ],
)
def test_a_stage_writes_its_own_table(
    staffcast, tiny_folder: Path, planned: Path, tmp_path: Path, command: str, tables: list[str]
) -> None:
    out = tmp_path / "out"
    result = staffcast(command, tiny_folder, "--out", out)
    assert result.exit_code == ExitCode.DONE, result.output
    assert sorted(path.name for path in out.iterdir()) == tables
    for name in tables:
        assert (out / name).read_bytes() == (planned / name).read_bytes()
        assert f"wrote {out / name}" in result.stdout


def test_schedule_writes_the_tables_of_the_people(
    staffcast, tiny_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = staffcast("schedule", tiny_folder, "--out", out, "--time-limit", 1, "--workers", 1)
    assert result.exit_code == ExitCode.DONE, result.output
    names = ["coverage.csv", "roster.csv", "schedule.csv", "split.csv"]
    assert sorted(path.name for path in out.iterdir()) == names
    with (out / "schedule.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["site"] for row in csv.DictReader(lines)} == {"home"}


def test_a_stage_does_not_write_into_a_whole_plan(
    staffcast, tiny_folder: Path, planned: Path
) -> None:
    before = (planned / "forecast.csv").read_bytes()
    result = staffcast("forecast", tiny_folder, "--out", planned)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert (planned / "forecast.csv").read_bytes() == before


def test_init_makes_a_folder_that_validates(staffcast, tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    assert staffcast("init", folder).exit_code == ExitCode.DONE
    result = staffcast("validate", folder)
    assert result.exit_code == ExitCode.DONE, result.output
    assert "4 queues" in result.stdout
    again = staffcast("init", folder)
    assert again.exit_code == ExitCode.INVALID_INPUT


def test_report_repeats_the_headline(staffcast, planned: Path) -> None:
    result = staffcast("report", planned)
    assert result.exit_code == ExitCode.DONE, result.output
    assert "gap above labour floor" in result.stdout
    assert "report.html" in result.stdout


def test_help_names_every_command_and_the_exit_codes(staffcast) -> None:
    result = staffcast("--help")
    assert result.exit_code == ExitCode.DONE
    for name in ("plan", "init", "validate", "forecast", "require", "allocate", "schedule",
                 "verify", "evaluate", "report", "130"):  # fmt: skip
        assert name in result.stdout


def test_the_version_is_printed() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "solver.cli", "--version"], capture_output=True, text=True
    )
    assert found.returncode == 0
    assert found.stdout.startswith("staffcast 0.")
