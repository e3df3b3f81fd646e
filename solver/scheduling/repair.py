"""Repair of a torn schedule: broken rows first, then the dearest gaps, at the least disruption.

The search is a descent with falling thresholds: a move must first gain much, then ever less, so
that few shifts move and those that gain most. It starts from the present schedule and never ends
above it, disruption included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.data import ScheduleData
from solver.scheduling.duals import dual_planes
from solver.scheduling.locks import STRAIN_TOLERANCE, Freedom, broken_rules
from solver.scheduling.person_rules import OFF, RULE_NAMES, RuleArrays, rule_arrays, strain
from solver.scheduling.placement import Placement
from solver.scheduling.present import Present
from solver.scheduling.repair_arrays import NO_SEAT_LIMIT, Cells, Fixed, Scene
from solver.scheduling.repair_kernels import sweep
from solver.scheduling.repair_mend import mend
from solver.scheduling.resolve_params import ResolveParams
from solver.scheduling.tours import shape_arrays

# Money of an hour of a broken rule and of a seat too many for an interval, in mean hourly costs:
# no rule is mended by a seat that is not there.
STRAIN_PRICE, SEAT_PRICE = 1000.0, 50_000.0
# Least gains of a move, one round after another, in mean hourly costs.
THRESHOLDS = (8.0, 4.0, 2.0, 1.0, 0.0, 0.0, 0.0)
CHUNK = 25
MEND_STEPS, MEND_TRIES, SQUEEZE_ROUNDS = 20_000, 3, 2


@dataclass(frozen=True)
class Repaired:
    """The rows found, of every agent still broken the names of the rules, and the intervals in
    which seats are missing; `stopped` says that the search was cut short."""

    present: Present
    broken: dict[int, tuple[str, ...]]
    crowded_intervals: int
    stopped: bool


def mean_hourly_cost(data: ScheduleData) -> float:
    """The unit of the prices, 1 where nobody costs anything."""
    return float(data.hourly_cost.mean()) if data.hourly_cost.any() else 1.0


class Repair:
    """A present schedule repaired within `free`; agents whose rows keep every rule change on the
    days `affected` (D,) alone. `scene` is kept exact move by move; `gained` is the money of all
    moves but those that anneal a broken row, strain included."""

    def __init__(
        self,
        data: ScheduleData,
        present: Present,
        free: Freedom,
        affected: NDArray[np.bool_],
        params: ResolveParams,
    ) -> None:
        self._unit = mean_hourly_cost(data)
        self.gained = 0.0
        self._rng = np.random.default_rng(params.seed)
        self._rules = rule_arrays(data)
        start = torn(present, free.lost)
        self.scene, self._fixed = _scene(data, start, self._unit)
        broken = list(_broken(self.scene.row, self._rules))
        reach = np.broadcast_to(affected, free.open.shape).copy()
        reach[broken] = True
        self._broken = np.array(broken, dtype=np.int64)
        self._cells = _cells(data, present, free, free.open & reach, params, self._unit)

    def compile(self) -> None:
        """Compile the search, or load it from the cache of the machine: on a new one that takes
        half a minute, which no time limit should have to pay for."""
        self._sweep(np.empty(0, dtype=np.int64), 0.0, lambda: False)

    def run(self, should_stop: Callable[[], bool]) -> Repaired:
        self._mend_broken(should_stop)
        stopped = False
        for threshold in THRESHOLDS:
            gained = self._round(threshold, should_stop)
            stopped = should_stop()
            if stopped or (threshold == 0.0 and gained <= 0.0):
                break
        found = Present(self.scene.row, self.scene.breaks, (), ())
        crowded = int((self.scene.on_shift > self._fixed.seats).sum())
        return Repaired(found, _broken(self.scene.row, self._rules), crowded, stopped)

    def _mend_broken(self, should_stop: Callable[[], bool]) -> None:
        """Rows that break rules: single and double moves, then annealing of what these leave."""
        self._sweep(self._broken, 0.0, should_stop)
        self._anneal_broken(self._fixed, should_stop)
        if self._fixed.seats < NO_SEAT_LIMIT and _broken(self.scene.row, self._rules):
            # Others may make room: the broken take a seat first and those it is short for move.
            squeezed = self._fixed._replace(seat_price=self._unit)
            self._anneal_broken(squeezed, should_stop)
            for _ in range(SQUEEZE_ROUNDS):
                self._round(0.0, should_stop)

    def _anneal_broken(self, fixed: Fixed, should_stop: Callable[[], bool]) -> None:
        for agent in _broken(self.scene.row, self._rules):
            for _ in range(MEND_TRIES):
                left = mend(
                    self.scene, fixed, self._rules, self._cells, agent, MEND_STEPS, self._rng
                )
                if left <= STRAIN_TOLERANCE or should_stop():
                    break

    def _round(self, threshold: float, should_stop: Callable[[], bool]) -> float:
        """Every agent once, in random order; the money gained."""
        movable = np.flatnonzero(self._cells.open.any(axis=1))
        return self._sweep(self._rng.permutation(movable), threshold * self._unit, should_stop)

    def _sweep(
        self, agents: NDArray[np.int64], threshold: float, should_stop: Callable[[], bool]
    ) -> float:
        gained = 0.0
        for first in range(0, max(1, len(agents)), CHUNK):
            if should_stop():
                break
            chunk = agents[first : first + CHUNK].astype(np.int64)
            gained += sweep(self.scene, self._fixed, self._rules, self._cells, chunk, threshold)
        self.gained += gained
        return gained


def torn(present: Present, lost: NDArray[np.bool_]) -> Present:
    """The present schedule without the shifts that the calendar no longer allows."""
    row = np.where(lost, OFF, present.row)
    breaks = np.where(lost[:, :, None], -1, present.breaks)
    return Present(row, breaks, present.foreign, present.bent)


def _broken(row: NDArray[np.int64], rules: RuleArrays) -> dict[int, tuple[str, ...]]:
    """The rules that each agent's row breaks."""
    found, parts = {}, np.zeros(len(RULE_NAMES))
    for agent in range(len(row)):
        if strain(np.ascontiguousarray(row[agent]), agent, rules, True, parts) > STRAIN_TOLERANCE:
            found[agent] = tuple(broken_rules(parts))
    return found


