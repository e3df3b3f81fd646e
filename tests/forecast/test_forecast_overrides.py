"""The planner's edits."""

from datetime import date, datetime

import numpy as np
import pytest

from solver.domain import Override
from solver.errors import InvalidInputError
from solver.forecast.overrides import apply_overrides
from solver.timegrid import TimeGrid

GRID = TimeGrid("Europe/Paris", 60, date(2025, 3, 30), 2)
OPEN = np.ones((1, GRID.n_intervals), bool)
MEAN = np.full((1, GRID.n_intervals), 10.0)


def override(operation: str, value: float, **changes) -> Override:
    fields = {"layer": "plan", "queue": "calls", "start": "2025-03-30", "end": "2025-03-30"}
    return Override.model_validate(fields | {"operation": operation, "value": value} | changes)


def edited(*overrides: Override, is_open: np.ndarray = OPEN) -> np.ndarray:
    return apply_overrides(("calls",), GRID, MEAN, is_open, overrides).mean[0]


@pytest.mark.parametrize(
    ("operation", "value", "expected"),
    [
        ("set", 4, 4),
        ("min", 12, 12),
        ("min", 8, 10),
        ("max", 7, 7),
        ("max", 12, 10),
        ("percent", 15, 11.5),
        ("percent", -100, 0),
        ("add", 3, 13),
        ("add", -30, 0),
    ],
)
def test_operations(operation, value, expected):
    found = edited(override(operation, value))
    assert found[GRID.day_of == 0] == pytest.approx(expected)
    assert found[GRID.day_of == 1] == pytest.approx(10)
    assert MEAN[0, 0] == 10


def test_a_date_is_included_whole_on_the_short_day():
    assert int((edited(override("set", 0)) == 0).sum()) == 23


def test_edits_apply_in_the_order_of_their_rows():
    up, cap = override("percent", 50), override("max", 12)
    assert edited(up, cap)[0] == 12
    assert edited(cap, up)[0] == 15


def test_local_times_limit_the_edit():
    found = edited(
        override("set", 1, start=datetime(2025, 3, 31, 9), end=datetime(2025, 3, 31, 11))
    )
    assert [GRID.local(i).hour for i in np.flatnonzero(found == 1).tolist()] == [9, 10]


def test_inactive_edits_and_other_dates_change_nothing():
    other = override("set", 1, start="2026-01-01", end="2026-01-02")
    result = apply_overrides(
        ("calls",), GRID, MEAN, OPEN, [override("set", 1, active=False), other]
    )
    np.testing.assert_array_equal(result.mean, MEAN)
    assert result.messages == ()


def test_closed_intervals_stay_closed_and_a_lost_edit_is_told():
    shut = OPEN.copy()
    shut[0, GRID.day_of == 0] = False
    result = apply_overrides(
        ("calls",), GRID, np.where(shut, 10.0, 0.0), shut, [override("set", 5)]
    )
    assert not result.mean[0, GRID.day_of == 0].any()
    assert "overrides.csv, row 2: calls is closed" in result.messages[0]


def test_an_unknown_queue_is_named_with_its_row():
    with pytest.raises(InvalidInputError) as error:
        edited(override("set", 1), override("set", 1, queue="sales"))
    (issue,) = error.value.issues
    assert (issue.file, issue.row, issue.column, issue.value) == (
        "overrides.csv",
        3,
        "queue",
        "sales",
    )
