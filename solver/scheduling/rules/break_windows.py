"""Every break and meal of a shift is taken once, wholly inside its window."""

from __future__ import annotations

from solver.scheduling.models import ExactModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    """One offset of the window for each break of a shift that is worked."""
    for agent, day in m.days():
        for shape, start in m.starts[agent][day].items():
            template = m.data.templates[m.data.shape_template[shape]]
            for number, pause in enumerate(template.breaks):
                choices = []
                for offset in pause.offsets:
                    key = (agent, day, shape, number, offset)
                    m.breaks[key] = m.model.new_bool_var(f"y{key}")
                    choices.append(m.breaks[key])
                m.model.add(sum(choices) == start)


RULE = Rule("break_windows", "Breaks and meals in their windows", _exact)
