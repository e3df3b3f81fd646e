"""What every benchmark row holds, and the clocks it is measured with."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
OURS = "staffcast"


class SkippedError(Exception):
    """A case that cannot run here, with the reason: its data are not there."""


@dataclass
class Effort:
    """Wall and processor seconds of a piece of work, child processes included."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


@contextmanager
def measured() -> Iterator[Effort]:
    effort = Effort()
    wall, cpu = time.perf_counter(), _cpu_seconds()
    yield effort
    effort.seconds = time.perf_counter() - wall
    effort.cpu_seconds = _cpu_seconds() - cpu


def peak_mib() -> float:
    """Largest resident memory of this process plus that of its largest child so far."""
    return round(_own_peak_mib() + _ru_maxrss_mib(resource.RUSAGE_CHILDREN), 1)


def _own_peak_mib() -> float:
    # On Linux the resource usage of a new process starts at its parent's peak.
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return _ru_maxrss_mib(resource.RUSAGE_SELF)


def _ru_maxrss_mib(kind: int) -> float:
    unit = 1024 if sys.platform == "darwin" else 1
    return resource.getrusage(kind).ru_maxrss / unit / 1024


def row(case: str, method: str, seed: int, effort: Effort, **figures: Any) -> Row:
    return {
        "case": case,
        "method": method,
        "seed": seed,
        "seconds": round(effort.seconds, 3),
        "cpu_seconds": round(effort.cpu_seconds, 3),
        **figures,
    }


def note(case: str, text: str) -> Row:
    """In place of a row that cannot be measured here: why."""
    return {"case": case, "note": text}


def public_data(name: str) -> Path:
    """A file of the folder that STAFFCAST_DATA names; raises `SkippedError` without it."""
    folder = os.environ.get("STAFFCAST_DATA")
    if not folder:
        raise SkippedError("STAFFCAST_DATA is not set")
    path = Path(folder) / name
    if not path.is_file():
        raise SkippedError(f"STAFFCAST_DATA has no {name}")
    return path
