"""Paid time and days of a planning period lie between the work plan's prorated limits.

Of the 7 n days of a period, o are out (not employed, wholly on unpaid leave, or after the last day
planned) and p wholly on paid leave: s = (7 n - o) / (7 n), c = min(p x credit, s x min). Paid
limits are s x min - c and s x max - c, rounded outward to multiples of the shortest paid shift
where o or p is above 0; the days are at least min - o - p and at most max.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, floor

from solver.domain import WorkPlan
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import counted, duration
from solver.scheduling.checks._week import AgentWeek, agent_weeks

RULE = "period_limits"


@dataclass(frozen=True)
class _Period:
    """Successive weeks of one agent; `days_out` includes those after the last day planned."""

    plan: WorkPlan
    weeks: tuple[AgentWeek, ...]
    days_out: int

    @property
    def days_paid_leave(self) -> int:
        return sum(week.days_paid_leave for week in self.weeks)

    @property
    def length(self) -> int:
        return 7 * self.plan.planning_period_weeks


def check(context: Context) -> Iterator[Violation]:
    for period in _periods(context):
        shifts = [shift for week in period.weeks for shift in week.shifts]
        paid = sum(shift.paid_minutes for shift in shifts)
        worked = len({shift.day for shift in shifts})
        for message in (_paid_message(period, paid), _days_message(period, worked)):
            if message:
                first = period.weeks[0]
                yield Violation(RULE, message, first.agent, first.first_day)


def _periods(context: Context) -> Iterator[_Period]:
    for name, rows in groupby(agent_weeks(context), key=lambda week: week.agent):
        plan, weeks = context.plans[name], list(rows)
        for first in range(0, len(weeks), plan.planning_period_weeks):
            part = weeks[first : first + plan.planning_period_weeks]
            planned = len(context.days[7 * first : 7 * (first + plan.planning_period_weeks)])
            beyond = 7 * plan.planning_period_weeks - planned
            yield _Period(plan, tuple(part), beyond + sum(week.days_out for week in part))


def _paid_message(period: _Period, paid: float) -> str | None:
    plan = period.plan
    share = Fraction(period.length - period.days_out, period.length)
    least = share * plan.min_paid_minutes_period
    credit = min(Fraction(period.days_paid_leave * plan.time_off_credit_minutes), least)
    low = _outward(period, least - credit, floor)
    if paid < low:
        return f"{duration(paid)} paid in the period, needs at least {duration(float(low))}"
    if plan.max_paid_minutes_period is None:
        return None
    high = _outward(period, share * plan.max_paid_minutes_period - credit, ceil)
    if paid > high:
        return f"{duration(paid)} paid in the period, at most {duration(float(high))}"
    return None


def _outward(period: _Period, minutes: Fraction, whole: Callable[[Fraction], int]) -> Fraction:
    unit = min((t.paid_minutes for t in period.plan.shifts if t.paid_minutes > 0), default=0)
    if unit and (period.days_out or period.days_paid_leave):
        return Fraction(whole(minutes / unit) * unit)
    return minutes


def _days_message(period: _Period, worked: int) -> str | None:
    plan = period.plan
    least = max(0, plan.min_days_period - period.days_out - period.days_paid_leave)
    if worked < least:
        return f"{counted(worked, 'day')} worked in the period, needs at least {least}"
    if plan.max_days_period is not None and worked > plan.max_days_period:
        return f"{counted(worked, 'day')} worked in the period, at most {plan.max_days_period}"
    return None
