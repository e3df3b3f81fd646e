"""The staged engine from data to a published schedule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from roster_cases import round_the_clock
from rule_cases import Case, make_case
from schedule_builders import day, make_agent, make_plan, make_queue, make_target, plain_template
from test_guide_and_bound import CASES, exact_answer

from solver.domain import Preference, TimeOff
from solver.progress import Monitor, ProgressEvent
from solver.scheduling import Schedule, SchedulingParams, audit, engine, schedule
from solver.scheduling.exact import is_tiny
from solver.scheduling.prepare import schedule_data
from solver.status import SolveStatus

SHAPE = plain_template(earliest_start="08:00", latest_start="10:00")
QUICK = SchedulingParams(time_limit_s=1.5, workers=1)


def assert_published(case: Case, found: Schedule, params: SchedulingParams) -> None:
    """Audited, at the audit's cost to the cent, and not below the bound."""
    report = audit(case.planning, case.target, found.published, params)
    assert report.passed, [str(violation) for violation in report.violations]
    assert found.report.objective == pytest.approx(report.objective, abs=0.005)
    for name, money in report.cost_terms.items():
        assert found.report.cost_terms[name] == pytest.approx(money, abs=0.005), name
    assert found.report.details["short_agent_hours"] == pytest.approx(report.short_agent_hours)
    assert found.report.details["over_agent_hours"] == pytest.approx(report.over_agent_hours)
    if found.report.bound is not None:
        assert found.report.bound <= found.report.objective + 0.005


@pytest.mark.parametrize("name", CASES)
def test_the_engine_stays_above_the_exact_bound_and_passes_the_audit(name):
    case = CASES[name]()
    found = schedule(case.data, QUICK)
    assert found.report.status.has_solution
    assert_published(case, found, QUICK)
    exact = exact_answer(name)
    assert exact.bound is not None
    assert exact.bound - 0.005 <= found.report.objective <= exact.bound * 1.02


def test_a_centre_too_large_for_the_exact_model_is_scheduled():
    case = round_the_clock(n_agents=24, n_days=14, demand=3.0)
    assert not is_tiny(case.data)
    params = SchedulingParams(time_limit_s=4.0, workers=1)
    found = schedule(case.data, params)
    assert found.report.status is SolveStatus.FEASIBLE
    assert_published(case, found, params)
    assert 0 < found.report.gap < 1
    assert found.report.details["labour_floor"] < found.report.bound


def test_the_time_limit_is_kept():
    """The first call of a process compiles the search, so that the second is looked at."""
    case = round_the_clock(n_agents=24)
    schedule(case.data, SchedulingParams(time_limit_s=0.5, workers=1))
    found = schedule(case.data, SchedulingParams(time_limit_s=1.0, workers=1))
    assert found.report.seconds <= 1.0 * 1.1 + 2.0
    assert found.report.status.has_solution


def infeasible_case(seats: int | None = None) -> Case:
    plan = make_plan(shifts=[SHAPE], min_days_week=5)
    off = () if seats else (3, 4, 5)
    return make_case(
        [make_agent("ann", fixed_days_off=off), make_agent("bob")], [plan], seats=seats
    )


def test_an_infeasible_centre_is_a_result_with_messages():
    found = schedule(infeasible_case().data, QUICK)
    assert found.report.status is SolveStatus.INFEASIBLE
    assert found.report.objective is None
    assert found.report.bound is None
    assert found.published.shifts == ()
    assert "ann" in [message.agent for message in found.messages]
    assert "bob" not in [message.agent for message in found.messages]


def test_seats_that_hold_too_few_are_proven_infeasible():
    """Ten shifts a week over one another and one seat for seven of them."""
    found = schedule(infeasible_case(seats=1).data, QUICK)
    assert found.report.status is SolveStatus.INFEASIBLE
    causes = [message.rule for message in found.messages if message.kind == "infeasible"]
    assert causes == ["seats"]
    assert {message.kind for message in found.messages} == {"infeasible", "relaxation"}


def test_a_site_without_agents_has_an_empty_schedule():
    case = make_case(demand=1.0)
    planning = case.planning.model_copy(update={"agents": ()})
    target = make_target(planning, 1.0)
    data = schedule_data(planning, target, QUICK)
    found = schedule(data, QUICK)
    assert found.published.shifts == ()
    assert found.report.status.has_solution
    assert found.report.details["short_agent_hours"] == pytest.approx(7 * 24)
    report = audit(planning, target, found.published, QUICK)
    assert report.passed
    assert report.objective == pytest.approx(found.report.objective)
    assert [message.rule for message in found.messages] == ["skills"]


def test_a_stop_keeps_the_incumbent_and_says_so():
    case = round_the_clock(n_agents=24)
    params = SchedulingParams(time_limit_s=8.0, workers=1)
    seen: list[ProgressEvent] = []

    def stop_at_first(event: ProgressEvent) -> None:
        seen.append(event)
        if event.incumbent is not None:
            monitor.stop()

    monitor = Monitor(stop_at_first, time_limit_s=20.0)
    found = schedule(case.data, params, monitor)
    assert found.report.stopped_by_caller
    assert found.report.status.has_solution
    assert found.report.objective <= next(e.incumbent for e in seen if e.incumbent) + 0.005
    assert_published(case, found, params)


