"""What the sites of a named instance have to staff: expected volumes, scaled to the case's load."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from instances._history import Floats, weekly_profile
from instances._work_plans import open_hours
from instances.generate import weekly_contacts
from instances.registry import Case
from solver.domain import Agent, PlanningData, StaffingTarget
from solver.domain.base import parse_weekly_spans
from solver.requirements.data import Load
from solver.timegrid import TimeGrid

SPLIT_ROUNDS = 50


def staffing_target(case: Case, planning: PlanningData) -> StaffingTarget:
    """The target of a centre of one site."""
    (target,) = staffing_targets(case, planning)
    return target


def staffing_targets(case: Case, planning: PlanningData) -> tuple[StaffingTarget, ...]:
    """Requirements of the centre's expected volumes, scaled to the case's load, by site."""
    from solver.requirements import require

    needed = require(staffing_demand(case, planning), planning.queues)
    grid, agents = needed.grid, np.nan_to_num(needed.to_schedule)
    hours = agents.sum() * grid.interval_minutes / 60
    available = on_queue_hours_week(case, planning) * planning.center.horizon_weeks
    agents = agents * case.load * available / hours
    shares = _site_shares(case, planning, grid, agents.sum(axis=0))
    return tuple(
        StaffingTarget(site.site, needed.queues, grid, agents * share)
        for site, share in zip(planning.internal_sites, shares, strict=True)
    )


def staffing_demand(case: Case, planning: PlanningData) -> Load:
    """Expected volumes of the horizon, all of them as one pool at the first internal site."""
    center, site = planning.center, planning.internal_sites[0]
    assert center.horizon_start is not None
    grid = TimeGrid(
        center.time_zone, center.interval_minutes, center.horizon_start, 7 * center.horizon_weeks
    )
    volume, aht_s, is_open = _expected(case, on_queue_hours_week(case, planning), grid)
    names = tuple(queue.queue for queue in planning.queues)
    return Load(site.site, names, grid, volume, aht_s, is_open, site.presence)


def on_queue_hours_week(case: Case, planning: PlanningData) -> float:
    """Hours a week of all agents on shift and off break, at the middle of their contracts."""
    return _hours_week(case, planning, planning.agents)


def _hours_week(case: Case, planning: PlanningData, agents: tuple[Agent, ...]) -> float:
    total = 0.0
    for agent in agents:
        plan = planning.work_plan(agent.work_plan)
        shift = max(plan.shifts, key=lambda s: s.paid_minutes)
        pauses = sum(a.minutes for a in shift.activities if a.paid)
        middle = (plan.min_paid_minutes_week + plan.max_paid_minutes_week) / 2
        total += middle / 60 * (1 - pauses / shift.paid_minutes)
    return total * (1 - case.spec.people.leave)


def _site_shares(case: Case, planning: PlanningData, grid: TimeGrid, wanted: Floats) -> Floats:
    """Each site's part of every interval (S, T): none while its own clock is outside its shifts,
    and over the horizon as much of the target as it has hours.

    Weights w_s are scaled in turn until sum_t wanted_t w_s / sum_open w = hours_s / hours x wanted.
    """
    hours = np.array(
        [_hours_week(case, planning, planning.agents_of(s.site)) for s in planning.internal_sites]
    )
    inside = np.array(
        [_inside_shifts(case, grid, ZoneInfo(s.time_zone)) for s in planning.internal_sites]
    )
    inside[:, ~inside.any(axis=0)] = True
    wished, weight = hours / hours.sum() * wanted.sum(), hours
    share: Floats = np.zeros(inside.shape)
    for _ in range(SPLIT_ROUNDS):
        share = weight[:, None] * inside
        share /= share.sum(axis=0)
        weight = weight * wished / (share @ wanted)
    return share


def _inside_shifts(case: Case, grid: TimeGrid, zone: ZoneInfo) -> NDArray[np.bool_]:
    """Intervals in which a site's shifts can lie, by its own clock."""
    opening, closing = open_hours(case.spec)
    step = timedelta(minutes=grid.interval_minutes)
    local = [(grid.start + t * step).astimezone(zone) for t in range(grid.n_intervals)]
    return np.array([opening <= 60 * m.hour + m.minute < closing for m in local])


def _expected(case: Case, hours: float, grid: TimeGrid) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Volume, AHT and opening of every queue (Q, T): a week's profile repeated, no holiday."""
    weekly = weekly_contacts(case.spec, hours)
    slot = grid.minute_of_day // grid.interval_minutes
    weekday = grid.weekday[grid.day_of]
    queues = case.spec.queues
    volume = [
        weekly[q.queue] * weekly_profile(q, grid.interval_minutes)[weekday, slot] for q in queues
    ]
    aht_s = [np.full(grid.n_intervals, q.aht_s) for q in queues]
    is_open = [grid.open_mask(parse_weekly_spans(q.opening_hours)) for q in queues]
    return np.array(volume), np.array(aht_s), np.array(is_open)
