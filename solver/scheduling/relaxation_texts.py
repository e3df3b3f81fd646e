"""A change to a rule or a calendar, and how it is said to a planner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from solver.scheduling.rules import RULES

UNITS = {
    "weekly_days": "days",
    "period_limits": "days",
    "rest": "minutes",
    "consecutive_days": "days",
    "weekends": "weekends",
    "availability": "days",
    "time_off": "days",
    "seats": "seats",
}
_SAID = {
    ("weekly_paid_time", "low"): "lower the weekly minimum by {n}",
    ("weekly_paid_time", "high"): "allow {n} above the weekly maximum",
    ("period_limits", "low"): "lower the period's minimum by {n}",
    ("period_limits", "high"): "allow {n} above the period's maximum",
    ("weekly_days", "low"): "ask for {n} less a week",
    ("weekly_days", "high"): "allow {n} more a week",
    ("rest", ""): "shorten the rest between shifts by {n}",
    ("consecutive_days", ""): "allow {n} more in a row",
    ("weekends", "high"): "allow work on {n} more",
    ("availability", "cell"): "let a shift lie outside the availability",
    ("time_off", "cell"): "cancel the time off",
    ("seats", "high"): "add {n}",
}


@dataclass(frozen=True)
class Relaxation:
    """One rule of an agent, or of the site where `agent` is `None`, relaxed by `amount` `unit`.

    `side` is `low` for a minimum, `high` for a maximum, otherwise as in `elastic.Slack`.
    """

    rule: str
    agent: str | None
    side: str
    amount: int
    unit: str
    first: date
    last: date
    text: str


def unit_of(rule: str) -> str:
    return UNITS.get(rule, "times")


def amount_text(amount: int, unit: str) -> str:
    return f"{amount:,} {unit.removesuffix('s') if amount == 1 else unit}"


def rule_title(name: str) -> str:
    return next((rule.title for rule in RULES if rule.name == name), name)


def relaxation_text(rule: str, side: str, amount: str, first: date, last: date, whose: str) -> str:
    """Who, what, by how much (`240 minutes`) and when."""
    title = rule_title(rule).lower()
    other = f"relax the rule '{title}' by {{n}}" if side else f"give up the rule '{title}'"
    said = _SAID.get((rule, side), other)
    return f"{whose}: {said.format(n=amount)}, {dates_text(first, last)}"


def dates_text(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
