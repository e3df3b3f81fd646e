"""What a schedule is once it is published: named shifts with their activities.

The engine writes it, the files hold it, and the audit reads it; none of them needs the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from solver.timegrid import TimeGrid

ON_QUEUE = "on_queue"


@dataclass(frozen=True)
class Activity:
    """A stretch of a shift; `activity` is `on_queue` or the kind of the break. Times aware.

    `queues` are those the agent may be given contacts of, empty on a break.
    """

    start: datetime
    end: datetime
    activity: str
    paid: bool
    queues: tuple[str, ...] = ()

    @property
    def minutes(self) -> float:
        """Elapsed, also over a change of clock: subtracting in one zone would count its face."""
        return (self.end.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() / 60


@dataclass(frozen=True)
class NamedShift:
    """One agent's shift. `day` is the local day on which it starts."""

    agent: str
    site: str
    day: date
    template: str
    activities: tuple[Activity, ...]

    @property
    def start(self) -> datetime:
        return min((a.start for a in self.activities), key=datetime.timestamp)

    @property
    def end(self) -> datetime:
        return max((a.end for a in self.activities), key=datetime.timestamp)

    @property
    def paid_minutes(self) -> float:
        return sum(a.minutes for a in self.activities if a.paid)


@dataclass(frozen=True)
class StaffingTarget:
    """Agents to have scheduled on queue at one site: `agents[queue, interval]`, 0 when closed."""

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    agents: NDArray[np.float64]


@dataclass(frozen=True)
class SkillSplit:
    """How the agents present are divided over the queues they can serve.

    `groups` are the distinct skill texts (`billing:1|tech:0.8`) of a site's agents, and
    `agents[group, queue, interval]` the agents of a group serving a queue. `grid` is the grid of
    the schedule, which divides that of the target.
    """

    site: str
    groups: tuple[str, ...]
    queues: tuple[str, ...]
    grid: TimeGrid
    agents: NDArray[np.float64]


@dataclass(frozen=True)
class PublishedSchedule:
    """A site's schedule as it stands in the output folder."""

    site: str
    shifts: tuple[NamedShift, ...]
    split: SkillSplit
