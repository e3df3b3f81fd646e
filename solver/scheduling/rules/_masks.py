"""Rules that simply forbid some shifts to some agents share these projections."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.models import DayPlanModel, ExactModel


def forbid_exact(m: ExactModel, allowed: NDArray[np.bool_]) -> None:
    """No start of a shift that `allowed` (N, D, K) excludes."""
    for agent, day in m.days():
        for shape, start in m.starts[agent][day].items():
            if not allowed[agent, day, shape]:
                m.model.add(start == 0)


def forbid_day_plan(m: DayPlanModel, allowed: NDArray[np.bool_]) -> None:
    """No template of which every start is excluded."""
    for i, agent, day in m.cells():
        for number, variable in m.works[i][day].items():
            if not allowed[agent, day, list(m.data.templates[number].shapes)].any():
                m.model.add(variable == 0)
