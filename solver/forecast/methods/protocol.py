"""What a forecasting method is: it learns from a day table and predicts a calendar."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from solver.forecast.table import Calendar, DayTable


class FittedMethod(Protocol):
    """A method that has learnt one queue's history."""

    def predict(self, horizon: Calendar) -> NDArray[np.float64]:
        """Mean contacts (H, S) of the days of `horizon`, closed slots included."""
        ...


class Method(Protocol):
    """A forecasting method. It never learns from public holidays (`DayTable.training`)."""

    @property
    def name(self) -> str: ...

    def fit(self, history: DayTable) -> FittedMethod:
        """Learns `history`, whose last day is the one before the first to predict."""
        ...
