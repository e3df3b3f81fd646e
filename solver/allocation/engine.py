"""allocate(): build, solve, read the split off, audit it, report."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.allocation.baseline import baseline_cost
from solver.allocation.check import AllocationAudit, check_allocation
from solver.allocation.data import AllocationData
from solver.allocation.explain import explain_infeasible
from solver.allocation.extract import read_split
from solver.allocation.model import SplitModel, build_model
from solver.allocation.params import AllocationParams
from solver.allocation.result import Allocation
from solver.allocation.solve import MONEY_UNIT, PHASE, Budget, Outcome, run
from solver.errors import AuditFailedError
from solver.progress import Monitor
from solver.status import SolveReport, SolveStatus, hash_of


def allocate(
    data: AllocationData,
    params: AllocationParams | None = None,
    monitor: Monitor | None = None,
) -> Allocation:
    """Split each week's contacts over the sites at the least cost.

    Cost = rate x productive hours + fixed fees + rate x hours missing to a commitment + price of
    contacts left unserved. A site's fee is due in the weeks in which it gets volume or has a
    commitment; a commitment binds whether the site is used or not. Each contact goes to one
    capable site within capacity, people's hours by skill, `min_share` and `max_share`.

    The published objective is the audit's. `report.details` holds `baseline_cost` (no rules),
    `served_share`, the solver and the model's size. Infeasible: all zeros, and `messages` name
    the clashing rules. Raises `AuditFailedError` when the split does not pass its audit.
    """
    params = params or AllocationParams()
    monitor = monitor or Monitor(time_limit_s=params.time_limit_s)
    budget = Budget(monitor, params.time_limit_s)
    monitor.report(PHASE, done=0.0)
    model = build_model(data, params)
    outcome = run(model.problem, params, budget)
    draft = _report(model, outcome, budget)
    if outcome.status.has_solution:
        allocation = _published(model, read_split(model, draft))
    else:
        allocation = _without_split(model, draft, budget)
    report = replace(allocation.report, seconds=budget.used_s())
    monitor.report(PHASE, incumbent=report.objective, bound=report.bound, done=1.0)
    return replace(allocation, report=report)


def _report(model: SplitModel, outcome: Outcome, budget: Budget) -> SolveReport:
    """The solver's word on the solve. The no-rules cost is a bound too, and the better counts."""
    data, params = model.data, model.params
    baseline = baseline_cost(data, params)
    bound = None
    if outcome.status is not SolveStatus.INFEASIBLE:
        bound = baseline
        if outcome.bound is not None:
            bound = max(bound, outcome.bound * MONEY_UNIT)
    objective = outcome.objective
    return SolveReport(
        status=outcome.status,
        objective=None if objective is None else objective * MONEY_UNIT,
        bound=bound,
        cost_terms={},
        seconds=budget.used_s(),
        seed=params.seed,
        input_hash=hash_of([data.digests(), params.model_dump()]),
        hit_time_limit=outcome.hit_time_limit,
        stopped_by_caller=budget.monitor.stopped_by_caller,
        details={
            "baseline_cost": baseline,
            "solver": outcome.solver,
            "hit_node_limit": outcome.hit_node_limit,
            "rows": model.problem.numConstraints(),
            "columns": model.problem.numVariables(),
        },
    )


def _published(model: SplitModel, draft: Allocation) -> Allocation:
    """The audited split, its objective and terms those of the audit."""
    audit: AllocationAudit = check_allocation(model.data, model.params, draft)
    if not audit.passed:
        raise AuditFailedError(str(violation) for violation in audit.violations)
    volume = float(model.data.contacts.sum())
    served = float(draft.contacts.sum()) / volume if volume > 0 else 1.0
    report = replace(
        draft.report,
        objective=audit.objective,
        cost_terms=dict(audit.cost_terms),
        details={**draft.report.details, "served_share": served},
    )
    return replace(draft, report=report, messages=_unserved_messages(draft))


def _unserved_messages(split: Allocation) -> tuple[str, ...]:
    messages = []
    for q, w in np.argwhere(split.unserved > 0):
        messages.append(
            f"Week of {split.weeks[w].isoformat()}: {split.unserved[q, w]:,.0f} contacts of"
            f" {split.queues[q]} stay unserved; the capable sites have no room for them, or"
            " serving them costs more than their price"
        )
    return tuple(messages)


def _without_split(model: SplitModel, report: SolveReport, budget: Budget) -> Allocation:
    if report.status is SolveStatus.INFEASIBLE:
        messages = explain_infeasible(model.data, model.params, budget)
    else:
        messages = (_why_none(report),)
    n_queues, n_sites, n_weeks = model.data.hours_per_contact.shape
    return Allocation(
        queues=model.data.queues,
        sites=model.data.sites,
        weeks=model.data.weeks,
        contacts=np.zeros((n_queues, n_sites, n_weeks)),
        unserved=np.zeros((n_queues, n_weeks)),
        hours=np.zeros((n_queues, n_sites, n_weeks)),
        group_hours=np.zeros((len(model.data.group_site), n_queues, n_weeks)),
        shortfall_hours=np.zeros((n_sites, n_weeks)),
        site_cost=np.zeros((n_sites, n_weeks)),
        report=report,
        messages=messages,
    )


def _why_none(report: SolveReport) -> str:
    if report.stopped_by_caller:
        return "The search was stopped before it found a split"
    if report.details["hit_node_limit"]:
        return "No split was found within the node limit; allow more nodes (node_limit)"
    if report.hit_time_limit:
        return "No split was found within the time limit; allow more time (time_limit_s)"
    return f"{report.details['solver']} ended without a split and without a proof that none exists"
