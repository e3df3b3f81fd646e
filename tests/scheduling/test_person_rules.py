"""The strain of a row is 0 exactly where the audit finds no rule of the agent broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_centers import random_center
from schedule_builders import day, make_plan, make_planning, make_shift, make_target, plain_template

from solver.domain import CarryOver
from solver.scheduling.assemble import assemble
from solver.scheduling.check import audit
from solver.scheduling.locks import broken_rules, workable
from solver.scheduling.params import SchedulingParams
from solver.scheduling.person_rules import OFF, RULE_NAMES, rule_arrays, strain
from solver.scheduling.placement import Placement
from solver.scheduling.prepare import schedule_data
from solver.scheduling.present import Present, present_of

TEMPLATE = plain_template(earliest_start="00:00", latest_start="23:00", increment_minutes=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_strain_and_audit_agree_on_random_rows(pick: Random) -> None:
    case = random_center(pick, weeks=pick.randint(1, 2))
    data, can = case.data, workable(case.data)
    row = np.full((len(data.agents), data.n_days), OFF, dtype=np.int64)
    for agent, on in np.argwhere(can.any(axis=2)).tolist():
        if pick.random() < 0.7:
            row[agent, on] = pick.choice(np.flatnonzero(can[agent, on]).tolist())
    breaks = np.full((*row.shape, 2), -1, dtype=np.int64)
    for agent, on in np.argwhere(row != OFF).tolist():
        pauses = data.templates[data.shape_template[row[agent, on]]].breaks
        breaks[agent, on, : len(pauses)] = [pause.offsets[0] for pause in pauses]
    placement = Placement(data)
    for shift in Present(row, breaks, (), ()).shifts():
        placement.put(shift)
    published = assemble(data, placement).published
    report = audit(case.planning, case.target, published, case.params)
    rules, parts = rule_arrays(data), np.zeros(len(RULE_NAMES))
    for number, name in enumerate(data.agents):
        strain(row[number], number, rules, True, parts)
        named = {v.rule for v in report.violations if v.agent == name}
        assert set(broken_rules(parts)) == named & set(RULE_NAMES)


@pytest.mark.parametrize(
    ("rule", "plan", "starts", "neighbour"),
    [
        ("weekly_paid_time", {"max_paid_minutes_week": 960}, "0800 0800 0800", "0800 0800"),
        ("weekly_paid_time", {"min_paid_minutes_week": 960}, "0800", "0800 0800"),
        ("weekly_days", {"max_days_week": 2}, "0800 0800 0800", "0800 0800"),
        ("weekly_days", {"min_days_week": 2}, "0800", "0800 ---- 0800"),
        ("rest", {"min_rest_minutes": 660}, "1600 0800", "1600 1100"),
        ("consecutive_days", {"max_consecutive_days": 2}, "0800 0800 0800", "0800 0800 ---- 0800"),
        ("weekends", {"max_working_weekends": 0}, "---- ---- ---- ---- ---- 0800", "0800"),
        ("days_off_runs", {"min_consecutive_days_off": 2}, "0800 ---- 0800", "0800 ---- ---- 0800"),
        ("days_off_runs", {"min_consecutive_days": 2}, "---- 0800 ----", "---- 0800 0800"),
        ("start_consistency", {"max_start_spread_minutes": 60}, "0800 1000", "0800 0900"),
        ("forward_rotation", {"max_earlier_start_minutes": 60}, "1000 0800", "1000 0900"),
        (
            "weekly_rest",
            {"min_weekly_rest_minutes": 3600},
            "0800 0800 0800 ---- 0800 ---- 0800",
            "0800 0800 0800 ---- ---- 0800 0800",
        ),
        (
            "period_limits",
            {"max_days_period": 2, "planning_period_weeks": 1},
            "0800 0800 0800",
            "0800 0800",
        ),
    ],
)
def test_each_rule_and_its_neighbour(
    rule: str, plan: Mapping[str, int], starts: str, neighbour: str
) -> None:
    assert rules_broken(plan, starts.split()) == [rule]
    assert rules_broken(plan, neighbour.split()) == []


def test_a_run_carried_in_counts() -> None:
    carried = CarryOver(agent="ann", consecutive_days=1)
    limit = {"max_consecutive_days": 2}
    assert rules_broken(limit, ["0800", "0800"]) == []
    assert rules_broken(limit, ["0800", "0800"], carried) == ["consecutive_days"]


def test_without_minima_only_what_more_shifts_cannot_mend_counts() -> None:
    least = {"min_paid_minutes_week": 960}
    assert rules_broken(least, ["0800"], minima=False) == []


def rules_broken(
    plan: Mapping[str, int],
    starts: Sequence[str],
    carried: CarryOver | None = None,
    *,
    minima: bool = True,
) -> list[str]:
    """Rules that shifts from Monday on break, a start or `----` a day."""
    planning = make_planning(
        plans=[make_plan(shifts=[TEMPLATE], **plan)], carry_over=(carried,) if carried else ()
    )
    shifts = [
        make_shift(planning, "ann", day(number), f"{start[:2]}:{start[2:]}", template="plain")
        for number, start in enumerate(starts)
        if start != "----"
    ]
    data = schedule_data(planning, make_target(planning), SchedulingParams())
    row, parts = present_of(data, shifts).row[0], np.zeros(len(RULE_NAMES))
    strain(row, 0, rule_arrays(data), minima, parts)
    return broken_rules(parts)
