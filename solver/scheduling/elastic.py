"""The day plan with a price on breaking it: every row of every rule may give way by a slack.

A rule writes its rows as into any day plan; they are loosened afterwards, so that a new rule is
explained without a line about it here. Which agent and days a row is about is read off its
variables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from solver.scheduling.cp import CpAnswer, CpLimits, run_cp
from solver.scheduling.data import NO_START, ScheduleData
from solver.scheduling.day_plan import day_plan_variables
from solver.scheduling.elastic_seats import add_seat_rows
from solver.scheduling.models import DayPlanModel
from solver.scheduling.rules import RULES

# What breaking a rule is taken to cost, in paid minutes a unit: a day, a weekend, a seat, or a
# row as a whole. Paid time costs itself.
PRICES = {
    "weekly_days": 300,
    "rest": 600,
    "consecutive_days": 600,
    "weekends": 900,
    "days_off_runs": 600,
    "start_consistency": 300,
    "forward_rotation": 300,
    "availability": 1200,
    "time_off": 3000,
    "seats": 2000,
}
OTHER_PRICE = 600
REST_INTERVAL_PRICE = 60
# Rules that are no rows but masks: a day that they close is opened at a price.
MASKS = ("availability", "time_off")
UNBOUNDED = 10**9
# Rows of paid time have the minutes of shifts as factors, others small ones.
LEAST_PAID = 15

Row = tuple[str, int | None, tuple[int, ...], str, str]
PAID = "paid minutes"


@dataclass(frozen=True)
class Slack:
    """By how much a row may be broken, and whose row it is.

    `agent` is `None` for a row of several agents. `side` is `low` below a minimum, `high` above a
    maximum, `row` for a row as a whole and `cell` for a shift on a closed day. `unit` is `PAID`
    for a row of minutes, otherwise that of the rule.
    """

    rule: str
    agent: int | None
    days: tuple[int, ...]
    side: str
    unit: str
    variable: cp_model.IntVar
    most: int

    @property
    def row(self) -> Row:
        """What the row is about; the same in every model that holds its agent."""
        return self.rule, self.agent, self.days, self.side, self.unit

    @property
    def price(self) -> int:
        """In paid minutes a unit. Rest is counted in intervals where starts are variables."""
        if self.rule == "rest" and self.side == "low":
            return REST_INTERVAL_PRICE
        if self.unit == PAID:
            return 1
        return PRICES.get(self.rule, OTHER_PRICE)


@dataclass
class ElasticPlan:
    """A day plan whose rows have `slacks`. `data` is the site with closed days opened."""

    data: ScheduleData
    m: DayPlanModel
    slacks: list[Slack] = field(default_factory=list)

    def cheapest(self, limits: CpLimits) -> CpAnswer:
        """The plan whose broken rows cost least."""
        self._price(self.slacks)
        answer = run_cp(self.m.model, limits)
        self.m.model.clear_objective()
        return answer

    def cheapest_beyond(self, allowed: Mapping[Row, int], limits: CpLimits) -> CpAnswer:
        """The plan whose broken rows of several agents cost least, when those of single agents
        may be broken by no more than `allowed`."""
        shared = [slack for slack in self.slacks if slack.agent is None]
        self._price(shared)
        answer = self.plan(allowed, {slack.rule for slack in shared}, limits)
        self.m.model.clear_objective()
        return answer

    def plan(
        self, allowed: Mapping[Row, int], without: Collection[str], limits: CpLimits
    ) -> CpAnswer:
        """Some plan that breaks a row by no more than `allowed`, 0 where not given, and the rules
        `without` as it likes."""
        for slack in self.slacks:
            free = slack.rule in without
            self._limit(slack, slack.most if free else min(allowed.get(slack.row, 0), slack.most))
        answer = run_cp(self.m.model, limits)
        for slack in self.slacks:
            self._limit(slack, slack.most)
        return answer

    def infeasible(
        self, allowed: Mapping[Row, int], without: Collection[str], limits: CpLimits
    ) -> bool:
        """Whether `plan` is proven not to exist."""
        return self.plan(allowed, without, limits).infeasible

    def _price(self, slacks: list[Slack]) -> None:
        terms = [slack.price * slack.variable for slack in slacks]
        self.m.model.minimize(cp_model.LinearExpr.sum(terms))

    def _limit(self, slack: Slack, most: int) -> None:
        domain = self.m.model.proto.variables[slack.variable.index].domain
        domain.clear()
        domain.extend([0, most])


def elastic_plan(data: ScheduleData, people: NDArray[np.int64]) -> ElasticPlan:
    """The elastic day plan of some agents; the seats are looked at only where they are all."""
    opened, closed = _opened(data, people)
    plan = ElasticPlan(opened, day_plan_variables(opened, people))
    for rule in RULES:
        if rule.day_plan is None or rule.name in MASKS:
            continue
        if rule.name == "seats":
            add_seats(plan)
            continue
        first = len(plan.m.model.proto.constraints)
        rule.day_plan(plan.m)
        if rule.name != "one_shift_a_day":
            _Loosening(plan, rule.name, first).run()
    for name, cells in closed.items():
        for agent, day in cells:
            _price_cell(plan, name, agent, day, data)
    return plan


def add_seats(plan: ElasticPlan) -> None:
    """One slack for the whole period: the seats that would have to be added."""
    data, m = plan.data, plan.m
    if data.seats is None or len(m.agents) <= data.seats or len(m.agents) < len(data.agents):
        return
    most = len(m.agents) - data.seats
    extra = m.model.new_int_var(0, most, "")
    add_seat_rows(m, extra)
    plan.slacks.append(Slack("seats", None, tuple(range(data.n_days)), "high", "", extra, most))


def _opened(
    data: ScheduleData, people: NDArray[np.int64]
) -> tuple[ScheduleData, dict[str, set[tuple[int, int]]]]:
    """The data with each template that a day leaves no start of opened whole, and by mask the
    (agent, day) that it closes."""
    masks = {"availability": data.available.copy(), "time_off": data.clear_of_leave.copy()}
    closed: dict[str, set[tuple[int, int]]] = {name: set() for name in MASKS}
    for agent in people.tolist():
        for template in data.templates:
            if template.plan != data.plan[agent]:
                continue
            shapes = np.array(template.shapes)
            exists = data.begin[:, shapes] != NO_START
            shut = exists.any(axis=1) & ~data.can[agent][:, shapes].any(axis=1)
            for day in np.flatnonzero(shut).tolist():
                blocking = [n for n in MASKS if not masks[n][agent, day, shapes].any()]
                for name in blocking or ["time_off"]:
                    closed[name].add((agent, day))
            for mask in masks.values():
                mask[np.ix_([agent], shut, shapes)] |= exists[shut][None]
    opened = replace(data, available=masks["availability"], clear_of_leave=masks["time_off"])
    return opened, closed


def _price_cell(plan: ElasticPlan, name: str, agent: int, day: int, data: ScheduleData) -> None:
    """One slack for working on a closed day, whichever template."""
    m = plan.m
    i = int(np.flatnonzero(m.agents == agent)[0])
    shut = [v for n, v in m.works[i][day].items() if not data.can_template[agent, day, n]]
    open_it = m.model.new_bool_var("")
    for variable in shut:
        m.model.add_implication(variable, open_it)
    plan.slacks.append(Slack(name, agent, (day,), "cell", "", open_it, 1))


class _Loosening:
    """Gives the rows that one rule has just written their slacks.

    Variables that the rule made for itself belong to the agent whose variables they are tied to.
    Rows that define them stay as they are: enforced ones and equalities with a single such
    variable.
    """

    def __init__(self, plan: ElasticPlan, rule: str, first: int) -> None:
        self._plan = plan
        self._rule = rule
        proto = plan.m.model.proto
        self._rows = [proto.constraints[c] for c in range(first, len(proto.constraints))]
        self._owners: dict[int, set[tuple[int, int]]] = {}
        for i, agent, day in plan.m.cells():
            for variable in (plan.m.on[i][day], *plan.m.works[i][day].values()):
                self._owners[variable.index] = {(agent, day)}
        self._decided = frozenset(self._owners)

    def run(self) -> None:
        for row in self._rows:
            cells = self._cells(row)
            for variable in set(_variables(row)) - self._decided:
                self._owners.setdefault(variable, set()).update(cells)
        for row in self._rows:
            if not self._defines(row):
                self._loosen(row)

    def _cells(self, row: Any) -> set[tuple[int, int]]:
        owned = (self._owners.get(variable, set()) for variable in _variables(row))
        return set().union(*owned)

    def _defines(self, row: Any) -> bool:
        own = set(_variables(row)) - self._decided
        if not own or (len(own) > 1 and row.has_linear() and len(row.enforcement_literal)):
            return False
        domain = list(row.linear.domain) if row.has_linear() else []
        equality = len(domain) == 2 and domain[0] == domain[1]
        return bool(len(row.enforcement_literal)) or not row.has_linear() or equality

    def _loosen(self, row: Any) -> None:
        if row.has_linear() and len(row.linear.domain) == 2:
            # The reach first: it is that of the row without slacks.
            low, high = _reach(self._plan.m.model.proto, row)
            floor, ceiling = row.linear.domain
            self._slack(row, "low", 1, min(floor - low, UNBOUNDED))
            self._slack(row, "high", -1, min(high - ceiling, UNBOUNDED))
        elif row.has_bool_or() or row.has_bool_and() or row.has_linear():
            broken = self._new(row, "row", 1)
            row.enforcement_literal.append(-broken.index - 1)

    def _slack(self, row: Any, side: str, sign: int, most: int) -> None:
        """A slack where the row can bind at all."""
        if most > 0:
            variable = self._new(row, side, int(most))
            row.linear.vars.append(variable.index)
            row.linear.coeffs.append(sign)

    def _new(self, row: Any, side: str, most: int) -> cp_model.IntVar:
        cells = self._cells(row)
        agents = {agent for agent, _ in cells}
        agent = agents.pop() if len(agents) == 1 else None
        days = tuple(sorted({day for _, day in cells}))
        variable = self._plan.m.model.new_int_var(0, most, "")
        paid = row.has_linear() and max(abs(c) for c in row.linear.coeffs) >= LEAST_PAID
        unit = PAID if paid else ""
        self._plan.slacks.append(Slack(self._rule, agent, days, side, unit, variable, most))
        return variable


def _variables(row: Any) -> Iterator[int]:
    """Indices of a row's variables."""
    found = list(row.enforcement_literal)
    if row.has_linear():
        found += row.linear.vars
    elif row.has_bool_or():
        found += row.bool_or.literals
    elif row.has_bool_and():
        found += row.bool_and.literals
    for literal in found:
        yield literal if literal >= 0 else -literal - 1


def _reach(proto: Any, row: Any) -> tuple[int, int]:
    """Least and greatest value of a linear row over its variables' domains."""
    low = high = 0
    for index, factor in zip(row.linear.vars, row.linear.coeffs, strict=True):
        domain = list(proto.variables[index].domain)
        ends = factor * domain[0], factor * domain[-1]
        low, high = low + min(ends), high + max(ends)
    return low, high
