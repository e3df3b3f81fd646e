"""Benchmarks of the stages on named instances.

    python -m instances.benchmark STAGE [--cases A,B] [--seeds N] [--time-limit S] [--json]
                                  [--baselines] [--record]
    python -m instances.benchmark readme

STAGE is forecast, requirements, allocation, schedule or plan. Each case runs in a process of
its own. A case whose public data are absent is skipped with the reason. `--baselines` adds plain
methods and peer libraries that take their own time (schedule); `--record` puts what improves on
best_known.csv into it (schedule). `readme` runs the short cases and writes their tables between
the README's markers `<!-- bench:STAGE:start -->` and `<!-- bench:STAGE:end -->`; a stage with a
skipped or failed case keeps its table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from instances._bench_child import BASELINES, STAGES, stage_module
from instances._bench_peers import PEERS
from instances._bench_record import ContradictionError, record
from instances._bench_rows import OURS, Row
from instances._bench_tables import markdown, replaced, rewrite, with_stage_gaps

README = Path(__file__).parent.parent / "README.md"
README_METHODS = (
    OURS,
    "greedy_day_by_day",
    "plain_cp_sat",
    "same_weekday_mean_4",
    "seasonal_naive",
    "calendar_ridge",
    *PEERS,
)


@dataclass(frozen=True)
class Outcome:
    """Rows of one case and seed; `notes` say why some are missing, `message` why all are."""

    case: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    message: str = ""
    failed: bool = False


def run_case(
    stage: str, case: str, seed: int, time_limit_s: float | None, baselines: bool = False
) -> Outcome:
    """The case in a child process; its failure is told, not raised."""
    limit = "" if time_limit_s is None else str(time_limit_s)
    command = [sys.executable, "-m", "instances._bench_child", stage, case, str(seed), limit]
    command += [BASELINES] if baselines else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Outcome(case, message=f"failed: {reason}", failed=True)
    # Solvers may write to standard output as well.
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    skipped = [line["skipped"] for line in lines if "skipped" in line]
    if skipped:
        return Outcome(case, message=f"skipped: {skipped[0]}")
    notes = tuple(line["note"] for line in lines if "note" in line)
    return Outcome(case, tuple(line for line in lines if "note" not in line), notes)


def run_stage(
    stage: str,
    cases: Sequence[str],
    seeds: int,
    time_limit_s: float | None,
    baselines: bool = False,
) -> Iterator[Outcome]:
    for case in cases:
        for seed in range(1, seeds + 1):
            outcome = run_case(stage, case, seed, time_limit_s, baselines)
            for text in (*outcome.notes, *filter(None, [outcome.message])):
                print(f"{stage} {case}: {text}", file=sys.stderr)
            yield outcome


def update_readme(path: Path, time_limit_s: float | None) -> int:
    """Rewrites the tables of the short cases; 1 when a case failed."""
    text, failed = path.read_text(encoding="utf-8"), False
    for stage in STAGES:
        if replaced(text, stage, "") is None:
            print(f"{path.name} has no markers for {stage}", file=sys.stderr)
            continue
        module = stage_module(stage)
        outcomes = list(run_stage(stage, module.SHORT, 1, time_limit_s, baselines=True))
        failed |= any(outcome.failed for outcome in outcomes)
        if any(outcome.message for outcome in outcomes):
            print(f"{stage}: the table stays as it is", file=sys.stderr)
            continue
        rows = [r for o in outcomes for r in o.rows if r["method"] in README_METHODS]
        table = markdown(with_stage_gaps(module.COLUMNS, rows), rows)
        print(f"\n{stage}\n\n{table}")
        text = replaced(text, stage, table) or text
    rewrite(path, text)
    return int(failed)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m instances.benchmark",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stage", choices=(*STAGES, "readme"))
    parser.add_argument("--cases", help="names separated by commas; default: the short ones")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--time-limit", type=float, help="seconds for the solver of one case")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--baselines", action="store_true", help="plain methods and peers too")
    parser.add_argument("--record", action="store_true", help="keep what beats best_known.csv")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _arguments(argv)
    if arguments.stage == "readme":
        return update_readme(README, arguments.time_limit)
    module = stage_module(arguments.stage)
    cases = arguments.cases.split(",") if arguments.cases else module.SHORT
    unknown = [case for case in cases if case not in module.CASES]
    if unknown:
        known = ", ".join(module.CASES)
        print(f"unknown case {unknown[0]!r}; expected some of {known}", file=sys.stderr)
        return 2
    if arguments.record and arguments.stage != "schedule":
        print("--record: only the stage schedule has best known values", file=sys.stderr)
        return 2
    rows: list[Row] = []
    failed = False
    for outcome in run_stage(
        arguments.stage, cases, arguments.seeds, arguments.time_limit, arguments.baselines
    ):
        failed |= outcome.failed
        rows += outcome.rows
        if arguments.record:
            failed |= not _recorded(outcome.rows)
        if arguments.json:
            for row in outcome.rows:
                print(json.dumps(row), flush=True)
    if rows and not arguments.json:
        print(markdown(with_stage_gaps(module.COLUMNS, rows), rows))
    return int(failed)


def _recorded(rows: Sequence[Row]) -> bool:
    """False where the rows contradict the best known values."""
    try:
        said = record(rows)
    except ContradictionError as error:
        print(f"not recorded: {error}", file=sys.stderr)
        return False
    for text in said:
        print(f"recorded: {text}", file=sys.stderr)
    return True


if __name__ == "__main__":
    raise SystemExit(main())
