"""No more agents on shift at once, breaks included, than the site has seats.

The day plan does not place shifts in time: it counts those that cover an interval wherever they
start, and the tour search keeps the seats as it places them.
"""

from __future__ import annotations

from solver.scheduling.data import NO_START
from solver.scheduling.models import DayPlanModel, ExactModel, WeekModel
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


def _day_plan(m: DayPlanModel) -> None:
    """Shifts that cover an interval whatever start they take <= seats.

    Those are the intervals from a template's last start to its first end.
    """
    data = m.data
    if data.seats is None or len(m.agents) <= data.seats:
        return
    for day in range(data.n_days):
        begins = {}
        for number, template in enumerate(data.templates):
            own = data.begin[day, list(template.shapes)]
            if (own != NO_START).any():
                begins[number] = own[own != NO_START]
        for moment in {int(own.max()) for own in begins.values()}:
            covering = [
                number
                for number, own in begins.items()
                if own.max() <= moment < own.min() + data.templates[number].length
            ]
            works = [w[day][n] for w in m.works for n in covering if n in w[day]]
            if len(works) > data.seats:
                m.model.add(sum(works) <= data.seats)


RULE = Rule("seats", "Seats at the site", _exact, guide=_guide, day_plan=_day_plan)
