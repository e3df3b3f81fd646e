"""The shifts decided so far, with the presence they give, kept up to date shift by shift."""

from __future__ import annotations

import numpy as np

from solver.scheduling.data import PlacedShift, ScheduleData

MARGIN_DAYS = 3


class Placement:
    """Mutable state of the engine: one shift or none for every agent and day.

    `on_queue` (G, T) counts agents of a group on shift and on no break. `on_shift` counts all on
    shift, in `margin` more intervals before the target and after it: shifts run past its end, and
    a site further east begins before it.
    """

    def __init__(self, data: ScheduleData) -> None:
        self._data = data
        self._shifts: dict[tuple[int, int], PlacedShift] = {}
        width = data.target.shape[1]
        self.on_queue = np.zeros((len(data.groups), width))
        self.margin = MARGIN_DAYS * 1440 // data.step_minutes
        self.on_shift = np.zeros(width + 2 * self.margin, dtype=np.int64)

    @property
    def shifts(self) -> tuple[PlacedShift, ...]:
        return tuple(self._shifts[key] for key in sorted(self._shifts))

    def at(self, agent: int, day: int) -> PlacedShift | None:
        return self._shifts.get((agent, day))

    def put(self, shift: PlacedShift) -> None:
        """Place a shift; the cell must be empty."""
        key = (shift.agent, shift.day)
        if key in self._shifts:
            raise ValueError(f"agent {shift.agent} already works on day {shift.day}")
        self._shifts[key] = shift
        self._count(shift, 1)

    def take(self, agent: int, day: int) -> PlacedShift | None:
        """Remove and return the shift of a cell."""
        shift = self._shifts.pop((agent, day), None)
        if shift is not None:
            self._count(shift, -1)
        return shift

    def end_of(self, shift: PlacedShift) -> int:
        data = self._data
        return int(data.begin[shift.day, shift.shape] + data.shape_length[shift.shape])

    def neighbours(self, agent: int, day: int) -> tuple[int | None, int | None]:
        """End of the last shift of the two days before and begin of the first of the two after.

        No rest of up to a day reaches further.
        """
        before = self.at(agent, day - 1) or self.at(agent, day - 2)
        after = self.at(agent, day + 1) or self.at(agent, day + 2)
        return (
            None if before is None else self.end_of(before),
            None if after is None else int(self._data.begin[after.day, after.shape]),
        )

    def _count(self, shift: PlacedShift, sign: int) -> None:
        data = self._data
        width = data.target.shape[1]
        group = data.group[shift.agent]
        begin = int(data.begin[shift.day, shift.shape])
        span = slice(max(0, begin), max(0, min(width, self.end_of(shift))))
        self.on_queue[group, span] += sign
        self.on_shift[self.margin + begin : self.margin + self.end_of(shift)] += sign
        template = data.templates[data.shape_template[shift.shape]]
        for pause, offset in zip(template.breaks, shift.breaks, strict=True):
            first = begin + offset
            gap = slice(max(0, first), max(0, min(width, first + pause.length)))
            self.on_queue[group, gap] -= sign
