"""Random intervals by Erlang C and A, ours and by peer libraries.

All run on one core. `rows_per_s` and `ratio` count processor time, which other work on the
machine does not lengthen.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import numpy as np

from instances import _bench_peers as peers
from instances._bench_rows import OURS, Effort, Row, note, peak_mib, row
from instances._history import Floats

MODELS = ("erlang_c", "erlang_a")
INTERVALS = 10_000
MIN_REPEATS = 5
REPEAT_FOR_S = 2.0
PATIENCE_S = 180.0
GOAL = {"interval_minutes": 30, "sl_target": 0.8, "answer_s": 20.0, "max_occupancy": 0.85}


def random_intervals(seed: int, count: int) -> tuple[Floats, Floats]:
    """Contacts a half-hour, 0 to 400, and AHT, 120 to 900 s: uniform whole numbers, as in reports.

    Whole seconds make loads that are exactly the occupancy times a number of agents.
    """
    rng = np.random.default_rng(seed)
    volume, aht_s = rng.integers(0, 401, count), rng.integers(120, 901, count)
    return volume.astype(float), aht_s.astype(float)


def run_intervals(case: str, seed: int, budget_s: float) -> list[Row]:
    """Our row and those of the peers, each of which gets `budget_s` seconds."""
    volume, aht_s = random_intervals(seed, INTERVALS)
    servers, effort = _timed(case, volume, aht_s)
    speed = INTERVALS / effort.cpu_seconds
    figures = {"rows": INTERVALS, "rows_per_s": round(speed), "peak_mib": peak_mib()}
    ours = row(case, OURS, seed, effort, **figures)
    return [ours, *_peer_rows(case, seed, volume, aht_s, servers, speed, budget_s)]


def _timed(case: str, volume: Floats, aht_s: Floats) -> tuple[Floats, Effort]:
    """Servers, and the median effort of several runs after one that warms up."""
    from solver.queueing import servers_required

    load_erl = volume * aht_s / (60 * GOAL["interval_minutes"])
    goals: dict[str, Any] = {
        name: value for name, value in GOAL.items() if name != "interval_minutes"
    }
    patience_s = PATIENCE_S if case == "erlang_a" else None
    servers = servers_required(load_erl, aht_s, patience_s=patience_s, **goals).servers
    seconds: list[float] = []
    cpu_seconds: list[float] = []
    while len(seconds) < MIN_REPEATS or sum(seconds) < REPEAT_FOR_S:
        started, cpu = time.perf_counter(), time.process_time()
        servers_required(load_erl, aht_s, patience_s=patience_s, **goals)
        seconds.append(time.perf_counter() - started)
        cpu_seconds.append(time.process_time() - cpu)
    return servers, Effort(statistics.median(seconds), statistics.median(cpu_seconds))


def _peer_rows(
    case: str,
    seed: int,
    volume: Floats,
    aht_s: Floats,
    servers: Floats,
    speed: float,
    budget_s: float,
) -> list[Row]:
    """Peers on the intervals with volume; a note with the reason for each that cannot answer."""
    try:
        python = peers.interpreter()
    except peers.PeerError as reason:
        return [note(case, f"no peers: {reason}")]
    busy = volume > 0
    goal = {**GOAL, "patience_s": PATIENCE_S if case == "erlang_a" else None}
    rows = []
    for peer in peers.PEERS:
        try:
            found = peers.ask(
                python, peer, case, volume[busy].tolist(), aht_s[busy].tolist(), goal, budget_s
            )
        except peers.PeerError as reason:
            rows.append(note(case, f"no row: {reason}"))
            continue
        rows.append(_peer_row(case, peer, seed, found, servers[busy], speed))
    return rows


def _peer_row(
    case: str, peer: str, seed: int, found: peers.PeerAnswer, servers: Floats, speed: float
) -> Row:
    """`ratio` is our speed over theirs; `agents_differ` the share of answers that are not ours."""
    asked = len(found.agents)
    theirs = np.array([np.nan if n is None else float(n) for n in found.agents])
    ours = servers[:asked]
    return row(
        case,
        peer,
        seed,
        Effort(found.seconds, found.cpu_seconds),
        detail=found.version,
        rows=asked,
        rows_per_s=round(asked / found.cpu_seconds),
        ratio=round(speed * found.cpu_seconds / asked, 1),
        differ=int(np.sum(theirs != ours)),
        more=int(np.sum(theirs > ours)),
        fewer=int(np.sum(theirs < ours)),
        agents_differ=float(np.mean(theirs != ours)),
        peak_mib=found.peak_mib,
    )
