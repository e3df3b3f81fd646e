"""What is found for one queue, before its minimum staff."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.requirements.data import Array
from solver.requirements.result import QueueMethod


@dataclass(frozen=True)
class QueueAnswer:
    """Arrays are (T,); closed intervals may hold anything.

    `agents` whole unless asked otherwise, `fractional` exact; `load_erl` what they are for;
    `risk_agents` what staffing to more than the mean volume added. Backlog channels fill
    `waiting_contacts` and `oldest_hours`, others have NaN there.
    """

    agents: Array
    fractional: Array
    binding: NDArray[np.int64]
    load_erl: Array
    risk_agents: Array
    waiting_contacts: Array
    oldest_hours: Array
    method: QueueMethod
    messages: tuple[str, ...]
