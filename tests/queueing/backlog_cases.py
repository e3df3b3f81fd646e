"""Backlogs that the tests share."""

from __future__ import annotations

import numpy as np

from solver.queueing.backlog_curves import BacklogCurves, ResponseGoal, Waiting, backlog_curves

OFFICE = (np.arange(24) >= 8) & (np.arange(24) < 18)


def office(arrivals: dict[int, float], goal: ResponseGoal, days: int = 1) -> BacklogCurves:
    """Work by hour of an office that is open 8-18 from Monday to Friday."""
    work = np.zeros(24 * days)
    for hour, hours in arrivals.items():
        work[hour] = hours
    day = np.repeat(np.arange(days), 24)
    return backlog_curves(work, np.tile(OFFICE, days) & (day % 7 < 5), goal, day=day)


def steady(work: list[float], units: int, start: Waiting | None = None) -> BacklogCurves:
    """Work of intervals that are all open, due `units` after its own."""
    opened = np.ones(len(work), bool)
    return backlog_curves(work, opened, ResponseGoal(units, "elapsed"), start=start)
