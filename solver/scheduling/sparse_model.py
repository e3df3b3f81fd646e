"""A linear or mixed-integer model as sparse arrays, solved by HiGHS.

Rows and columns are added in blocks of arrays; nothing is looked up by name. Every column is
bounded on both sides, which makes the bound of any dual vector finite (see `safe_bound`).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class SolveLimits:
    """What a solve may spend. In deterministic mode `seconds` is only the cap behind the nodes."""

    seconds: float
    relative_gap: float = 1e-4
    nodes: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class ModelSolution:
    """`values` is `None` without a feasible point; `bound` is proven, `None` where there is none.

    `capped` says that time or nodes ran out before the gap was reached.
    """

    values: NDArray[np.float64] | None
    objective: float | None
    bound: float | None
    row_duals: NDArray[np.float64] | None
    infeasible: bool
    capped: bool


class SparseModel:
    """Minimise cost x subject to row bounds, column bounds and integrality."""

    def __init__(self) -> None:
        self._cost: list[NDArray[np.float64]] = []
        self._lower: list[NDArray[np.float64]] = []
        self._upper: list[NDArray[np.float64]] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._row_lower: list[NDArray[np.float64]] = []
        self._row_upper: list[NDArray[np.float64]] = []
        self._entries: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
        self.n_columns = 0
        self.n_rows = 0

    def add_columns(
        self,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike,
        integer: bool = False,
    ) -> NDArray[np.int64]:
        """Indices of `count` new columns."""
        for store, value in ((self._cost, cost), (self._lower, lower), (self._upper, upper)):
            store.append(np.broadcast_to(np.asarray(value, dtype=float), (count,)))
        self._integer.append(np.full(count, integer))
        first = self.n_columns
        self.n_columns += count
        return np.arange(first, first + count)

    def add_rows(self, lower: ArrayLike, upper: ArrayLike, count: int) -> NDArray[np.int64]:
        """Indices of `count` new rows without entries yet."""
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=float), (count,)))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=float), (count,)))
        first = self.n_rows
        self.n_rows += count
        return np.arange(first, first + count)

    def add_entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Coefficients; the three arrays broadcast against one another. Repeats add up."""
        r, c, v = np.broadcast_arrays(
            np.asarray(rows, dtype=np.int64),
            np.asarray(columns, dtype=np.int64),
            np.asarray(values, dtype=float),
        )
        self._entries.append((r.ravel(), c.ravel(), v.ravel()))

    def add_row(
        self,
        columns: ArrayLike,
        values: ArrayLike,
        *,
        lower: float = -np.inf,
        upper: float = np.inf,
    ) -> int:
        """One row with its entries; its index."""
        row = int(self.add_rows(lower, upper, 1)[0])
        self.add_entries(row, columns, values)
        return row

    def solve_lp(self, limits: SolveLimits, *, interior_point: bool = True) -> ModelSolution:
        """The linear relaxation. `bound` is the safe dual bound, also after an early end."""
        solver = self._start(limits)
        if interior_point:
            solver.setOptionValue("solver", "ipm")
            solver.setOptionValue("run_crossover", "off")
        for _ in range(2):
            solver.run()
            status = solver.getModelStatus()
            if status != highspy.HighsModelStatus.kUnknown:
                break
            # The interior point stalled; the simplex from there settles it.
            solver.setOptionValue("solver", "simplex")
        solution = solver.getSolution()
        values = np.array(solution.col_value) if solution.value_valid else None
        duals = np.array(solution.row_dual) if solution.dual_valid else None
        infeasible = status in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        )
        optimal = status == highspy.HighsModelStatus.kOptimal
        return ModelSolution(
            values=values if optimal else None,
            objective=solver.getInfo().objective_function_value if optimal else None,
            bound=self.safe_bound(duals) if duals is not None and not infeasible else None,
            row_duals=duals,
            infeasible=infeasible,
            capped=not optimal and not infeasible,
        )

    def solve_mip(
        self, limits: SolveLimits, start: NDArray[np.float64] | None = None
    ) -> ModelSolution:
        """The integer model, from a start (NaN where unknown) if one is given."""
        solver = self._start(limits)
        integrality = np.concatenate(self._integer)
        if integrality.any():
            columns = np.flatnonzero(integrality).astype(np.int32)
            kinds = np.full(len(columns), highspy.HighsVarType.kInteger.value, dtype=np.uint8)
            solver.changeColsIntegrality(len(columns), columns, kinds)
        if start is not None:
            known = np.flatnonzero(~np.isnan(start)).astype(np.int32)
            solver.setSolution(len(known), known, start[known])
        solver.run()
        status = solver.getModelStatus()
        info = solver.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return ModelSolution(
            values=np.array(solver.getSolution().col_value) if found else None,
            objective=info.objective_function_value if found else None,
            bound=info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else None,
            row_duals=None,
            infeasible=status == highspy.HighsModelStatus.kInfeasible,
            capped=status != highspy.HighsModelStatus.kOptimal,
        )

    def safe_bound(self, row_duals: NDArray[np.float64]) -> float:
        """A lower bound of the relaxation from any row duals, feasible or not.

        sum of dual x the row bound it points at + sum of min(reduced cost x column bounds), the
        Lagrangian with all rows priced; valid whatever the solver's tolerances.
        """
        rows, columns, values = self._matrix()
        lower, upper = np.concatenate(self._row_lower), np.concatenate(self._row_upper)
        duals = row_duals.copy()
        duals[(duals > 0) & np.isinf(lower)] = 0.0
        duals[(duals < 0) & np.isinf(upper)] = 0.0
        priced = np.where(duals > 0, lower, upper)
        active = duals != 0
        total = float(duals[active] @ priced[active])
        cost = np.concatenate(self._cost)
        reduced = cost - np.bincount(columns, values * duals[rows], minlength=self.n_columns)
        low, high = np.concatenate(self._lower), np.concatenate(self._upper)
        return total + float(np.minimum(reduced * low, reduced * high).sum())

    def _matrix(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        rows, columns, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        return rows, columns, values

    def _start(self, limits: SolveLimits) -> highspy.Highs:
        # A process refuses another thread count than its first solve's until this reset.
        highspy.Highs.resetGlobalScheduler(True)
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("time_limit", max(0.1, limits.seconds))
        solver.setOptionValue("mip_rel_gap", limits.relative_gap)
        solver.setOptionValue("random_seed", limits.seed)
        if limits.nodes is not None:
            solver.setOptionValue("mip_max_nodes", limits.nodes)
        solver.passModel(self._highs_lp())
        return solver

    def _highs_lp(self) -> highspy.HighsLp:
        rows, columns, values = self._matrix()
        keys, place = np.unique(columns * self.n_rows + rows, return_inverse=True)
        merged = np.bincount(place, values, minlength=len(keys))
        starts = np.searchsorted(keys // self.n_rows, np.arange(self.n_columns + 1))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.n_columns, self.n_rows
        lp.col_cost_ = np.concatenate(self._cost)
        lp.col_lower_ = np.concatenate(self._lower)
        lp.col_upper_ = np.concatenate(self._upper)
        lp.row_lower_ = np.concatenate(self._row_lower)
        lp.row_upper_ = np.concatenate(self._row_upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = (keys % self.n_rows).astype(np.int32)
        lp.a_matrix_.value_ = merged
        return lp
