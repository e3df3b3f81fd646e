"""The scheduling rules, in the order in which they write themselves into a model.

`shift_template` comes first because it creates the start variables, then `break_windows`, which
creates the breaks, and `skills`, which divides those present.
"""

from solver.scheduling.rules import (
    availability,
    break_windows,
    consecutive_days,
    days_off_runs,
    forward_rotation,
    one_shift_a_day,
    period_limits,
    rest,
    seats,
    shift_template,
    skills,
    start_consistency,
    time_off,
    weekends,
    weekly_days,
    weekly_paid_time,
    weekly_rest,
)
from solver.scheduling.rules.base import Rule

RULES: tuple[Rule, ...] = (
    shift_template.RULE,
    break_windows.RULE,
    skills.RULE,
    one_shift_a_day.RULE,
    availability.RULE,
    time_off.RULE,
    weekly_paid_time.RULE,
    weekly_days.RULE,
    period_limits.RULE,
    rest.RULE,
    weekly_rest.RULE,
    start_consistency.RULE,
    forward_rotation.RULE,
    consecutive_days.RULE,
    days_off_runs.RULE,
    weekends.RULE,
    seats.RULE,
)

__all__ = ["RULES", "Rule"]
