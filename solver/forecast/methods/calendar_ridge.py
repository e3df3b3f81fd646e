"""Calendar ridge: a ridge regression of log daily contacts, times a weekday profile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.forecast.profile import day_levels, recency_weights, weekday_profile
from solver.forecast.table import Calendar, DayTable

MONTH_PAIRS = 3
WEEKDAY_PENALTY = 0.01
MONTH_PENALTY = 3.0
NEIGHBOUR_PENALTY = 1.0
RESIDUAL_CLIP = 0.3
# A day without a contact would have no logarithm.
SMALLEST_DAY = 0.5


@dataclass(frozen=True)
class FittedCalendarRidge:
    """`log_level` is the intercept with the smoothed level, `effects` one a feature."""

    log_level: float
    effects: NDArray[np.float64]
    profile: NDArray[np.float64]

    def predict(self, horizon: Calendar) -> NDArray[np.float64]:
        level = np.exp(self.log_level + features(horizon) @ self.effects)
        return np.asarray(level[:, None] * self.profile[horizon.weekday])


@dataclass(frozen=True)
class CalendarRidge:
    """log(day) = level + weekday + position in the month + next to a holiday.

    Weekday effects, `MONTH_PAIRS` Fourier pairs of the position in the month and the two effects
    of the day before and after a closed day are found by weighted ridge regression (weights
    halve every `half_life_weeks`). The residuals, clipped, are smoothed exponentially with
    `level_alpha` a day and added as the level of the horizon. No trend is carried forward:
    extrapolated trends lose accuracy some weeks ahead. The profile of each weekday is a weighted
    mean that halves every `profile_half_life_weeks`.
    """

    half_life_weeks: float = 26.0
    level_alpha: float = 0.03
    profile_half_life_weeks: float = 12.0

    @property
    def name(self) -> str:
        return "calendar_ridge"

    def fit(self, history: DayTable) -> FittedCalendarRidge:
        profile = weekday_profile(history, self.profile_half_life_weeks)
        level = day_levels(history, profile)
        known = np.isfinite(level)
        design = features(history.calendar)[known]
        if not known.any():
            return FittedCalendarRidge(-np.inf, np.zeros(len(_penalties())), profile)
        target = np.log(np.maximum(level[known], SMALLEST_DAY))
        weights = recency_weights(history.n_days, self.half_life_weeks)[known]
        centre = float(weights @ target / weights.sum())
        weighted = design * weights[:, None]
        normal = weighted.T @ design + np.diag(_penalties())
        effects = np.asarray(np.linalg.solve(normal, weighted.T @ (target - centre)), np.float64)
        residual = target - centre - design @ effects
        drift = smoothed_level(residual, self.level_alpha)
        return FittedCalendarRidge(centre + drift, effects, profile)


def features(calendar: Calendar) -> NDArray[np.float64]:
    """(D, 7 + 2 MONTH_PAIRS + 2): weekdays, month waves, day after, day before a closed day."""
    weekday = (calendar.weekday[:, None] == np.arange(7)[None, :]).astype(float)
    angle = 2 * np.pi * calendar.month_position[:, None] * np.arange(1, MONTH_PAIRS + 1)[None, :]
    neighbours = np.stack([calendar.after, calendar.before], axis=1).astype(float)
    return np.concatenate([weekday, np.sin(angle), np.cos(angle), neighbours], axis=1)


def _penalties() -> NDArray[np.float64]:
    return np.array(
        [WEEKDAY_PENALTY] * 7 + [MONTH_PENALTY] * (2 * MONTH_PAIRS) + [NEIGHBOUR_PENALTY] * 2
    )


def smoothed_level(residual: NDArray[np.float64], alpha: float) -> float:
    """Exponentially smoothed residual, each clipped to +-RESIDUAL_CLIP, starting from 0."""
    clipped = np.clip(residual, -RESIDUAL_CLIP, RESIDUAL_CLIP)
    decay = (1 - alpha) ** np.arange(len(clipped) - 1, -1, -1)
    return float(alpha * (decay @ clipped))
