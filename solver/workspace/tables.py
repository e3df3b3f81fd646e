"""The tables of a planning folder: which file holds which noun, and in what form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from solver.domain import (
    Agent,
    CarryOver,
    Center,
    Contract,
    Event,
    HistoryRow,
    Noun,
    Override,
    Preference,
    Queue,
    Scenario,
    ShrinkageRule,
    Site,
    TimeOff,
    WorkPlan,
)
from solver.errors import Issue


class Form(Enum):
    """`ROWS`: CSV, a row a noun. `SINGLE`: TOML, one noun. `NAMED`: TOML, a table a noun."""

    ROWS = "rows"
    SINGLE = "single"
    NAMED = "named"


@dataclass(frozen=True)
class TableSpec:
    """One table. `name` is its key in the JSON document, `key` the field that identifies a row."""

    name: str
    file: str
    noun: type[Noun]
    form: Form = Form.ROWS
    key: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.noun.model_fields)

    @property
    def required_columns(self) -> tuple[str, ...]:
        return tuple(n for n, field in self.noun.model_fields.items() if field.is_required())


TABLES = (
    TableSpec("center", "center.toml", Center, Form.SINGLE),
    TableSpec("queues", "queues.csv", Queue, key="queue"),
    TableSpec("history", "history.csv", HistoryRow),
    TableSpec("shrinkage", "shrinkage.csv", ShrinkageRule),
    TableSpec("sites", "sites.csv", Site, key="site"),
    TableSpec("agents", "agents.csv", Agent, key="agent"),
    TableSpec("work_plans", "work_plans.toml", WorkPlan, Form.NAMED, key="work_plan"),
    TableSpec("contracts", "contracts.toml", Contract, Form.NAMED, key="site"),
    TableSpec("events", "events.csv", Event),
    TableSpec("overrides", "overrides.csv", Override),
    TableSpec("time_off", "time_off.csv", TimeOff),
    TableSpec("preferences", "preferences.csv", Preference),
    TableSpec("carry_over", "carry_over.csv", CarryOver, key="agent"),
    TableSpec("scenarios", "scenarios.toml", Scenario, Form.NAMED, key="scenario"),
)

SPEC = {spec.name: spec for spec in TABLES}


@dataclass(frozen=True)
class RawTable:
    """Records as they were read: field -> cell text or value, with the place of each record.

    `rows` are spreadsheet rows (the header is row 1) where the file has rows; otherwise `paths`
    are the key paths at which the records stand. `absent` are required columns the header lacks,
    `malformed` records whose cells do not match the header, so that their values say little.
    """

    spec: TableSpec
    file: str
    records: Sequence[Mapping[str, Any]]
    rows: Sequence[int] | None = None
    paths: Sequence[str] | None = None
    absent: frozenset[str] = frozenset()
    malformed: frozenset[int] = frozenset()

    def column(self, field: str) -> list[Any]:
        """The raw values of one field, `None` where blank."""
        return [record.get(field) for record in self.records]

    def place(self, index: int) -> str:
        """How a message names a record: `row 12`, or the key path."""
        return f"row {self.rows[index]}" if self.rows is not None else self.path(index, "")

    def path(self, index: int, column: str | None) -> str:
        prefix = self.paths[index] if self.paths is not None else ""
        if column == self.spec.key and self.spec.form is Form.NAMED and self.file.endswith(".toml"):
            column = None
        return ".".join(part for part in (prefix, column) if part)

    def issue(
        self,
        index: int,
        column: str | None,
        message: str,
        value: Any = None,
        expected: str | None = None,
    ) -> Issue:
        """An issue about one field of the record `index`."""
        return Issue(
            file=self.file,
            message=message,
            row=None if self.rows is None else self.rows[index],
            column=self.path(index, column) or None,
            value=None if value is None else short_text(value),
            expected=expected,
        )


def short_text(value: Any, limit: int = 80) -> str:
    """The text of a value for a message, cut when long."""
    text = value if isinstance(value, str) else _plain(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
