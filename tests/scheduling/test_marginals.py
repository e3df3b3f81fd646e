"""The worth of one agent more against the exact split with and without that agent."""

from __future__ import annotations

import numpy as np
import pytest
from roster_cases import round_the_clock

from solver.scheduling.data import NO_START, PlacedShift
from solver.scheduling.marginals import change_of_one_more, shape_values
from solver.scheduling.placement import Placement
from solver.scheduling.split import optimal_split


@pytest.fixture(scope="module")
def case():
    return round_the_clock(n_agents=6, n_days=7, demand=2.0)


@pytest.fixture(scope="module")
def placement(case) -> Placement:
    placed = Placement(case.data)
    for agent in range(4):
        shape = case.data.templates[agent % 3].shapes[0]
        breaks = tuple(p.offsets[0] for p in case.data.templates[agent % 3].breaks)
        placed.put(PlacedShift(agent, 2, shape, breaks))
    return placed


def coverage_cost(data, placement: Placement) -> float:
    return optimal_split(data.target, placement.on_queue, data.proficiency, data.prices).cost


def test_every_shift_costs_what_the_split_says(case, placement):
    data = case.data
    change = change_of_one_more(data, placement)
    before = coverage_cost(data, placement)
    for agent in (4, 5):
        values = shape_values(data, change[data.group[agent]])
        for shape in range(len(data.shape_template)):
            count = len(data.templates[data.shape_template[shape]].breaks)
            offsets = tuple(values.breaks[2, shape, :count].tolist())
            placement.put(PlacedShift(agent, 2, shape, offsets))
            exact = coverage_cost(data, placement) - before
            placement.take(agent, 2)
            assert values.value[2, shape] == pytest.approx(exact, abs=1e-6)


def test_the_breaks_chosen_are_the_cheapest(case, placement):
    data = case.data
    change = change_of_one_more(data, placement)[data.group[4]]
    values = shape_values(data, change)
    early = data.templates[0]
    shape = early.shapes[1]
    begin = int(data.begin[3, shape])
    for offset in early.breaks[0].offsets:
        pause = slice(begin + offset, begin + offset + early.breaks[0].length)
        cost = change[begin : begin + early.length].sum() - change[pause].sum()
        assert values.value[3, shape] <= cost + 1e-9


def test_a_shift_past_the_end_counts_only_what_lies_inside(case, placement):
    data = case.data
    change = np.ones(data.target.shape[1])
    values = shape_values(data, change)
    night = data.templates[2].shapes[0]
    inside = data.target.shape[1] - int(data.begin[6, night])
    assert values.value[6, night] == inside < data.templates[2].length


def test_a_start_that_the_clock_skips_has_no_value(case, placement):
    from dataclasses import replace

    begin = case.data.begin.copy()
    begin[1, 0] = NO_START
    values = shape_values(replace(case.data, begin=begin), np.zeros(case.data.target.shape[1]))
    assert np.isinf(values.value[1, 0])
    assert np.isfinite(np.delete(values.value.ravel(), values.value.shape[1])).all()
