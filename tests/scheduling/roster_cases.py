"""Small centres on which the stages of the engine are tried one after another."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from rule_cases import Case, make_case
from schedule_builders import day, make_agent, make_plan, make_queue, make_template, plain_template

from solver.domain import CarryOver, TimeOff
from solver.scheduling.assemble import assemble
from solver.scheduling.check import audit
from solver.scheduling.cp import CpLimits
from solver.scheduling.day_plan import plan_days
from solver.scheduling.first_shifts import place_days
from solver.scheduling.guide import solve_guides
from solver.scheduling.placement import Placement
from solver.scheduling.sparse_model import SolveLimits

LUNCH = {
    "kind": "lunch",
    "minutes": 60,
    "paid": False,
    "window_start_minutes": 180,
    "window_end_minutes": 300,
}


def round_the_clock(
    n_agents: int = 10, n_days: int = 14, *, demand: float = 1.5, seats: int | None = None
) -> Case:
    """A 24x7 centre on early, late and night shifts with tight rest, some leave and limits."""
    shifts = [
        make_template(
            "early", length_minutes=480, earliest_start="05:00", latest_start="09:00",
            increment_minutes=60, activities=(LUNCH,),
        ),
        make_template(
            "late", length_minutes=480, earliest_start="13:00", latest_start="17:00",
            increment_minutes=60, activities=(LUNCH,),
        ),
        plain_template(
            "night", 480, earliest_start="21:00", latest_start="23:00", increment_minutes=60
        ),
    ]  # fmt: skip
    plan = make_plan(
        shifts=shifts,
        min_paid_minutes_week=1440,
        max_paid_minutes_week=2400,
        max_days_week=5,
        min_rest_minutes=780,
        max_consecutive_days=5,
        max_working_weekends=1,
    )
    skills = ["calls:1|chats:0.8", "calls:1", "chats:1"]
    people = [
        make_agent(f"a{i:02d}", skills[i % 3], hourly_cost=18.0 + i % 4) for i in range(n_agents)
    ]
    wave = 0.6 + 0.4 * np.sin(np.arange(24) / 24 * 2 * np.pi - 2)
    curve = np.tile(wave, n_days) * demand
    return make_case(
        people,
        [plan],
        [make_queue("calls"), make_queue("chats")],
        demand=np.stack([curve, 0.5 * curve]),
        n_days=n_days,
        interval_minutes=60,
        seats=seats,
        time_off=[
            TimeOff(agent="a00", start=day(2), end=day(3)),
            # Between the starts left before and after the appointment lie hours without any.
            TimeOff(agent="a01", start=datetime(2026, 1, 7, 14), end=datetime(2026, 1, 7, 15)),
        ],
        carry_over=[
            CarryOver(
                agent="a02",
                last_shift_end=datetime(2026, 1, 5, 6, tzinfo=UTC),
                consecutive_days=4,
            )
        ],
    )


def day_plan_of(case: Case, seconds: float = 0.5) -> np.ndarray:
    """The engine's own way to a day plan: guide, targets by template, CP-SAT."""
    data = case.data
    guides = solve_guides(data, SolveLimits(seconds=5.0), None)
    starts = np.concatenate([g.starts for g in guides if g.starts is not None], axis=1)
    targets = np.stack([starts[:, :, list(t.shapes)].sum(axis=2) for t in data.templates], axis=2)
    found = plan_days(data, targets, CpLimits(seconds, deterministic=True))
    assert found.template is not None
    return found.template


def first_placement(case: Case, seconds: float = 0.3) -> Placement:
    placement = place_days(case.data, day_plan_of(case, seconds))
    assert placement is not None
    return placement


def assert_audit_agrees(case: Case, placement: Placement) -> float:
    """The placement's cost, which the audit finds too, with no rule broken."""
    best = assemble(case.data, placement)
    report = audit(case.planning, case.target, best.published, case.params)
    assert report.passed, [str(violation) for violation in report.violations]
    assert abs(report.objective - best.objective) < 0.005
    return best.objective
