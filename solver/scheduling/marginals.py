"""What one agent more or less is worth, interval by interval, and what a shift more would cost.

A shift's effect is the sum over its intervals, since no interval's split depends on another's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import NO_START, ScheduleData
from solver.scheduling.duals import dual_planes
from solver.scheduling.placement import Placement
from solver.scheduling.split import optimal_split

# Up to so many queues the planes of whole proficiencies are complete.
MOST_QUEUES = 6


@dataclass(frozen=True)
class ShapeValues:
    """Change of short and over cost by a shift more of a group, with its best breaks: `value`
    (D, K), `inf` where the clock skips the start, and break offsets (D, K, B)."""

    value: NDArray[np.float64]
    breaks: NDArray[np.int64]


def coverage_costs(data: ScheduleData, present: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least short and over cost of each interval (T,) for a staffing (G, T)."""
    whole = set(np.unique(data.proficiency)) <= {0.0, 1.0}
    if whole and len(data.queues) <= MOST_QUEUES:
        cost: NDArray[np.float64] = dual_planes(data, present).bracket(present).max(axis=1)
        return cost
    # Other proficiencies have vertices that the planes may lack.
    split = optimal_split(data.target, present, data.proficiency, data.prices).agents
    effective = np.einsum("gq,gqt->qt", data.proficiency, split)
    short = np.maximum(0.0, data.target - effective)
    shallow = np.minimum(short, data.prices.shallow_share * data.target)
    over = np.maximum(0.0, effective - data.target)
    prices = data.prices
    money = prices.short * shallow + prices.deep_short * (short - shallow) + prices.over * over
    return np.asarray(money.sum(axis=0))


def change_of_one_more(data: ScheduleData, placement: Placement) -> NDArray[np.float64]:
    """Change of short and over cost by one more agent of a group on queue (G, T)."""
    return np.array([change_by(data, placement, g, 1) for g in range(len(data.groups))]).reshape(
        len(data.groups), data.target.shape[1]
    )


def change_by(
    data: ScheduleData, placement: Placement, group: int, agents: int
) -> NDArray[np.float64]:
    """Change of short and over cost by `agents` more (or less) of a group on queue (T,); nobody
    is taken where nobody is."""
    present = placement.on_queue.copy()
    present[group] = np.maximum(0, present[group] + agents)
    return coverage_costs(data, present) - coverage_costs(data, placement.on_queue)


def shape_values(data: ScheduleData, change: NDArray[np.float64]) -> ShapeValues:
    """Every shift of every day, `change` (T,) being its group's row of `change_of_one_more`."""
    most = max((len(t.breaks) for t in data.templates), default=0)
    value = np.full(data.begin.shape, np.inf)
    breaks = np.full((*data.begin.shape, most), -1, dtype=np.int64)
    total, shift = _prefix(data, change)
    for template in data.templates:
        shapes = np.array(template.shapes)
        begins = data.begin[:, shapes]
        start = np.where(begins == NO_START, 0, begins) + shift
        cost = total[start + template.length] - total[start]
        for b, pause in enumerate(template.breaks):
            firsts = start[:, :, None] + np.array(pause.offsets)
            saved = total[firsts + pause.length] - total[firsts]
            breaks[:, shapes, b] = np.array(pause.offsets)[saved.argmax(axis=2)]
            cost = cost - saved.max(axis=2)
        value[:, shapes] = np.where(begins == NO_START, np.inf, cost)
    return ShapeValues(value, breaks)


def _prefix(data: ScheduleData, change: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Running sums of `change` over the grid and a margin of 0 around it, and where the grid
    begins in them."""
    there = data.begin[data.begin != NO_START]
    before = max(0, -int(there.min(initial=0)))
    longest = int(data.shape_length.max(initial=0))
    after = max(0, int(there.max(initial=0)) + longest - len(change))
    padded = np.concatenate([np.zeros(before), change, np.zeros(after)])
    return np.concatenate([[0.0], np.cumsum(padded)]), before
