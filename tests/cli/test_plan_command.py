"""The whole walk on the command line: files, exit codes, settings, stopping, repeatability."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny_center import tiny_document, tiny_planning

from solver.cli.exits import ExitCode
from solver.domain import PlanningData
from solver.workspace import read_document, write_document

TABLES = (
    "forecast", "requirements", "allocation", "schedule", "roster", "coverage", "unmet", "split"
)  # fmt: skip
QUICK = ("--time-limit", 1, "--workers", 1)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "solver.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_every_file_is_there(planned: Path) -> None:
    names = {path.name for path in planned.iterdir()}
    files = {f"{name}.csv" for name in TABLES} | {"plan.json", "plan.xlsx", "report.html"}
    assert names == files | {"calendars", "carry_over.csv", "exports"}
    assert list((planned / "calendars").rglob("*.ics"))


def test_the_summary_says_cost_gap_audit_and_place(
    staffcast, tiny_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = staffcast("plan", tiny_folder, "--out", out, *QUICK)
    assert result.exit_code == ExitCode.DONE, result.output
    for text in ("cost", "gap", "passed", "home", "report.html"):
        assert text in result.stdout
    assert "guide and bound" in result.stderr


def test_invalid_input_leaves_a_line_an_issue_and_no_output(tmp_path: Path) -> None:
    document = tiny_document()
    document["queues"][0]["sl_target"] = 80
    document["agents"][0]["site"] = "nowhere"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    result = run("plan", path, "--out", tmp_path / "out")
    assert result.returncode == ExitCode.INVALID_INPUT
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) >= 2
    assert any("sl_target" in line and "80" in line for line in lines)
    assert any("nowhere" in line for line in lines)
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_folder_settings_and_output_problems_come_together(staffcast, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    (tmp_path / "params.toml").write_text("[scheduling]\nshort_prise = 2\n", encoding="utf-8")
    result = staffcast(
        "plan",
        tmp_path / "missing",
        "--out",
        tmp_path / "file" / "out",
        "--params",
        tmp_path / "params.toml",
    )
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "short_price" in result.stderr
    assert "missing" in result.stderr
    assert "stands in the way" in result.stderr


def test_a_folder_with_other_content_is_refused_before_the_work(
    staffcast, tiny_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    result = staffcast("plan", tiny_folder, "--out", tmp_path)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "forecast" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_start_off_the_week_is_invalid(staffcast, tiny_folder: Path, tmp_path: Path) -> None:
    result = staffcast("plan", tiny_folder, "--out", tmp_path / "out", "--start", "2026-03-03")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "2026-03-03" in result.stderr
    assert "2026-03-09" in result.stderr


def test_flags_win_over_the_params_file(staffcast, tiny_folder: Path, tmp_path: Path) -> None:
    settings = "[scheduling]\nseed = 5\nover_price = 0.5\ntime_limit_s = 900\n"
    (tmp_path / "params.toml").write_text(settings, encoding="utf-8")
    out, params = tmp_path / "out", tmp_path / "params.toml"
    result = staffcast(
        "plan", tiny_folder, "--out", out, "--params", params, "--seed", 7, *QUICK,
        "--scenario", "busy",
    )  # fmt: skip
    assert result.exit_code == ExitCode.DONE, result.output
    document = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    scheduling = document["params"]["scheduling"]
    assert (scheduling["seed"], scheduling["over_price"], scheduling["time_limit_s"]) == (7, 0.5, 1)
    assert document["params"]["forecast"]["seed"] == 7
    assert document["params"]["scenario"] == "busy"
    assert document["schedules"][0]["report"]["seed"] == 7


def test_what_is_infeasible_is_written_and_explained(staffcast, tmp_path: Path) -> None:
    path = tmp_path / "infeasible.json"
    write_document(_overworked(), path)
    result = staffcast("plan", path, "--out", tmp_path / "out", *QUICK)
    assert result.exit_code == ExitCode.INFEASIBLE, result.output
    assert "Ada" in result.stderr
    document = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert document["schedules"][0]["report"]["status"] == "infeasible"
    assert document["schedules"][0]["report"]["objective"] is None


def _overworked() -> PlanningData:
    """Ada must work four days a week and is available on one."""
    document = tiny_document()
    document["agents"][0]["availability"] = "Mon 08:00-18:00"
    return read_document(document)


def test_the_same_seed_and_workers_give_the_same_tables(
    staffcast, tiny_folder: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        result = staffcast(
            "plan", tiny_folder, "--out", tmp_path / name, "--deterministic",
            "--seed", 3, "--workers", 1, "--time-limit", 1,
        )  # fmt: skip
        assert result.exit_code == ExitCode.DONE, result.output
    for table in TABLES:
        files = [tmp_path / name / f"{table}.csv" for name in ("one", "two")]
        assert files[0].read_bytes() == files[1].read_bytes(), table


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_keeps_the_incumbent(tiny_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "solver.cli", "plan", str(tiny_folder), "--out", str(out)]
    with subprocess.Popen(
        [*command, "--time-limit", "60"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        seen = []
        for line in process.stderr:
            seen.append(line)
            if "incumbent" in line and not line.startswith("allocation"):
                break
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=60)
    assert process.returncode == ExitCode.STOPPED, "".join(seen) + rest
    assert "stopping" in rest
    assert "kept" in rest
    report = json.loads((out / "plan.json").read_text(encoding="utf-8"))["schedules"][0]["report"]
    assert report["stopped_by_caller"]
    assert report["objective"] is not None


def test_the_document_gives_the_same_plan_as_the_folder(tiny: PlanningData) -> None:
    assert tiny == tiny_planning()
