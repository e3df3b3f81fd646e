"""What pyworkforce is asked for, and the rows that its answers give."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from instances import _bench_roster_peer as peer
from instances._bench_peers import PeerError
from instances._bench_schedule import planning_of
from instances._bench_target import staffing_target
from instances._peers import rostered
from instances.registry import CASES
from solver.domain import PlanningData, StaffingTarget

SHIFTS = {"08:00": (480, 480), "12:00": (720, 480)}
DEMAND = np.array([[0] * 8 + [2] * 12 + [0] * 4])


@pytest.fixture(scope="module")
def center() -> PlanningData:
    return planning_of(CASES["center-60x28"], 1)


@pytest.fixture(scope="module")
def target(center: PlanningData) -> StaffingTarget:
    return staffing_target(CASES["center-60x28"], center)


def test_the_demand_is_pooled_by_wall_clock_and_rounded_up(target: StaffingTarget) -> None:
    demand = peer.pooled_demand(target)

    noon = target.grid.index_at(3, 720)
    assert noon is not None
    assert demand.shape == (28, 48)
    assert demand[3, 24] == int(np.ceil(target.agents[:, noon].sum() - 1e-9))
    # The clock skips 02:00 to 03:00 on 29 March.
    assert not demand[27, 4:6].any()


def test_a_shift_covers_the_periods_inside_it() -> None:
    covered = peer.coverage(SHIFTS, 24)["08:00"]

    assert [hour for hour, inside in enumerate(covered) if inside] == list(range(8, 16))


def test_the_roster_has_as_many_full_timers_as_full_weeks(center: PlanningData) -> None:
    counts = [[0, "09:00", 5], [3, "07:00", 2]]

    task = peer.roster_task(center, center.work_plan("full_time"), counts, 28)

    assert task["agents"] == round(45 + 15 * 20 / 36)
    assert (task["min_hours"], task["max_resting"]) == (4 * 32, 28 - 4 * 4)
    assert task["hours"] == {"07:00": 8, "09:00": 8}
    assert task["required"]["09:00"] == [5] + [0] * 27
    assert task["required"]["07:00"][3] == 2


def test_the_mix_is_measured_against_the_pooled_demand() -> None:
    """Two at 08:00 and one at 12:00: one over from 12 to 16, one short from 16 to 20."""
    answer = {"counts": [[0, "08:00", 2], [0, "12:00", 1]]}

    assert peer._hours(answer, SHIFTS, DEMAND) == {
        "short_agent_hours": 4.0,
        "over_agent_hours": 4.0,
    }


def answers(monkeypatch, *found: dict[str, Any] | PeerError) -> list[dict[str, Any]]:
    """Puts answers in the place of the peer's environment; the tasks that it was asked."""
    asked, queue = [], iter(found)

    def answer_of(python, script, task, budget_s) -> dict[str, Any]:
        asked.append(task)
        answer = next(queue)
        if isinstance(answer, PeerError):
            raise answer
        return {"version": "9", "seconds": 1.0, "cpu_seconds": 1.0, **answer}

    monkeypatch.setattr(peer, "interpreter", lambda: "python")
    monkeypatch.setattr(peer, "answer_of", answer_of)
    return asked


def test_a_mix_and_its_roster_are_a_row_each(monkeypatch, center, target) -> None:
    mix = {"status": "OPTIMAL", "gap": 0.0, "counts": [[0, "09:00", 5]]}
    asked = answers(monkeypatch, mix, {"status": "FEASIBLE", "gap": 0.06, "assignments": 900})

    first, second = peer.peer_rows("center-60x28", 1, center, target)

    assert [task["model"] for task in asked] == ["mix", "roster"]
    assert (first["method"], first["status"], first["gap"]) == ("pyworkforce", "optimal", 0.0)
    assert first["short_agent_hours"] > 0
    assert (second["status"], second["gap"]) == ("feasible", 0.06)
    assert "objective" not in first
    assert "no breaks" in first["detail"]
    assert "no weekly rules" in second["detail"]


