"""Covering by an anonymous pool: published optima, cyclic and plain horizons, bad input."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.scheduling import CoverShift, audit_covering, cover_demand
from solver.status import SolveStatus

WEEK = (17, 13, 15, 19, 14, 16, 11)
FIVE_DAYS = tuple(CoverShift(start, 5) for start in range(7))


def test_winstons_post_office_needs_23() -> None:
    """Seven days, five in a row then two off; Winston, Operations Research, section 3.5."""
    found = cover_demand(WEEK, FIVE_DAYS)

    assert (found.status, found.objective, found.bound) == (SolveStatus.OPTIMAL, 23, 23)
    assert found.gap == 0
    assert audit_covering(WEEK, FIVE_DAYS, 1.0, found) == ()


def test_union_airways_pays_30610() -> None:
    """Periods of two hours from 06:00; Hillier and Lieberman, section 3.4."""
    demand = [48, 79, 65, 87, 64, 73, 82, 43, 52, 15, 15, 15]
    shifts = [CoverShift(start, 4) for start in (0, 1, 3, 5, 8)]
    cost = [170, 160, 175, 180, 195]

    found = cover_demand(demand, shifts, cost)

    assert found.counts is not None
    assert found.counts.tolist() == [48, 31, 39, 43, 15]
    assert (found.status, found.objective, found.bound) == (SolveStatus.OPTIMAL, 30610, 30610)


def test_a_cyclic_call_centre_day_needs_55() -> None:
    day = [6, 6, 6, 6, 6, 8, 9, 12, 18, 22, 25, 21, 21, 20, 18, 21, 21, 24, 24, 18, 18, 18, 12, 8]

    found = cover_demand(day, [CoverShift(hour, 8) for hour in range(24)])

    assert (found.status, found.objective, found.bound) == (SolveStatus.OPTIMAL, 55, 55)


def test_a_shift_over_the_seam_covers_both_ends_of_a_cycle() -> None:
    """Period 0 and 3 need one agent: one shift over the seam does both, plain days need two."""
    night = [CoverShift(3, 2), CoverShift(0, 2)]

    assert cover_demand([1, 0, 0, 1], night).objective == 1
    with pytest.raises(InvalidInputError, match=r"shifts\.0\.length.*1 to 1 to end within"):
        cover_demand([1, 0, 0, 1], night, cyclic=False)


def test_nobody_counts_while_off() -> None:
    shift = CoverShift(0, 3, off=(1,))

    found = cover_demand([1, 1, 1], [shift, CoverShift(1, 1)], cyclic=False)

    assert found.counts is not None
    assert found.counts.tolist() == [1, 1]


def test_a_part_of_an_agent_takes_a_whole_one() -> None:
    assert cover_demand([2.1], [CoverShift(0, 1)]).objective == 3


def test_a_free_shift_costs_nothing() -> None:
    assert cover_demand([2.0], [CoverShift(0, 1)], 0.0).objective == 0


def test_no_demand_takes_nobody() -> None:
    found = cover_demand([0, 0], [CoverShift(0, 1)])

    assert (found.status, found.objective, found.bound) == (SolveStatus.OPTIMAL, 0, 0)


def test_demand_that_no_shift_covers_is_named() -> None:
    found = cover_demand([1, 1, 0], [CoverShift(0, 1)])

    assert found.status is SolveStatus.INFEASIBLE
    assert (found.counts, found.objective, found.bound) == (None, None, None)
    assert found.uncovered == (1,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"demand": [1, -2]}, r"demand\.1.*'-2\.0'"),
        ({"demand": [1, float("nan")]}, r"demand\.1.*'nan'"),
        ({"demand": [[1, 2]]}, "demand.*one number for each period"),
        ({"demand": []}, "demand.*one number for each period"),
        ({"cost": [1, 2]}, "cost.*one price, or one for each of 1"),
        ({"cost": [-1]}, r"cost\.0.*at least 0"),
        ({"shifts": [CoverShift(2, 1)]}, r"shifts\.0\.start.*'2'.*0 to 1"),
        ({"shifts": [CoverShift(0, 3)]}, r"shifts\.0\.length.*'3'.*1 to 2"),
        ({"shifts": [CoverShift(0, 0)]}, r"shifts\.0\.length"),
        ({"shifts": [CoverShift(0, 2, off=(2,))]}, r"shifts\.0\.off.*offsets of 0 to 1"),
    ],
)
def test_bad_input_is_named(change: dict, said: str) -> None:
    usual = {"demand": [1, 1], "shifts": [CoverShift(0, 2)], "cost": 1.0}

    with pytest.raises(InvalidInputError, match=said):
        cover_demand(**{**usual, **change})


def test_the_audit_finds_what_is_wrong() -> None:
    found = cover_demand(WEEK, FIVE_DAYS)
    assert found.counts is not None
    fewer = found.counts.copy()
    fewer[fewer.argmax()] -= 1

    broken = audit_covering(WEEK, FIVE_DAYS, 1.0, replace(found, counts=fewer))
    negative = audit_covering([0], [CoverShift(0, 1)], 1.0, replace(found, counts=np.array([-1])))
    above = replace(found, report=replace(found.report, bound=24.0))

    assert any("of" in text and text.startswith("period") for text in broken)
    assert "the stated objective is 23.0, the counts cost 22" in broken
    assert "shift 0 has -1 agents" in negative
    assert audit_covering(WEEK, FIVE_DAYS, 1.0, above) == ("the bound 24 is above the cost 23",)
    assert audit_covering(WEEK, FIVE_DAYS[:6], 1.0, found) == ("7 counts for 6 shifts",)


@settings(max_examples=40, deadline=None)
@given(
    demand=st.lists(st.integers(0, 3), min_size=3, max_size=4),
    lengths=st.lists(st.integers(1, 3), min_size=2, max_size=3),
    prices=st.lists(st.integers(1, 5), min_size=3, max_size=3),
)
def test_no_other_numbers_are_cheaper(
    demand: list[int], lengths: list[int], prices: list[int]
) -> None:
    shifts = [CoverShift(n % len(demand), length) for n, length in enumerate(lengths)]
    cost = prices[: len(shifts)]
    work = np.array(
        [[(t - s.start) % len(demand) < s.length for t in range(len(demand))] for s in shifts]
    )
    everything = np.array(list(product(range(4), repeat=len(shifts))))
    enough = (everything @ work >= np.array(demand)).all(axis=1)

    found = cover_demand(demand, shifts, cost)

    best = (everything[enough] @ np.array(cost)).min() if enough.any() else None
    assert found.objective == best
