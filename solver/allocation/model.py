"""The split as a mixed-integer program in PuLP; `build_model` is its table of contents.

Week by week, shares x[q,s,w] of a queue's contacts go to sites, u[q,w] stays unserved. Shares
lie in 0..1; hours and money are counted in thousands, so that the coefficients stay close.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pulp

from solver.allocation.baseline import unserved_price
from solver.allocation.data import AllocationData
from solver.allocation.params import AllocationParams

THOUSAND = 1000.0


@dataclass(frozen=True)
class Rule:
    """A business rule: its name and the queue or site that it is about."""

    name: str
    subject: str


@dataclass
class SplitModel:
    """Variables by index: `share` (q,s,w), `unserved` (q,w), `used` (s,w), `shortfall` (s,w)
    and `group` (g,q,w) thousand hours. `hours` (s,w) are expressions in thousand hours.
    `rules` names every rule that can be left out through `without`.
    """

    data: AllocationData
    params: AllocationParams
    without: frozenset[Rule]
    problem: pulp.LpProblem = field(
        default_factory=lambda: pulp.LpProblem("allocation", pulp.LpMinimize)
    )
    share: dict[tuple[int, int, int], pulp.LpVariable] = field(default_factory=dict)
    unserved: dict[tuple[int, int], pulp.LpVariable] = field(default_factory=dict)
    used: dict[tuple[int, int], pulp.LpVariable] = field(default_factory=dict)
    shortfall: dict[tuple[int, int], pulp.LpVariable] = field(default_factory=dict)
    group: dict[tuple[int, int, int], pulp.LpVariable] = field(default_factory=dict)
    hours: dict[tuple[int, int], pulp.LpAffineExpression] = field(default_factory=dict)
    rules: dict[Rule, None] = field(default_factory=dict)

    def row(self, constraint: pulp.LpConstraint, rule: Rule | None = None) -> None:
        """Add a constraint, unless its rule is left out."""
        if rule is not None:
            self.rules[rule] = None
        if rule is None or rule not in self.without:
            self.problem.addConstraint(constraint)

    def keeps(self, rule: Rule) -> bool:
        return rule not in self.without

    @property
    def site_weeks(self) -> Iterable[tuple[int, int]]:
        n_weeks = len(self.data.weeks)
        return ((s, w) for s in range(len(self.data.sites)) for w in range(n_weeks))

    def site_shares(self, s: int, w: int) -> list[tuple[int, pulp.LpVariable]]:
        """Queues that the site may serve in the week, with their share variables."""
        queues = range(len(self.data.queues))
        return [(q, self.share[q, s, w]) for q in queues if (q, s, w) in self.share]


def build_model(
    data: AllocationData, params: AllocationParams, without: frozenset[Rule] = frozenset()
) -> SplitModel:
    """The whole model, less the rules in `without`."""
    model = SplitModel(data, params, without)
    add_shares(model)
    add_used_sites(model)
    serve_every_contact(model)
    respect_capacity(model)
    respect_people(model)
    respect_max_share(model)
    respect_min_share(model)
    pay_commitments(model)
    minimise_cost(model)
    return model


def add_shares(model: SplitModel) -> None:
    """x[q,s,w] in 0..1 where the site can serve the queue; H[s,w] the hours they need.

    Capability has no row: a share that cannot be served has no variable. An internal site
    serves a queue only through a group of its agents that has the skill.
    """
    data = model.data
    speed = data.speed
    for s, w in model.site_weeks:
        for q in range(len(data.queues)):
            staffed = not data.is_internal[s] or speed[data.group_site == s, q].any()
            if data.capable[q, s] and staffed and data.contacts[q, w] > 0:
                model.share[q, s, w] = model.problem.add_variable(f"share_{q}_{s}_{w}", 0, 1)
        model.hours[s, w] = pulp.lpSum(
            _full_hours(data, q, s, w) * x for q, x in model.site_shares(s, w)
        )


def add_used_sites(model: SplitModel) -> None:
    """y[s,w] = 1 when the site gets volume, where a fee or a minimum share hangs on it:
    x <= M y with M the largest share that capacity and max_share let through.
    """
    data = model.data
    for s, w in model.site_weeks:
        if _fee_avoidable(data, s) or (data.min_share[s] > 0 and not model.params.min_share_always):
            used = model.problem.add_variable(f"used_{s}_{w}", 0, 1, pulp.LpInteger)
            model.used[s, w] = used
            for q, share in model.site_shares(s, w):
                model.row(share <= _largest_share(model, q, s, w) * used)


def serve_every_contact(model: SplitModel) -> None:
    """sum over s of x + u = 1; u = 0 where nothing may stay unserved."""
    data = model.data
    for q, queue in enumerate(data.queues):
        for w in range(len(data.weeks)):
            if data.contacts[q, w] <= 0:
                continue
            unserved = model.problem.add_variable(f"unserved_{q}_{w}", 0, 1)
            model.unserved[q, w] = unserved
            served = [model.share[q, s, w] for s in _sites(model, q, w)]
            model.row(pulp.lpSum(served) + unserved == 1)
            if not model.params.allow_unserved:
                model.row(unserved <= 0, Rule("serve_everything", queue))


def respect_capacity(model: SplitModel) -> None:
    """H[s,w] <= capacity, x y where the use of the site is a decision (a tighter relaxation)."""
    data = model.data
    for s, w in model.site_weeks:
        if np.isfinite(data.capacity_hours[s]) and model.site_shares(s, w):
            used = model.used.get((s, w), 1.0)
            limit = data.capacity_hours[s] / THOUSAND * used
            model.row(model.hours[s, w] - limit <= 0, Rule("capacity", data.sites[s]))


def respect_people(model: SplitModel) -> None:
    """Internal sites: sum over g of speed[g,q] f[g,q,w] = hours of the queue there, and
    sum over q of f[g,q,w] <= the group's hours, with f only where the group has the skill.
    """
    data = model.data
    speed = data.speed
    for g, s in enumerate(data.group_site):
        for w in range(len(data.weeks)):
            spent = []
            for q, _ in model.site_shares(int(s), w):
                if speed[g, q] > 0:
                    hours = model.problem.add_variable(f"group_{g}_{q}_{w}", 0)
                    model.group[g, q, w] = hours
                    spent.append(hours)
            if spent:
                limit = float(data.group_hours[g, w]) / THOUSAND
                model.row(pulp.lpSum(spent) <= limit, Rule("people", data.sites[s]))
    for (q, s, w), share in model.share.items():
        if data.is_internal[s]:
            groups = [g for g in np.flatnonzero(data.group_site == s) if speed[g, q] > 0]
            work = pulp.lpSum(float(speed[g, q]) * model.group[int(g), q, w] for g in groups)
            model.row(work - _full_hours(data, q, s, w) * share == 0)


def respect_max_share(model: SplitModel) -> None:
    """sum over q of contacts x <= max_share x contacts of the queues that the site can serve."""
    data = model.data
    for s, w in model.site_weeks:
        if data.max_share[s] < 1 and model.site_shares(s, w):
            row = _share_of_contacts(model, s, w) <= float(data.max_share[s])
            model.row(row, Rule("max_share", data.sites[s]))


def respect_min_share(model: SplitModel) -> None:
    """sum over q of contacts x >= min_share x contacts of the queues the site can serve, when it
    gets volume (x y), or in every week with `min_share_always`.
    """
    data = model.data
    for s, w in model.site_weeks:
        if data.min_share[s] > 0 and _open_contacts(data, s, w) > 0:
            used = 1.0 if model.params.min_share_always else model.used[s, w]
            excess = _share_of_contacts(model, s, w) - float(data.min_share[s]) * used
            model.row(excess >= 0, Rule("min_share", data.sites[s]))


def pay_commitments(model: SplitModel) -> None:
    """Take-or-pay: H[s,w] + shortfall[s,w] >= commitment, the shortfall paid at the rate."""
    data = model.data
    for s, w in model.site_weeks:
        if data.commitment_hours[s] > 0:
            committed = data.commitment_hours[s] / THOUSAND
            missing = model.problem.add_variable(f"shortfall_{s}_{w}", 0, committed)
            model.shortfall[s, w] = missing
            model.row(model.hours[s, w] + missing >= committed)


def minimise_cost(model: SplitModel) -> None:
    """Rate x (hours + shortfall) + fees + price of what stays unserved, in thousands.

    A committed site's fee is due whatever happens. It hangs on a variable fixed at 1, because a
    constant in the objective does not reach every solver.
    """
    data = model.data
    price = unserved_price(data, model.params)
    fees = sum(data.fixed_fee[s] for s, _ in model.site_weeks if not _fee_avoidable(data, s))
    terms = [float(fees) / THOUSAND * model.problem.add_variable("standing", 1, 1)]
    for (s, w), hours in model.hours.items():
        terms.append(float(data.rate[s]) * hours)
        if (s, w) in model.shortfall:
            terms.append(float(data.rate[s]) * model.shortfall[s, w])
        if _fee_avoidable(data, s):
            terms.append(float(data.fixed_fee[s]) / THOUSAND * model.used[s, w])
    for (q, w), unserved in model.unserved.items():
        terms.append(float(price[q, w] * data.contacts[q, w]) / THOUSAND * unserved)
    model.problem.setObjective(pulp.lpSum(terms))


def _full_hours(data: AllocationData, q: int, s: int, w: int) -> float:
    """Thousand hours that all contacts of the queue would need at the site."""
    return float(data.contacts[q, w] * data.hours_per_contact[q, s, w]) / THOUSAND


def _sites(model: SplitModel, q: int, w: int) -> list[int]:
    return [s for s in range(len(model.data.sites)) if (q, s, w) in model.share]


def _fee_avoidable(data: AllocationData, s: int) -> bool:
    return bool(data.fixed_fee[s] > 0 and data.commitment_hours[s] <= 0)


def _open_contacts(data: AllocationData, s: int, w: int) -> float:
    return float(data.contacts[data.capable[:, s], w].sum())


def _share_of_contacts(model: SplitModel, s: int, w: int) -> pulp.LpAffineExpression:
    total = _open_contacts(model.data, s, w)
    contacts = model.data.contacts
    return pulp.lpSum(float(contacts[q, w] / total) * x for q, x in model.site_shares(s, w))


def _largest_share(model: SplitModel, q: int, s: int, w: int) -> float:
    data = model.data
    largest = 1.0
    hours = _full_hours(data, q, s, w)
    if hours > 0 and model.keeps(Rule("capacity", data.sites[s])):
        largest = min(largest, float(data.capacity_hours[s]) / THOUSAND / hours)
    if model.keeps(Rule("max_share", data.sites[s])):
        part = float(data.max_share[s]) * _open_contacts(data, s, w)
        largest = min(largest, part / float(data.contacts[q, w]))
    return largest
