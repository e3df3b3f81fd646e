"""No more agents on shift at once, breaks included, than the site has seats.

The day plan does not place shifts in time; the tour search keeps the seats as it places them.
"""

from __future__ import annotations

from solver.scheduling.models import ExactModel, WeekModel
from solver.scheduling.rules.base import Rule


def _exact(m: ExactModel) -> None:
    data = m.data
    if data.seats is None:
        return
    first = int(min(data.begin[data.begin > -(10**6)].min(initial=0), 0))
    last = data.target.shape[1] + int(data.shape_length.max(initial=0))
    for interval in range(first, last):
        present = [
            m.starts[agent][day][shape]
            for agent in range(len(data.agents))
            for day, shape in m.shifts_at(agent, interval)
        ]
        if len(present) > data.seats:
            m.model.add(sum(present) <= data.seats)


def _guide(m: WeekModel) -> None:
    """Starts that cover an interval <= seats."""
    if m.data.seats is None or len(m.data.agents) <= m.data.seats:
        return
    for columns in m.on_shift.values():
        m.model.add_row([c for c, _ in columns], 1.0, upper=float(m.data.seats))


RULE = Rule("seats", "Seats at the site", _exact, guide=_guide)
