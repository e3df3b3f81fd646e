"""Work an interval, and whole servers, that meet a backlog's deadlines."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.queueing.backlog_curves import BacklogCurves
from solver.queueing.backlog_kernels import earliest, latest, whole_units
from solver.queueing.backlog_rows import (
    TOLERANCE,
    bad_value,
    interval_rows,
    limit,
    one_number,
    server,
    work,
)
from solver.queueing.backlog_tube import Tube, earliest_path, latest_path, smoothest_path, tube
from solver.queueing.rows import Array

Policy = Literal["smoothest", "least", "latest", "earliest"]

_PATHS: dict[str, Callable[[Tube], Array]] = {
    "smoothest": smoothest_path,
    "least": smoothest_path,
    "latest": latest_path,
    "earliest": earliest_path,
}


@dataclass(frozen=True)
class BacklogPlan:
    """Hours of work done in each interval, (T,): 0 while closed.

    `own_hours` is what has to be staffed, `free_hours` what the free work does beside it.
    `first_missed` is the first open interval by whose end not all work that is due, or to be
    worked off, can be done, at the limit from the start on, and None where all can; `short_hours`
    is the most work that is short at once. Work that cannot be done in time is planned for as
    soon as the limit lets it.
    """

    own_hours: Array
    free_hours: Array
    first_missed: int | None
    short_hours: float


def backlog_plan(
    curves: BacklogCurves,
    policy: Policy = "smoothest",
    *,
    work_off: bool = True,
    most_hours: ArrayLike = math.inf,
    free_hours: ArrayLike = 0.0,
) -> BacklogPlan:
    """Own work of each interval that meets every deadline, the least in total beside free work.

    `free_hours` (T,) may be used at no cost (idle time of others), own work is at most
    `most_hours` (T,) an interval; neither counts while closed. With `work_off` all that arrives
    up to the last closing is done by it, else only what is due. Among the answers with the least
    own work:

    smoothest: as even as possible, with the least peak and the least sum of squares;
    least: the same, but only what is due by the end of the horizon, whatever `work_off` says: the
    fewest hours with which no deadline is missed;
    latest: every hour as late as deadlines and limit let it (without a limit at its deadline);
    earliest: every hour as soon as it has arrived and the limit lets it.

    Raises `InvalidInputError` naming column and row.
    """
    if policy not in get_args(Policy):
        expected = ", ".join(get_args(Policy))
        raise bad_value("backlog_plan", "no such policy", "policy", str(policy), expected)
    size, at = curves.opened.size, curves.at
    rows = [work("free_hours", free_hours), limit("most_hours", most_hours)]
    free, most = interval_rows("backlog_plan", size, rows)
    due = curves.due.copy()
    if at.size and work_off and policy != "least":
        due[-1] = curves.arrived[-1]
    space = tube(due, curves.arrived, free[at], most[at])
    own, used = np.zeros(size), np.zeros(size)
    own[at], used[at] = _PATHS[policy](space), space.free
    short = due - space.due
    missed = short > TOLERANCE * max(1.0, float(due.max(initial=0.0)))
    first = int(at[np.argmax(missed)]) if missed.any() else None
    return BacklogPlan(own, used, first, float(short.max()) if missed.any() else 0.0)


def whole_servers(
    curves: BacklogCurves,
    plan: BacklogPlan,
    server_hours: float,
    *,
    most_servers: ArrayLike = math.inf,
    free_hours: ArrayLike | None = None,
) -> NDArray[np.int64]:
    """Whole servers of each interval, (T,), that follow a plan and meet the deadlines it meets.

    A server does `server_hours` of work in an interval, if it finds it. Their work is rounded
    cumulatively, so that it keeps up with the plan's to less than one server and interval, and
    never exceeds the plan's peak rounded up. A server starts only when work for a whole interval
    is there, unless a deadline asks for it before. Beside them the free work of the plan is done,
    or `free_hours` (T,) if given.
    """
    size, at = curves.opened.size, curves.at
    unit = one_number("whole_servers", server("server_hours", server_hours))
    rows = [
        limit("most_servers", most_servers),
        work("free_hours", plan.free_hours if free_hours is None else free_hours),
        work("plan.own_hours", plan.own_hours),
        work("plan.free_hours", plan.free_hours),
    ]
    most, free, own, used = interval_rows("whole_servers", size, rows)
    servers = np.zeros(size)
    if at.size:
        goal = np.cumsum((own + used)[at])
        peak = math.ceil(own.max() / unit - 1e-9)
        limits = np.minimum(np.floor(most[at] + 1e-9), peak)
        servers[at] = _follow(curves, goal, free[at], limits, unit)
    return servers.astype(np.int64)


def _follow(curves: BacklogCurves, goal: Array, free: Array, limits: Array, unit: float) -> Array:
    room = free + limits * unit
    reachable, need, units = np.empty(goal.size), np.empty(goal.size), np.empty(goal.size)
    earliest(curves.arrived, room, reachable)
    due = np.minimum(curves.due, reachable)
    due[-1] = min(max(goal[-1], due[-1]), reachable[-1])
    latest(due, room, need)
    whole_units(need, np.maximum(goal, need), curves.arrived, free, limits, unit, units)
    return units