def test_no_solution_of_the_peer_is_a_row_and_no_mix_a_note(monkeypatch, center, target) -> None:
    answers(monkeypatch, {"status": "UNKNOWN", "gap": None, "counts": None})

    first, second = peer.peer_rows("center-60x28", 1, center, target)

    assert (first["status"], first["gap"]) == ("no_solution", None)
    assert second["note"] == "pyworkforce roster: there is no mix to roster"


def test_a_peer_that_cannot_answer_is_a_note(monkeypatch, center, target) -> None:
    answers(monkeypatch, PeerError("no environment"))

    (found,) = peer.peer_rows("center-60x28", 1, center, target)

    assert found["note"] == "pyworkforce mix: no environment"


def test_a_roster_that_is_too_large_is_a_note(monkeypatch, center, target) -> None:
    monkeypatch.setattr(peer, "MOST_ASSIGNMENTS", 100)
    answers(monkeypatch, {"status": "OPTIMAL", "gap": 0.0, "counts": [[0, "09:00", 5]]})

    note = peer.peer_rows("center-60x28", 1, center, target)[-1]["note"]

    assert note == "pyworkforce roster: not asked, 1,484 agent-day-shifts are more than 100"


def test_shifts_over_midnight_cannot_be_asked(monkeypatch) -> None:
    case = CASES["center-500x42-24x7"]
    planning = planning_of(case, 1)

    (found,) = peer.peer_rows(case.name, 1, planning, staffing_target(case, planning))

    assert found["note"] == "pyworkforce: cannot express shifts over midnight"


class FakeModel:
    """Stands for both models of pyworkforce; `found` is what it solves to."""

    found: dict[str, Any] = {}  # noqa: RUF012
    asked: dict[str, Any] = {}  # noqa: RUF012

    def __init__(self, **settings: Any) -> None:
        type(self).asked = settings
        self.solver = SimpleNamespace(BestObjectiveBound=lambda: 75.0)

    def solve(self) -> dict[str, Any]:
        return self.found


@pytest.fixture
def fake(monkeypatch) -> type[FakeModel]:
    package = SimpleNamespace(MinAbsDifference=FakeModel, MinHoursRoster=FakeModel)
    monkeypatch.setitem(sys.modules, "pyworkforce", package)
    monkeypatch.setitem(sys.modules, "pyworkforce.scheduling", package)
    monkeypatch.setitem(sys.modules, "pyworkforce.rostering", package)
    monkeypatch.setattr(rostered, "version", lambda name: "9.9")
    return FakeModel


def test_inside_the_mix_gives_counts_and_the_gap_of_its_own_objective(fake, monkeypatch) -> None:
    rows = [{"day": 0, "shift": "08:00", "resources": n} for n in (3, 0)]
    monkeypatch.setattr(
        fake, "found", {"status": "FEASIBLE", "cost": 100, "resources_shifts": rows}
    )
    task = {"model": "mix", "limit_s": 5, "workers": 2, "agents": 9, "demand": [[1, 2]]}

    found = rostered.answer({**task, "coverage": {"08:00": [1, 1]}})

    assert found["counts"] == [[0, "08:00", 3]]
    assert (found["gap"], found["version"]) == (0.25, "9.9")
    assert (fake.asked["num_days"], fake.asked["periods"]) == (1, 2)


def test_inside_a_roster_without_a_solution_has_no_gap(fake, monkeypatch) -> None:
    monkeypatch.setattr(fake, "found", {"status": "UNKNOWN", "cost": -1})
    task = {"model": "roster", "limit_s": 5, "workers": 2, "agents": 2, "days": 7}
    more = {"hours": {"a": 8}, "min_hours": 32, "max_resting": 3, "required": {"a": [1] * 7}}

    found = rostered.answer({**task, **more})

    assert (found["status"], found["gap"], found["assignments"]) == ("UNKNOWN", None, None)
    assert (fake.asked["shifts"], fake.asked["shifts_hours"]) == (["a"], [8])
