"""The audit's rules, one file a rule. They share no code with the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.scheduling.audit_report import Violation
from solver.scheduling.checks import (
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
    split,
    start_consistency,
    structure,
    time_off,
    weekends,
    weekly_days,
    weekly_paid_time,
    weekly_rest,
)
from solver.scheduling.checks._context import Context

CHECKS: tuple[tuple[str, Callable[[Context], Iterator[Violation]]], ...] = (
    (structure.RULE, structure.check),
    (one_shift_a_day.RULE, one_shift_a_day.check),
    (shift_template.RULE, shift_template.check),
    (break_windows.RULE, break_windows.check),
    (skills.RULE, skills.check),
    (availability.RULE, availability.check),
    (time_off.RULE, time_off.check),
    (weekly_paid_time.RULE, weekly_paid_time.check),
    (weekly_days.RULE, weekly_days.check),
    (period_limits.RULE, period_limits.check),
    (rest.RULE, rest.check),
    (weekly_rest.RULE, weekly_rest.check),
    (start_consistency.RULE, start_consistency.check),
    (forward_rotation.RULE, forward_rotation.check),
    (consecutive_days.RULE, consecutive_days.check),
    (days_off_runs.RULE, days_off_runs.check),
    (weekends.RULE, weekends.check),
    (seats.RULE, seats.check),
    (split.RULE, split.check),
)
"""Rule name and check, in the order of the report."""
