"""Agents that a peer library asks for in given intervals, timed one by one.

Reads one JSON object from standard input: `peer`, `model`, `volume`, `aht_s`, `goal`, `budget_s`.
Prints one: `version`, `agents` of the first intervals that the budget held (null where the
peer raised), `seconds`, `cpu_seconds`, `peak_mib` (null where the system does not say); or
`unavailable` with the reason.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

Solve = Callable[[float, float], int]


class UnavailableError(Exception):
    """The peer has no such model, in the version installed here."""


@dataclass(frozen=True)
class Goal:
    """One service goal for all intervals; `patience_s` is for Erlang A only."""

    interval_minutes: int
    sl_target: float
    answer_s: float
    max_occupancy: float
    patience_s: float | None = None


def pyworkforce(model: str, goal: Goal) -> Solve:
    """Its times are in minutes, and its `asa` is the threshold of the service level."""
    from pyworkforce import queuing

    kind = getattr(queuing, {"erlang_c": "ErlangC", "erlang_a": "ErlangA"}[model], None)
    if kind is None:
        raise UnavailableError("has no Erlang A; 0.5.2 has, from Python 3.12 on")
    patience = {} if goal.patience_s is None else {"patience": goal.patience_s / 60}

    def solve(volume: float, aht_s: float) -> int:
        queue = kind(
            transactions=volume,
            aht=aht_s / 60,
            asa=goal.answer_s / 60,
            interval=goal.interval_minutes,
            **patience,
        )
        found = queue.required_positions(goal.sl_target, max_occupancy=goal.max_occupancy)
        return int(found["raw_positions"])

    return solve


def call_center_tools(model: str, goal: Goal) -> Solve:
    if model != "erlang_c":
        raise UnavailableError("has no Erlang A")
    from call_center_tools import calc_staffing

    def solve(volume: float, aht_s: float) -> int:
        found = calc_staffing(
            calls_per_hour=volume * 60 / goal.interval_minutes,
            aht=aht_s,
            max_occupancy=goal.max_occupancy,
            target_answer_time=goal.answer_s,
            target_service_level=goal.sl_target,
        )
        return int(found.agents)

    return solve


PEERS = {"pyworkforce": pyworkforce, "call-center-tools": call_center_tools}


def answer(task: dict[str, Any]) -> dict[str, Any]:
    """The first interval is solved once more beforehand, as a warm-up."""
    peer, pairs = task["peer"], list(zip(task["volume"], task["aht_s"], strict=True))
    installed = version(peer)
    try:
        solve = PEERS[peer](task["model"], Goal(**task["goal"]))
    except UnavailableError as reason:
        return {"unavailable": f"{peer} {installed} {reason}"}
    _attempt(solve, *pairs[0])
    agents: list[int | None] = []
    started, cpu = time.perf_counter(), time.process_time()
    for volume, aht_s in pairs:
        agents.append(_attempt(solve, volume, aht_s))
        if time.perf_counter() - started > task["budget_s"]:
            break
    return {
        "version": installed,
        "agents": agents,
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mib": _peak_mib(),
    }


def _attempt(solve: Solve, volume: float, aht_s: float) -> int | None:
    try:
        return solve(volume, aht_s)
    except (ArithmeticError, ValueError):
        return None


def _peak_mib() -> float | None:
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    lines = status.read_text(encoding="ascii").splitlines()
    return next((round(int(n.split()[1]) / 1024, 1) for n in lines if n.startswith("VmHWM:")), None)


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
