"""Paid time of a planning week lies between the work plan's prorated limits.

With o days out and p of paid leave: s = (7 - o) / 7, c = min(p x credit, s x min); the limits are
s x min - c and s x max - c, rounded outward to multiples of the shortest paid shift where o or p
is above 0 (see `WorkPlan`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from solver.domain import WorkPlan
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import counted, duration
from solver.scheduling.checks._week import AgentWeek, agent_weeks

RULE = "weekly_paid_time"


@dataclass(frozen=True)
class PaidLimits:
    """Paid minutes of one week, both included."""

    low: Fraction
    high: Fraction


def check(context: Context) -> Iterator[Violation]:
    for week in agent_weeks(context):
        limits = paid_limits(context.plans[week.agent], week.days_out, week.days_paid_leave)
        paid = sum(shift.paid_minutes for shift in week.shifts)
        if paid < limits.low:
            needs = f"needs at least {duration(float(limits.low))}"
        elif paid > limits.high:
            needs = f"at most {duration(float(limits.high))}"
        else:
            continue
        message = f"{duration(paid)} paid in the week, {needs}{_why(week)}"
        yield Violation(RULE, message, week.agent, week.first_day)


def paid_limits(plan: WorkPlan, days_out: int, days_paid_leave: int) -> PaidLimits:
    share = Fraction(7 - days_out, 7)
    least = share * plan.min_paid_minutes_week
    credit = min(Fraction(days_paid_leave * plan.time_off_credit_minutes), least)
    low, high = least - credit, share * plan.max_paid_minutes_week - credit
    unit = min((t.paid_minutes for t in plan.shifts if t.paid_minutes > 0), default=0)
    if unit and (days_out or days_paid_leave):
        low, high = Fraction(floor(low / unit) * unit), Fraction(ceil(high / unit) * unit)
    return PaidLimits(low, high)


def _why(week: AgentWeek) -> str:
    parts = []
    if week.days_out:
        parts.append(f"{counted(week.days_out, 'day')} out")
    if week.days_paid_leave:
        parts.append(f"{counted(week.days_paid_leave, 'day')} of paid leave")
    return f" ({' and '.join(parts)})" if parts else ""
