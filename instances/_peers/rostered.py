"""A peer library's shift mix for a pooled demand, and its roster of that mix.

Reads one JSON object from standard input: `model` (mix or roster), `limit_s`, `workers` and the
model's own fields, see `mix` and `roster`. Prints one: `version`, `status`, `seconds`,
`cpu_seconds`, `gap` (of the peer's own objective), and `counts` or `assignments`.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from typing import Any

PEER = "pyworkforce"
FOUND = ("OPTIMAL", "FEASIBLE")


def mix(task: dict[str, Any]) -> dict[str, Any]:
    """Agents of each shift and day that are nearest to the demand in sum of differences.

    `coverage`: shift to 0 or 1 a period; `demand`: agents by day and period; `agents`: the most
    of a shift and of a period.
    """
    from pyworkforce.scheduling import MinAbsDifference

    model = MinAbsDifference(
        num_days=len(task["demand"]),
        periods=len(task["demand"][0]),
        shifts_coverage=task["coverage"],
        required_resources=task["demand"],
        max_period_concurrency=task["agents"],
        max_shift_concurrency=task["agents"],
        max_search_time=float(task["limit_s"]),
        num_search_workers=task["workers"],
    )
    found = model.solve()
    answer: dict[str, Any] = {"status": found["status"], "gap": None, "counts": None}
    if found["status"] in FOUND:
        answer["gap"] = _gap(found["cost"], model.solver)
        answer["counts"] = [
            [row["day"], row["shift"], row["resources"]]
            for row in found["resources_shifts"]
            if row["resources"]
        ]
    return answer


def roster(task: dict[str, Any]) -> dict[str, Any]:
    """Who works which shift: `required` agents by shift and day, alike in all.

    `hours` of each shift; `min_hours` and `max_resting` days of an agent over the horizon.
    """
    from pyworkforce.rostering import MinHoursRoster

    shifts = list(task["hours"])
    model = MinHoursRoster(
        num_days=task["days"],
        resources=[f"agent {n}" for n in range(task["agents"])],
        shifts=shifts,
        shifts_hours=[task["hours"][name] for name in shifts],
        min_working_hours=task["min_hours"],
        max_resting=task["max_resting"],
        banned_shifts=[],
        required_resources=task["required"],
        max_search_time=float(task["limit_s"]),
        num_search_workers=task["workers"],
    )
    found = model.solve()
    answer: dict[str, Any] = {"status": found["status"], "gap": None, "assignments": None}
    if found["status"] in FOUND:
        answer["gap"] = _gap(found["cost"], model.solver)
        answer["assignments"] = found["total_shifts"]
    return answer


def _gap(cost: float, solver: Any) -> float:
    """(cost - bound) / cost, 0 where the cost is 0."""
    return max(0.0, cost - solver.BestObjectiveBound()) / cost if cost else 0.0


MODELS = {"mix": mix, "roster": roster}


def answer(task: dict[str, Any]) -> dict[str, Any]:
    started, cpu = time.perf_counter(), time.process_time()
    found = MODELS[task["model"]](task)
    return {
        "version": version(PEER),
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu,
        **found,
    }


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