def _scene(data: ScheduleData, start: Present, unit: float) -> tuple[Scene, Fixed]:
    placement = Placement(data)
    for shift in start.shifts():
        placement.put(shift)
    planes = dual_planes(data, placement.on_queue)
    shapes = shape_arrays(data)
    scene = Scene(
        planes.bracket(placement.on_queue),
        placement.on_shift.copy(),
        np.ascontiguousarray(start.row),
        np.ascontiguousarray(start.breaks),
    )
    fixed = Fixed(
        weight=planes.weight,
        group=data.group,
        first=shapes.plan_first[data.plan],
        last=shapes.plan_last[data.plan],
        break_low=shapes.break_low,
        break_high=shapes.break_high,
        break_length=shapes.break_length,
        seats=NO_SEAT_LIMIT if data.seats is None else data.seats,
        seat_price=SEAT_PRICE * unit,
        strain_price=STRAIN_PRICE * unit,
    )
    return scene, fixed


def _cells(
    data: ScheduleData,
    present: Present,
    free: Freedom,
    open_cells: NDArray[np.bool_],
    params: ResolveParams,
    unit: float,
) -> Cells:
    """Prices of leaving the published schedule: none where nothing can be kept, on lost and
    foreign shifts and for agents who have no shift yet."""
    base = np.where(free.lost, OFF, present.row)
    promised = ~free.lost & (present.row != OFF).any(axis=1)[:, None]
    for cell in present.foreign:
        promised[cell] = False
    kept_breaks = promised.copy()
    for cell in present.bent:
        kept_breaks[cell] = False
    wages = data.shape_paid[None, None, :] / 60 * data.hourly_cost[:, None, None]
    return Cells(
        allowed=np.ascontiguousarray(free.allowed),
        off_ok=np.ascontiguousarray(free.off_ok),
        open=np.ascontiguousarray(open_cells),
        base=np.ascontiguousarray(base),
        base_breaks=np.ascontiguousarray(present.breaks),
        price=np.where(promised, params.disruption_price * unit, 0.0),
        break_price=np.where(kept_breaks, params.break_disruption_price * unit, 0.0),
        own_cost=wages + data.preference_price * data.preference.astype(float),
    )
