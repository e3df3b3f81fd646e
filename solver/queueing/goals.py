"""Goals of a queue: their names, the rows in which searches read them, and the checks on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue
from solver.queueing.rows import (
    MAX_LOAD_ERL,
    MAX_SERVERS,
    Argument,
    Array,
    check_queue_scale,
    non_negative,
    positive,
    share,
    stack,
)

GOAL_NAMES = ("none", "service_level", "asa", "abandonment", "occupancy", "minimum")
SL_VARIANTS = (
    "answered_over_offered",
    "answered_over_answered",
    "answered_plus_abandoned",
    "exclude_short_abandons",
    "virtual_wait",
)
FIGURES = 10


@dataclass(frozen=True)
class ServersRequired:
    """Answers of each row.

    `servers` least whole number that meets every goal; `fractional` n - 1 + the share of the
    last server at which the goals are met by linear interpolation between n - 1 and n;
    `binding` indexes `GOAL_NAMES`: the goal that asked for the largest share.
    """

    servers: NDArray[np.float64]
    fractional: NDArray[np.float64]
    binding: NDArray[np.int64]


@dataclass(frozen=True)
class Goals:
    """Goals and the patience of the contacts; arrays broadcast, `None` or NaN is none."""

    sl_target: ArrayLike | None = None
    answer_s: ArrayLike | None = None
    sl_variant: str = "answered_over_offered"
    asa_s: ArrayLike | None = None
    abandon_max: ArrayLike | None = None
    max_occupancy: ArrayLike | None = None
    min_servers: ArrayLike = 0
    patience_s: ArrayLike | None = None

    def rows(
        self,
        function: str,
        amount: Argument,
        aht_s: ArrayLike,
        more: tuple[Argument, ...] = (),
    ) -> tuple[tuple[int, ...], Array]:
        """The broadcast shape, and rows of `FIGURES` figures for a kernel, then those of `more`.

        The figures: `amount` (the load, or what stands for it), AHT, SL target, threshold, ASA,
        max occupancy, minimum, patience, max abandonment, index of the variant. A goal not given
        is NaN, a threshold not given 0, a patience not given infinite. Raises
        `InvalidInputError` for values out of range, a service level without its threshold and an
        abandonment goal without patience; `ValueError` for an unknown variant.
        """
        variant = variant_index(self.sl_variant)
        arguments = [
            amount,
            positive("aht_s", aht_s),
            share("sl_target", self.sl_target),
            Argument("answer_s", self.answer_s, _threshold, "0 or more", True),
            positive("asa_s", self.asa_s, blank=True),
            share("max_occupancy", self.max_occupancy, one=True),
            non_negative("min_servers", self.min_servers, MAX_SERVERS),
            Argument("patience_s", self.patience_s, lambda x: x > 0, "a number above 0", True),
            share("abandon_max", self.abandon_max),
            non_negative("sl_variant", variant),
            *more,
        ]
        shape, rows = stack(function, arguments)
        rows[7] = np.where(np.isnan(rows[7]), np.inf, rows[7])
        _check_complete(function, rows)
        rows[3] = np.where(np.isnan(rows[3]), 0.0, rows[3])
        return shape, rows


def load_argument(name: str, load_erl: ArrayLike) -> Argument:
    return non_negative(name, load_erl, MAX_LOAD_ERL)


def variant_index(sl_variant: str) -> int:
    """The place of a variant in `SL_VARIANTS`; `ValueError` for an unknown one."""
    if sl_variant not in SL_VARIANTS:
        raise ValueError(f"unknown service level {sl_variant!r}; one of {', '.join(SL_VARIANTS)}")
    return SL_VARIANTS.index(sl_variant)


def answered(function: str, shape: tuple[int, ...], rows: Array, answers: Array) -> ServersRequired:
    """Answers (servers, fraction, goal) in `shape`; a goal beyond all servers is refused."""
    failed = ~(answers[0] <= MAX_SERVERS)
    if failed.any():
        first = int(np.argmax(failed))
        given = [name for name in (5, 8, 4, 2) if not np.isnan(rows[name, first])]
        text = f"the goal needs more than {MAX_SERVERS:g} servers"
        expected = "a goal less extreme"
        if given[0] == _OCCUPANCY:
            expected = f"{rows[0, first] / MAX_SERVERS:g} or more, which that many servers reach"
        raise InvalidInputError([goal_issue(function, rows, failed, given[0], text, expected)])
    servers, fractional, binding = (values.reshape(shape) for values in answers)
    return ServersRequired(servers, fractional, binding.astype(np.int64))


def goal_issue(
    function: str,
    rows: Array,
    bad: NDArray[np.bool_],
    figure: int,
    message: str,
    expected: str,
) -> Issue:
    """The fault of a goal at the first bad row; `figure` is its place in the row."""
    first = int(np.argmax(bad))
    value = f"{rows[figure, first]:g}"
    return Issue(function, message, first + 2, _COLUMNS[figure], value, expected)


_OCCUPANCY = 5
_COLUMNS = (
    "load_erl",
    "aht_s",
    "sl_target",
    "answer_s",
    "asa_s",
    "max_occupancy",
    "min_servers",
    "patience_s",
    "abandon_max",
)


def _threshold(values: Array) -> NDArray[np.bool_]:
    return (values >= 0) & (values < np.inf)


def _check_complete(function: str, rows: Array) -> None:
    check_queue_scale(function, rows[0], rows[1], rows[7])
    issues = []
    alone = ~np.isnan(rows[2]) & np.isnan(rows[3])
    if alone.any():
        text = "a service level needs its threshold"
        issues.append(goal_issue(function, rows, alone, 2, text, "answer_s"))
    blind = ~np.isnan(rows[8]) & np.isinf(rows[7])
    if blind.any():
        text = "an abandonment goal needs the patience of the contacts"
        issues.append(goal_issue(function, rows, blind, 8, text, "a finite patience_s"))
    if issues:
        raise InvalidInputError(issues)
