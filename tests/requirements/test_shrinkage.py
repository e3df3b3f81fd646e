"""Shrinkage by type and interval, with the breaks that a schedule places kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from demand import demand, voice

from solver.domain import ShrinkageRule
from solver.errors import InvalidInputError
from solver.requirements import RequirementsParams, require, shrinkage_by_interval

PARTS = {
    "shrinkage_in_office": 0.10,
    "shrinkage_in_office_unplanned": 0.05,
    "shrinkage_breaks": 0.08,
    "shrinkage_out_office": 0.12,
    "shrinkage_out_office_unplanned": 0.06,
}


def rule(**fields) -> ShrinkageRule:
    return ShrinkageRule.model_validate({"type": "in_office_planned", "share": 0.3} | fields)


def test_parts_add_up_by_side_and_breaks_stay_with_the_schedule() -> None:
    found = require(*demand(voice(**PARTS), 120))
    assert found.required_gross[0, 0] == pytest.approx(29 / 0.85)
    assert found.rostered[0, 0] == pytest.approx(29 / 0.85 / 0.82)
    assert found.in_office[0, 0] == pytest.approx(0.15)
    assert found.out_office[0, 0] == pytest.approx(0.18)


def test_breaks_count_where_no_schedule_places_them() -> None:
    found = require(*demand(voice(**PARTS), 120), RequirementsParams(breaks="in_shrinkage"))
    assert found.required_gross[0, 0] == pytest.approx(29 / 0.77)


def test_a_rule_holds_in_its_hours_and_days_only() -> None:
    data = demand(voice(**PARTS), 120, n_days=2)
    hours = rule(hours="Mon 09:00-11:00")
    shrinkage = shrinkage_by_interval(data.goals, [hours], data.grid)
    found = require(replace(data.load, shrinkage=shrinkage), data.goals)
    meeting = np.zeros(96, dtype=bool)
    meeting[18:22] = True
    assert found.required_gross[0, meeting] == pytest.approx(np.full(4, 29 / 0.65))
    assert found.required_gross[0, ~meeting] == pytest.approx(np.full(92, 29 / 0.85))
    days = rule(start=date(2026, 3, 3), end=date(2026, 3, 3))
    second = shrinkage_by_interval(data.goals, [days], data.grid).in_office_planned[0]
    assert set(second[:48]) == {0.10}
    assert set(second[48:]) == {0.3}


def test_the_last_rule_counts_and_names_its_queues() -> None:
    data = demand([voice(), voice(queue="other")], 120)
    rules = [rule(), rule(share=0.2, queues="other"), rule(share=0.1, hours="Mon 00:00-12:00")]
    found = shrinkage_by_interval(data.goals, rules, data.grid).in_office_planned
    assert set(found[0, :24]) == {0.1}
    assert set(found[0, 24:]) == {0.3}
    assert set(found[1, 24:]) == {0.2}


def test_a_whole_number_stays_it() -> None:
    """21 agents at 30 % shrinkage are 30, though 21 / 0.7 is above it in binary."""
    from solver.requirements import ceil_agents

    assert ceil_agents(21 / (1 - 0.3)) == 30


def test_parts_that_leave_no_time_are_refused() -> None:
    data = demand(voice(**PARTS), 120)
    with pytest.raises(InvalidInputError, match=r"interval 2026-03-02T09:00.*no time is left"):
        shrinkage_by_interval(data.goals, [rule(share=0.9, hours="Mon 09:00-11:00")], data.grid)
