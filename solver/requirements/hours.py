"""What one contact needs in agent-hours on queue, for the split over sites."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.requirements.result import Requirements


def hours_per_contact(requirements: Requirements) -> NDArray[np.float64]:
    """Agent-hours on queue per contact of each horizon week, (Q, W), never NaN.

    Sum of required agents x interval hours over the sum of volume; weeks are seven days from the
    grid's first day. A week without volume takes the queue's figure of the whole horizon, a
    queue without volume its mean AHT.
    """
    grid = requirements.grid
    week_of = grid.day_of // 7
    n_weeks = int(week_of[-1]) + 1
    worked = requirements.required * (grid.interval_minutes / 60.0)
    answer = np.empty((len(requirements.queues), n_weeks))
    for q in range(len(requirements.queues)):
        hours = np.bincount(week_of, worked[q], n_weeks)
        contacts = np.bincount(week_of, requirements.volume[q], n_weeks)
        if contacts.sum() > 0:
            usual = hours.sum() / contacts.sum()
        else:
            aht = requirements.aht_s[q]
            known = aht[np.isfinite(aht) & (aht > 0)]
            usual = float(known.mean()) / 3600.0 if known.size else 0.0
        answer[q] = np.where(contacts > 0, hours / np.where(contacts > 0, contacts, 1.0), usual)
    return answer
