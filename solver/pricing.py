"""The price of every rule on the sites of a walk, with the service levels that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.coverage import SiteDemand, site_coverage
from solver.handover import site_demands, staffing_targets
from solver.report.headline import weighted_mean
from solver.scheduling.rule_prices import Outcome, RulePrice, rule_prices

if TYPE_CHECKING:
    from solver.plan import Walk


@dataclass(frozen=True)
class PricedRule:
    """A rule's price; service levels are means over contacts of all the site's queues, `None`
    where no schedule or no service goal is known."""

    price: RulePrice
    service_kept: float | None
    service_given_up: float | None

    @property
    def service(self) -> float | None:
        """Points of service level as a fraction; negative where the rule costs service."""
        if self.service_kept is None or self.service_given_up is None:
            return None
        return self.service_kept - self.service_given_up


def price_rules(walk: Walk, rules: Sequence[str]) -> tuple[PricedRule, ...]:
    """Every rule's price at every internal site.

    The walk's scheduling time limit is shared by all solves, those of a site in proportion to its
    agents. Raises as `rule_prices` does.
    """
    planning, params = walk.planning, walk.params.scheduling
    everyone = sum(len(planning.agents_of(site.site)) for site in planning.internal_sites)
    demands = site_demands(walk.requirements)
    found = []
    for target in staffing_targets(planning, walk.requirements):
        share = len(planning.agents_of(target.site)) / everyone if everyone else 1.0
        limit = max(1.0, params.time_limit_s * share / (1 + len(rules)))
        own = params.model_copy(update={"time_limit_s": limit})
        for price in rule_prices(planning, target, own, rules, walk.monitor):
            services = [_service(walk, demands, one) for one in (price.kept, price.given_up)]
            found.append(PricedRule(price, *services))
    return tuple(found)


def _service(walk: Walk, demands: Sequence[SiteDemand], outcome: Outcome) -> float | None:
    if outcome.objective is None:
        return None
    params = walk.params.requirements
    (covered,) = site_coverage(walk.planning, demands, [outcome.published], params)
    (demand,) = (one for one in demands if one.site == covered.site)
    return weighted_mean([covered.service.service_level], [demand.volume])
