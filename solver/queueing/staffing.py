"""The least number of servers for a set of goals, with the goal that binds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue
from solver.queueing.erlang_a_search import a_required_rows
from solver.queueing.erlang_c_kernels import c_required_rows
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


def servers_required(
    load_erl: ArrayLike,
    aht_s: ArrayLike,
    *,
    sl_target: ArrayLike | None = None,
    answer_s: ArrayLike | None = None,
    sl_variant: str = "answered_over_offered",
    asa_s: ArrayLike | None = None,
    abandon_max: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    min_servers: ArrayLike = 0,
    patience_s: ArrayLike | None = None,
) -> ServersRequired:
    """Least servers for any set of goals; `None` or NaN is no goal.

    Rows with a finite `patience_s` use Erlang A, the others Erlang C, which also needs n > A.
    Without load the answer is `min_servers`. With Erlang C the occupancy's share is exact
    (A / max_occupancy), so `fractional` is never below the load. Raises `InvalidInputError` for
    values out of range, a service level without its threshold, an abandonment goal without
    patience, and a goal beyond what doubles can resolve; `ValueError` for an unknown variant.
    """
    if sl_variant not in SL_VARIANTS:
        raise ValueError(f"unknown service level {sl_variant!r}; one of {', '.join(SL_VARIANTS)}")
    arguments = [
        non_negative("load_erl", load_erl, MAX_LOAD_ERL),
        positive("aht_s", aht_s),
        share("sl_target", sl_target),
        Argument("answer_s", answer_s, lambda x: (x >= 0) & (x < np.inf), "0 or more", True),
        positive("asa_s", asa_s, blank=True),
        share("max_occupancy", max_occupancy, one=True),
        non_negative("min_servers", min_servers, MAX_SERVERS),
        Argument("patience_s", patience_s, lambda x: x > 0, "a number above 0", True),
        share("abandon_max", abandon_max),
    ]
    shape, rows = stack("servers_required", arguments)
    rows[7] = np.where(np.isnan(rows[7]), np.inf, rows[7])
    _check_goals(rows)
    answers = _solve(rows, SL_VARIANTS.index(sl_variant))
    _check_reached(rows, answers)
    servers, fractional, binding = (values.reshape(shape) for values in answers)
    return ServersRequired(servers, fractional, binding.astype(np.int64))


def _solve(rows: Array, variant: int) -> Array:
    rows[3] = np.where(np.isnan(rows[3]), 0.0, rows[3])
    patient = np.isinf(rows[7])
    if patient.all():
        out = np.empty((3, rows.shape[1]))
        c_required_rows(rows[:7], out)
        return out
    out = np.empty((3, rows.shape[1]))
    for mask, run in ((patient, c_required_rows), (~patient, a_required_rows)):
        part = np.empty((3, int(mask.sum())))
        chosen = np.vstack([rows[:, mask], np.full(part.shape[1], float(variant))])
        run(np.ascontiguousarray(chosen), part)
        out[:, mask] = part
    return out


def _check_goals(rows: Array) -> None:
    check_queue_scale("servers_required", rows[0], rows[1], rows[7])
    issues = []
    alone = ~np.isnan(rows[2]) & np.isnan(rows[3])
    if alone.any():
        issues.append(_issue(rows, alone, 2, "a service level needs its threshold", "answer_s"))
    blind = ~np.isnan(rows[8]) & np.isinf(rows[7])
    if blind.any():
        text = "an abandonment goal needs the patience of the contacts"
        issues.append(_issue(rows, blind, 8, text, "a finite patience_s"))
    if issues:
        raise InvalidInputError(issues)


def _check_reached(rows: Array, answers: Array) -> None:
    failed = ~(answers[0] <= MAX_SERVERS)
    if failed.any():
        first = int(np.argmax(failed))
        given = [column for column in (5, 4, 2) if not np.isnan(rows[column, first])]
        text = f"the goal needs more than {MAX_SERVERS:g} servers"
        raise InvalidInputError([_issue(rows, failed, given[0], text, "a goal less extreme")])


def _issue(rows: Array, bad: NDArray[np.bool_], column: int, message: str, expected: str) -> Issue:
    first = int(np.argmax(bad))
    return Issue(
        "servers_required",
        message,
        row=first + 2,
        column=_COLUMNS[column],
        value=f"{rows[column, first]:g}",
        expected=expected,
    )
