"""Where the pieces of a timeline depart from the schedule, by kind and as runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.intraday.result import KINDS, ExceptionKind
from solver.intraday.states import Duty
from solver.intraday.timeline import Ints, Timeline

NONE = -1
_CODE = {kind: code for code, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Attendance:
    """By shift (S,): first and last moment seen (microseconds), and whether nobody came.

    A shift is absent only if it was measured whole. A shift without any moment seen has its end
    as first and its start as last moment.
    """

    first_us: Ints
    last_us: Ints
    absent: NDArray[np.bool_]

    def late_s(self, line: Timeline) -> NDArray[np.float64]:
        """Seconds from the start until the agent is first seen, 0 for absences (S,)."""
        late = (self.first_us - line.shift_start_us) / 1e6
        return np.where(self.absent, 0.0, late)


@dataclass(frozen=True)
class Runs:
    """Stretches of one agent, shift and kind (R,); `of_piece` (P,) is the run of each piece."""

    agent: Ints
    shift: Ints
    kind: Ints
    start_us: Ints
    end_us: Ints
    of_piece: Ints


def attendance(line: Timeline) -> Attendance:
    """When the agents of each shift were first and last seen in it."""
    seen = line.present & (line.shift >= 0)
    first, last = line.shift_end_us.copy(), line.shift_start_us.copy()
    np.minimum.at(first, line.shift[seen], line.start_us[seen])
    np.maximum.at(last, line.shift[seen], line.end_us[seen])
    never = np.ones(len(line.shifts), dtype=bool)
    never[line.shift[seen]] = False
    return Attendance(first, last, never & line.shift_whole)


def kind_of_pieces(line: Timeline, seen: Attendance) -> Ints:
    """The kind of exception of each piece (P,), `NONE` where the schedule is kept.

    A missing piece of scheduled work is named by the first of: absence, late start, early leave,
    long break, unplanned off queue.
    """
    kind = np.full(len(line.agent), NONE, dtype=np.int64)
    differs = line.planned != line.actual
    away = differs & (line.planned != Duty.AWAY) & (line.actual != Duty.ON_QUEUE)
    extra = differs & ~away & (line.actual != Duty.AWAY)
    kind[extra] = _CODE[ExceptionKind.UNSCHEDULED_WORK]
    kind[away] = _CODE[ExceptionKind.UNPLANNED_OFF_QUEUE]
    kind[away & _after_a_break(line)] = _CODE[ExceptionKind.LONG_BREAK]
    if len(line.shifts):
        kind[away & (line.start_us >= seen.last_us[line.shift])] = _CODE[ExceptionKind.EARLY_LEAVE]
        kind[away & (line.end_us <= seen.first_us[line.shift])] = _CODE[ExceptionKind.LATE_START]
        kind[away & seen.absent[line.shift]] = _CODE[ExceptionKind.ABSENCE]
    return kind


def _after_a_break(line: Timeline) -> NDArray[np.bool_]:
    """Pieces away since a scheduled break of the same shift."""
    gone = (line.shift >= 0) & (line.actual == Duty.AWAY)
    goes_on = _follows(line) & gone & np.roll(gone, 1)
    stretch = np.cumsum(~goes_on) - 1
    resting = gone & (line.planned == Duty.AWAY)
    rests = np.cumsum(resting)
    before = np.concatenate([[0], rests])[:-1]
    since_break: NDArray[np.bool_] = gone & (before > before[~goes_on][stretch])
    return since_break


def _follows(line: Timeline) -> NDArray[np.bool_]:
    """Whether a piece touches the one before, of the same agent and shift."""
    same = np.zeros(len(line.agent), dtype=bool)
    same[1:] = (
        (line.agent[1:] == line.agent[:-1])
        & (line.shift[1:] == line.shift[:-1])
        & (line.start_us[1:] == line.end_us[:-1])
    )
    return same


def runs_of(line: Timeline, kind: Ints) -> Runs:
    """Touching pieces of one agent, shift and kind of exception, joined."""
    begins = kind != NONE
    begins[1:] &= ~(_follows(line)[1:] & (kind[1:] == kind[:-1]))
    of_piece = np.where(kind != NONE, np.cumsum(begins) - 1, NONE)
    first = np.flatnonzero(begins)
    last = np.zeros(len(first), dtype=np.int64)
    inside = np.flatnonzero(kind != NONE)
    np.maximum.at(last, of_piece[inside], inside)
    return Runs(
        line.agent[first],
        line.shift[first],
        kind[first],
        line.start_us[first],
        line.end_us[last],
        of_piece,
    )


def beyond_grace(runs: Runs, grace_s: float) -> NDArray[np.bool_]:
    """Runs that count (R,): longer than the grace time, and every absence."""
    absent = runs.kind == _CODE[ExceptionKind.ABSENCE]
    longer: NDArray[np.bool_] = (runs.end_us - runs.start_us) > grace_s * 1e6
    counts: NDArray[np.bool_] = longer | absent
    return counts
