"""Rows of the scheduling benchmark: sums over sites, gaps by stage, baselines and their notes."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from instances import _bench_plain as plain
from instances import _bench_schedule as bench
from instances._bench_target import staffing_target
from instances._queues import CATALOGUE
from instances.reference import REFERENCE_COSTS, reference_center
from instances.registry import CASES, Case
from solver.progress import ProgressEvent
from solver.status import SolveReport, SolveStatus

EMAIL = tuple(q for q in CATALOGUE if q.queue == "email")
TINY = Case("center-3x7", reference_center("center-3x7", 3, 1, queues=EMAIL), costs=REFERENCE_COSTS)


def report(objective: float | None, bound: float | None, **details: Any) -> SolveReport:
    status = SolveStatus.NO_SOLUTION if objective is None else SolveStatus.FEASIBLE
    return SolveReport(status, objective, bound, {}, 1.0, 1, "", details=details)


def audited(found: SolveReport) -> Any:
    audit = SimpleNamespace(violations=(), short_agent_hours=3.0, over_agent_hours=1.0)
    return SimpleNamespace(schedule=SimpleNamespace(report=found), audit=audit)


@pytest.fixture
def solve(monkeypatch):
    """Puts given reports, one a site, in the place of the solver; each tells of a plan of 500."""

    def _solve(*reports: SolveReport) -> None:
        answers = iter(reports)

        def schedule_site(planning, target, params, monitor) -> Any:
            monitor.report("day plan")
            monitor.report("tour search", incumbent=500.0)
            monitor.report("tour search", incumbent=400.0)
            return audited(next(answers))

        monkeypatch.setattr("solver.publishing.schedule_site", schedule_site)

    return _solve


def test_one_site_gives_its_report_and_its_first_plan(solve) -> None:
    solve(report(300.0, 270.0, labour_floor=200.0, gap_guide=12.0, gap_above_labour_floor=0.3))

    first, ours = bench.run("reference-500x28", 1, 5.0)

    assert (first["method"], first["objective"], first["seconds"]) == (
        "greedy_day_by_day",
        500.0,
        None,
    )
    assert first["gap"] == pytest.approx(230 / 500)
    assert (ours["objective"], ours["bound"], ours["hard_violations"]) == (300.0, 270.0, 0)
    assert ours["gap"] == pytest.approx(0.1)
    assert ours["gap_above_floor"] == pytest.approx(0.3)
    assert ours["gap_guide"] == pytest.approx(0.04)
    assert FLOOR_NAME not in ours


FLOOR_NAME = "gap_above_labour_floor"


def test_several_sites_are_summed(solve) -> None:
    solve(
        report(100.0, 90.0, labour_floor=50.0, gap_guide=10.0),
        report(100.0, 95.0, labour_floor=50.0, gap_guide=2.0),
        report(200.0, 195.0, labour_floor=100.0, gap_guide=2.0),
    )

    first, ours = bench.run("center-3x100x28", 1, 5.0)

    assert (ours["objective"], ours["bound"], first["objective"]) == (400.0, 380.0, 1500.0)
    assert ours["gap"] == pytest.approx(0.05)
    assert ours["gap_above_floor"] == pytest.approx(20 / 200)
    assert ours["gap_guide"] == pytest.approx((10 + 2 + 2) / 400)
    assert (ours["short_agent_hours"], ours["over_agent_hours"]) == (9.0, 3.0)


def test_a_site_without_a_solution_leaves_no_sum(solve) -> None:
    solve(report(100.0, 90.0), report(None, 80.0), report(100.0, None))

    ours = bench.run("center-3x100x28", 1, 5.0)[-1]

    assert (ours["status"], ours["objective"], ours["bound"]) == ("no_solution", None, None)
    assert (ours["gap"], ours["gap_above_floor"]) == (None, None)
    assert "hard_violations" not in ours


def test_sites_share_the_time_limit_and_the_costs_of_the_case(monkeypatch) -> None:
    asked = []

    def schedule_site(planning, target, params, monitor) -> Any:
        asked.append(params)
        return audited(report(1.0, 1.0))

    monkeypatch.setattr("solver.publishing.schedule_site", schedule_site)
    bench.run("center-3x100x28", 4, 60.0)
    bench.run("center-60x28", 4, None)

    assert {(p.time_limit_s, p.seed, p.short_price) for p in asked[:3]} == {(60.0, 4, 6.0)}
    assert (asked[3].time_limit_s, asked[3].short_price) == (bench.TIME_LIMIT_S, 3.0)


def test_events_know_what_the_first_plan_is_read_from() -> None:
    assert ProgressEvent("tour search", 1.0, incumbent=5.0).incumbent == 5.0


def plain_rows(case: Case, monkeypatch, **limits: float) -> list[dict[str, Any]]:
    for name, value in limits.items():
        monkeypatch.setattr(plain, name, value)
    planning = bench.planning_of(case, 1)
    params = bench.case_params(case, 1, None).model_copy(update={"workers": 1})
    return plain.plain_cp_sat(case.name, 1, planning, staffing_target(case, planning), params)


def test_the_plain_model_solves_a_tiny_centre_under_the_same_audit(monkeypatch) -> None:
    (found,) = plain_rows(TINY, monkeypatch, LIMIT_S=8.0)

    assert found["method"] == "plain_cp_sat"
    assert found["status"] in ("optimal", "feasible")
    assert found["hard_violations"] == 0
    assert 0 <= found["gap"] < 1
    assert found["bound"] <= found["objective"]


def test_no_solution_in_time_is_a_row_too(monkeypatch) -> None:
    (found,) = plain_rows(TINY, monkeypatch, LIMIT_S=0.0001)

    assert (found["status"], found.get("objective")) == ("no_solution", None)
    assert found["detail"] == "no solution in 0 s of solving"


def test_a_model_that_is_too_large_is_a_note(monkeypatch) -> None:
    (found,) = plain_rows(TINY, monkeypatch, MOST_STARTS=10)

    assert "plain_cp_sat: not built" in found["note"]
    assert "more than 10" in found["note"]


def test_several_sites_have_no_baselines() -> None:
    (found,) = bench.baselines("center-3x100x28", 1)

    assert found["note"] == "no baselines: they take one site"


def test_the_instance_of_a_case_is_the_one_that_its_seed_draws() -> None:
    case = CASES["center-60x28"]

    assert bench.planning_of(case, 2) == bench.planning_of(case, 2)
    assert bench.planning_of(case, 2) != bench.planning_of(replace(case), 3)
