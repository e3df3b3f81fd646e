"""The requirements benchmark: its instances, its rows, and peers that cannot be had."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from instances import _bench_child, _bench_first_call, _bench_intervals, benchmark
from instances import _bench_peers as peers
from instances import _bench_requirements as bench
from instances._bench_rows import note, row
from instances._bench_tables import cell
from instances._peers import required

ALWAYS = {"case", "method", "seed", "seconds", "cpu_seconds"}


@pytest.fixture
def small(monkeypatch) -> None:
    monkeypatch.setattr(_bench_intervals, "INTERVALS", 900)
    monkeypatch.setattr(_bench_intervals, "REPEAT_FOR_S", 0.0)


def no_peers() -> Path:
    raise peers.PeerError("no network")


# The instances


def test_a_seed_draws_the_same_intervals_again() -> None:
    volume, aht_s = _bench_intervals.random_intervals(3, 5000)
    again = _bench_intervals.random_intervals(3, 5000)
    other = _bench_intervals.random_intervals(4, 5000)

    assert np.array_equal(volume, again[0])
    assert np.array_equal(aht_s, again[1])
    assert not np.array_equal(volume, other[0])
    assert (volume.min(), volume.max()) == (0, 400)
    assert (aht_s.min(), aht_s.max()) == (120, 900)


def test_a_seed_draws_the_same_year_again() -> None:
    load, goals = bench.large_load(1, 3, 7)
    again, _ = bench.large_load(1, 3, 7)
    other, _ = bench.large_load(2, 3, 7)

    assert load.volume.shape == (3, 7 * 96)
    assert load.queues == tuple(goal.queue for goal in goals)
    assert np.array_equal(load.volume, again.volume)
    assert np.array_equal(load.aht_s, again.aht_s)
    assert not np.array_equal(load.volume, other.volume)


def test_the_large_case_has_some_700_000_intervals() -> None:
    assert 700_000 < bench.LARGE_QUEUES * bench.LARGE_DAYS * 96 < 702_000
    assert _bench_intervals.INTERVALS == 10_000


# Our rows


@pytest.mark.parametrize("case", _bench_intervals.MODELS)
def test_without_peers_our_row_stands_and_the_reason_is_told(case, small, monkeypatch) -> None:
    monkeypatch.setattr(peers, "interpreter", no_peers)

    ours, said = bench.run(case, 1, None)

    assert ours.keys() >= ALWAYS
    assert (ours["method"], ours["rows"]) == ("staffcast", 900)
    assert ours["rows_per_s"] > 0
    assert said == {"case": case, "note": "no peers: no network"}


def test_the_year_has_a_row_for_each_model(monkeypatch) -> None:
    monkeypatch.setattr(bench, "LARGE_QUEUES", 2)
    monkeypatch.setattr(bench, "LARGE_DAYS", 1)

    erlang_c, erlang_a = bench.run("require-700k", 1, None)

    assert [erlang_c["detail"], erlang_a["detail"]] == ["erlang_c", "erlang_a"]
    assert all(r.keys() >= ALWAYS and r["rows"] == 192 for r in (erlang_c, erlang_a))
    assert 0 < erlang_a["agent_hours"] <= erlang_c["agent_hours"]
    assert all(50 < r["peak_mib"] < 2000 for r in (erlang_c, erlang_a))


def test_a_centre_has_one_row() -> None:
    (ours,) = bench.run("center-60x28", 1, None)

    assert ours.keys() >= ALWAYS
    assert ours["rows"] > 5000
    assert ours["agent_hours"] > 0


def test_first_calls_share_a_cache_that_starts_empty(monkeypatch) -> None:
    seen: list[tuple[str, int]] = []

    def call(command: list[str], **settings: Any) -> subprocess.CompletedProcess[str]:
        folder = Path(settings["env"]["NUMBA_CACHE_DIR"])
        seen.append((command[-1], len(list(folder.iterdir()))))
        (folder / f"{len(seen)}.nbi").touch()
        answer = json.dumps({"seconds": 1.0, "cpu_seconds": 2.0, "peak_mib": 90.0})
        return subprocess.CompletedProcess(command, 0, answer, "")

    monkeypatch.setattr(bench.subprocess, "run", call)
    rows = bench.run("first_call", 1, None)

    assert [r["detail"] for r in rows] == [
        "servers_required, cold cache",
        "servers_required, warm cache",
        "require, cold cache",
        "require, warm cache",
    ]
    assert seen == [(n, k) for n in ("servers_required", "require") for k in (0, 1)]
    assert all(r.keys() >= ALWAYS and r["peak_mib"] == 90.0 for r in rows)


@pytest.mark.parametrize("call", tuple(_bench_first_call.CALLS))
def test_a_first_call_prints_its_effort(call, capsys) -> None:
    _bench_first_call.main(call)

    found = json.loads(capsys.readouterr().out)
    assert found.keys() == {"seconds", "cpu_seconds", "peak_mib"}
    assert found["seconds"] > 0


def test_a_first_call_that_fails_is_told(monkeypatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "Traceback\nImportError: no numba")
    monkeypatch.setattr(bench.subprocess, "run", lambda *arguments, **settings: failed)

    with pytest.raises(RuntimeError, match="servers_required: ImportError: no numba"):
        bench.run("first_call", 1, None)


# The peers' rows


def test_a_peer_is_asked_for_intervals_with_volume_and_compared(small, monkeypatch) -> None:
    asked: dict[str, Any] = {}

    def ask(python, peer, model, volume, aht_s, goal, budget_s) -> peers.PeerAnswer:
        if peer != "pyworkforce":
            raise peers.PeerError(f"{peer} has no Erlang C")
        asked.update(volume=volume, aht_s=aht_s, goal=goal, budget_s=budget_s)
        solved = _ours(volume[:40], aht_s[:40])
        agents = (None, solved[1] + 1, solved[2] - 1, *solved[3:])
        return peers.PeerAnswer("0.5.1", agents, 2.0, 1.6, 80.0)

    monkeypatch.setattr(peers, "interpreter", lambda: Path("python"))
    monkeypatch.setattr(peers, "ask", ask)
    ours, theirs, missing = bench.run("erlang_c", 2, 7.0)

    volume, aht_s = _bench_intervals.random_intervals(2, 900)
    assert 0 < (volume == 0).sum() == 900 - len(asked["volume"])
    assert asked["aht_s"] == aht_s[volume > 0].tolist()
    assert asked["goal"]["patience_s"] is None
    assert asked["budget_s"] == 7.0
    assert theirs.keys() >= ALWAYS
    assert (theirs["method"], theirs["detail"], theirs["rows"]) == ("pyworkforce", "0.5.1", 40)
    assert (theirs["seconds"], theirs["cpu_seconds"], theirs["rows_per_s"]) == (2.0, 1.6, 25)
    assert theirs["ratio"] == pytest.approx(ours["rows_per_s"] / 25, rel=1e-3)
    assert (theirs["differ"], theirs["more"], theirs["fewer"]) == (3, 1, 1)
    assert theirs["agents_differ"] == 3 / 40
    assert missing == note("erlang_c", "no row: call-center-tools has no Erlang C")


def _ours(volume: list[float], aht_s: list[float]) -> list[int]:
    from solver.queueing import servers_required

    load_erl = np.array(volume) * np.array(aht_s) / 1800
    found = servers_required(load_erl, aht_s, sl_target=0.8, answer_s=20.0, max_occupancy=0.85)
    return found.servers.astype(int).tolist()


def test_a_failing_pip_leaves_the_peers_out_with_the_reason(small, monkeypatch, tmp_path) -> None:
    wishes = tmp_path / "requirements.txt"
    wishes.write_text("no-such-peer==0.0.1\n")
    monkeypatch.setattr(peers, "REQUIREMENTS", wishes)
    monkeypatch.setenv("STAFFCAST_PEERS", str(tmp_path / "peers"))
    monkeypatch.delenv("STAFFCAST_PEERS_PYTHON", raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)

    ours, said = bench.run("erlang_c", 1, None)

    assert ours["rows"] == 900
    assert said["note"].startswith("no peers: python -m pip install: ERROR: No matching dist")
    assert not (tmp_path / "peers" / "installed.stamp").exists()


# The command


def test_notes_are_told_and_leave_the_rows(monkeypatch, capsys) -> None:
    ours = {"case": "erlang_c", "method": "staffcast", "rows": 10}
    lines = "\n".join(json.dumps(r) for r in (ours, note("erlang_c", "no peers: no network")))
    done = subprocess.CompletedProcess([], 0, lines, "")
    monkeypatch.setattr(benchmark.subprocess, "run", lambda *arguments, **settings: done)

    assert benchmark.main(["requirements", "--cases", "erlang_c", "--json"]) == 0

    said = capsys.readouterr()
    assert json.loads(said.out) == ours
    assert "requirements erlang_c: no peers: no network" in said.err


def test_a_row_may_have_a_peak_of_its_own(monkeypatch, capsys) -> None:
    rows = [row("erlang_c", "peer", 1, _bench_intervals.Effort(), peak_mib=7.5)]
    rows.append(row("erlang_c", "staffcast", 1, _bench_intervals.Effort()))
    module = SimpleNamespace(run=lambda *arguments: rows)
    monkeypatch.setattr(_bench_child, "stage_module", lambda stage: module)

    _bench_child.main(["requirements", "erlang_c", "1", ""])

    theirs, ours = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert theirs["peak_mib"] == 7.5
    assert ours["peak_mib"] > 50


def test_the_table_shows_the_peers() -> None:
    assert set(peers.PEERS) <= set(benchmark.README_METHODS)
    assert set(peers.PEERS) == set(required.PEERS)
    assert {"ratio", "agents_differ"} <= set(bench.COLUMNS)
    assert cell("agents_differ", 0.0005) == "0.05 %"
