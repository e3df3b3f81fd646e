"""Compiled loop of the repair: cells of one agent change one or two at a time, best first.

A move counts with the change of the agent's strain (see `person_rules.py`), so that broken rows
are mended and whole ones never broken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.person_rules import OFF, RULE_NAMES, RuleArrays, strain
from solver.scheduling.repair_arrays import Cells, Fixed, Scene
from solver.scheduling.repair_cells import EPSILON, INF, moved_breaks, toggle, value_cell

MEASURES = len(RULE_NAMES)
# Moves of one agent after which the next has its turn.
MOST_MOVES = 12


@lazy_kernel
def value_agent(
    scene: Scene,
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    value: NDArray[np.float64],
    placed: NDArray[np.int64],
    now: NDArray[np.float64],
) -> None:
    """Values of all open cells of an agent, and the money of what they hold in `now` (D,)."""
    for day in range(scene.row.shape[1]):
        if cells.open[agent, day]:
            now[day] = -toggle(scene, fixed, rules, cells, agent, day, -1)
            value_cell(scene, fixed, rules, cells, agent, day, value[day], placed[day])
            toggle(scene, fixed, rules, cells, agent, day, 1)


@lazy_kernel
def place(
    scene: Scene,
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    day: int,
    choice: int,
    placed: NDArray[np.int64],
) -> float:
    """Give a cell another content; the change of cost."""
    change: float = toggle(scene, fixed, rules, cells, agent, day, -1)
    if choice == fixed.last[agent] - fixed.first[agent]:
        scene.row[agent, day] = OFF
        scene.breaks[agent, day] = -1
    else:
        scene.row[agent, day] = fixed.first[agent] + choice
        scene.breaks[agent, day] = placed[day, choice]
    return change + toggle(scene, fixed, rules, cells, agent, day, 1)


@lazy_kernel
def shape_of(fixed: Fixed, agent: int, choice: int) -> int:
    k = fixed.first[agent] + choice
    return OFF if k == fixed.last[agent] else k


@lazy_kernel
def _best_single(
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    row: NDArray[np.int64],
    value: NDArray[np.float64],
    now: NDArray[np.float64],
    strained: float,
    out: NDArray[np.float64],
    move: NDArray[np.int64],
    lowest: float,
) -> float:
    """The one-cell change that lowers money and strain most, if below `lowest`; noted in `move`."""
    for day in range(len(row)):
        if not cells.open[agent, day]:
            continue
        kept = row[day]
        for choice in range(value.shape[1]):
            gain = value[day, choice] - now[day]
            if gain >= lowest + fixed.strain_price * strained:
                continue
            row[day] = shape_of(fixed, agent, choice)
            gain += fixed.strain_price * (strain(row, agent, rules, True, out) - strained)
            if gain < lowest:
                lowest = gain
                move[0], move[1], move[2] = day, choice, -1
        row[day] = kept
    return lowest


@lazy_kernel
def _best_pair(
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    row: NDArray[np.int64],
    value: NDArray[np.float64],
    now: NDArray[np.float64],
    strained: float,
    out: NDArray[np.float64],
    move: NDArray[np.int64],
    lowest: float,
) -> float:
    """The best change of two cells of which one becomes free or goes to its cheapest shift."""
    off = value.shape[1] - 1
    for day in range(len(row)):
        if not cells.open[agent, day]:
            continue
        kept = row[day]
        cheapest = int(np.argmin(value[day, :off])) if off else 0
        for turn in range(2):
            first = off if turn == 0 else cheapest
            begun = value[day, first] - now[day]
            if value[day, first] >= INF or shape_of(fixed, agent, first) == kept:
                continue
            row[day] = shape_of(fixed, agent, first)
            for other in range(len(row)):
                if other == day or not cells.open[agent, other]:
                    continue
                held = row[other]
                for choice in range(off + 1):
                    gain = begun + value[other, choice] - now[other]
                    if gain >= lowest + fixed.strain_price * strained:
                        continue
                    row[other] = shape_of(fixed, agent, choice)
                    worse = strain(row, agent, rules, True, out) - strained
                    gain += fixed.strain_price * worse
                    if gain < lowest:
                        lowest = gain
                        move[0], move[1], move[2], move[3] = day, first, other, choice
                row[other] = held
        row[day] = kept
    return lowest


@lazy_kernel
def improve_agent(
    scene: Scene,
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    threshold: float,
) -> float:
    """Best moves of one agent until none gains `threshold`; the money gained, strain included.

    A move whose gain, counted exactly, falls short is taken back and ends the turn.
    """
    days, choices = scene.row.shape[1], fixed.last[agent] - fixed.first[agent] + 1
    value = np.full((days, choices), INF)
    placed = np.full((days, choices - 1, scene.breaks.shape[2]), -1, dtype=np.int64)
    now, out = np.zeros(days), np.zeros(MEASURES)
    gained = 0.0
    row = scene.row[agent].copy()
    strained = strain(row, agent, rules, True, out)
    for _ in range(MOST_MOVES):
        value_agent(scene, fixed, rules, cells, agent, value, placed, now)
        move = np.full(4, -1, dtype=np.int64)
        least = -max(threshold, EPSILON)
        lowest = _best_single(
            fixed, rules, cells, agent, row, value, now, strained, out, move, least
        )
        if lowest >= least:
            lowest = _best_pair(
                fixed, rules, cells, agent, row, value, now, strained, out, move, least
            )
        if lowest >= least:
            break
        old_row, old_breaks = scene.row[agent].copy(), scene.breaks[agent].copy()
        change = place(scene, fixed, rules, cells, agent, move[0], move[1], placed)
        if move[2] >= 0:
            change += place(scene, fixed, rules, cells, agent, move[2], move[3], placed)
        row[:] = scene.row[agent]
        fresh = strain(row, agent, rules, True, out)
        change += fixed.strain_price * (fresh - strained)
        if change > least:
            _restore(scene, fixed, rules, cells, agent, old_row, old_breaks)
            break
        strained = fresh
        gained -= change
    return gained


@lazy_kernel
def _restore(
    scene: Scene,
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agent: int,
    row: NDArray[np.int64],
    breaks: NDArray[np.int64],
) -> None:
    """Give the agent an earlier row back."""
    for day in range(len(row)):
        same = row[day] == scene.row[agent, day]
        if same and not moved_breaks(scene.breaks[agent, day], breaks[day]):
            continue
        toggle(scene, fixed, rules, cells, agent, day, -1)
        scene.row[agent, day] = row[day]
        scene.breaks[agent, day] = breaks[day]
        toggle(scene, fixed, rules, cells, agent, day, 1)


@lazy_kernel
def sweep(
    scene: Scene,
    fixed: Fixed,
    rules: RuleArrays,
    cells: Cells,
    agents: NDArray[np.int64],
    threshold: float,
) -> float:
    """`improve_agent` for each of `agents`; the money gained."""
    gained = 0.0
    for agent in agents:
        gained += improve_agent(scene, fixed, rules, cells, agent, threshold)
    return gained
