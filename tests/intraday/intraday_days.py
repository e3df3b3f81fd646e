"""Shifts and states built by hand: times are `HH:MM` of one local day, `26:00` the next."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from solver.domain import Activity, NamedShift
from solver.intraday import AdherenceData, AgentState, SiteNeed, StateEvent
from solver.timegrid import TimeGrid

DAY = date(2026, 3, 2)
ZONE = "Europe/Berlin"


def at(clock: str, day: date = DAY, zone: str = ZONE) -> datetime:
    """UTC of a local wall-clock time; hours of 24 and more reach into the next day."""
    hours, *rest = (int(part) for part in clock.split(":"))
    moment = datetime(day.year, day.month, day.day) + timedelta(days=hours // 24)
    minutes, seconds = rest[0], rest[1] if len(rest) > 1 else 0
    moment = moment.replace(hour=hours % 24, minute=minutes, second=seconds)
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shift(agent: str, *stretches: str, day: date = DAY, site: str = "House") -> NamedShift:
    """`shift("Ann", "08:00 on_queue", "10:00 break", "10:15 on_queue", "12:00")`."""
    parts = [text.split() for text in stretches]
    activities = tuple(
        Activity(at(one[0], day), at(after[0], day), one[1], one[1] != "meal")
        for one, after in itertools.pairwise(parts)
    )
    return NamedShift(agent, site, day, "day", activities)


def states(
    agent: str, *stretches: str, day: date = DAY, first_row: int = 2, queue: str = ""
) -> list[StateEvent]:
    """States in the same form; the last entry is the end."""
    parts = [text.split() for text in stretches]
    return [
        StateEvent(
            agent, at(one[0], day), at(after[0], day), AgentState(one[1]), first_row + n, queue
        )
        for n, (one, after) in enumerate(itertools.pairwise(parts))
    ]


def data_of(
    shifts: Sequence[NamedShift],
    events: Sequence[StateEvent],
    needs: Sequence[SiteNeed] = (),
    home: dict[str, str] | None = None,
) -> AdherenceData:
    names = {s.agent for s in shifts} | {e.agent for e in events}
    sites = dict.fromkeys(names, "House") | {s.agent: s.site for s in shifts} | (home or {})
    zones = dict.fromkeys(sites.values(), ZONE)
    return AdherenceData(tuple(shifts), tuple(events), sites, zones, tuple(needs))


def need_of(required: float, planned: float = 1.0, days: int = 1, day: date = DAY) -> SiteNeed:
    """One queue that needs `required` agents from 08:00 to 12:00 local."""
    grid = TimeGrid(ZONE, 30, day, days)
    open_now = (grid.minute_of_day >= 480) & (grid.minute_of_day < 720)
    return SiteNeed(
        "House",
        ("calls",),
        grid,
        np.where(open_now, required, 0.0)[None],
        np.where(open_now, planned, 0.0)[None],
    )
