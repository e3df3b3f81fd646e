"""Seats against the starts of a whole site, whoever takes them."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from solver.scheduling.data import NO_START
from solver.scheduling.models import DayPlanModel


def add_seat_rows(m: DayPlanModel, extra: cp_model.IntVar) -> None:
    """Shifts under way at any start <= seats + `extra`.

    The shifts of a day and template are divided over the starts that somebody may take; who takes
    which is left open, so that the rows are met by every roster that keeps the seats.
    """
    data = m.data
    assert data.seats is not None
    spans: list[tuple[int, int, cp_model.IntVar]] = []
    for day in range(data.n_days):
        for number, template in enumerate(data.templates):
            works = [w[day][number] for w in m.works if number in w[day]]
            shapes = np.array(template.shapes)
            usable = data.can[:, day, shapes].any(axis=0) & (data.begin[day, shapes] != NO_START)
            begins = data.begin[day, shapes][usable].tolist()
            if not works or not begins:
                continue
            starts = [m.model.new_int_var(0, len(works), "") for _ in begins]
            m.model.add(cp_model.LinearExpr.sum(starts) == cp_model.LinearExpr.sum(works))
            ends = [begin + template.length for begin in begins]
            spans += zip(begins, ends, starts, strict=True)
    for moment in sorted({begin for begin, _, _ in spans}):
        under_way = [start for begin, end, start in spans if begin <= moment < end]
        m.model.add(cp_model.LinearExpr.sum(under_way) - extra <= data.seats)
