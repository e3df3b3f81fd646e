"""Forecast: history -> volume and handle time per queue and interval, with bands."""

from solver.forecast.data import ForecastData
from solver.forecast.engine import forecast
from solver.forecast.evaluate import Holdout, MethodAccuracy, holdout
from solver.forecast.params import ForecastParams
from solver.forecast.prepare import forecast_data
from solver.forecast.result import Forecast, MethodScore

__all__ = [
    "Forecast",
    "ForecastData",
    "ForecastParams",
    "Holdout",
    "MethodAccuracy",
    "MethodScore",
    "forecast",
    "forecast_data",
    "holdout",
]