def test_a_stop_before_the_first_roster_is_no_solution_and_no_error():
    case = round_the_clock(n_agents=24)
    monitor = Monitor(time_limit_s=5.0)
    monitor.stop()
    found = schedule(case.data, QUICK, monitor)
    assert found.report.stopped_by_caller
    assert found.report.status in (SolveStatus.NO_SOLUTION, SolveStatus.FEASIBLE)


def test_progress_names_its_phases_in_order():
    seen: list[ProgressEvent] = []
    schedule(CASES["two queues"]().data, QUICK, Monitor(seen.append, time_limit_s=2.0))
    phases = list(dict.fromkeys(event.phase for event in seen))
    assert phases[:4] == ["guide and bound", "day plan", "first shifts", "tour search"]
    costs = [event.incumbent for event in seen if event.incumbent is not None]
    assert costs == sorted(costs, reverse=True)


def test_two_deterministic_runs_publish_the_same(monkeypatch):
    """In two processes, and without the clock having a say."""
    monkeypatch.setattr(engine, "DETERMINISTIC_STEPS", 5)
    monkeypatch.setattr(engine, "is_tiny", lambda data: False)
    case = round_the_clock(n_agents=8)
    answers = []
    for _ in range(2):
        params = SchedulingParams(time_limit_s=3.0, workers=2, seed=5, deterministic=True)
        answers.append(schedule(case.data, params, Monitor(time_limit_s=300.0)))
    first, again = answers
    assert first.published.shifts == again.published.shifts
    np.testing.assert_array_equal(first.published.split.agents, again.published.split.agents)
    assert first.report.objective == again.report.objective
    assert first.report.bound == again.report.bound


def test_a_time_limit_that_cuts_a_deterministic_search_is_reported():
    """The clock of the monitor jumps to the end when the search begins."""
    now = [0.0]

    def at_search(event: ProgressEvent) -> None:
        now[0] = 1000.0 if event.phase == "tour search" else 0.0

    case = CASES["two queues"]()
    params = SchedulingParams(time_limit_s=100.0, workers=1, deterministic=True)
    found = schedule(case.data, params, Monitor(at_search, 100.0, clock=lambda: now[0]))
    assert found.report.hit_time_limit
    assert not found.report.stopped_by_caller
    assert_published(case, found, params)


@pytest.mark.parametrize(
    ("sunday", "clock_hours"),
    [(date(2026, 3, 29), 9), (date(2026, 10, 25), 7), (date(2026, 3, 22), 8)],
)
def test_a_night_shift_over_a_change_of_clock_is_paid_its_elapsed_hours(sunday, clock_hours):
    """22:00 to 06:00 becomes 22:00 to 07:00 in spring and to 05:00 in autumn: eight hours paid."""
    monday = sunday - timedelta(days=6)
    night = plain_template("night", earliest_start="22:00", latest_start="22:00")
    plan = make_plan(
        shifts=[night], min_paid_minutes_week=2400, max_paid_minutes_week=2400, min_rest_minutes=660
    )
    queue = make_queue("calls")
    case = make_case(
        [make_agent("ann"), make_agent("bob")], [plan], [queue], demand=1.0, first_day=monday,
        time_zone="Europe/Berlin", interval_minutes=60,
    )  # fmt: skip
    found = schedule(case.data, QUICK)
    assert_published(case, found, QUICK)
    paid = dict.fromkeys(("ann", "bob"), 0.0)
    for shift in found.published.shifts:
        paid[shift.agent] += shift.paid_minutes
        assert shift.paid_minutes == 480
        assert shift.end.astimezone(UTC) - shift.start.astimezone(UTC) == timedelta(hours=8)
        assert shift.start.hour == 22
        wall = datetime.combine(shift.end.date(), shift.end.time()) - datetime.combine(
            shift.start.date(), shift.start.time()
        )
        turns = shift.day == sunday - timedelta(days=1)
        assert wall == timedelta(hours=clock_hours if turns else 8)
    assert paid == {"ann": 2400.0, "bob": 2400.0}
    assert found.report.cost_terms["wages"] == pytest.approx(2 * 40 * 20.0)
    assert any(shift.day == sunday - timedelta(days=1) for shift in found.published.shifts)


def test_leave_is_kept_and_wishes_cost_what_the_audit_says():
    wishes = [
        Preference(agent="ann", kind="start", value="09:00", weight=3.0),
        Preference(agent="bob", kind="day_off", value="Mon|Tue", weight=7.0),
    ]
    demand = np.zeros((1, 336))
    demand[0, 16:32] = 2.0
    case = make_case(
        [make_agent("ann"), make_agent("bob")],
        [make_plan(shifts=[SHAPE])],
        demand=demand,
        preferences=wishes,
        time_off=[TimeOff(agent="ann", start=day(1), end=day(1))],
    )
    found = schedule(case.data, QUICK)
    assert_published(case, found, QUICK)
    assert found.report.status is SolveStatus.OPTIMAL
    # Both come at 08:00 on Monday; Ann is an hour early, Bob wished Monday off.
    assert found.report.cost_terms["preferences"] == pytest.approx(10.0)
