"""The bound beside the plan: the weeks' LPs without steering rows, then with rounding cuts.

The guide waits for none of them. They are handed to the executor one at a time, so that the rest
of it works on the plan, and what is not done in time is left out: the plain bounds come first.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

from solver.scheduling.data import ScheduleData
from solver.scheduling.guide import WeekGuide, build_week, hours_of
from solver.scheduling.sparse_model import SolveLimits


@dataclass(frozen=True)
class WeekBound:
    """A week's proven bound and the agent-hours short and over of its LP."""

    week: int
    bound: float | None
    short_agent_hours: float | None
    over_agent_hours: float | None
    infeasible: bool


@dataclass(frozen=True)
class _Job:
    data: ScheduleData
    week: int
    cuts: bool
    limits: SolveLimits


class BoundQueue:
    """The bounds still to be solved. `guides` are the guides, raised by those that are done.

    `seconds_left` gives the time that an LP begun now may take.
    """

    def __init__(
        self,
        data: ScheduleData,
        guides: list[WeekGuide],
        seconds_left: Callable[[], float],
        executor: Executor | None,
    ) -> None:
        self.guides = guides
        self.infeasible = False
        self._data = data
        self._seconds_left = seconds_left
        self._executor = executor
        plain = [(week, False) for week, guide in enumerate(guides) if guide.bound is None]
        self._waiting = plain + [(week, True) for week in range(len(guides))]
        self._running: Future[WeekBound] | None = None

    @property
    def lacks_bound(self) -> bool:
        return any(guide.bound is None for guide in self.guides)

    def poll(self) -> None:
        """Take what is done and hand the next one over; without an executor nothing happens."""
        if self._running is not None and self._running.done():
            self._take(self._running.result())
            self._running = None
        if self._running is None and self._executor is not None and self._may_start():
            self._running = self._executor.submit(_solve, self._next())

    def settle(self, *, cuts: bool) -> None:
        """Wait for the one under way and solve those that lack, then with `cuts`, two at a time,
        while time is left."""
        if self._running is not None:
            self._take(self._running.result())
            self._running = None
        while self._may_start() and (cuts or not self._waiting[0][1]):
            if self._executor is None:
                self._take(_solve(self._next()))
            else:
                pair = [self._next() for _ in range(min(2, len(self._waiting)))]
                for future in [self._executor.submit(_solve, job) for job in pair]:
                    self._take(future.result())

    def _may_start(self) -> bool:
        return bool(self._waiting) and self._seconds_left() > 0

    def _next(self) -> _Job:
        week, cuts = self._waiting.pop(0)
        return _Job(self._data, week, cuts, SolveLimits(seconds=self._seconds_left()))

    def _take(self, found: WeekBound) -> None:
        self.infeasible |= found.infeasible
        self.guides[found.week] = raised(self.guides[found.week], found)


def raised(guide: WeekGuide, found: WeekBound) -> WeekGuide:
    """The guide with the higher of its bound and the one found."""
    if found.bound is None or (guide.bound is not None and found.bound <= guide.bound):
        return guide
    if found.short_agent_hours is None or found.over_agent_hours is None:
        return replace(guide, bound=found.bound)
    return replace(
        guide,
        bound=found.bound,
        short_agent_hours=found.short_agent_hours,
        over_agent_hours=found.over_agent_hours,
    )


def _solve(job: _Job) -> WeekBound:
    week, columns = build_week(job.data, job.week, steer=False, cuts=job.cuts)
    found = week.model.solve_lp(job.limits)
    short, over = hours_of(job.data, columns, found)
    return WeekBound(job.week, found.bound, short, over, found.infeasible)
