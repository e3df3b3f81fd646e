"""What a rule costs: the site solved with it and without it.

Neither solve is exact, so that a price comes with the interval that both gaps leave: with
optimum C with the rule and c <= C without it, bounds B <= C, b <= c and costs of found schedules
F >= C, f >= c, the true price C - c lies in [B - f, F - b]. A schedule that keeps the rule is one
without it too, so that f may be the lesser of both costs and B the greater of both bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.domain import PlanningData, PublishedSchedule, StaffingTarget
from solver.errors import AuditFailedError
from solver.progress import Monitor
from solver.scheduling.check import audit
from solver.scheduling.params import SchedulingParams
from solver.scheduling.prepare import schedule_data
from solver.scheduling.result import Message
from solver.scheduling.weakenings import WEAKENINGS, weakening
from solver.status import SolveReport, SolveStatus

__all__ = ["WEAKENINGS", "Outcome", "RulePrice", "rule_price", "rule_prices"]


@dataclass(frozen=True)
class Outcome:
    """One solve. Money as in the audit, hours are agent-hours; `objective` is `None` without a
    schedule, and everything else that a schedule gives then 0.

    `fte` are paid hours over the work plans' full-time hours; `covered` is the part of the
    target's agent-hours that is not short, `None` where nobody is wanted.
    """

    objective: float | None
    bound: float | None
    fte: float
    paid_hours: float
    short_agent_hours: float
    over_agent_hours: float
    covered: float | None
    published: PublishedSchedule
    report: SolveReport
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class RulePrice:
    """Differences are those with the rule minus those without it: a positive one is what the rule
    costs. `None` where a schedule or a bound is missing."""

    site: str
    rule: str
    title: str
    instead: str
    kept: Outcome
    given_up: Outcome

    @property
    def price(self) -> float | None:
        """Money between the two schedules found."""
        return _difference(self.kept.objective, self.given_up.objective)

    @property
    def least(self) -> float | None:
        """No true price is below; never negative, since giving up a rule costs nothing."""
        if self.kept is self.given_up:
            return self.price
        found = _difference(self.kept.bound, self.given_up.objective)
        return None if found is None else max(0.0, found)

    @property
    def most(self) -> float | None:
        """No true price is above."""
        if self.kept is self.given_up:
            return self.price
        return _difference(self.kept.objective, self.given_up.bound)

    @property
    def fte(self) -> float | None:
        return None if self.price is None else self.kept.fte - self.given_up.fte

    @property
    def short_agent_hours(self) -> float | None:
        if self.price is None:
            return None
        return self.kept.short_agent_hours - self.given_up.short_agent_hours

    @property
    def covered(self) -> float | None:
        """Points of coverage as a fraction; negative where the rule costs coverage."""
        return _difference(self.kept.covered, self.given_up.covered)


def _difference(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def rule_price(
    planning: PlanningData,
    target: StaffingTarget,
    params: SchedulingParams,
    rule: str,
    monitor: Monitor | None = None,
) -> RulePrice:
    """The price of one rule of `WEAKENINGS`; see `rule_prices`."""
    return rule_prices(planning, target, params, (rule,), monitor)[0]


def rule_prices(
    planning: PlanningData,
    target: StaffingTarget,
    params: SchedulingParams,
    rules: Sequence[str],
    monitor: Monitor | None = None,
) -> tuple[RulePrice, ...]:
    """The price of each rule at `target.site`, one solve a rule and one with all of them.

    `params.time_limit_s` holds for every solve. Raises `InvalidInputError` for an unknown rule
    and `AuditFailedError` for a schedule that breaks a rule.
    """
    chosen = [weakening(rule) for rule in rules]
    monitor = monitor or Monitor()
    kept = first = _solve(planning, target, params, monitor)
    solved = []
    for one in chosen:
        weak = one.weaken(planning, target.site)
        # A rule that nobody has is free, and known to be.
        solved.append(first if weak == planning else _solve(weak, target, params, monitor))
        kept = _better(kept, solved[-1], planning, target, params)
    pairs = [_sharpened(kept, kept if one is first else one) for one in solved]
    return tuple(
        RulePrice(target.site, one.rule, one.title, one.instead, *pair)
        for one, pair in zip(chosen, pairs, strict=True)
    )


def _better(
    kept: Outcome,
    given_up: Outcome,
    planning: PlanningData,
    target: StaffingTarget,
    params: SchedulingParams,
) -> Outcome:
    """The schedule found without a rule, where it happens to keep the rule and costs less."""
    if given_up.objective is None or given_up is kept:
        return kept
    if kept.objective is not None and kept.objective <= given_up.objective:
        return kept
    found = audit(planning, target, given_up.published, params)
    if not found.passed:
        return kept
    report = replace(
        kept.report,
        status=SolveStatus.FEASIBLE,
        objective=found.objective,
        cost_terms=dict(found.cost_terms),
    )
    return replace(given_up, bound=kept.bound, report=report, messages=kept.messages)


def _sharpened(kept: Outcome, given_up: Outcome) -> tuple[Outcome, Outcome]:
    """Both outcomes with what each proves about the other."""
    objectives = kept.objective, given_up.objective
    if kept.objective is not None and (
        given_up.objective is None or kept.objective < given_up.objective
    ):
        given_up = replace(kept, bound=given_up.bound)
    if given_up.bound is not None and (kept.bound is None or kept.bound < given_up.bound):
        # Without a schedule there may be none to bound.
        kept = kept if objectives[0] is None else replace(kept, bound=given_up.bound)
    return kept, given_up


def _solve(
    planning: PlanningData, target: StaffingTarget, params: SchedulingParams, monitor: Monitor
) -> Outcome:
    # The engine loads solvers; the rest of the package does not.
    from solver.scheduling.engine import schedule

    clock = monitor.limited(None if params.deterministic else params.time_limit_s)
    solved = schedule(schedule_data(planning, target, params), params, clock)
    found = audit(planning, target, solved.published, params)
    has_solution = solved.report.status.has_solution
    if has_solution and not found.passed:
        raise AuditFailedError(f"site {target.site}: {broken}" for broken in found.violations)
    wanted = float(target.agents.sum()) * target.grid.interval_minutes / 60
    return Outcome(
        objective=found.objective if has_solution else None,
        bound=solved.report.bound,
        fte=_fte(planning, solved.published, target.grid.n_days / 7),
        paid_hours=found.paid_hours,
        short_agent_hours=found.short_agent_hours if has_solution else 0.0,
        over_agent_hours=found.over_agent_hours if has_solution else 0.0,
        covered=1 - found.short_agent_hours / wanted if wanted and has_solution else None,
        published=solved.published,
        report=solved.report,
        messages=solved.messages,
    )


def _fte(planning: PlanningData, published: PublishedSchedule, weeks: float) -> float:
    """Paid hours over what each agent's work plan calls full time."""
    plan_of = {agent.agent: agent.work_plan for agent in planning.agents}
    hours = {plan.work_plan: plan.fte_hours_week for plan in planning.work_plans}
    return sum(
        shift.paid_minutes / 60 / (hours[plan_of[shift.agent]] * weeks)
        for shift in published.shifts
    )
