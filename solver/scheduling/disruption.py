"""What a re-solve disturbs of the schedule that people already know."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import ScheduleData
from solver.scheduling.person_rules import OFF
from solver.scheduling.present import Present
from solver.scheduling.repair import mean_hourly_cost
from solver.scheduling.resolve_params import ResolveParams


@dataclass(frozen=True)
class Disruption:
    """Counts of agent-days. `lost` shifts had to go; of the `untouched` others `removed` are gone,
    `moved` have another template or start and `breaks_moved` only other breaks; `added` stand on
    days published free. `cost` is their price in money."""

    lost: int
    untouched: int
    removed: int
    moved: int
    breaks_moved: int
    added: int
    cost: float

    @property
    def moved_share(self) -> float:
        """Share of the untouched shifts that are removed or moved, 0 where there is none."""
        return (self.removed + self.moved) / self.untouched if self.untouched else 0.0

    def as_details(self) -> dict[str, float]:
        named = {f"disruption_{name}": value for name, value in asdict(self).items()}
        return {**named, "disruption_moved_share": self.moved_share}


def disruption_of(
    data: ScheduleData,
    before: Present,
    lost: NDArray[np.bool_],
    after: Present,
    params: ResolveParams,
) -> Disruption:
    """The changes from `before` to `after`. Shifts of agents without a published shift are new
    and disturb nobody."""
    known = (before.row != OFF).any(axis=1)[:, None]
    worked, works = (before.row != OFF) & ~lost, after.row != OFF
    same = worked & (before.row == after.row)
    added = ~worked & works & known & ~lost
    for cell in before.foreign:
        added[cell] = False
    removed, moved = worked & ~works, worked & works & ~same
    breaks = same & (before.breaks != after.breaks).any(axis=2)
    shifts = int(removed.sum() + moved.sum() + added.sum())
    unit = mean_hourly_cost(data)
    return Disruption(
        lost=int(lost.sum()) + len(before.foreign),
        untouched=int(worked.sum()),
        removed=int(removed.sum()),
        moved=int(moved.sum()),
        breaks_moved=int(breaks.sum()),
        added=int(added.sum()),
        cost=unit
        * (params.disruption_price * shifts + params.break_disruption_price * int(breaks.sum())),
    )
