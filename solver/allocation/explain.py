"""Why no split exists: a smallest set of business rules that clash, in the planner's words."""

from __future__ import annotations

from collections.abc import Callable

from solver.allocation.data import AllocationData
from solver.allocation.model import Rule, build_model
from solver.allocation.params import AllocationParams
from solver.allocation.solve import Budget, run
from solver.status import SolveStatus

# Whether a split exists is the question here, not what it costs.
FIRST_SPLIT_GAP = 0.99


def explain_infeasible(
    data: AllocationData, params: AllocationParams, budget: Budget
) -> tuple[str, ...]:
    """Messages naming the clashing rules of the first week that cannot be split.

    Deletion filter (Chinneck and Dravnieks 1991): a rule without which the week is still
    infeasible is dropped for good; what stays clashes, and each of it is needed for the clash.
    When the time runs out the list is one that clashes but may not be smallest, and says so.
    """
    week = _first_bad_week(data, params, budget)
    part = data if week is None else data.one_week(week)
    rules = tuple(build_model(part, params).rules)
    dropped: frozenset[Rule] = frozenset()
    for rule in rules:
        if budget.left_s() <= 0:
            break
        if _infeasible(part, params, dropped | {rule}, budget):
            dropped |= {rule}
    clash = [rule for rule in rules if rule not in dropped]
    when = "The weeks together" if week is None else f"Week of {part.weeks[0].isoformat()}"
    head = f"{when}: no split keeps all of these rules; at least one of them must give way."
    if budget.left_s() <= 0:
        head += " The time ran out before the list was at its smallest."
    return (head, *(_WORDS[rule.name](part, rule.subject) for rule in clash))


def _first_bad_week(data: AllocationData, params: AllocationParams, budget: Budget) -> int | None:
    for week in range(len(data.weeks)):
        if budget.left_s() <= 0:
            return None
        if _infeasible(data.one_week(week), params, frozenset(), budget):
            return week
    return None


def _infeasible(
    data: AllocationData, params: AllocationParams, without: frozenset[Rule], budget: Budget
) -> bool:
    any_split = params.model_copy(update={"relative_gap": FIRST_SPLIT_GAP})
    outcome = run(build_model(data, params, without).problem, any_split, budget)
    return outcome.status is SolveStatus.INFEASIBLE


def _queues_of(data: AllocationData, site: int) -> str:
    return ", ".join(q for q, able in zip(data.queues, data.capable[:, site]) if able)


def _serve_everything(data: AllocationData, queue: str) -> str:
    q = data.queues.index(queue)
    able = [s for s, yes in zip(data.sites, data.capable[q]) if yes]
    where = f"sites that can: {', '.join(able)}" if able else "no site can serve it"
    return (
        f"serve_everything: none of the {data.contacts[q].sum():,.0f} contacts of {queue} may"
        f" stay unserved ({where})"
    )


def _capacity(data: AllocationData, site: str) -> str:
    hours = data.capacity_hours[data.sites.index(site)]
    return f"capacity: {site} has at most {hours:,.1f} productive hours a week"


def _people(data: AllocationData, site: str) -> str:
    hours = data.group_hours[data.group_site == data.sites.index(site)].sum()
    return f"people: the agents of {site} have {hours:,.1f} productive hours with their skills"


def _max_share(data: AllocationData, site: str) -> str:
    s = data.sites.index(site)
    share = data.max_share[s]
    return f"max_share: {site} gets at most {share:.1%} of the contacts of {_queues_of(data, s)}"


def _min_share(data: AllocationData, site: str) -> str:
    s = data.sites.index(site)
    share = data.min_share[s]
    return f"min_share: {site} gets at least {share:.1%} of the contacts of {_queues_of(data, s)}"


_WORDS: dict[str, Callable[[AllocationData, str], str]] = {
    "serve_everything": _serve_everything,
    "capacity": _capacity,
    "people": _people,
    "max_share": _max_share,
    "min_share": _min_share,
}
