import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from schedule_builders import (
    day,
    make_agent,
    make_plan,
    make_planning,
    make_queue,
    make_shift,
    make_target,
    plain_template,
    publish,
    run_audit,
)

import solver.scheduling.check
from solver.domain import PlanningData, Preference
from solver.errors import InvalidInputError
from solver.scheduling.check import AuditReport, Violation, audit
from solver.scheduling.checks import CHECKS
from solver.scheduling.params import SchedulingParams

PRICES = SchedulingParams(
    short_price=3, deep_short_price=6, shallow_share=0.25, over_price=0.5, preference_price=2
)
FOUR_HOURS = plain_template("four", 240)
BERLIN = "Europe/Berlin"


def test_every_rule_file_is_in_the_audit_once_and_under_its_name():
    folder = Path(solver.scheduling.check.__file__).parent / "checks"
    files = sorted(path.stem for path in folder.glob("[a-z]*.py"))
    assert sorted(name for name, _ in CHECKS) == files
    assert all(check.__module__.endswith(f"checks.{name}") for name, check in CHECKS)


def test_the_audit_imports_neither_engine_nor_solver():
    folder = Path(solver.scheduling.check.__file__).parent
    allowed = ("solver.domain", "solver.timegrid", "solver.errors", "solver.status")
    own = ("audit_report", "check", "checks", "params")
    for path in [folder / "check.py", folder / "audit_report.py", *folder.glob("checks/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                if name.startswith("solver.scheduling."):
                    assert name.split(".")[2] in own, (path.name, name)
                elif name.startswith("solver"):
                    assert name.startswith(allowed), (path.name, name)
                else:
                    assert name.split(".")[0] not in ("highspy", "pulp", "ortools")


def test_a_violation_reads_as_one_line():
    line = str(Violation("rest", "too short", "ann", date(2026, 1, 5)))
    assert line == "[rest] ann: 2026-01-05: too short"


def test_wages_are_paid_hours_at_the_agents_cost():
    planning = make_planning([make_agent(hourly_cost=20), make_agent("bob", hourly_cost=26)])
    shifts = [make_shift(planning, name, day(n)) for n, name in enumerate(["ann", "bob", "bob"])]
    report = run_audit(planning, shifts)
    assert report.cost_terms["wages"] == pytest.approx(8 * 20 + 2 * 8 * 26)
    assert (report.paid_hours, report.shifts) == (24, 3)
    assert report.objective == pytest.approx(sum(report.cost_terms.values()))


def half_day(proficiency=1.0, agents=2, **fields):
    names = ["ann", "bob", "cid"][:agents]
    return make_planning(
        [
            make_agent(name, {"calls": proficiency}, hourly_cost=20 + 10 * n)
            for n, name in enumerate(names)
        ],
        plans=[make_plan(shifts=[FOUR_HOURS])],
        **fields,
    )


def demand_from_eight(planning, agents, hours=4):
    """`agents` wanted from 08:00 on, nothing else."""
    target = make_target(planning)
    wanted = np.zeros_like(target.agents)
    wanted[0, 16 : 16 + 2 * hours] = agents
    return replace(target, agents=wanted)


def test_a_shortage_is_cheap_up_to_its_share_and_dear_beyond():
    """4 wanted, 2 x 0.9 there: short 2.2, of them 1 shallow; 4 h at a mean cost of 25."""
    planning = half_day(0.9)
    shifts = [make_shift(planning, name, day(0), template="four") for name in ("ann", "bob")]
    report = run_audit(planning, shifts, demand_from_eight(planning, 4), PRICES)
    assert report.cost_terms["short"] == pytest.approx(25 * 4 * (3 * 1 + 6 * 1.2))
    assert report.short_agent_hours == pytest.approx(4 * 2.2)
    assert report.cost_terms["over"] == 0


def test_surplus_costs_its_price_also_where_nothing_is_wanted():
    """1.5 wanted for 2 of 4 hours, 2 there: over 0.5 for 2 h and 2 for 2 h."""
    planning = half_day()
    shifts = [make_shift(planning, name, day(0), template="four") for name in ("ann", "bob")]
    report = run_audit(planning, shifts, demand_from_eight(planning, 1.5, hours=2), PRICES)
    assert report.over_agent_hours == pytest.approx(5)
    assert report.cost_terms["over"] == pytest.approx(25 * 0.5 * 5)
    assert report.cost_terms["short"] == 0


def test_an_empty_schedule_is_short_of_everything():
    planning = half_day()
    report = run_audit(planning, [], demand_from_eight(planning, 4), PRICES)
    assert report.passed
    assert report.cost_terms["short"] == pytest.approx(25 * 4 * (3 * 1 + 6 * 3))
    assert report.objective == report.cost_terms["short"]


def test_time_beyond_the_horizon_costs_wages_only():
    planning = half_day()
    shift = make_shift(planning, "ann", day(6), "22:00", template="four")
    report = run_audit(planning, [shift], make_target(planning), PRICES)
    assert report.cost_terms["over"] == pytest.approx(25 * 0.5 * 2)
    assert report.cost_terms["wages"] == pytest.approx(4 * 20)


def test_queues_are_priced_apart():
    """Half an agent on each queue: one too few on the first, half too many on the second."""
    planning = make_planning(
        [make_agent(skills="calls|tech")],
        plans=[make_plan(shifts=[FOUR_HOURS])],
        queues=[make_queue("calls"), make_queue("tech")],
    )
    target = make_target(planning)
    wanted = np.zeros_like(target.agents)
    wanted[0, 16:24] = 1.5
    shift = make_shift(planning, "ann", day(0), template="four")
    report = run_audit(planning, [shift], replace(target, agents=wanted), PRICES)
    shallow = 0.25 * 1.5
    assert report.cost_terms["short"] == pytest.approx(20 * 4 * (3 * shallow + 6 * (1 - shallow)))
    assert report.cost_terms["over"] == pytest.approx(20 * 4 * 0.5 * 0.5)


@pytest.mark.parametrize(
    ("kind", "value", "weights"),
    [
        ("day_off", "2026-01-07", 1),
        ("day_off", "2026-01-09", 0),
        ("day_off", "Mon", 1),
        ("day_off", "Mon|Wed|Fri", 2),
        ("start", "08:00", 1.5 + 2.5),
        ("start", "10:00", 0.5 + 0.5),
        ("shift", "four", 1),
        ("shift", "plain", 1),
    ],
)
def test_preferences_cost_their_weight(kind, value, weights):
    """Ann works Monday 09:30 (four) and Wednesday 10:30 (plain)."""
    wish = Preference(agent="ann", kind=kind, value=value, weight=3)
    plan = make_plan(shifts=[FOUR_HOURS, plain_template()])
    planning = make_planning([make_agent(), make_agent("bob")], plans=[plan], preferences=[wish])
    shifts = [
        make_shift(planning, "ann", day(0), "09:30", template="four"),
        make_shift(planning, "ann", day(2), "10:30", template="plain"),
        make_shift(planning, "bob", day(0), "12:00", template="plain"),
    ]
    report = run_audit(planning, shifts, params=PRICES)
    assert report.cost_terms["preferences"] == pytest.approx(2 * 3 * weights)


def test_a_wish_for_a_start_is_wall_clock_of_the_site():
    wish = Preference(agent="ann", kind="start", value="08:00")
    planning = make_planning(preferences=[wish], site_zone="America/New_York")
    report = run_audit(planning, [make_shift(planning, "ann", day(0), "09:00")])
    assert report.cost_terms["preferences"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("saturday", "end"), [(date(2026, 3, 28), "07:30"), (date(2026, 10, 24), "05:30")]
)
def test_a_night_with_a_change_of_clock_is_paid_its_elapsed_hours(saturday, end):
    """8 h 30 min from 22:00, half an hour of it unpaid: 8 h paid however the clock moves."""
    planning = make_planning(time_zone=BERLIN)
    monday = saturday - timedelta(days=5)
    night = make_shift(planning, "ann", saturday, "22:00")
    assert night.end.strftime("%H:%M") == end
    target = make_target(planning, 1.0, first_day=monday)
    report = run_audit(planning, [night], target, PRICES)
    assert report.passed
    assert report.paid_hours == 8
    wanted = target.grid.n_intervals / 2
    assert wanted == (167 if saturday.month == 3 else 169)
    assert report.short_agent_hours == pytest.approx(wanted - 7.5)
    assert report.over_agent_hours == 0


def test_days_are_those_of_the_site_when_the_centre_lies_elsewhere():
    """Shifts of the site's Monday begin before the centre's grid and count in its first week."""
    plan = make_plan(shifts=[FOUR_HOURS], min_paid_minutes_week=480, min_days_week=2)
    planning = make_planning(plans=[plan], time_zone="UTC", site_zone="Asia/Tokyo")
    shifts = [make_shift(planning, "ann", day(n), "07:00", template="four") for n in (0, 6)]
    report = run_audit(planning, shifts, params=PRICES)
    assert report.passed
    assert report.over_agent_hours == pytest.approx(2 + 4)


@pytest.mark.parametrize("part", ["site", "queue", "grid"])
def test_parts_that_do_not_belong_together_are_invalid_input(part):
    planning = make_planning()
    target = make_target(planning)
    published = publish(planning, target, [])
    wrong = {
        "site": replace(target, site="annex"),
        "queue": replace(target, queues=("chat",)),
        "grid": make_target(planning, n_days=6),
    }[part]
    with pytest.raises(InvalidInputError):
        audit(planning, wrong, published, SchedulingParams())


def test_every_violation_is_found_at_once():
    planning: PlanningData = make_planning(plans=[make_plan(min_rest_minutes=660)], seats=1)
    shifts = [
        make_shift(planning, "ann", day(0), "08:00"),
        make_shift(planning, "ann", day(0), "16:00", breaks_at=(60, 195, 480)),
    ]
    report: AuditReport = run_audit(planning, shifts)
    rules = {violation.rule for violation in report.violations}
    assert rules == {"one_shift_a_day", "break_windows", "rest", "seats"}
    assert not report.passed
