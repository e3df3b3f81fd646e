"""Every shift is a template of the agent's work plan at one of its start times."""

from __future__ import annotations

import numpy as np

from solver.scheduling.data import NO_START
from solver.scheduling.models import ExactModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    """Creates the start variables: no other shift exists in the model."""
    data = m.data
    plan_of_shape = np.array([data.templates[t].plan for t in data.shape_template])
    for agent, day in m.days():
        own = (plan_of_shape == data.plan[agent]) & (data.begin[day] != NO_START)
        for shape in np.flatnonzero(own):
            m.starts[agent][day][int(shape)] = m.model.new_bool_var(f"z{agent}.{day}.{shape}")


RULE = Rule("shift_template", "Shift templates of the work plan", _exact)
