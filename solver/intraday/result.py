"""Adherence measured: by agent and day, by exception, by interval and by site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from solver.timegrid import TimeGrid

Floats = NDArray[np.float64]


class ExceptionKind(StrEnum):
    """How time departs from the schedule.

    `LATE_START` until the agent is first seen in a shift, `EARLY_LEAVE` after being last seen,
    `LONG_BREAK` away on from a scheduled break into scheduled work, `UNPLANNED_OFF_QUEUE` any
    other scheduled work not done, `UNSCHEDULED_WORK` on queue or in training when the schedule
    has something else or nothing, `ABSENCE` a whole shift in which the agent was never seen.
    """

    LATE_START = "late_start"
    EARLY_LEAVE = "early_leave"
    LONG_BREAK = "long_break"
    UNPLANNED_OFF_QUEUE = "unplanned_off_queue"
    UNSCHEDULED_WORK = "unscheduled_work"
    ABSENCE = "absence"


KINDS = tuple(ExceptionKind)


def adherence_share(exception_s: Floats, scheduled_s: Floats) -> Floats:
    """1 - exception seconds / scheduled seconds, not below 0; NaN without a schedule."""
    scheduled = np.asarray(scheduled_s, dtype=np.float64)
    lost = np.full(scheduled.shape, np.nan)
    np.divide(exception_s, scheduled, out=lost, where=scheduled > 0)
    return np.clip(1.0 - lost, 0.0, 1.0)


def conformance_share(on_queue_s: Floats, planned_s: Floats) -> Floats:
    """Actual over scheduled on-queue time, may exceed 1; NaN without scheduled on-queue time."""
    planned = np.asarray(planned_s, dtype=np.float64)
    share = np.full(planned.shape, np.nan)
    np.divide(on_queue_s, planned, out=share, where=planned > 0)
    return share


@dataclass(frozen=True)
class AgentDays:
    """One entry an agent, site and local day; a shift belongs to the day on which it starts.

    Seconds (N,): `scheduled_s` of whole shifts, `planned_queue_s` on queue by the schedule,
    `queue_s` really on queue at any time, `kept_queue_s` on queue when the schedule says so,
    `absent_queue_s` scheduled on queue in shifts nobody came to, `late_s` until first seen in the
    other shifts. `exception_s` (N, K) by `KINDS`, beyond the grace time.
    """

    agents: tuple[str, ...]
    sites: tuple[str, ...]
    days: tuple[date, ...]
    shifts: NDArray[np.int64]
    absent_shifts: NDArray[np.int64]
    scheduled_s: Floats
    planned_queue_s: Floats
    queue_s: Floats
    kept_queue_s: Floats
    absent_queue_s: Floats
    late_s: Floats
    exception_s: Floats

    @property
    def adherence(self) -> Floats:
        return adherence_share(self.exception_s.sum(axis=1), self.scheduled_s)

    @property
    def conformance(self) -> Floats:
        return conformance_share(self.queue_s, self.planned_queue_s)

    @property
    def absence(self) -> Floats:
        """Share of scheduled on-queue time in shifts nobody came to; NaN where there is none."""
        return conformance_share(self.absent_queue_s, self.planned_queue_s)

    @property
    def presence_when_there(self) -> Floats:
        """Share of the on-queue time of attended shifts that was kept, without grace."""
        return conformance_share(self.kept_queue_s, self.planned_queue_s - self.absent_queue_s)

    @property
    def mean_late_s(self) -> Floats:
        """Mean lateness of attended shifts, punctual ones included; NaN without any."""
        return conformance_share(self.late_s, (self.shifts - self.absent_shifts).astype(np.float64))

    def summed(self, keys: Sequence[tuple[str, str]]) -> AgentDays:
        """The entries with the same (agent, site) key added up, in the keys' sorted order.

        `days` then holds each key's first day. `keys` names a group for every entry.
        """
        names = sorted(set(keys))
        place = {key: k for k, key in enumerate(names)}
        group = np.array([place[key] for key in keys], dtype=np.int64)
        first = [min(d for d, key in zip(self.days, keys) if key == name) for name in names]

        def add(values: NDArray[np.generic]) -> NDArray[np.generic]:
            total = np.zeros((len(names), *values.shape[1:]), dtype=values.dtype)
            np.add.at(total, group, values)
            return total

        return AgentDays(
            tuple(name[0] for name in names),
            tuple(name[1] for name in names),
            tuple(first),
            *(add(getattr(self, field)) for field in _SUMMED),  # type: ignore[arg-type]
        )

    def by_agent(self) -> AgentDays:
        return self.summed(list(zip(self.agents, self.sites)))

    def by_site(self) -> AgentDays:
        return self.summed([("", site) for site in self.sites])


_SUMMED = (
    "shifts",
    "absent_shifts",
    "scheduled_s",
    "planned_queue_s",
    "queue_s",
    "kept_queue_s",
    "absent_queue_s",
    "late_s",
    "exception_s",
)


@dataclass(frozen=True)
class ExceptionRuns:
    """Every exception beyond the grace time, in order of agent and time (R,)."""

    agents: tuple[str, ...]
    sites: tuple[str, ...]
    days: tuple[date, ...]
    kinds: tuple[ExceptionKind, ...]
    starts: tuple[datetime, ...]
    seconds: Floats


@dataclass(frozen=True)
class SiteIntervals:
    """One site's intervals (T,), those of `measured` alone having a meaning.

    Agents are means over the interval: `planned_agents` on queue by the schedule, `present_agents`
    really on queue. `required` and `present_by_queue` are (Q, T); the latter is counted where the
    states name queues and otherwise the plan's division in the proportion of presence.
    """

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    measured: NDArray[np.bool_]
    scheduled_s: Floats
    exception_s: Floats
    planned_agents: Floats
    present_agents: Floats
    required: Floats
    present_by_queue: Floats
    queue_at_risk: NDArray[np.bool_]
    at_risk: NDArray[np.bool_]

    @property
    def adherence(self) -> Floats:
        return adherence_share(self.exception_s, self.scheduled_s)

    @property
    def conformance(self) -> Floats:
        return conformance_share(self.present_agents, self.planned_agents)


@dataclass(frozen=True)
class SitePresence:
    """What a site should be planned with, as sites.csv means it; `None` where unknown.

    `absence` is the share of scheduled on-queue time in shifts nobody came to, `adherence` the
    share of the other shifts' on-queue time kept, without grace: (1 - absence) x adherence is the
    share of all scheduled on-queue time really kept. `mean_late_s` counts punctual starts too.
    """

    site: str
    shifts: int
    absence: float | None
    adherence: float | None
    mean_late_s: float | None


@dataclass(frozen=True)
class Adherence:
    days: AgentDays
    runs: ExceptionRuns
    intervals: tuple[SiteIntervals, ...]
    presence: tuple[SitePresence, ...]
    messages: tuple[str, ...]
