"""Why each agent is not on queue at an interval, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.queueing.compiled import lazy_kernel
from solver.scheduling.person_rules import OFF, RULE_NAMES, RuleArrays, strain

# What keeps an agent away, the weakest reason last: of several shifts over an interval the
# greatest code counts. Between them stand the rules, `FIRST_RULE` + their place in `RULE_NAMES`.
AWAY, WORKING, FIRST_RULE, SEATS, COSTS_MORE, IMPROVABLE = 0, 1, 2, 50, 51, 52
MEASURES = len(RULE_NAMES)
REST = FIRST_RULE + RULE_NAMES.index("rest")


@lazy_kernel
def reasons_of(
    tour: NDArray[np.int64],
    can: NDArray[np.bool_],
    ready: NDArray[np.int64],
    group: NDArray[np.int64],
    useful: NDArray[np.bool_],
    full: NDArray[np.bool_],
    value: NDArray[np.float64],
    own_cost: NDArray[np.float64],
    day_span: NDArray[np.int64],
    rules: RuleArrays,
    tolerance: float,
    code: NDArray[np.int8],
) -> None:
    """Fill `code` (N, T).

    `tour` (N, D) shapes or `OFF`; `can` (N, D, K); `useful` (G, D, K) shifts over a short interval
    of the group, `full` (D, K) those that find no seat, `value` (G, D, K) their change of short
    and over cost and `own_cost` (N, D, K) wage and wishes; `day_span` (D + 1,) first intervals.
    """
    width = code.shape[1]
    before, after = np.zeros(MEASURES), np.zeros(MEASURES)
    for n in range(tour.shape[0]):
        row = tour[n].copy()
        strain(row, n, rules, True, before)
        for d in range(tour.shape[1]):
            if tour[n, d] != OFF:
                begin = rules.begin[d, tour[n, d]]
                first = min(day_span[d], begin)
                last = max(day_span[d + 1], begin + rules.length[tour[n, d]])
                for t in range(max(0, first), min(width, last)):
                    code[n, t] = max(code[n, t], WORKING)
                continue
            for k in range(can.shape[2]):
                if not can[n, d, k] or not useful[group[n], d, k]:
                    continue
                found = IMPROVABLE
                if rules.begin[d, k] < ready[n]:
                    found = REST
                else:
                    row[d] = k
                    strain(row, n, rules, True, after)
                    row[d] = OFF
                    for i in range(MEASURES):
                        if after[i] > before[i] + 1e-9:
                            found = FIRST_RULE + i
                            break
                if found == IMPROVABLE:
                    if full[d, k]:
                        found = SEATS
                    elif value[group[n], d, k] + own_cost[n, d, k] >= -tolerance:
                        found = COSTS_MORE
                begin = rules.begin[d, k]
                for t in range(max(0, begin), min(width, begin + rules.length[k])):
                    code[n, t] = max(code[n, t], found)
