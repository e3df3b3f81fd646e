"""Bad input of the requirements stage is named with queue, interval, value; all at once."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from demand import chat, demand, voice

from solver.errors import InvalidInputError
from solver.requirements import require


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_a_bad_volume_is_named(value: float) -> None:
    data = demand([voice(), chat()], 10)
    data.load.volume[1, 20] = value
    with pytest.raises(InvalidInputError) as caught:
        require(*data)
    (issue,) = caught.value.issues
    assert (issue.column, issue.value) == ("volume", f"{value:g}")
    assert "queue 'chats', interval 2026-03-02T10:00+00:00" in issue.message


@pytest.mark.parametrize("value", [0.0, -5.0, math.nan, math.inf])
def test_a_bad_aht_is_named(value: float) -> None:
    data = demand(voice(), 10)
    data.load.aht_s[0, 1] = value
    with pytest.raises(InvalidInputError) as caught:
        require(*data)
    (issue,) = caught.value.issues
    assert (issue.column, issue.value, issue.expected) == (
        "aht_s",
        f"{value:g}",
        "seconds above 0",
    )
    assert "interval 2026-03-02T00:30" in issue.message


def test_all_problems_come_at_once_and_many_are_counted() -> None:
    whole = demand(voice(), 10)
    data = whole._replace(load=replace(whole.load, presence=1.2))
    data.load.volume[0, :30] = -1
    data.load.aht_s[0, 40] = 0
    with pytest.raises(InvalidInputError) as caught:
        require(*data)
    columns = [issue.column for issue in caught.value.issues]
    assert columns == ["presence", *["volume"] * 21, "aht_s"]
    assert caught.value.issues[21].message == "10 more values cannot be used"


def test_a_table_of_the_wrong_shape_is_named() -> None:
    whole = demand(voice(), 10)
    data = whole._replace(load=replace(whole.load, aht_s=np.full((1, 47), 300.0)))
    with pytest.raises(InvalidInputError) as caught:
        require(*data)
    (issue,) = caught.value.issues
    assert (issue.column, issue.value) == ("aht_s", "(1, 47)")
    assert issue.expected == "1 queues x 48 intervals"


def test_a_load_beyond_every_centre_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"load_erl|load is out of range"):
        require(*demand(voice(), 1e12))
