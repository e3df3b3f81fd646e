"""Forecasting methods, one file each behind one protocol."""

from solver.forecast.methods.calendar_ridge import CalendarRidge
from solver.forecast.methods.protocol import FittedMethod, Method
from solver.forecast.methods.same_weekday_mean import SameWeekdayMean
from solver.forecast.params import ForecastParams, MethodName

__all__ = ["CalendarRidge", "FittedMethod", "Method", "SameWeekdayMean", "methods_of"]


def _method(name: MethodName, params: ForecastParams) -> Method:
    if name == "calendar_ridge":
        return CalendarRidge(
            params.ridge_half_life_weeks,
            params.ridge_level_alpha,
            params.profile_half_life_weeks,
        )
    return SameWeekdayMean(int(name.rpartition("_")[2]))


def methods_of(params: ForecastParams) -> tuple[Method, ...]:
    """The competing methods, in the order of `params.methods`."""
    return tuple(_method(name, params) for name in params.methods)
