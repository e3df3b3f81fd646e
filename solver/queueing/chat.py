"""Chat and messaging: agents with several sessions at a time, what they hold and how many it takes.

A contact waits for its first response until a session is free somewhere, and goes to an agent
with the fewest sessions. Arrivals are Poisson, work and patience exponential; a contact at an
agent with j sessions is worked on at the rate 1 / AHT(j), so that it speeds up and slows down as
others leave and join it, and nobody hands a session over.

The number of contacts is then a birth-death chain whose completion rate is the mean over the ways
the sessions are spread. Taking them to be as even as they go overstates the service where the AHT
grows with concurrency: 5 to 60 agents hold up to 0.6 points of service level less than that at an
AHT 20 % longer a session, up to 2 points less at 50 % (80/20 and the like). Here the mean spread
under least-loaded routing is computed (`chat_spread_kernels`). Against the exact chain over all
spreads (2 to 60 agents, 2 to 5 sessions, service levels from 50 to 95 %, no abandonment, which
shrinks every gap) the service level is off by at most 0.03 points at 20 %, 0.08 at 50 % (0.13
with two agents) and 0.25 at 100 % (0.5); occupancies by 0.002 and the AHT by 0.5 % up to 50 %.
One agent, one session and a constant AHT are exact.

All functions broadcast their arguments, the last axis of the AHT table apart, and return arrays
of the broadcast shape. They raise `InvalidInputError` naming the argument, the row and the value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidInputError, Issue
from solver.queueing.chat_kernels import N_FIGURES, chat_figures_rows
from solver.queueing.chat_search import chat_required_rows
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
    whole,
)
from solver.queueing.staffing import SL_VARIANTS

MAX_CONCURRENCY = 50
_TABLE = "aht_by_concurrency_s"
_THROUGHPUT_TOLERANCE = 1e-9


@dataclass(frozen=True)
class ChatMetrics:
    """Figures of each row; waits are for the first response.

    `mean_wait_s` is over all contacts, `asa_s` over answered ones. `slot_occupancy` is the share
    of session slots in use, `agent_occupancy` the share of agents with at least one session,
    `sessions_per_agent` the mean number of these agents' sessions, `aht_s` the mean AHT that
    contacts meet. The five service levels are those of `ErlangAMetrics`.
    """

    p_wait: NDArray[np.float64]
    p_abandon: NDArray[np.float64]
    mean_wait_s: NDArray[np.float64]
    asa_s: NDArray[np.float64]
    slot_occupancy: NDArray[np.float64]
    agent_occupancy: NDArray[np.float64]
    sessions_per_agent: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    answered_over_offered: NDArray[np.float64]
    answered_over_answered: NDArray[np.float64]
    answered_plus_abandoned: NDArray[np.float64]
    exclude_short_abandons: NDArray[np.float64]
    virtual_wait: NDArray[np.float64]

    def service_level(self, variant: str) -> NDArray[np.float64]:
        """The service level named `variant`, one of `SL_VARIANTS`; `ValueError` otherwise."""
        _check_variant(variant)
        level: NDArray[np.float64] = getattr(self, variant)
        return level


@dataclass(frozen=True)
class ChatRequired:
    """Answers of each row.

    `agents` least whole number that meets every goal; `fractional` n - 1 + the share of the last
    agent at which the goals are met by linear interpolation between n - 1 and n; `slots` sessions
    that `agents` hold at a time; `binding` indexes `GOAL_NAMES`.
    """

    agents: NDArray[np.float64]
    fractional: NDArray[np.float64]
    slots: NDArray[np.float64]
    binding: NDArray[np.int64]


def sloped_aht_s(aht_s: ArrayLike, aht_slope: ArrayLike, concurrency: int) -> NDArray[np.float64]:
    """AHT at 1, 2, ... `concurrency` sessions, (..., C): aht_s (1 + aht_slope (j - 1)).

    `aht_s` is the AHT of an agent's only session.
    """
    if not 1 <= concurrency <= MAX_CONCURRENCY:
        expected = f"a whole number from 1 to {MAX_CONCURRENCY}"
        text = "concurrency is out of range"
        place = ("sloped_aht_s", text, None, "concurrency", str(concurrency), expected)
        raise InvalidInputError([Issue(*place)])
    arguments = [positive("aht_s", aht_s), non_negative("aht_slope", aht_slope)]
    shape, (alone, slope) = stack("sloped_aht_s", arguments)
    table: Array = alone[:, None] * (1.0 + slope[:, None] * np.arange(concurrency))
    return table.reshape(*shape, concurrency)


def chat_metrics(
    agents: ArrayLike,
    arrivals_per_s: ArrayLike,
    aht_by_concurrency_s: ArrayLike,
    answer_s: ArrayLike,
    patience_s: ArrayLike = np.inf,
) -> ChatMetrics:
    """What `agents` (whole numbers) hold; the table (..., C) has the AHT at 1, 2, ... C sessions.

    With one session this is Erlang A, or C where `patience_s` is infinite; with a constant AHT
    the waits are those of Erlang with agents x C servers. Overload without abandonment: P(wait)
    1, service level 0, waits infinite, occupancies 1. Refuses a table by which an agent finishes
    fewer contacts an hour with j sessions than with j - 1.
    """
    function = "chat_metrics"
    arguments = [
        whole("agents", agents),
        non_negative("arrivals_per_s", arrivals_per_s),
        non_negative("answer_s", answer_s),
        Argument("patience_s", patience_s, lambda x: x > 0, "a number above 0"),
        *_columns(function, aht_by_concurrency_s),
    ]
    shape, rows = stack(function, arguments)
    _check_table(function, rows[1], rows[4:])
    check_queue_scale(function, rows[1], np.ones_like(rows[1]), rows[3])
    out = np.empty((N_FIGURES, rows.shape[1]))
    chat_figures_rows(rows, out)
    return ChatMetrics(*(values.reshape(shape) for values in out))


def chat_agents_required(
    arrivals_per_s: ArrayLike,
    aht_by_concurrency_s: ArrayLike,
    *,
    sl_target: ArrayLike | None = None,
    answer_s: ArrayLike | None = None,
    sl_variant: str = "answered_over_offered",
    asa_s: ArrayLike | None = None,
    abandon_max: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    min_agents: ArrayLike = 0,
    patience_s: ArrayLike | None = None,
) -> ChatRequired:
    """Least agents for any set of goals; `None` or NaN is no goal.

    `max_occupancy` is on session slots. Without a finite `patience_s` the slots' throughput at
    full concurrency must exceed the arrivals. With one session the answers are those of
    `servers_required`. Without arrivals the answer is `min_agents`. Raises `InvalidInputError` as
    `chat_metrics` does, and for a service level without its threshold, an abandonment goal
    without patience, and a goal beyond what doubles can resolve; `ValueError` for an unknown
    variant.
    """
    function = "chat_agents_required"
    _check_variant(sl_variant)
    arguments = [
        non_negative("arrivals_per_s", arrivals_per_s),
        share("sl_target", sl_target),
        Argument("answer_s", answer_s, lambda x: (x >= 0) & (x < np.inf), "0 or more", True),
        positive("asa_s", asa_s, blank=True),
        share("max_occupancy", max_occupancy, one=True),
        non_negative("min_agents", min_agents, MAX_SERVERS),
        Argument("patience_s", patience_s, lambda x: x > 0, "a number above 0", True),
        share("abandon_max", abandon_max),
        *_columns(function, aht_by_concurrency_s),
    ]
    shape, rows = stack(function, arguments)
    rows[6] = np.where(np.isnan(rows[6]), np.inf, rows[6])
    _check_goals(function, arguments, rows)
    _check_table(function, rows[0], rows[8:])
    check_queue_scale(function, rows[0], np.ones_like(rows[0]), rows[6])
    rows[2] = np.where(np.isnan(rows[2]), 0.0, rows[2])
    variant = np.full((1, rows.shape[1]), float(SL_VARIANTS.index(sl_variant)))
    out = np.empty((3, rows.shape[1]))
    chat_required_rows(np.vstack([rows[:8], variant, rows[8:]]), out)
    _check_reached(function, arguments, rows, out[0])
    found, fractional, binding = (values.reshape(shape) for values in out)
    slots = found * (rows.shape[0] - 8)
    return ChatRequired(found, fractional, slots, binding.astype(np.int64))


def _columns(function: str, table: ArrayLike) -> list[Argument]:
    """One argument per number of sessions."""
    values = np.asarray(table, dtype=float)
    if values.ndim == 0 or not 1 <= values.shape[-1] <= MAX_CONCURRENCY:
        text = "the table's last axis is the concurrency"
        expected = f"an AHT for each of 1 to {MAX_CONCURRENCY} sessions"
        raise InvalidInputError(
            [Issue(function, text, None, _TABLE, f"shape {values.shape}", expected)]
        )
    return [positive(_TABLE, values[..., j]) for j in range(values.shape[-1])]


def _check_table(function: str, arrivals: Array, table: Array) -> None:
    """Refuse a throughput that falls with concurrency, and loads beyond `MAX_LOAD_ERL`."""
    sessions = np.arange(1.0, table.shape[0] + 1.0)[:, None]
    throughput = sessions / table
    slower = throughput[1:] < throughput[:-1] * (1.0 - _THROUGHPUT_TOLERANCE)
    if slower.any():
        row, j = np.argwhere(slower.T)[0]
        most = table[j, row] * (j + 2) / (j + 1)
        text = f"an agent finishes fewer contacts with {j + 2} sessions than with {j + 1}"
        expected = f"at most {most:g}, or a lower concurrency"
        raise InvalidInputError(
            [Issue(function, text, int(row) + 2, _TABLE, f"{table[j + 1, row]:g}", expected)]
        )
    load = arrivals * table.max(axis=0)
    if (load > MAX_LOAD_ERL).any():
        row = int(np.argmax(load > MAX_LOAD_ERL))
        text = "the load is out of range"
        expected = f"arrivals x AHT up to {MAX_LOAD_ERL:g}"
        raise InvalidInputError(
            [Issue(function, text, row + 2, "arrivals_per_s", f"{arrivals[row]:g}", expected)]
        )


def _check_goals(function: str, arguments: list[Argument], rows: Array) -> None:
    checks = (
        (1, np.isnan(rows[2]), "a service level needs its threshold", "answer_s"),
        (7, np.isinf(rows[6]), "an abandonment goal needs patience", "a finite patience_s"),
    )
    issues = [
        _goal_issue(function, arguments, rows, ~np.isnan(rows[column]) & missing, column, *text)
        for column, missing, *text in checks
        if (~np.isnan(rows[column]) & missing).any()
    ]
    if issues:
        raise InvalidInputError(issues)


def _check_reached(function: str, arguments: list[Argument], rows: Array, found: Array) -> None:
    failed = ~(found <= MAX_SERVERS)
    if failed.any():
        first = int(np.argmax(failed))
        given = [column for column in (4, 3, 7, 1) if not np.isnan(rows[column, first])]
        text = f"the goal needs more than {MAX_SERVERS:g} agents, or none reaches it"
        expected = "a goal less extreme"
        raise InvalidInputError(
            [_goal_issue(function, arguments, rows, failed, given[0], text, expected)]
        )


def _goal_issue(
    function: str,
    arguments: list[Argument],
    rows: Array,
    bad: NDArray[np.bool_],
    column: int,
    message: str,
    expected: str,
) -> Issue:
    first = int(np.argmax(bad))
    name, value = arguments[column].name, f"{rows[column, first]:g}"
    return Issue(function, message, first + 2, name, value, expected)


def _check_variant(variant: str) -> None:
    if variant not in SL_VARIANTS:
        raise ValueError(f"unknown service level {variant!r}; one of {', '.join(SL_VARIANTS)}")
