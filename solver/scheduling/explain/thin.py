"""What the people cannot cover whatever the schedule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import ScheduleData
from solver.scheduling.result import Message


def explain_thin(data: ScheduleData) -> tuple[Message, ...]:
    """What the people cannot cover whatever the schedule: queues nobody serves, hours nobody may
    work."""
    messages = []
    for q, queue in enumerate(data.queues):
        open_intervals = data.target[q] > 0
        if not open_intervals.any():
            continue
        if not (data.proficiency[:, q] > 0).any():
            messages.append(
                Message("thin", f"{queue}: no agent of {data.site} holds its skill", rule="skills")
            )
            continue
        reach = _reachable(data, q)
        missed = np.flatnonzero(open_intervals & ~reach)
        if len(missed):
            first = data.grid.local(int(missed[0]))
            messages.append(
                Message(
                    "thin",
                    f"{queue}: {len(missed) * data.step_minutes / 60:g} open hours lie outside"
                    f" every shift its agents may work, first {first:%Y-%m-%d %H:%M}",
                    rule="shift_template",
                    dates=f"{first:%Y-%m-%d}",
                )
            )
    return tuple(messages)


def _reachable(data: ScheduleData, q: int) -> NDArray[np.bool_]:
    """Intervals that some agent of the queue can be on shift in."""
    serving = np.isin(data.group, np.flatnonzero(data.proficiency[:, q] > 0))
    change = np.zeros(data.target.shape[1] + 1)
    for day, shape in np.argwhere(data.can[serving].any(axis=0)):
        begin = int(data.begin[day, shape])
        end = begin + int(data.shape_length[shape])
        width = data.target.shape[1]
        change[min(max(begin, 0), width)] += 1
        change[min(max(end, 0), width)] -= 1
    return np.asarray(np.cumsum(change[:-1]) > 0)
