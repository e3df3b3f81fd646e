"""Peer libraries: the environment they are installed in, and the script that asks them there."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from instances import _bench_peers as peers
from instances._peers import required

GOAL = {"interval_minutes": 30, "sl_target": 0.8, "answer_s": 20.0, "max_occupancy": 0.85}
INTERVALS = {"volume": [120.0, 60.0, 30.0], "aht_s": [360.0, 360.0, 300.0]}


def test_an_interpreter_that_is_not_there_is_a_reason(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("STAFFCAST_PEERS", str(tmp_path))
    monkeypatch.setenv("STAFFCAST_PEERS_PYTHON", str(tmp_path / "no-python"))

    with pytest.raises(peers.PeerError, match=r"no environment for the peers: .*no-python"):
        peers.interpreter()


def test_the_environment_is_made_once_for_its_requirements(monkeypatch, tmp_path) -> None:
    commands: list[list[str]] = []
    wishes = tmp_path / "requirements.txt"
    wishes.write_text("peer==1\n")
    monkeypatch.setattr(peers, "REQUIREMENTS", wishes)
    monkeypatch.setenv("STAFFCAST_PEERS", str(tmp_path))
    monkeypatch.setattr(peers, "_run", lambda command, *more: commands.append(command) or "")

    first, second = peers.interpreter(), peers.interpreter()
    made = len(commands)
    wishes.write_text("peer==2\n")
    peers.interpreter()

    assert first == second == tmp_path / "env" / "bin" / "python"
    assert made == 2
    assert len(commands) == 4


def test_a_peer_that_is_not_installed_is_a_reason(monkeypatch) -> None:
    with pytest.raises(peers.PeerError, match=r"required\.py: .*PackageNotFoundError"):
        peers.ask(Path(sys.executable), "no-such-peer", "erlang_c", [1.0], [300.0], GOAL, 1.0)


def test_a_peer_that_does_not_come_back_is_a_reason(monkeypatch, tmp_path) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(peers, "SCRIPT", script)
    monkeypatch.setattr(peers, "GRACE_S", 0.2)

    with pytest.raises(peers.PeerError, match=r"sleeper\.py: not done within 0 s"):
        peers.ask(Path(sys.executable), "slow", "erlang_c", [1.0], [300.0], GOAL, 0.0)


class FakeQueue:
    """Stands for both models of pyworkforce; raises for 30 transactions."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012

    def __init__(self, **settings: Any) -> None:
        self.asked.append(settings)

    def required_positions(self, level: float, max_occupancy: float) -> dict[str, int]:
        if self.asked[-1]["transactions"] == 30:
            raise ZeroDivisionError
        return {"raw_positions": 29, "positions": 42}


@pytest.fixture
def fakes(monkeypatch) -> SimpleNamespace:
    FakeQueue.asked.clear()
    queuing = SimpleNamespace(ErlangC=FakeQueue)
    tools = SimpleNamespace(calc_staffing=lambda **asked: SimpleNamespace(agents=asked))
    monkeypatch.setitem(sys.modules, "pyworkforce", SimpleNamespace(queuing=queuing))
    monkeypatch.setitem(sys.modules, "call_center_tools", tools)
    monkeypatch.setattr(required, "version", lambda name: "9.9")
    return SimpleNamespace(queuing=queuing, tools=tools)


def ask_inside(peer: str, model: str, budget_s: float = 60.0, **goal: float) -> dict[str, Any]:
    task = {"peer": peer, "model": model, "budget_s": budget_s, "goal": {**GOAL, **goal}}
    return required.answer({**task, **INTERVALS})


def test_pyworkforce_is_asked_in_minutes(fakes) -> None:
    found = ask_inside("pyworkforce", "erlang_c")

    assert found["agents"] == [29, 29, None]
    assert found["version"] == "9.9"
    wanted = {"transactions": 120.0, "aht": 6.0, "asa": 20 / 60, "interval": 30}
    assert FakeQueue.asked[0] == wanted


def test_pyworkforce_erlang_a_is_asked_with_the_patience_where_there_is_one(fakes) -> None:
    assert ask_inside("pyworkforce", "erlang_a", patience_s=180.0) == {
        "unavailable": "pyworkforce 9.9 has no Erlang A; 0.5.2 has, from Python 3.12 on"
    }

    fakes.queuing.ErlangA = FakeQueue
    assert ask_inside("pyworkforce", "erlang_a", patience_s=180.0)["agents"] == [29, 29, None]
    assert FakeQueue.asked[0]["patience"] == 3.0


def test_call_center_tools_is_asked_in_calls_an_hour(fakes, monkeypatch) -> None:
    asked: list[dict[str, float]] = []

    def calc_staffing(**settings: float) -> SimpleNamespace:
        asked.append(settings)
        return SimpleNamespace(agents=29)

    monkeypatch.setattr(fakes.tools, "calc_staffing", calc_staffing)

    assert ask_inside("call-center-tools", "erlang_c")["agents"] == [29, 29, 29]
    assert asked[-1] == {
        "calls_per_hour": 60.0,
        "aht": 300.0,
        "max_occupancy": 0.85,
        "target_answer_time": 20.0,
        "target_service_level": 0.8,
    }
    assert ask_inside("call-center-tools", "erlang_a") == {
        "unavailable": "call-center-tools 9.9 has no Erlang A"
    }


def test_a_spent_budget_ends_the_intervals(fakes) -> None:
    assert ask_inside("pyworkforce", "erlang_c", budget_s=0.0)["agents"] == [29]
