"""The vectorised search on figures made by hand: least, bounded, and few looks."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.queueing import GOAL_NAMES
from solver.queueing.goal_search import Index, Search, least_servers
from solver.queueing.rows import Array


def search(needed: Array, start: Array, looks: list[int], minimum: float = 0.0) -> Search:
    """Rows whose service level steps from 0 to 1 at `needed` servers."""

    def figures(servers: Array, rows: Index) -> Array:
        looks[0] += 1
        out = np.zeros((10, rows.size))
        out[5] = servers >= needed[rows]
        return out

    goals = np.full((10, needed.size), np.nan)
    goals[2], goals[6], goals[9] = 0.5, minimum, 0.0
    limit = np.full(needed.size, 1e6)
    return Search(goals, figures, needed, start, limit, np.full(needed.size, np.nan))


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=1, max_size=8)
)
def test_the_least_number_is_found_from_any_start_in_few_looks(
    rows: list[tuple[int, int]],
) -> None:
    needed, start = (np.array(column, dtype=float) for column in zip(*rows))
    looks = [0]
    servers, fractional, goal = least_servers(search(needed, start, looks))
    assert servers.tolist() == needed.tolist()
    assert fractional.tolist() == (needed - 0.5).tolist()
    assert {GOAL_NAMES[int(g)] for g in goal} == {"service_level"}
    gallop_up = gallop_down = bisection = 20
    assert looks[0] <= gallop_up + gallop_down + bisection + 3


def test_a_search_ends_beyond_its_limit() -> None:
    servers, fractional, goal = least_servers(
        search(np.array([1e9, 3.0]), np.array([1.0, 1.0]), [0])
    )
    assert np.isnan(servers).tolist() == np.isnan(fractional).tolist() == [True, False]
    assert (servers[1], GOAL_NAMES[int(goal[0])]) == (3, "none")


def test_a_minimum_above_the_need_stands() -> None:
    servers, fractional, goal = least_servers(search(np.array([3.0, 9.0]), np.ones(2), [0], 5.0))
    assert servers.tolist() == [5, 9]
    assert fractional.tolist() == [5, 8.5]
    assert [GOAL_NAMES[int(g)] for g in goal] == ["minimum", "service_level"]


def test_rows_without_load_are_not_looked_at() -> None:
    looks = [0]
    servers, _, goal = least_servers(search(np.zeros(2), np.zeros(2), looks, 2.0))
    assert servers.tolist() == [2, 2]
    assert [GOAL_NAMES[int(g)] for g in goal] == ["minimum", "minimum"]
