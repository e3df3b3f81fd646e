"""Names: each stands once, and each that is used exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from solver.domain import PreferenceKind, SiteKind
from solver.domain.base import parse_skills
from solver.errors import Issue
from solver.workspace.draft import Draft, names_in
from solver.workspace.tables import TABLES, Form

# (table, field) -> the table whose key it names; history is checked apart, for it is long.
_REFERENCES = {
    ("agents", "site"): "sites",
    ("agents", "work_plan"): "work_plans",
    ("contracts", "site"): "sites",
    ("contracts", "queues"): "queues",
    ("events", "queues"): "queues",
    ("queues", "blend_with"): "queues",
    ("shrinkage", "queues"): "queues",
    ("overrides", "queue"): "queues",
    ("time_off", "agent"): "agents",
    ("preferences", "agent"): "agents",
    ("carry_over", "agent"): "agents",
}


def check_rows(draft: Draft, needs_history: bool) -> Iterator[Issue]:
    """Tables that need at least one row."""
    needed = ("queues", "sites", "history") if needs_history else ("queues", "sites")
    for name in needed:
        table = draft.tables[name]
        if draft.known(name) and not table.records:
            place = None if table.file.endswith((".csv", ".toml")) else name
            yield Issue(table.file, f"there are no {name} rows", None, place, None, "at least one")


def check_duplicates(draft: Draft) -> Iterator[Issue]:
    """Names that identify a row stand once."""
    for spec in TABLES:
        if spec.form is Form.SINGLE or spec.key is None:
            continue
        table = draft.tables[spec.name]
        first: dict[str, int] = {}
        for index, value in enumerate(table.column(spec.key)):
            name = str(value).strip()
            if value is not None and first.setdefault(name, index) != index:
                noun = spec.key.replace("_", " ")
                message = f"this {noun} stands already in {table.place(first[name])}"
                yield table.issue(index, spec.key, message, name, f"each {noun} once")


def check_references(draft: Draft) -> Iterator[Issue]:
    """Names of other tables that do not exist."""
    for (name, field), target in _REFERENCES.items():
        if draft.known(target):
            yield from _unknown_names(draft, name, field, target)
    yield from _unknown_history_queues(draft)
    yield from _unknown_skills(draft)
    yield from _unknown_wished_shifts(draft)
    yield from _agents_of_vendors(draft)
    yield from _sites_without_contract(draft)
    yield from _blends_with_backlog(draft)


def _key(table: str) -> str:
    return next(str(spec.key) for spec in TABLES if spec.name == table)


def _nearest(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    if near:
        return f"a known name, did you mean {near[0]!r}?"
    listed = ", ".join(sorted(known)[:8])
    return f"one of {listed}{', ...' if len(known) > 8 else ''}" if known else "a known name"


def _unknown_names(draft: Draft, name: str, field: str, target: str) -> Iterator[Issue]:
    table, key = draft.tables[name], _key(target)
    known = draft.names(target, key)
    for index, value in enumerate(table.column(field)):
        for used in names_in(value):
            if used not in known:
                message = f"there is no such {key.replace('_', ' ')} in {_where(draft, target)}"
                yield table.issue(index, field, message, used, _nearest(used, known))


def _where(draft: Draft, target: str) -> str:
    file = draft.tables[target].file
    return file if file.endswith((".csv", ".toml")) else target


def _unknown_history_queues(draft: Draft) -> Iterator[Issue]:
    """One issue a queue, at its first row."""
    table = draft.tables["history"]
    if not draft.known("queues"):
        return
    known = draft.names("queues", "queue")
    names = table.column("queue")
    rows = Counter(names)
    for name in rows:
        if isinstance(name, str) and name.strip() not in known:
            message = f"there is no such queue in {_where(draft, 'queues')} ({rows[name]} rows)"
            expected = _nearest(name, known)
            yield table.issue(names.index(name), "queue", message, name, expected)


def _unknown_skills(draft: Draft) -> Iterator[Issue]:
    table, known = draft.tables["agents"], draft.names("queues", "skill")
    for index, value in enumerate(table.column("skills") if draft.known("queues") else []):
        for skill in _skills_in(value):
            if skill not in known:
                message = "no queue needs this skill"
                yield table.issue(index, "skills", message, skill, _nearest(skill, known))


def _skills_in(value: Any) -> list[str]:
    try:
        return list(parse_skills(value)) if isinstance(value, str | dict) else []
    except (ValueError, TypeError):
        return []


def _unknown_wished_shifts(draft: Draft) -> Iterator[Issue]:
    if not draft.complete("agents", "work_plans"):
        return
    plans = {plan.work_plan: plan for plan in draft.planning.work_plans}
    plan_of = {agent.agent: plans.get(agent.work_plan) for agent in draft.planning.agents}
    for number, wish in enumerate(draft.planning.preferences):
        plan = plan_of.get(wish.agent)
        if wish.kind is PreferenceKind.SHIFT and plan is not None:
            known = frozenset(shift.name for shift in plan.shifts)
            if wish.value not in known:
                message = f"work plan {plan.work_plan!r} of {wish.agent} has no such shift"
                expected = _nearest(wish.value, known)
                yield draft.issue("preferences", number, "value", message, wish.value, expected)


def _agents_of_vendors(draft: Draft) -> Iterator[Issue]:
    vendors = {site.site for site in draft.planning.sites if site.kind is SiteKind.BPO}
    table = draft.tables["agents"]
    for index, site in enumerate(table.column("site")):
        if isinstance(site, str) and site.strip() in vendors:
            message = "a BPO site has no named agents: its capacity stands in its contract"
            yield table.issue(index, "site", message, site, "an internal site")


def _sites_without_contract(draft: Draft) -> Iterator[Issue]:
    """A single internal site needs none: there is nothing to divide."""
    table = draft.tables["sites"]
    if not draft.known("sites", "contracts"):
        return
    alone = len(draft.planning.sites) == 1 and draft.planning.sites[0].kind is SiteKind.INTERNAL
    if alone and not draft.tables["contracts"].records:
        return
    known = draft.names("contracts", "site")
    for index, site in enumerate(table.column("site")):
        if isinstance(site, str) and site.strip() not in known:
            expected = f"a contract of {site.strip()!r} in {_where(draft, 'contracts')}"
            yield table.issue(index, "site", "the site has no contract", site, expected)


def _blends_with_backlog(draft: Draft) -> Iterator[Issue]:
    """Idle time is left by channels that are answered at once."""
    backlog = {queue.queue for queue in draft.planning.queues if queue.channel.is_backlog}
    for number, queue in enumerate(draft.planning.queues):
        for name in queue.blend_with:
            if name in backlog:
                message = "a backlog channel leaves no idle time to work in"
                expected = "a voice, chat or messaging queue"
                yield draft.issue("queues", number, "blend_with", message, name, expected)
