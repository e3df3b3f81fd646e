"""The best known objective and bound of each case and seed, in best_known.csv.

A row only ever improves: a lower objective of an audited schedule, a higher bound. `seconds`
are those of the run that found the objective.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from instances._bench_rows import OURS, Row
from instances._bench_tables import rewrite

BEST_KNOWN = Path(__file__).parent / "best_known.csv"
HEADER = ("case", "seed", "objective", "bound", "gap", "seconds")
# Rounding of the stored money, and what a solver's tolerances may turn around.
TOLERANCE = 1e-4


class ContradictionError(Exception):
    """An objective below a proven bound: the instance has changed, or one of them is wrong."""


@dataclass(frozen=True)
class Best:
    case: str
    seed: int
    objective: float | None = None
    bound: float | None = None
    seconds: float | None = None

    @property
    def gap(self) -> float | None:
        from solver.status import relative_gap

        return relative_gap(self.objective, self.bound)


def read_best(path: Path = BEST_KNOWN) -> dict[tuple[str, int], Best]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Best(
                line["case"],
                int(line["seed"]),
                _number(line["objective"]),
                _number(line["bound"]),
                _number(line["seconds"]),
            )
            for line in csv.DictReader(file)
        ]
    return {(best.case, best.seed): best for best in rows}


def record(rows: Iterable[Row], path: Path = BEST_KNOWN) -> list[str]:
    """Puts what improves on the file into it; says what did.

    Only rows of our own method without a broken rule count. Raises `ContradictionError`, with
    the file untouched, where an objective and a bound of one case exclude each other.
    """
    known, said = read_best(path), []
    for found in rows:
        if found.get("method") != OURS or found.get("hard_violations"):
            continue
        key = (found["case"], found["seed"])
        before = known.get(key, Best(*key))
        after = improved(before, found)
        if after != before:
            known[key] = after
            said.append(f"{after.case} seed {after.seed}: {_change(before, after)}")
    if said:
        rewrite(path, _text(known[key] for key in sorted(known)))
    return said


def improved(best: Best, found: Row) -> Best:
    """The better of both objectives and of both bounds."""
    objective, bound, seconds = best.objective, best.bound, best.seconds
    new_objective, new_bound = found.get("objective"), found.get("bound")
    if new_objective is not None and (objective is None or round(new_objective, 2) < objective):
        objective, seconds = round(new_objective, 2), round(found["seconds"], 1)
    if new_bound is not None and (bound is None or round(new_bound, 2) > bound):
        bound = round(new_bound, 2)
    if objective is not None and bound is not None and bound > objective * (1 + TOLERANCE):
        raise ContradictionError(
            f"{best.case} seed {best.seed}: the bound {bound:,.2f} is above the objective"
            f" {objective:,.2f}; the instance has changed, or one of them is wrong"
        )
    return Best(best.case, best.seed, objective, bound, seconds)


def _change(before: Best, after: Best) -> str:
    parts = [
        f"{name} {'new' if old is None else f'{old:,.2f}'} -> {new:,.2f}"
        for name, old, new in (
            ("objective", before.objective, after.objective),
            ("bound", before.bound, after.bound),
        )
        if old != new and new is not None
    ]
    return ", ".join(parts)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _text(rows: Iterable[Best]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for best in rows:
        gap = best.gap
        numbers = (best.objective, best.bound, None if gap is None else round(gap, 5), best.seconds)
        writer.writerow([best.case, best.seed, *("" if n is None else n for n in numbers)])
    return out.getvalue()
