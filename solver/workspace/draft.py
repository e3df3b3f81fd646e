"""From raw tables to nouns, collecting every issue and keeping the rows that are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from solver.domain import Center, Noun, PlanningData
from solver.errors import Issue
from solver.workspace.clock import with_offsets
from solver.workspace.messages import noun_issues
from solver.workspace.tables import SPEC, TABLES, Form, RawTable


@dataclass(frozen=True)
class Draft:
    """What could be read so far. `planning` holds the rows that are right by themselves, and
    `positions[table][k]` the record that its k-th noun comes from. `unread` are tables of which
    nothing is known; `clock_known` says whether the centre's time zone and interval are right.
    """

    planning: PlanningData
    tables: Mapping[str, RawTable]
    positions: Mapping[str, Sequence[int]]
    unread: frozenset[str] = frozenset()
    clock_known: bool = True

    def known(self, *tables: str) -> bool:
        """Whether the names in these tables can be relied upon."""
        return not self.unread.intersection(tables)

    def complete(self, *tables: str) -> bool:
        """Whether every row of these tables is right by itself."""
        return self.known(*tables) and all(
            len(self.positions[name]) == len(self.tables[name].records) for name in tables
        )

    def names(self, table: str, field: str) -> frozenset[str]:
        """The names in a field, those of faulty rows included, so that errors do not cascade."""
        return frozenset(n for v in self.tables[table].column(field) for n in names_in(v))

    def issue(
        self,
        table: str,
        number: int,
        column: str | None,
        message: str,
        value: Any = None,
        expected: str | None = None,
    ) -> Issue:
        """An issue about the `number`-th noun of a table of `planning`."""
        index = self.positions[table][number]
        return self.tables[table].issue(index, column, message, value, expected)


def names_in(value: Any) -> tuple[str, ...]:
    """The names in a raw value: one, or several as `a|b` or a list; none if it is neither."""
    if isinstance(value, str):
        value = value.split("|")
    parts = value if isinstance(value, list | tuple) else ()
    return tuple(p.strip() for p in parts if isinstance(p, str) and p.strip())


def draft_of(planning: PlanningData, file: str = "document") -> Draft:
    """The draft of a document whose nouns are already parsed."""
    tables = {}
    for spec in TABLES:
        nouns = [planning.center] if spec.form is Form.SINGLE else getattr(planning, spec.name)
        paths = [spec.name] if spec.form is Form.SINGLE else _paths(spec.name, len(nouns))
        tables[spec.name] = RawTable(spec, file, [vars(noun) for noun in nouns], paths=paths)
    positions = {name: range(len(table.records)) for name, table in tables.items()}
    return Draft(planning, tables, positions)


def _paths(name: str, count: int) -> list[str]:
    return [f"{name}.{index}" for index in range(count)]


def read_draft(tables: Mapping[str, RawTable], unread: frozenset[str]) -> tuple[Draft, list[Issue]]:
    """Validate every record by itself. Tables of neither argument are absent and empty."""
    tables = {s.name: tables.get(s.name) or RawTable(s, s.file, [], rows=[]) for s in TABLES}
    center, clock_known, issues = _read_center(tables["center"])
    nouns: dict[str, Any] = {"center": center}
    positions: dict[str, Sequence[int]] = {"center": [0]}
    for spec in TABLES:
        if spec.form is Form.SINGLE:
            continue
        found, positions[spec.name], problems = _read_table(tables, spec.name, center, clock_known)
        nouns[spec.name] = tuple(found)
        issues += problems
    planning = PlanningData.model_construct(**nouns)
    return Draft(planning, tables, positions, unread, clock_known), issues


def _read_center(table: RawTable) -> tuple[Center, bool, list[Issue]]:
    """The centre; where it is faulty, one of its right fields to go on with."""
    found, _, issues = _validate(table, table.records, frozenset())
    if found:
        return found[0], True, issues  # type: ignore[return-value]
    record = dict(table.records[0]) if table.records else {}
    faulty = {issue.column.removeprefix("center.") for issue in issues if issue.column}
    right = {k: v for k, v in record.items() if k not in faulty and k in Center.model_fields}
    clock_known = bool(table.records) and not faulty & {"time_zone", "interval_minutes"}
    stand_in = {"name": "unnamed", "time_zone": "UTC", **(right if clock_known else {})}
    return Center.model_validate(stand_in), clock_known, issues


def _read_table(
    tables: Mapping[str, RawTable], name: str, center: Center, clock_known: bool
) -> tuple[list[Noun], Sequence[int], list[Issue]]:
    table = tables[name]
    if name == "history":
        zones = [ZoneInfo(center.time_zone)] * len(table.records)
        reading = with_offsets(table, "start", zones, lane="queue")
    elif name == "carry_over":
        reading = with_offsets(table, "last_shift_end", _agent_zones(tables, center))
    else:
        return _validate(table, table.records, frozenset())
    found, positions, issues = _validate(table, reading.records, reading.refused)
    return found, positions, issues + (reading.issues if clock_known else [])


def _agent_zones(tables: Mapping[str, RawTable], center: Center) -> list[ZoneInfo]:
    """The zone of the site of each agent in carry_over, the centre's where it is unknown."""
    sites = _lookup(tables["sites"], "site", "time_zone")
    site_of = _lookup(tables["agents"], "agent", "site")
    fallback = ZoneInfo(center.time_zone)
    zones = []
    for agent in tables["carry_over"].column("agent"):
        try:
            zones.append(ZoneInfo(str(sites[site_of[str(agent)]])))
        except (KeyError, ValueError, OSError):
            zones.append(fallback)
    return zones


def _lookup(table: RawTable, key: str, value: str) -> dict[str, str]:
    return {str(r.get(key)).strip(): str(r.get(value)).strip() for r in table.records}


@lru_cache
def _list_of(noun: type[Noun]) -> TypeAdapter[list[Noun]]:
    return TypeAdapter(list[noun])  # type: ignore[valid-type]


def _validate(
    table: RawTable, records: Sequence[Mapping[str, Any]], refused: frozenset[int]
) -> tuple[list[Noun], Sequence[int], list[Issue]]:
    """Nouns, their positions and the issues. Whole lists at once: pydantic loops in native code."""
    adapter = _list_of(SPEC[table.spec.name].noun)
    bad: set[int] = {*refused, *table.malformed}
    issues: list[Issue] = []
    try:
        found = adapter.validate_python(list(records))
        if not bad:
            return found, range(len(found)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        places = {detail["loc"] for detail in details}
        for detail in details:
            index = int(detail["loc"][0])
            bad.add(index)
            if index not in table.malformed and not (
                detail["type"] == "too_short" and _inner(detail["loc"], places)
            ):
                issues += noun_issues(detail, table)
    positions = [index for index in range(len(records)) if index not in bad]
    return adapter.validate_python([records[i] for i in positions]), positions, issues


def _inner(place: tuple[int | str, ...], places: set[tuple[int | str, ...]]) -> bool:
    """Whether an error stands inside `place`: a list seems empty when its items are faulty."""
    return any(len(p) > len(place) and p[: len(place)] == place for p in places)
