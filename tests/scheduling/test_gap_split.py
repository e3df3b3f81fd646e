"""The gap by stage adds up to the gap."""

from __future__ import annotations

import pytest

from solver.scheduling.gap_split import StageCosts, gap_by_stage


def test_the_parts_add_up_to_the_gap():
    found = gap_by_stage(StageCosts(guide=102.0, day_plan=110.0, shape=150.0), 100.0, 120.0)
    assert found == {
        "gap_guide": 2.0,
        "gap_day_plan": 8.0,
        "gap_shape": 40.0,
        "gap_search": -30.0,
    }
    assert sum(found.values()) == pytest.approx(20.0)


def test_a_stage_left_out_is_part_of_the_next_one():
    found = gap_by_stage(StageCosts(guide=102.0, shape=150.0), 100.0, 120.0)
    assert found["gap_day_plan"] is None
    assert found["gap_shape"] == 48.0


def test_without_a_bound_only_later_stages_are_known():
    found = gap_by_stage(StageCosts(guide=102.0, day_plan=110.0, shape=150.0), None, None)
    assert found["gap_guide"] is None
    assert found["gap_day_plan"] == 8.0
    assert found["gap_search"] is None
