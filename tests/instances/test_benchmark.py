"""The benchmark's command: rows, tables, skipped and failed cases, the README's markers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from instances import benchmark
from instances._bench_child import STAGES, main, stage_module
from instances._bench_record import record
from instances._bench_rows import measured, row
from instances._bench_tables import cell, markdown, replaced, with_stage_gaps
from instances.benchmark import Outcome


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_names_its_cases_and_columns(stage: str) -> None:
    module = stage_module(stage)

    assert set(module.SHORT) <= set(module.CASES)
    assert {"case"} <= set(module.COLUMNS)
    assert callable(module.run)


def test_a_forecast_case_gives_the_promised_keys(capsys) -> None:
    assert benchmark.main(["forecast", "--cases", "demo", "--json"]) == 0

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    wanted = {"case", "method", "seed", "seconds", "cpu_seconds", "peak_mib"}
    wanted |= {"interval_wape", "week_error"}
    ours = [r for r in rows if r["method"] == "staffcast"]
    naive = {r["queue"]: r for r in rows if r["method"] == "seasonal_naive"}
    assert all(wanted <= r.keys() for r in rows)
    assert len(ours) == len(naive) == 4
    assert all(0 < r["cover80"] <= r["cover95"] <= 1 for r in ours)
    assert all(r["interval_wape"] < naive[r["queue"]]["interval_wape"] for r in ours)
    assert all(50 < r["peak_mib"] < 2000 for r in rows)


def test_absent_data_skip_the_case_with_the_reason(monkeypatch, capsys) -> None:
    monkeypatch.delenv("STAFFCAST_DATA", raising=False)

    assert main(["forecast", "bank_calls", "1", ""]) == 0

    assert json.loads(capsys.readouterr().out) == {
        "case": "bank_calls",
        "skipped": "STAFFCAST_DATA is not set",
    }


def test_a_skipped_case_leaves_no_row(monkeypatch, capsys) -> None:
    monkeypatch.delenv("STAFFCAST_DATA", raising=False)

    assert benchmark.main(["forecast", "--cases", "bank_calls"]) == 0

    said = capsys.readouterr()
    assert said.out == ""
    assert "bank_calls: skipped: STAFFCAST_DATA is not set" in said.err


def test_an_unknown_case_is_refused(capsys) -> None:
    assert benchmark.main(["forecast", "--cases", "moon"]) == 2
    assert "unknown case 'moon'; expected some of demo" in capsys.readouterr().err


def test_a_failing_case_is_told(monkeypatch, capsys) -> None:
    failed = Outcome("demo", message="failed: no", failed=True)
    monkeypatch.setattr(benchmark, "run_case", lambda *arguments: failed)

    assert benchmark.main(["forecast", "--cases", "demo"]) == 1
    assert "forecast demo: failed: no" in capsys.readouterr().err


def test_effort_counts_wall_and_processor_time() -> None:
    with measured() as effort:
        sum(n * n for n in range(300_000))

    assert effort.seconds > 0
    assert 0 < row("a", "b", 1, effort)["seconds"] <= round(effort.seconds, 3)


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("gap", 0.01234, "1.23 %"),
        ("gap_day_plan", 0.01234, "1.23 %"),
        ("interval_wape", 0.0626, "6.3 %"),
        ("objective", 123456.7, "123,457"),
        ("seconds", 1.26, "1.3"),
        ("hard_violations", 0, "0"),
        ("bound", None, "-"),
        ("method", "staffcast", "staffcast"),
    ],
)
def test_cells(column: str, value: object, text: str) -> None:
    assert cell(column, value) == text


def test_a_table_leaves_out_columns_that_no_row_has() -> None:
    table = markdown(("case", "gap", "bound"), [{"case": "a", "gap": 0.1}, {"case": "b"}])

    assert table.splitlines() == ["| case | gap |", "|---|---|", "| a | 10.00 % |", "| b | - |"]


def test_gaps_by_stage_stand_after_the_gap_where_a_row_has_them() -> None:
    rows = [{"gap": 0.1, "gap_names": 0.05, "gap_above_floor": 0.2}, {"gap_guide": 0.01}]

    assert with_stage_gaps(("case", "gap", "gap_above_floor"), rows) == (
        "case",
        "gap",
        "gap_names",
        "gap_guide",
        "gap_above_floor",
    )
    assert with_stage_gaps(("case", "seconds"), rows) == ("case", "seconds")


def test_only_the_stage_schedule_is_recorded(capsys) -> None:
    assert benchmark.main(["forecast", "--cases", "demo", "--record"]) == 2
    assert "--record: only the stage schedule" in capsys.readouterr().err


def test_recorded_rows_are_said_and_contradictions_fail(monkeypatch, tmp_path, capsys) -> None:
    path = tmp_path / "best.csv"
    monkeypatch.setattr(benchmark, "record", lambda rows: record(rows, path))
    found = {"case": "center-60x28", "method": "staffcast", "seed": 1, "seconds": 9.0}
    monkeypatch.setattr(
        benchmark,
        "run_case",
        lambda *arguments: Outcome("center-60x28", ({**found, **next(figures)},)),
    )
    figures = iter([{"objective": 100.0, "bound": 90.0}, {"objective": 80.0, "bound": 70.0}])
    command = ["schedule", "--cases", "center-60x28", "--record"]

    assert benchmark.main(command) == 0
    assert "recorded: center-60x28 seed 1: objective new -> 100.00" in capsys.readouterr().err
    assert benchmark.main(command) == 1
    assert "not recorded: center-60x28 seed 1: the bound 90.00" in capsys.readouterr().err


def test_only_the_text_between_the_markers_changes() -> None:
    text = "top\n<!-- bench:plan:start -->\nold\n<!-- bench:plan:end -->\nend\n"

    assert replaced(text, "plan", "new") == text.replace("old", "new")
    assert replaced(text, "forecast", "new") is None


def test_the_readme_gets_new_tables_and_keeps_those_of_skipped_stages(
    monkeypatch, tmp_path: Path
) -> None:
    readme = tmp_path / "README.md"
    blocks = [
        f"<!-- bench:{s}:start -->\nold {s}\n<!-- bench:{s}:end -->" for s in ("forecast", "plan")
    ]
    readme.write_text("# Title\n" + "\n".join(blocks) + "\nend\n")

    def answer(stage: str, case: str, seed: int, limit: float | None, baselines: bool) -> Outcome:
        assert baselines
        if stage == "forecast" and case == "bank_calls":
            return Outcome(case, message="skipped: no data")
        return Outcome(case, ({"case": case, "method": "staffcast", "seconds": 2.0},))

    monkeypatch.setattr(benchmark, "run_case", answer)

    assert benchmark.update_readme(readme, None) == 0
    text = readme.read_text()
    assert "old forecast" in text
    assert "old plan" not in text
    assert "| demo | 2.0 |" in text
    assert text.startswith("# Title\n")
    assert text.endswith("\nend\n")
