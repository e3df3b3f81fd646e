"""Runs of days off, and of days worked, are long enough.

A run is looked at when it ends inside the horizon and began inside it or goes on from the period
before. Work next to a day away, and days off with one among them, may be short; a day is away when
the agent is not employed or wholly on leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from solver.domain import WorkPlan
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import counted
from solver.scheduling.checks._week import away_days

RULE = "days_off_runs"


def check(context: Context) -> Iterator[Violation]:
    for name, plan in context.plans.items():
        if plan.min_consecutive_days > 1 or plan.min_consecutive_days_off > 1:
            for message, day in _short_runs(context, name, plan):
                yield Violation(RULE, message, name, day)


def _short_runs(context: Context, name: str, plan: WorkPlan) -> Iterator[tuple[str, date]]:
    worked = {shift.day for shift in context.shifts[name]}
    away = away_days(context, name)
    entry = context.carry_over.get(name)
    carried = entry.consecutive_days if entry else 0
    runs = [(on, list(days)) for on, days in groupby(context.days, key=worked.__contains__)]
    for number, (on, days) in enumerate(runs[:-1]):
        if number == 0 and not carried:
            continue
        beside = [runs[number + 1][1][0], *(runs[number - 1][1][-1:] if number else [])]
        if on and away.isdisjoint(beside):
            length = len(days) + (carried if number == 0 else 0)
            if length < plan.min_consecutive_days:
                least = plan.min_consecutive_days
                yield f"{counted(length, 'day')} worked in a row, needs at least {least}", days[0]
        elif not on and away.isdisjoint(days) and len(days) < plan.min_consecutive_days_off:
            least = plan.min_consecutive_days_off
            yield f"{counted(len(days), 'day')} off in a row, needs at least {least}", days[0]
