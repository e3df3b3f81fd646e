"""`staffcast require`: the worked example, and what a staffing would hold."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from solver.cli.exits import ExitCode
from solver.cli.what_if_table import Staffing, parse_what_if
from solver.errors import InvalidInputError


def test_the_worked_example_needs_no_folder(staffcast) -> None:
    result = staffcast("require", "--example")
    assert result.exit_code == ExitCode.DONE, result.output
    for line in ("required           29", "required_gross     42", "rostered           46"):
        assert line in result.stdout
    assert "28 agents          73.3%" in result.stdout


def test_what_if_on_the_example_prints_the_inverse(staffcast) -> None:
    result = staffcast("require", "--example", "--what-if", "agents=28")
    assert result.exit_code == ExitCode.DONE, result.output
    assert "73.3 %" in result.stdout
    assert "97.0 %" in result.stdout


@pytest.mark.parametrize("text", ["agents=4", "agents=calls:3,chats:1", "agents=90%", "hours=300"])
def test_what_if_of_a_folder(staffcast, tiny_folder: Path, tmp_path: Path, text: str) -> None:
    out = tmp_path / "out"
    result = staffcast("require", tiny_folder, "--what-if", text, "--out", out)
    assert result.exit_code == ExitCode.DONE, result.output
    assert "calls" in result.stdout
    with (out / "what_if.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["queue"] for row in rows} == {"calls", "chats"}
    assert any(row["holds"] == "false" for row in rows) or text == "hours=300"
    if text.startswith("agents=calls"):
        assert {row["agents"] for row in rows if row["queue"] == "calls"} == {"0", "3"}


def test_what_if_without_out_writes_nothing(staffcast, tiny_folder: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    result = staffcast("require", tiny_folder, "--what-if", "agents=4")
    assert result.exit_code == ExitCode.DONE, result.output
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("text", ["", "agents", "agents=", "agents=many", "heads=3", "agents=-1",
                                  "hours=nan", "agents=a:b"])  # fmt: skip
def test_a_staffing_that_cannot_be_read_says_what_can(text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"--what-if.*expected agents=30"):
        parse_what_if(text)


def test_forms_of_a_staffing() -> None:
    assert parse_what_if("agents=30") == Staffing("total", 30.0)
    assert parse_what_if("Agents = 90%") == Staffing("share", 0.9)
    assert parse_what_if("hours=1200") == Staffing("hours", 1200.0)
    named = Staffing("by_queue", by_queue=(("a", 2.0), ("b c", 3.5)))
    assert parse_what_if("agents=a:2, b c:3.5") == named


def test_an_unknown_queue_is_named(staffcast, tiny_folder: Path) -> None:
    result = staffcast("require", tiny_folder, "--what-if", "agents=cals:3")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "unknown queue (found 'cals')" in result.output


def test_without_a_folder_or_an_output_nothing_is_done(staffcast, tiny_folder: Path) -> None:
    assert staffcast("require").exit_code == ExitCode.INVALID_INPUT
    result = staffcast("require", tiny_folder)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "--out" in result.output


def test_pooling_prints_the_teams_the_bound_and_what_it_assumes(
    staffcast, tiny_folder: Path
) -> None:
    result = staffcast("require", tiny_folder, "--pooling")
    assert result.exit_code == ExitCode.DONE, result.output
    for text in ("separate teams", "skill groups, at least (bound)", "one pool", "relaxes"):
        assert text in result.stdout
    figures = [float(line.split("│")[2].replace(",", "")) for line in result.stdout.splitlines()
               if line.startswith("│")]  # fmt: skip
    whole, separate, bound, pool, workload = figures[:5]
    assert whole >= separate >= bound >= workload
    assert pool >= workload
