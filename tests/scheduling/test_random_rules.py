"""The whole engine on random centres with the rules of whole weeks and planning periods."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from rule_cases import make_case
from schedule_builders import day, make_agent, make_plan, plain_template

from solver.domain import CarryOver, TimeOff
from solver.scheduling import SchedulingParams, audit, engine, schedule
from solver.scheduling.cp import CpLimits, run_cp
from solver.scheduling.exact import build_exact

CENT = 0.005


def random_rules(pick: Random) -> dict[str, int]:
    """About half of the rules, each at a value that binds."""
    choices = {
        "max_paid_minutes_period": (2400, 3000),
        "min_paid_minutes_period": (960, 1500),
        "min_days_period": (2, 4),
        "max_days_period": (6, 8),
        "min_weekly_rest_minutes": (36 * 60, 60 * 60),
        "min_consecutive_days_off": (2, 3),
        "min_consecutive_days": (2, 3),
        "max_start_spread_minutes": (60, 240),
        "max_earlier_start_minutes": (0, 120),
        "max_consecutive_weekends": (1,),
    }
    kept = {name: pick.choice(values) for name, values in choices.items() if pick.random() < 0.5}
    return {"planning_period_weeks": pick.choice((1, 2)), **kept}


def random_case(seed: int):
    pick = Random(seed)
    shifts = [
        plain_template("day", 480, earliest_start="06:00", latest_start="12:00",
                       increment_minutes=pick.choice((60, 120))),
        plain_template("part", 300, earliest_start="08:00", latest_start="16:00",
                       increment_minutes=120),
        plain_template("night", 480, earliest_start="20:00", latest_start="23:00",
                       increment_minutes=60),
    ]  # fmt: skip
    plans = [
        make_plan(name, shifts=shifts, max_paid_minutes_week=2400,
                  max_days_week=pick.choice((5, 6)),
                  min_rest_minutes=pick.choice((480, 660)), max_consecutive_days=6,
                  **random_rules(pick))
        for name in ("one", "two")
    ]  # fmt: skip
    names = [f"a{i}" for i in range(pick.randint(1, 4))]
    agents = [make_agent(name, work_plan=pick.choice(("one", "two"))) for name in names]
    first = pick.randrange(12)
    return make_case(
        agents, plans, demand=pick.choice((0.5, 1.5)), n_days=pick.choice((10, 14)),
        interval_minutes=60, site_zone=pick.choice(("UTC", "Asia/Tokyo", "America/New_York")),
        time_off=[TimeOff(agent=pick.choice(names), start=day(first), end=day(first + 1))],
        carry_over=[CarryOver(agent=names[0], consecutive_days=pick.randrange(4),
                              last_shift_end=datetime(2026, 1, 5, pick.randrange(8), tzinfo=UTC))],
        params=SchedulingParams(time_limit_s=2.0, workers=1, deterministic=True),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_schedules_of_random_rules_pass_the_audit(seed, monkeypatch):
    """Every other one without the exact model, which would hide what the stages fail at."""
    if seed % 2:
        monkeypatch.setattr(engine, "is_tiny", lambda data: False)
    case = random_case(seed)
    answer = schedule(case.data, case.params)
    report = answer.report
    if report.objective is None:
        assert run_cp(build_exact(case.data).model, CpLimits(20.0)).infeasible
        return
    checked = audit(case.planning, case.target, answer.published, case.params)
    assert checked.passed, [str(violation) for violation in checked.violations]
    assert checked.objective == pytest.approx(report.objective, abs=CENT)
    assert report.bound is None or report.bound <= checked.objective + CENT
