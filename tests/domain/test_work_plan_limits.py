"""Limits of a work plan that contradict each other are refused with what would be right."""

import pytest
from pydantic import ValidationError

from solver.domain import WorkPlan

SHIFT = {"name": "d", "earliest_start": "08:00", "latest_start": "10:00", "length_minutes": 480}
PLAN = {
    "work_plan": "full",
    "min_paid_minutes_week": 960,
    "max_paid_minutes_week": 2400,
    "min_days_week": 2,
    "max_days_week": 5,
    "planning_period_weeks": 3,
    "shifts": [SHIFT],
}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"min_paid_minutes_period": 7201}, "expected at most 3 x max_paid_minutes_week = 7200"),
        ({"max_paid_minutes_period": 2879}, "expected at least 2880"),
        (
            {"min_paid_minutes_period": 5000, "max_paid_minutes_period": 4000},
            "max_paid_minutes_period: it is below",
        ),
        ({"min_days_period": 16}, "expected at most 3 x max_days_week = 15"),
        ({"max_days_period": 5}, "expected at least 6"),
        ({"min_consecutive_days": 4, "max_consecutive_days": 3}, "expected up to 3"),
        ({"max_start_spread_minutes": -1}, "max_start_spread_minutes"),
        ({"max_consecutive_weekends": 0}, "max_consecutive_weekends"),
    ],
)
def test_limits_that_cannot_be_met(fields, message):
    with pytest.raises(ValidationError, match=message):
        WorkPlan.model_validate({**PLAN, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"min_paid_minutes_period": 7200, "max_paid_minutes_period": 7200},
        {"max_paid_minutes_period": 2880},
        {"min_days_period": 15, "max_days_period": 15},
        {"max_days_period": 6},
        {"min_consecutive_days": 3, "max_consecutive_days": 3},
    ],
)
def test_limits_that_can_just_be_met(fields):
    assert WorkPlan.model_validate({**PLAN, **fields})


def test_a_plan_that_names_no_such_limit_has_none():
    plan = WorkPlan.model_validate(PLAN)
    limits = (
        plan.max_paid_minutes_period,
        plan.max_days_period,
        plan.max_consecutive_weekends,
        plan.max_start_spread_minutes,
        plan.max_earlier_start_minutes,
    )
    assert limits == (None,) * 5
    least = plan.min_paid_minutes_period, plan.min_days_period, plan.min_weekly_rest_minutes
    assert least == (0, 0, 0)
