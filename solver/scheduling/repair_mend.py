"""Compiled annealing of one agent's row that single and double moves cannot mend."""

from __future__ import annotations

import numpy as np

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.person_rules import RuleArrays, strain
from solver.scheduling.repair_arrays import Cells, Fixed, Scene
from solver.scheduling.repair_cells import EPSILON, INF
from solver.scheduling.repair_kernels import MEASURES, place, shape_of, value_agent

# The first and last temperature, in hours of a broken rule.
HOT, COLDEST_PART = 4.0, 1e-4
# Share of the proposals that free a day.
OFF_SHARE = 0.3


@lazy_kernel
def mend(
    scene: Scene,
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    steps: int,
    rng: np.random.Generator,
) -> float:
    """Anneal the row of an agent whom single and double moves left broken; the strain left.

    Random cells take random choices at values that stand still meanwhile; the row of least money
    and strain is put in at the end.
    """
    days, choices = scene.row.shape[1], fixed.last[agent] - fixed.first[agent] + 1
    value = np.full((days, choices), INF)
    placed = np.full((days, choices - 1, scene.breaks.shape[2]), -1, dtype=np.int64)
    now, out = np.zeros(days), np.zeros(MEASURES)
    value_agent(scene, fixed, rules, cells, agent, value, placed, now)
    days_open = np.flatnonzero(cells.open[agent])
    row = scene.row[agent].copy()
    strained = strain(row, agent, rules, True, out)
    if len(days_open) == 0:
        return strained
    chosen = np.full(days, -1, dtype=np.int64)
    best_chosen, money, lowest = chosen.copy(), 0.0, fixed.strain_price * strained
    worth = now.copy()
    hot = HOT * fixed.strain_price
    for step in range(steps):
        heat = hot * COLDEST_PART ** (step / steps)
        day = days_open[rng.integers(0, len(days_open))]
        choice = rng.integers(0, choices)
        if rng.random() < OFF_SHARE:
            choice = choices - 1
        if value[day, choice] >= INF:
            continue
        kept = row[day]
        row[day] = shape_of(fixed, agent, choice)
        fresh = strain(row, agent, rules, True, out)
        change = value[day, choice] - worth[day]
        delta = change + fixed.strain_price * (fresh - strained)
        if delta > 0 and rng.random() >= np.exp(-delta / heat):
            row[day] = kept
            continue
        strained, money, worth[day] = fresh, money + change, value[day, choice]
        chosen[day] = choice
        if money + fixed.strain_price * strained < lowest - EPSILON:
            lowest = money + fixed.strain_price * strained
            best_chosen[:] = chosen
    for day in range(days):
        if best_chosen[day] >= 0:
            place(scene, fixed, rules, cells, agent, day, best_chosen[day], placed)
    return strain(scene.row[agent].copy(), agent, rules, True, out)
