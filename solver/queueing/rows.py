"""From broadcast arguments to the rows that kernels run on, and the checks of their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue

MAX_SERVERS = 1e9
MAX_LOAD_ERL = 1e7
MAX_QUEUE_SCALE = 1e13

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Argument:
    """A named argument and what its values must be.

    With `blank`, NaN in an array is a row where it is not given; a single NaN is a mistake.
    """

    name: str
    values: ArrayLike | None
    valid: Callable[[Array], NDArray[np.bool_]]
    expected: str
    blank: bool = False


def non_negative(name: str, values: ArrayLike, most: float | None = None) -> Argument:
    if most is None:
        return Argument(name, values, lambda x: (x >= 0) & (x < np.inf), "a number of 0 or more")
    return Argument(name, values, lambda x: (x >= 0) & (x <= most), f"a number from 0 to {most:g}")


def positive(name: str, values: ArrayLike | None, blank: bool = False) -> Argument:
    return Argument(name, values, lambda x: (x > 0) & (x < np.inf), "a number above 0", blank)


def whole(name: str, values: ArrayLike) -> Argument:
    return Argument(
        name,
        values,
        lambda x: (x >= 0) & (x <= MAX_SERVERS) & (x == np.floor(x)),
        f"a whole number from 0 to {MAX_SERVERS:g}",
    )


def share(name: str, values: ArrayLike | None, one: bool = False) -> Argument:
    if one:
        return Argument(name, values, lambda x: (x > 0) & (x <= 1), "above 0 and up to 1", True)
    return Argument(name, values, lambda x: (x > 0) & (x < 1), "above 0 and below 1", True)


def stack(function: str, arguments: list[Argument]) -> tuple[tuple[int, ...], Array]:
    """The broadcast shape and an array (arguments, rows) that a kernel may read.

    `None` becomes NaN. Raises `InvalidInputError` with the first bad value of every argument;
    the row counts the broadcast rows, the header being row 1.
    """
    given = [np.asarray(np.nan if a.values is None else a.values, dtype=float) for a in arguments]
    shape = np.broadcast_shapes(*(g.shape for g in given))
    issues: list[Issue] = []
    for argument, values in zip(arguments, given, strict=True):
        good = argument.valid(values)
        if argument.blank and (argument.values is None or values.ndim):
            good = good | np.isnan(values)
        if not np.all(good):
            issues.append(_issue(function, argument, values, np.broadcast_to(good, shape)))
    if issues:
        raise InvalidInputError(issues)
    rows = np.empty((len(arguments), int(np.prod(shape, dtype=np.int64))))
    for index, values in enumerate(given):
        rows[index].reshape(shape)[...] = values
    return shape, rows


def _issue(function: str, argument: Argument, values: Array, good: NDArray[np.bool_]) -> Issue:
    first = int(np.argmin(good.ravel()))
    value = float(np.broadcast_to(values, good.shape).ravel()[first])
    expected = argument.expected
    if argument.name == "sl_target" and 1 < value <= 100:
        expected += f" (did you mean {value / 100:.2f}?)"
    return Issue(
        function,
        f"{argument.name} has a value out of range",
        row=first + 2,
        column=argument.name,
        value=f"{value:g}",
        expected=expected,
    )


def check_queue_scale(function: str, load_erl: Array, aht_s: Array, patience_s: Array) -> None:
    """Refuse finite patience so long that the queue's own scale leaves the range of a double."""
    scale = load_erl / aht_s * np.where(np.isinf(patience_s), 0.0, patience_s)
    if np.any(scale > MAX_QUEUE_SCALE):
        first = int(np.argmax(scale > MAX_QUEUE_SCALE))
        raise InvalidInputError(
            [
                Issue(
                    function,
                    "patience is too long against the arrival rate to tell it from none",
                    row=first + 2,
                    column="patience_s",
                    value=f"{patience_s[first]:g}",
                    expected="a shorter patience, or infinity for no abandonment",
                )
            ]
        )
