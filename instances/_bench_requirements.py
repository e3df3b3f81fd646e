"""Benchmark of the requirements stage: how many queue-intervals a second it settles.

Timings are of one core. `erlang_c` and `erlang_a`: random intervals through `servers_required`,
and through peer libraries where they have the model, each on as many as its budget of time
holds. `require-700k`: a year of 20 queues. `first_call`: what a fresh process waits for its
first answer. The others: a centre's horizon.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from instances._bench_first_call import CALLS
from instances._bench_intervals import MODELS, PATIENCE_S, run_intervals
from instances._bench_rows import OURS, Effort, Row, measured, peak_mib, row
from instances._bench_target import staffing_demand
from instances.generate import generate
from instances.registry import CASES as REGISTERED
from solver.domain import Queue
from solver.requirements.data import Load
from solver.timegrid import TimeGrid

CENTERS = ("center-60x28", "center-500x28", "center-500x42-24x7")
CASES = (*MODELS, "require-700k", "first_call", *CENTERS)
SHORT = (*MODELS, "require-700k", "first_call", "center-60x28", "center-500x28")
COLUMNS = (
    "case",
    "method",
    "detail",
    "rows",
    "rows_per_s",
    "ratio",
    "agents_differ",
    "agent_hours",
    "seconds",
    "peak_mib",
)
PEER_BUDGET_S = 20.0
LARGE_QUEUES, LARGE_DAYS = 20, 365


def run(case: str, seed: int, time_limit_s: float | None) -> list[Row]:
    """`seed` draws the instance; the time limit is the budget of each peer."""
    if case in MODELS:
        return run_intervals(case, seed, time_limit_s or PEER_BUDGET_S)
    if case == "require-700k":
        return _year(case, seed)
    if case == "first_call":
        return _first_calls(case, seed)
    return _center(case, seed)


def large_load(seed: int, queues: int, days: int) -> tuple[Load, list[Queue]]:
    """Voice queues of 15 minutes, always open: Poisson counts round a day's and a week's shape."""
    rng = np.random.default_rng(seed)
    grid = TimeGrid("Europe/Paris", 15, date(2026, 1, 1), days)
    day = np.exp(-(((grid.minute_of_day - 780) / 240.0) ** 2)) + 0.02
    week = np.where(grid.weekday[grid.day_of] < 5, 1.0, 0.4)
    busiest = rng.uniform(5.0, 200.0, (queues, 1))
    volume = rng.poisson(busiest * (day * week)).astype(float)
    aht_s = rng.uniform(120.0, 900.0, (queues, 1)) * rng.uniform(0.9, 1.1, volume.shape)
    goals = [
        Queue(queue=f"q{q:02}", channel="voice", skill="s", sl_target=0.8, sl_seconds=20.0,
              max_occupancy=0.85, patience_s=PATIENCE_S)
        for q in range(queues)
    ]  # fmt: skip
    names = tuple(goal.queue for goal in goals)
    return Load("home", names, grid, volume, aht_s, np.ones(volume.shape, dtype=bool)), goals


def _year(case: str, seed: int) -> list[Row]:
    """The settings are the defaults but for the model; a day of one queue warms up."""
    load, goals = large_load(seed, LARGE_QUEUES, LARGE_DAYS)
    rows = []
    for model in MODELS:
        _required(*large_load(seed, 1, 1), model)
        with measured() as effort:
            hours = _required(load, goals, model)
        rows.append(_stage_row(case, seed, effort, load, hours, detail=model))
    return rows


def _center(case: str, seed: int) -> list[Row]:
    """The second of two runs counts: the first may compile."""
    instance = REGISTERED[case]
    planning = generate(replace(instance.spec, history_weeks=1), seed)
    load = staffing_demand(instance, planning)
    _required(load, planning.queues)
    with measured() as effort:
        hours = _required(load, planning.queues)
    return [_stage_row(case, seed, effort, load, hours)]


def _required(load: Load, goals: Sequence[Queue], model: str = "erlang_c") -> float:
    """Agent-hours on queue that the stage asks for."""
    from solver.requirements import RequirementsParams, require

    needed = require(load, goals, RequirementsParams.model_validate({"model": model}))
    return float(np.nansum(needed.required)) * load.grid.interval_minutes / 60


def _stage_row(
    case: str, seed: int, effort: Effort, load: Load, hours: float, **figures: Any
) -> Row:
    rows = load.volume.size
    speed = round(rows / effort.seconds)
    peak = {"peak_mib": peak_mib()}
    return row(
        case, OURS, seed, effort, rows=rows, rows_per_s=speed, agent_hours=hours, **peak, **figures
    )


def _first_calls(case: str, seed: int) -> list[Row]:
    """Each call in two processes that share a cache of compiled code, which the first one fills."""
    rows = []
    for call in CALLS:
        with tempfile.TemporaryDirectory() as folder:
            for cache in ("cold", "warm"):
                found = _first_call(call, folder)
                effort = Effort(found["seconds"], found["cpu_seconds"])
                peak = {"peak_mib": found["peak_mib"]}
                detail = f"{call}, {cache} cache"
                rows.append(row(case, OURS, seed, effort, detail=detail, **peak))
    return rows


def _first_call(call: str, cache_folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "instances._bench_first_call", call]
    surroundings = {**os.environ, "NUMBA_CACHE_DIR": cache_folder}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    if done.returncode != 0:
        raise RuntimeError(f"{call}: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found
