"""Checks of the arguments of the backlog functions: one value an interval, named where wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue
from solver.queueing.rows import Argument, Array, stack

MAX_WORK_HOURS = 1e9
TOLERANCE = 1e-10


def work(name: str, values: ArrayLike) -> Argument:
    return Argument(
        name,
        values,
        lambda x: (x >= 0) & (x <= MAX_WORK_HOURS),
        f"hours from 0 to {MAX_WORK_HOURS:g}",
    )


def server(name: str, values: ArrayLike) -> Argument:
    return Argument(name, values, lambda x: (x >= 1e-6) & (x <= 1e6), "hours from 1e-6 to 1e6")


def interval(values: ArrayLike) -> Argument:
    return Argument(
        "interval_hours",
        values,
        lambda x: (x >= 1 / 60) & (x <= 24),
        "hours from a minute to a day",
    )


def limit(name: str, values: ArrayLike) -> Argument:
    return Argument(name, values, lambda x: x >= 0, "a number of 0 or more, infinity for no limit")


def number(name: str, values: ArrayLike, blank: bool = False) -> Argument:
    return Argument(name, values, np.isfinite, "a finite number", blank)


def interval_rows(function: str, size: int, arguments: list[Argument]) -> Array:
    """The arguments as rows (arguments, size); each is one number or one an interval, (size,).

    Raises `InvalidInputError` with every argument of another shape or with a value out of range.
    """
    shapes = [np.asarray(argument.values, dtype=float).shape for argument in arguments]
    issues = [
        Issue(
            function,
            f"{argument.name} has the wrong shape",
            column=argument.name,
            value=str(shape),
            expected=f"one number or {size}, one an interval",
        )
        for argument, shape in zip(arguments, shapes, strict=True)
        if shape not in ((), (size,))
    ]
    if issues:
        raise InvalidInputError(issues)
    padded = [Argument("", np.zeros(size), np.isfinite, ""), *arguments]
    return stack(function, padded)[1][1:]


def one_number(function: str, argument: Argument) -> float:
    """The value of an argument that is one number for all intervals."""
    return float(interval_rows(function, 1, [argument])[0, 0])


def one_row(function: str, name: str, values: ArrayLike) -> int:
    """Length of a one-dimensional argument; raises `InvalidInputError` for another shape."""
    shape = np.shape(values)
    if len(shape) == 1:
        return int(shape[0])
    raise bad_value(function, f"{name} has the wrong shape", name, str(shape), "one dimension")


def bad_value(
    function: str, message: str, column: str, value: str, expected: str, row: int | None = None
) -> InvalidInputError:
    return InvalidInputError(
        [Issue(function, message, row=row, column=column, value=value, expected=expected)]
    )


def rising_rows(function: str, due: ArrayLike, arrived: ArrayLike) -> tuple[Array, Array]:
    """Cumulative due and arrived work, (J,), checked: both rise from 0 and due <= arrived.

    Differences within rounding error of the sums are taken as none.
    """
    size = one_row(function, "due", due)
    low, high = interval_rows(function, size, [number("due", due), number("arrived", arrived)])
    slip = TOLERANCE * max(1.0, float(high[-1])) if size else 0.0
    for name, curve in (("due", low), ("arrived", high)):
        first = _first(np.diff(curve, prepend=0.0) < -slip)
        if first is not None:
            text, value = f"{name} falls", f"{curve[first]:g}"
            raise bad_value(function, text, name, value, "a cumulative sum from 0", first + 2)
    first = _first(low > high + slip)
    if first is not None:
        text = "work is due before it has arrived"
        raise bad_value(function, text, "due", f"{low[first]:g}", f"{high[first]:g}", first + 2)
    high = np.maximum.accumulate(np.maximum(high, 0.0))
    return np.minimum(np.maximum.accumulate(np.maximum(low, 0.0)), high), high


def _first(wrong: NDArray[np.bool_]) -> int | None:
    return int(np.argmax(wrong)) if wrong.any() else None
