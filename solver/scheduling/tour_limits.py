"""What an agent may still work in the week being searched, the other weeks being as they are.

A rule of the whole horizon or of a planning period becomes a limit of the week. Weeks that change
at once must not both take what is left: it goes to one of them, drawn anew in every round, and
the others keep what they have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import PlacedShift, ScheduleData
from solver.scheduling.limits import NO_LIMIT


@dataclass(frozen=True)
class WeekLimits:
    """Paid minutes and days of the week and the horizon's working weekends, each (N,)."""

    paid_min: NDArray[np.int64]
    paid_max: NDArray[np.int64]
    days_min: NDArray[np.int64]
    days_max: NDArray[np.int64]
    max_weekends: NDArray[np.int64]


def week_limits(
    data: ScheduleData,
    shifts: Sequence[PlacedShift],
    week: int,
    together: tuple[int, ...],
    seed: int,
) -> WeekLimits:
    """Limits of `week` when it changes at once with the other weeks of `together`."""
    draw = np.random.default_rng([seed, len(together)]).integers(0, 2**31, len(data.agents))
    paid, days = (np.zeros((len(data.agents), data.n_weeks), dtype=np.int64) for _ in range(2))
    for shift in shifts:
        paid[shift.agent, shift.day // 7] += data.shape_paid[shift.shape]
        days[shift.agent, shift.day // 7] += 1
    row, number = np.arange(len(data.agents)), data.period[:, week]
    own_turn = _turn_in_period(data, week, together, draw)
    paid_min, paid_max = _share(
        data, paid, week, own_turn, data.period_paid_min[row, number],
        data.period_paid_max[row, number],
    )  # fmt: skip
    days_min, days_max = _share(
        data, days, week, own_turn, data.period_days_min[row, number],
        data.period_days_max[row, number],
    )  # fmt: skip
    return WeekLimits(
        paid_min=np.maximum(paid_min, data.paid_min[:, week]),
        paid_max=np.minimum(paid_max, data.paid_max[:, week]),
        days_min=np.maximum(days_min, data.days_min[:, week]),
        days_max=np.minimum(days_max, data.days_max[:, week]),
        max_weekends=_weekends(data, shifts, draw % len(together) == together.index(week)),
    )


def _turn_in_period(
    data: ScheduleData, week: int, together: tuple[int, ...], draw: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether the week is the one of its period that may take what is left (N,)."""
    same = data.period[:, list(together)] == data.period[:, [week]]
    position = same[:, : together.index(week)].sum(axis=1)
    return np.asarray(draw % same.sum(axis=1) == position)


def _share(
    data: ScheduleData,
    worked: NDArray[np.int64],
    week: int,
    own_turn: NDArray[np.bool_],
    least: NDArray[np.int64],
    most: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least and most of the week (N,), given all that is `worked` (N, W) in its period.

    The week whose turn it is has what the others leave; where there is a limit at all, another
    one keeps what it has.
    """
    here = worked[:, week]
    others = np.where(data.period == data.period[:, [week]], worked, 0).sum(axis=1) - here
    low = np.where(least > 0, np.where(own_turn, least - others, here), 0)
    high = np.where(most < NO_LIMIT, np.where(own_turn, most - others, here), NO_LIMIT)
    return low, np.maximum(high, 0)


def _weekends(
    data: ScheduleData, shifts: Sequence[PlacedShift], own_turn: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Working weekends of the horizon when the week is done (N,).

    A limit on weekends in a row is looked at where the week's tour is decided; that two weeks at
    once do not close a run between them takes the same turns.
    """
    weekends: list[set[int]] = [set() for _ in data.agents]
    for shift in shifts:
        if data.weekend[shift.agent, shift.day] >= 0:
            weekends[shift.agent].add(int(data.weekend[shift.agent, shift.day]))
    worked = np.array([len(own) for own in weekends], dtype=np.int64)
    limited = (data.max_weekends < NO_LIMIT) | (data.max_weekend_run < NO_LIMIT)
    keep = np.where(limited, np.minimum(worked, data.max_weekends), NO_LIMIT)
    return np.where(own_turn, data.max_weekends, keep)
