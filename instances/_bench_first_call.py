"""The first answer of a fresh process, from before the library's import on, as one JSON object.

    python -m instances._bench_first_call servers_required|require

numba compiles into the folder that NUMBA_CACHE_DIR names, or loads what it finds there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from instances._bench_rows import measured, peak_mib


def servers_required() -> None:
    """One interval by Erlang C and one by Erlang A."""
    from solver.queueing import servers_required

    goals: dict[str, Any] = {"sl_target": 0.8, "answer_s": 20.0, "max_occupancy": 0.85}
    servers_required(24.0, 360.0, **goals)
    servers_required(24.0, 360.0, patience_s=180.0, **goals)


def require() -> None:
    """One queue's day with the default settings."""
    import numpy as np

    from solver.domain import Queue
    from solver.requirements import Load
    from solver.requirements import require as find
    from solver.timegrid import TimeGrid

    grid = TimeGrid("UTC", 30, date(2026, 3, 2), 1)
    shape = (1, grid.n_intervals)
    goal = Queue(queue="calls", channel="voice", skill="s", sl_target=0.8, sl_seconds=20.0)
    volume, aht_s = np.full(shape, 120.0), np.full(shape, 360.0)
    find(Load("home", ("calls",), grid, volume, aht_s, np.ones(shape, dtype=bool)), [goal])


CALLS: dict[str, Callable[[], None]] = {"servers_required": servers_required, "require": require}


def main(name: str) -> None:
    with measured() as effort:
        CALLS[name]()
    print(json.dumps({**vars(effort), "peak_mib": peak_mib()}))


if __name__ == "__main__":
    main(sys.argv[1])
