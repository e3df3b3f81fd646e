"""The stage that decides who works which day and template."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.scheduling.day_plan import plan_days
from solver.scheduling.day_search import search_days
from solver.scheduling.exact import is_tiny
from solver.scheduling.first_shifts import place_days
from solver.scheduling.models import agent_classes
from solver.scheduling.plan_gate import not_understood, stands
from solver.scheduling.run_state import Run, cp_limits, take_bounds

# Parts of the time limit for CP-SAT's plan and the search that follows it.
PLAN_SHARE, DAY_SEARCH_SHARE = 0.12, 0.3
# A plan that only keeps the rules ends by itself.
ANY_PLAN_SHARE = 0.8
# With less time for it the search of the day plan is left out: CP-SAT's plan is sooner there.
LEAST_DAY_SEARCH_S = 3.0
DETERMINISTIC_ROUNDS = 10


def _starts(run: Run) -> NDArray[np.float64]:
    """The guide's starts over the horizon (C, D, K); zeros for a week it did not finish."""
    shape = next((g.starts.shape for g in run.guides if g.starts is not None), None)
    if shape is None:
        shape = (len(agent_classes(run.data)), 7, len(run.data.shape_template))
    weeks = [g.starts if g.starts is not None else np.zeros(shape) for g in run.guides]
    return np.concatenate(weeks, axis=1)


def plan_of_days(run: Run) -> NDArray[np.int64] | None:
    """A plan that keeps the rules, then the search for a cheap one; CP-SAT's own where there are
    rules the search does not know."""
    data = run.data
    run.monitor.report("day plan", bound=run.bound, done=0.0)
    starts = _starts(run)
    targets = np.stack([starts[:, :, list(t.shapes)].sum(axis=2) for t in data.templates], axis=2)
    searching = _may_search(run)
    share = ANY_PLAN_SHARE if searching else PLAN_SHARE
    plan = plan_days(data, targets, cp_limits(run, share), any_plan=searching)
    run.infeasible |= plan.infeasible
    run.capped |= plan.capped
    if plan.template is None or not searching:
        return plan.template
    run.best = place_days(data, plan.template)
    found = _search_days(run, starts, plan.template)
    if found is None:
        found = plan_days(data, targets, cp_limits(run, PLAN_SHARE)).template
    return plan.template if found is None else found


def _may_search(run: Run) -> bool:
    """Whether the day plan is searched: a tiny site is left to the exact model, which needs the
    time more, and a rule the search does not know to CP-SAT."""
    if is_tiny(run.data) or run.seconds(DAY_SEARCH_SHARE) < LEAST_DAY_SEARCH_S:
        return False
    return not not_understood(run.data)


def _search_days(
    run: Run, starts: NDArray[np.float64], first: NDArray[np.int64]
) -> NDArray[np.int64] | None:
    """The searched plan, `None` when it fails the model of all rules."""
    monitor = run.monitor
    last = monitor.elapsed_s()
    end = last + run.seconds(DAY_SEARCH_SHARE)
    take_bounds(run)
    rounds = DETERMINISTIC_ROUNDS if run.params.deterministic else None

    def should_stop() -> bool:
        """No round begins that would end late if it takes as long as the last one."""
        nonlocal last
        take_bounds(run)
        before, last = last, monitor.elapsed_s()
        late = 2 * last - before > end and not run.params.deterministic
        return late or monitor.should_stop()

    found = search_days(run.data, starts, first, run.params.seed, rounds, run.executor, should_stop)
    monitor.report("day plan", bound=run.bound, done=1.0, note=f"{found.rounds} rounds")
    if not stands(run.data, found.template):
        return None
    run.costs.day_plan = found.cost
    return found.template
