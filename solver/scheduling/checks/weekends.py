"""Weekends worked in the horizon, in all and in a row.

A weekend is a run of adjacent weekend days of the horizon; one cut off by its edge counts too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from solver.domain import WorkPlan
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.scheduling.checks._text import counted

RULE = "weekends"
Weekend = tuple[list[date], set[date]]


def check(context: Context) -> Iterator[Violation]:
    for name, shifts in context.shifts.items():
        plan = context.plans[name]
        started = {shift.day for shift in shifts}
        weekends = [(w, started.intersection(w)) for w in _weekends(context.days, plan)]
        worked = [(weekend, own) for weekend, own in weekends if own]
        most = plan.max_working_weekends
        if most is not None and len(worked) > most:
            # The first weekend beyond the limit is where a planner would begin to look.
            yield Violation(RULE, f"{_listed(worked)}, at most {most}", name, min(worked[most][1]))
        longest = plan.max_consecutive_weekends
        if longest is None:
            continue
        for on, run in groupby(weekends, key=lambda entry: bool(entry[1])):
            row = list(run)
            if on and len(row) > longest:
                message = f"{_listed(row)} in a row, at most {longest}"
                yield Violation(RULE, message, name, min(row[longest][1]))


def _listed(worked: list[Weekend]) -> str:
    names = ", ".join(weekend[0].isoformat() for weekend, _ in worked)
    return f"{counted(len(worked), 'weekend')} worked ({names})"


def _weekends(days: tuple[date, ...], plan: WorkPlan) -> list[list[date]]:
    runs: list[list[date]] = [[]]
    for day in days:
        if day.weekday() in plan.weekend_days:
            runs[-1].append(day)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
