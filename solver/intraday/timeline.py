"""Schedule and states of all agents cut into pieces on which neither changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.domain import NamedShift
from solver.errors import InvalidInputError, Issue
from solver.intraday.data import AdherenceData, StateEvent
from solver.intraday.params import AdherenceParams
from solver.intraday.states import AgentState, Duty, duty_of_activity, duty_of_state

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Timeline:
    """Pieces (P,) in order of agent and time, without those where nothing is planned or done.

    `start_us`, `end_us` microseconds of the Unix epoch; `agent` into `agents`; `shift` into
    `shifts`, -1 outside any; `planned` and `actual` duties; `present` not offline; `queue` into
    `queues`, -1 where the state names none. `shift_start_us` and `shift_end_us` (S,) are cut to
    the measured time, `shift_whole` says which are not cut.
    """

    agents: tuple[str, ...]
    queues: tuple[str, ...]
    shifts: tuple[NamedShift, ...]
    shift_agent: Ints
    shift_start_us: Ints
    shift_end_us: Ints
    shift_whole: NDArray[np.bool_]
    agent: Ints
    start_us: Ints
    end_us: Ints
    shift: Ints
    planned: Ints
    actual: Ints
    present: NDArray[np.bool_]
    queue: Ints

    @property
    def seconds(self) -> NDArray[np.float64]:
        return (self.end_us - self.start_us) / 1e6


@dataclass(frozen=True)
class _Spans:
    """Stretches of agents (N,), sorted and disjoint on the common axis, with their values."""

    start: Ints
    end: Ints
    values: Ints

    def at(self, points: Ints, missing: Sequence[int]) -> Ints:
        """The values (V, P) that hold from each point on."""
        found = np.repeat(np.array(missing, dtype=np.int64)[:, None], len(points), axis=1)
        if len(self.start):
            place = np.searchsorted(self.start, points, side="right") - 1
            inside = (place >= 0) & (points < self.end[np.maximum(place, 0)])
            found[:, inside] = self.values[:, place[inside]]
        return found


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 of an aware time."""
    return (moment - _EPOCH) // _MICROSECOND


def instant(time_us: int) -> datetime:
    """The UTC time of `microseconds`."""
    return _EPOCH + int(time_us) * _MICROSECOND


def build_timeline(data: AdherenceData, params: AdherenceParams) -> Timeline:
    """Pieces of the measured time.

    Raises `InvalidInputError` where two activities of one agent overlap.
    """
    shifts = measured_shifts(data, params)
    low, high = _limits(params)
    agents = tuple(sorted({s.agent for s in shifts} | {e.agent for e in data.events}))
    queues = tuple(sorted({event.queue for event in data.events if event.queue}))
    place = {agent: index for index, agent in enumerate(agents)}
    planned = _planned_rows(shifts, place, params)
    actual = _actual_rows(data.events, place, queues)
    rows = np.concatenate([planned[:, :3], actual[:, :3]])
    origin = int(rows[:, 1].min()) if len(rows) else 0
    # All agents on one axis, each with a stretch of its own, so that one sweep serves them all.
    stride = int(rows[:, 2].max()) - origin + 1 if len(rows) else 1
    schedule = _spans(planned, origin, stride, low, high)
    states = _spans(actual, origin, stride, low, high)
    _refuse_overlaps(schedule, shifts)
    points = np.unique(np.concatenate([schedule.start, schedule.end, states.start, states.end]))
    shift, duty = schedule.at(points[:-1], (-1, Duty.AWAY))
    done, present, queue = states.at(points[:-1], (Duty.AWAY, 0, -1))
    some = (shift >= 0) | (present > 0)
    agent = points[:-1] // stride
    back = origin - agent * stride
    bounds = np.array(
        [(microseconds(s.start), microseconds(s.end)) for s in shifts], dtype=np.int64
    ).reshape(-1, 2)
    cut = np.clip(bounds, low, high)
    return Timeline(
        agents,
        queues,
        shifts,
        np.array([place[s.agent] for s in shifts], dtype=np.int64),
        cut[:, 0],
        cut[:, 1],
        (cut == bounds).all(axis=1),
        agent[some],
        (points[:-1] + back)[some],
        (points[1:] + back)[some],
        shift[some],
        duty[some],
        done[some],
        present[some] > 0,
        queue[some],
    )


def measured_shifts(data: AdherenceData, params: AdherenceParams) -> tuple[NamedShift, ...]:
    """Shifts that overlap the time from the first state to the last, or from since to until.

    A site none of whose agents has a state is not measured.
    """
    seen = {data.home.get(event.agent) for event in data.events}
    if not data.events:
        return ()
    since = params.since or min(event.start for event in data.events)
    until = params.until or max(event.end for event in data.events)
    return tuple(
        shift
        for shift in sorted(data.shifts, key=lambda s: (s.agent, s.start))
        if shift.start < until and shift.end > since and shift.site in seen
    )


def _limits(params: AdherenceParams) -> tuple[int, int]:
    low = -(2**62) if params.since is None else microseconds(params.since)
    high = 2**62 if params.until is None else microseconds(params.until)
    return low, high


def _planned_rows(
    shifts: Sequence[NamedShift], place: dict[str, int], params: AdherenceParams
) -> Ints:
    """Rows of agent, start, end, shift and duty, one an activity."""
    rows = [
        (
            place[shift.agent],
            microseconds(activity.start),
            microseconds(activity.end),
            index,
            duty_of_activity(activity.activity, params.states),
        )
        for index, shift in enumerate(shifts)
        for activity in shift.activities
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 5)


def _actual_rows(
    events: Sequence[StateEvent], place: dict[str, int], queues: Sequence[str]
) -> Ints:
    """Rows of agent, start, end, duty, present and queue, one a state."""
    number = {queue: index for index, queue in enumerate(queues)}
    rows = [
        (
            place[event.agent],
            microseconds(event.start),
            microseconds(event.end),
            duty_of_state(event.state),
            event.state is not AgentState.OFFLINE,
            number.get(event.queue, -1),
        )
        for event in events
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 6)


def _spans(rows: Ints, origin: int, stride: int, low: int, high: int) -> _Spans:
    """Rows of agent, start, end and values on the common axis, cut to `low`..`high`."""
    start, end = np.clip(rows[:, 1], low, high), np.clip(rows[:, 2], low, high)
    kept = end > start
    shift_us = rows[kept, 0] * stride - origin
    begin, finish = start[kept] + shift_us, end[kept] + shift_us
    order = np.argsort(begin, kind="stable")
    return _Spans(begin[order], finish[order], rows[kept][order, 3:].T)


def _refuse_overlaps(schedule: _Spans, shifts: Sequence[NamedShift]) -> None:
    clash = np.flatnonzero(schedule.start[1:] < schedule.end[:-1])
    if len(clash):
        shift = shifts[int(schedule.values[0, clash[0] + 1])]
        message = f"two activities of {shift.agent} overlap on {shift.day.isoformat()}"
        raise InvalidInputError([Issue("schedule.csv", message, expected="one at a time")])
