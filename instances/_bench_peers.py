"""Peer libraries in an environment of their own, whose versions need not agree with ours.

The environment lies in out/peers, or in the folder that STAFFCAST_PEERS names, and is made at
the first use by the running interpreter, or by the one that STAFFCAST_PEERS_PYTHON names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PEERS = ("pyworkforce", "call-center-tools")
FOLDER = Path(__file__).parent.parent / "out" / "peers"
SCRIPT = Path(__file__).parent / "_peers" / "required.py"
REQUIREMENTS = Path(__file__).parent / "_peers" / "requirements.txt"
INSTALL_TIMEOUT_S = 600.0
# A peer looks at its budget between two intervals only.
GRACE_S = 60.0


class PeerError(Exception):
    """A peer that cannot answer here, with the reason."""


@dataclass(frozen=True)
class PeerAnswer:
    """`agents` of the first intervals, as many as the budget held; None where the peer raised."""

    version: str
    agents: tuple[int | None, ...]
    seconds: float
    cpu_seconds: float
    peak_mib: float | None


def interpreter() -> Path:
    """The interpreter of the peers' environment, made if need be; raises `PeerError`."""
    folder = Path(os.environ.get("STAFFCAST_PEERS") or FOLDER)
    base = os.environ.get("STAFFCAST_PEERS_PYTHON") or sys.executable
    home, stamp = folder / "env", folder / "installed.stamp"
    python = home / "bin" / "python"
    wanted = f"{base}\n{REQUIREMENTS.read_text(encoding='utf-8')}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        stamp.unlink(missing_ok=True)
        _run([base, "-m", "venv", "--clear", str(home)], INSTALL_TIMEOUT_S)
        _run([*pip, "--retries", "1", "-r", str(REQUIREMENTS)], INSTALL_TIMEOUT_S)
        stamp.write_text(wanted, encoding="utf-8")
    except OSError as error:
        raise PeerError(f"no environment for the peers: {error}") from error
    return python


def ask(
    python: Path,
    peer: str,
    model: str,
    volume: Sequence[float],
    aht_s: Sequence[float],
    goal: dict[str, Any],
    budget_s: float,
) -> PeerAnswer:
    """Agents by `peer` for intervals with volume, in turn until `budget_s` is spent.

    `goal` has the fields of `instances._peers.required.Goal`. Raises `PeerError` where the peer
    lacks the model, fails, or does not come back.
    """
    task = {
        "peer": peer,
        "model": model,
        "volume": list(volume),
        "aht_s": list(aht_s),
        "goal": goal,
        "budget_s": budget_s,
    }
    found = answer_of(python, SCRIPT, task, budget_s)
    if "unavailable" in found:
        raise PeerError(found["unavailable"])
    return PeerAnswer(**{**found, "agents": tuple(found["agents"])})


def answer_of(python: Path, script: Path, task: dict[str, Any], budget_s: float) -> dict[str, Any]:
    """What a script of `instances/_peers` answers to a task; raises `PeerError`.

    Isolated: neither this project nor its folder is on the path.
    """
    text = _run([str(python), "-I", str(script)], budget_s + GRACE_S, json.dumps(task))
    # Solvers may write to standard output as well.
    answer: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return answer


def _run(command: Sequence[str], timeout_s: float, text: str = "") -> str:
    name = " ".join(Path(part).name for part in command[:4])
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PeerError(f"{name}: not done within {timeout_s:.0f} s") from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise PeerError(f"{name}: {lines[-1]}")
    return done.stdout
