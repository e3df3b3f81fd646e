"""The independent causes of an infeasible roster, and the cheapest way out of all of them.

The cheapest set of broken rows is minimal: with all but one of them allowed, no plan exists. So
each broken row stands for a clash of its own, whose rules are found by leaving them out one at a
time; rows with the same rules and agent are one cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from solver.scheduling.cp import CpLimits
from solver.scheduling.data import ScheduleData
from solver.scheduling.elastic import ElasticPlan, Row, elastic_plan
from solver.scheduling.relaxation_texts import dates_text
from solver.scheduling.relaxations import Breaches, breaches, relaxations
from solver.scheduling.result import Message
from solver.scheduling.rules import RULES

SECONDS = 20.0
SECONDS_PER_CHECK = 2.0
SECONDS_PER_SHARED_CHECK = 0.7
MOST_NAMED = 20


@dataclass(frozen=True)
class Cause:
    """Rules that cannot all be met. `agent` is `None` for a clash between several agents; `rows`
    are the broken rows of the cheapest plan that belong to it."""

    agent: int | None
    rules: frozenset[str]
    rows: tuple[Row, ...]


def explain_infeasible(
    data: ScheduleData, seed: int, seconds: float = SECONDS
) -> tuple[Message, ...]:
    """Messages of kind `infeasible`, one a cause, then of kind `relaxation`: the cheapest changes
    that together make the roster solvable. Past `MOST_NAMED` of a kind they are counted."""
    limits = CpLimits(seconds, seed=seed)
    found = breaches(data, limits)
    if found is None or not found.amounts:
        text = "no roster meets every rule; no single agent's rules clash"
        return (Message("infeasible", text, rule="seats"),)
    causes = [_cause_message(data, cause) for cause in find_causes(data, found, limits)]
    changes = relaxations(data, found)
    ways = [
        Message("relaxation", f"a way out: {c.text}", c.agent, c.rule, dates_text(c.first, c.last))
        for c in changes
    ]
    return (*_shown(causes), *_shown(ways))


def _shown(messages: list[Message]) -> list[Message]:
    rest = len(messages) - MOST_NAMED
    if rest <= 0:
        return messages
    more = Message(messages[0].kind, f"{rest} more of this kind are not listed")
    return [*messages[:MOST_NAMED], more]


def find_causes(data: ScheduleData, found: Breaches, limits: CpLimits) -> tuple[Cause, ...]:
    """The causes behind the broken rows, those of single agents first."""
    check = replace(limits, seconds=min(limits.seconds, SECONDS_PER_CHECK))
    merged: dict[tuple[int | None, frozenset[str]], list[Row]] = {}
    shared: list[Row] = []
    for agent in sorted({row[1] for row in found.amounts if row[1] is not None}):
        plan = elastic_plan(data, np.array([agent]))
        for row in [row for row in found.amounts if row[1] == agent]:
            rules = _clash(plan, row, found.amounts, check)
            if rules is None:
                shared.append(row)
            else:
                merged.setdefault((agent, rules), []).append(row)
    shared += [row for row in found.amounts if row[1] is None]
    if shared:
        plan = elastic_plan(data, np.arange(len(data.agents)))
        check = replace(check, seconds=min(limits.seconds, SECONDS_PER_SHARED_CHECK))
        by_rule = {row[0]: row for row in shared}
        rules_of = {
            rule: _clash(plan, row, found.amounts, check) or frozenset({rule})
            for rule, row in by_rule.items()
        }
        for row in shared:
            merged.setdefault((None, rules_of[row[0]]), []).append(row)
    return tuple(Cause(agent, rules, tuple(rows)) for (agent, rules), rows in merged.items())


def _clash(
    plan: ElasticPlan, row: Row, amounts: Mapping[Row, int], limits: CpLimits
) -> frozenset[str] | None:
    """The rules that clash with a broken row when the other rows may be broken as they are;
    `None` where the model's agents have no clash."""
    others = {other: amount for other, amount in amounts.items() if other != row}
    without: set[str] = set()
    if not plan.infeasible(others, without, limits):
        return None
    rules = {slack.rule for slack in plan.slacks}
    # Calendars last: a clash is told best by what cannot be changed.
    for rule in sorted(rules - {row[0]}, key=lambda name: name in ("availability", "time_off")):
        if plan.infeasible(others, without | {rule}, limits):
            without.add(rule)
    return frozenset(rules - without)


def _cause_message(data: ScheduleData, cause: Cause) -> Message:
    days = sorted({day for row in cause.rows for day in row[2]})
    span = (days[0], days[-1]) if days else (0, data.n_days - 1)
    dates = dates_text(*(data.site_grid.day(day) for day in span))
    titles = [rule.title.lower() for rule in RULES if rule.name in cause.rules]
    clash = f"{' and '.join(titles)} cannot all be met"
    if cause.agent is None:
        if len(titles) == 1:
            clash = f"{titles[0]}: it cannot be kept with what the rules of the agents force"
        seats = "" if data.seats is None else f"{data.seats} seats, "
        text = f"{data.site}: {clash} ({seats}{len(data.agents)} agents; {dates})"
        rule = _shared_rule(cause)
        return Message("infeasible", text, rule=rule, dates=dates)
    name = data.agents[cause.agent]
    weeks = sorted({day // 7 for day in days})
    reason = "; ".join(_shortfalls(data, cause.agent, weeks)) or f"no roster is left, {dates}"
    return Message("infeasible", f"{name}: {clash} ({reason})", name, cause.rows[0][0], dates)


def _shared_rule(cause: Cause) -> str:
    """The rule that ties agents together, if one is known."""
    between = [row[0] for row in cause.rows if row[1] is None]
    return "seats" if "seats" in cause.rules else (between or [cause.rows[0][0]])[0]


def _shortfalls(data: ScheduleData, agent: int, weeks: Iterable[int]) -> list[str]:
    """Weeks whose minimum is above what the agent's calendar leaves."""
    found = []
    for week in weeks:
        days = [d for d in data.days_of_week(week) if data.can[agent, d].any()]
        needed, least_days = int(data.paid_min[agent, week]), int(data.days_min[agent, week])
        longest = [int(data.shape_paid[data.can[agent, d]].max()) for d in days]
        most = sum(sorted(longest, reverse=True)[: int(data.days_max[agent, week])])
        first = data.site_grid.day(7 * week)
        if most < needed:
            found.append(
                f"week of {first}: needs {needed} paid minutes, at most {most} can be worked"
            )
        elif len(days) < least_days:
            found.append(f"week of {first}: needs {least_days} days, {len(days)} can be worked")
    return found
