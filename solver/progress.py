"""One callback protocol for long work: the CLI draws it, a caller can stop early through it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from solver.status import relative_gap


@dataclass(frozen=True)
class ProgressEvent:
    """A snapshot of running work. `done` is the finished share of the phase, 0 to 1."""

    phase: str
    elapsed_s: float
    incumbent: float | None = None
    bound: float | None = None
    done: float | None = None
    note: str = ""

    @property
    def gap(self) -> float | None:
        return relative_gap(self.incumbent, self.bound)


ProgressCallback = Callable[[ProgressEvent], None]


class Monitor:
    """Carries progress out of an engine, and the wish to stop into it.

    `time_limit_s` counts from construction. Engines call `should_stop()` between steps and give
    `remaining_s()` to the solvers they start.
    """

    def __init__(
        self,
        callback: ProgressCallback | None = None,
        time_limit_s: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._callback = callback
        self._clock = clock
        self._started = clock()
        self._time_limit_s = time_limit_s
        self.stopped_by_caller = False

    def report(
        self,
        phase: str,
        *,
        incumbent: float | None = None,
        bound: float | None = None,
        done: float | None = None,
        note: str = "",
    ) -> None:
        if self._callback is not None:
            self._callback(ProgressEvent(phase, self.elapsed_s(), incumbent, bound, done, note))

    def stop(self) -> None:
        """Ask the engine to end soon and keep its incumbent."""
        self.stopped_by_caller = True

    def elapsed_s(self) -> float:
        return self._clock() - self._started

    def remaining_s(self) -> float | None:
        """Seconds left, 0 when stopped, `None` without a limit."""
        if self.stopped_by_caller:
            return 0.0
        if self._time_limit_s is None:
            return None
        return max(0.0, self._time_limit_s - self.elapsed_s())

    def should_stop(self) -> bool:
        return self.remaining_s() == 0.0

    def part(self, share: float) -> Monitor:
        """A monitor for a piece of the work that may use `share` of the time that is left."""
        left = self.remaining_s()
        return _PartMonitor(self, None if left is None else left * share)

    def limited(self, time_limit_s: float | None) -> Monitor:
        """A monitor for a piece of the work with a limit of its own, within what is left."""
        known = [limit for limit in (self.remaining_s(), time_limit_s) if limit is not None]
        return _PartMonitor(self, min(known, default=None))


class _PartMonitor(Monitor):
    """Shares the parent's callback and stop wish, with a limit of its own."""

    def __init__(self, parent: Monitor, time_limit_s: float | None) -> None:
        self._parent = parent
        super().__init__(parent._callback, time_limit_s, parent._clock)

    @property
    def stopped_by_caller(self) -> bool:
        return self._parent.stopped_by_caller

    @stopped_by_caller.setter
    def stopped_by_caller(self, value: bool) -> None:
        if value:
            self._parent.stop()

    def report(
        self,
        phase: str,
        *,
        incumbent: float | None = None,
        bound: float | None = None,
        done: float | None = None,
        note: str = "",
    ) -> None:
        self._parent.report(phase, incumbent=incumbent, bound=bound, done=done, note=note)
