"""The worked example that planners check a tool by: one half-hour of a voice queue."""

from __future__ import annotations

from datetime import date

import numpy as np

from solver.domain import Channel, Queue
from solver.requirements.data import Load
from solver.requirements.engine import require
from solver.requirements.params import RequirementsParams
from solver.requirements.rounding import ceil_agents
from solver.requirements.service import service_levels
from solver.timegrid import TimeGrid

VOLUME, AHT_S, INTERVAL_MINUTES = 120.0, 360.0, 30
STATIONARY = RequirementsParams(load="stationary", evaluation="stationary")


def example() -> tuple[Load, tuple[Queue, ...]]:
    """120 calls a half-hour all day, AHT 360 s, 80 % in 20 s, shrinkage 30 %, absenteeism 8 %."""
    queue = Queue(
        queue="calls",
        channel=Channel.VOICE,
        skill="calls",
        sl_target=0.8,
        sl_seconds=20,
        shrinkage_in_office=0.30,
        shrinkage_out_office=0.08,
    )
    grid = TimeGrid("UTC", INTERVAL_MINUTES, date(2026, 3, 2), 1)
    shape = (1, grid.n_intervals)
    load = Load(
        site="example",
        queues=("calls",),
        grid=grid,
        volume=np.full(shape, VOLUME),
        aht_s=np.full(shape, AHT_S),
        open=np.ones(shape, dtype=bool),
    )
    return load, (queue,)


def example_text() -> str:
    """The example step by step, and why rounding early gives another answer."""
    load, goals = example()
    found = require(load, goals, STATIONARY)
    needed = int(found.required[0, 0])
    fewer = np.full(load.volume.shape, needed - 1.0)
    lower = service_levels(load, goals, fewer, STATIONARY)
    gross, rostered = found.required_gross[0, 0], found.rostered[0, 0]
    less_gross, less_rostered = (needed - 1) / 0.70, (needed - 1) / 0.70 / 0.92
    held, asa = found.promised.service_level[0, 0], found.promised.asa_s[0, 0]
    return f"""\
120 calls per 30 minutes, AHT 360 s, goal 80 % answered within 20 s (answered_over_offered),
in-office shrinkage 30 %, out-of-office shrinkage (absenteeism) 8 %; Erlang C

offered load       120 x 360 / 1800 = {found.load_erl[0, 0]:g} erlangs
{needed} agents          {held:.1%} within 20 s, ASA {asa:.1f} s, occupancy \
{found.promised.occupancy[0, 0]:.1%}
{needed - 1} agents          {lower.service_level[0, 0]:.1%} within 20 s, ASA \
{lower.asa_s[0, 0]:.1f} s: below the goal
fractional         {found.fractional[0, 0]:.3f}

required           {needed}        the least whole number that holds the goal
required_gross     {ceil_agents(gross):g}        {needed} / (1 - 0.30) = {gross:.2f}
rostered           {ceil_agents(rostered):g}        {gross:.2f} / (1 - 0.08) = {rostered:.2f}

Why some texts say 28, 40, 44: they take 28 agents, which hold \
{lower.service_level[0, 0]:.1%}, not 80 %.
From 28 follow 28 / 0.70 = {less_gross:.2f}, so 40, and {less_gross:.2f} / 0.92 = \
{less_rostered:.2f}, shown as 44 ({less_rostered:.2f} is rounded up).
The goal needs the 29th agent; each step here keeps the fraction and only the shown figure is
rounded up.
"""
