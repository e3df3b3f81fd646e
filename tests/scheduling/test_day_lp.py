"""The LP of a day: its cuts hold everywhere, and the days' parts of the target make it whole."""

from __future__ import annotations

import numpy as np
import pytest
from roster_cases import round_the_clock

from solver.scheduling.day_lp import build_day, day_cells, part_demand, startable
from solver.scheduling.guide import solve_guides
from solver.scheduling.models import agent_classes
from solver.scheduling.sparse_model import SolveLimits

LIMITS = SolveLimits(seconds=20.0)


@pytest.fixture(scope="module")
def case():
    return round_the_clock(n_agents=12, n_days=7)


@pytest.fixture(scope="module")
def starts(case):
    guides = solve_guides(case.data, LIMITS, None)
    return np.concatenate([g.starts for g in guides], axis=1)


@pytest.fixture(scope="module")
def problems(case, starts):
    whole, _ = day_cells(case.data, startable(case.data))
    return part_demand(case.data, whole, agent_classes(case.data), starts)


def solved(problem, counts):
    model, columns = build_day(problem, counts)
    answer = model.solve_lp(LIMITS)
    return answer.objective, answer.row_duals[columns.rows]


def test_a_cut_is_below_the_cost_of_every_other_count(problems):
    rng = np.random.default_rng(3)
    for problem in problems[:3]:
        here = rng.integers(0, 3, problem.n_cells).astype(float)
        cost, slope = solved(problem, here)
        for _ in range(6):
            there = rng.integers(0, 4, problem.n_cells).astype(float)
            other, _ = solved(problem, there)
            assert cost + slope @ (there - here) <= other + 1e-3


def test_the_days_parts_of_the_target_add_up_to_it(case, problems):
    whole, _ = day_cells(case.data, startable(case.data))
    total = sum(p.target.sum() for p in problems)
    assert total == pytest.approx(case.data.target.sum())
    assert [p.n_cells for p in problems] == [p.n_cells for p in whole]
    # A night shift reaches over midnight: its day answers for hours of the next one.
    assert any(p.target[:, -1].sum() > 0 for p in problems[:-1])
    assert problems[0].target.shape[1] > 24


def test_a_cell_holds_agents_of_one_group_with_the_same_starts(case):
    data = case.data
    allowed = startable(data)
    problems, cell = day_cells(data, allowed)
    for agent, day, template in np.argwhere(cell >= 0):
        number = cell[agent, day, template]
        problem = problems[day]
        assert problem.cell_group[number] == data.group[agent]
        assert problem.cell_template[number] == template
        own = [problem.shapes[k].number for k in problem.cell_shapes[number]]
        assert own == [k for k in data.templates[template].shapes if allowed[agent, day, k]]
    reach = np.stack([allowed[:, :, list(t.shapes)].any(axis=2) for t in data.templates], axis=2)
    assert ((cell >= 0) == reach).all()
