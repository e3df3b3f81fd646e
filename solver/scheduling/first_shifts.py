"""From the day plan to a first full schedule: starts and breaks, day by day.

Within a day the agents with the fewest starts to choose from go first; each takes the start and
breaks that lower the cost of short and over most, given those placed before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import PlacedShift, ScheduleData
from solver.scheduling.day_plan import DAY_OFF
from solver.scheduling.duals import dual_planes
from solver.scheduling.placement import Placement
from solver.scheduling.tour_kernel import INF, move_presence, value_shapes
from solver.scheduling.tours import mend_weeks, shape_arrays
from solver.scheduling.windows import StartWindows

NO_SEAT_LIMIT = 10**9


def place_days(data: ScheduleData, template: NDArray[np.int64]) -> Placement | None:
    """Shifts for the day plan `template` (N, D); `None` when somebody finds no start left.

    The day plan does not know when seats are taken: a shift that finds none is left out where the
    week's minimum allows.
    """
    template = template.copy()
    windows = StartWindows(data, template)
    placement = Placement(data)
    planes = dual_planes(data, placement.on_queue)
    z, on_shift = planes.bracket(placement.on_queue), placement.on_shift.copy()
    shapes = shape_arrays(data)
    width = shapes.break_length.shape[1]
    seats = NO_SEAT_LIMIT if data.seats is None else data.seats
    for day in range(data.n_days):
        agents = np.flatnonzero(template[:, day] != DAY_OFF).tolist()
        begins = {agent: windows.between(agent, day, placement) for agent in agents}
        for agent in sorted(agents, key=lambda a: (len(begins[a]), a)):
            own = np.array(data.templates[template[agent, day]].shapes)
            allowed = np.isin(data.begin[day, own], begins[agent])
            value = np.full(len(own), INF)
            breaks = np.full((len(own), width), -1, dtype=np.int64)
            weight = planes.weight[data.group[agent]]
            value_shapes(
                z, on_shift, seats, weight, data.begin[day, own], allowed, shapes.length[own],
                shapes.break_low[own], shapes.break_high[own], shapes.break_length[own],
                value, breaks,
            )  # fmt: skip
            value += data.preference_price * data.preference[agent, day, own]
            choice = int(np.argmin(value))
            if value[choice] >= INF:
                if not _dispensable(data, template[agent], agent, day):
                    return None
                template[agent, day] = DAY_OFF
                continue
            count = len(data.templates[template[agent, day]].breaks)
            offsets = tuple(int(offset) for offset in breaks[choice, :count])
            shape = int(own[choice])
            placement.put(PlacedShift(agent, day, shape, offsets))
            move_presence(
                z, on_shift, weight, int(data.begin[day, shape]), int(shapes.length[shape]),
                breaks[choice], shapes.break_length[shape], 1,
            )  # fmt: skip
    return mend_weeks(data, placement)


def _dispensable(data: ScheduleData, template: NDArray[np.int64], agent: int, day: int) -> bool:
    """Whether the agent's week and planning period keep their minima without the shift of a day."""
    week = day // 7
    period = int(data.period[agent, week])
    weeks = np.flatnonzero(data.period[agent] == period).tolist()
    return all(
        len(paid) >= days_min[agent, number] and sum(paid) >= paid_min[agent, number]
        for span, number, days_min, paid_min in (
            ([week], week, data.days_min, data.paid_min),
            (weeks, period, data.period_days_min, data.period_paid_min),
        )
        for paid in [_paid_without(data, template, span, day)]
    )


def _paid_without(
    data: ScheduleData, template: NDArray[np.int64], weeks: list[int], day: int
) -> list[int]:
    """Paid minutes of each shift of some weeks but the one of a day."""
    days = [d for week in weeks for d in data.days_of_week(week) if d != day]
    return [data.templates[template[d]].paid_minutes for d in days if template[d] != DAY_OFF]
