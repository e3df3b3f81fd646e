"""Times of a file that carry no offset: local time made an instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from solver.errors import Issue
from solver.workspace.tables import RawTable

_PLACEHOLDER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ClockReading:
    """Records whose times carry an offset. `refused` are the records whose time could not be
    read as an instant; a placeholder stands there, so that their other fields can be checked.
    """

    records: list[dict[str, Any]]
    refused: frozenset[int]
    issues: list[Issue]


def with_offsets(
    table: RawTable, field: str, zones: Sequence[ZoneInfo], lane: str | None = None
) -> ClockReading:
    """Read `field` of every record as an instant, a naive one in the record's zone of `zones`.

    The hour that comes twice when the clock goes back is told apart by the order of the rows of
    one `lane` (a queue): where its times run back, the second occurrence begins. An ambiguous
    time without such a step back is an issue, and so is a time that the clock skips.
    """
    reader = _Reader(table, field, zones)
    records = [dict(record) for record in table.records]
    for index, record in enumerate(records):
        moment = reader.read(index, record.get(field))
        if moment is not None:
            record[field] = moment
    for indices in _lanes(table.records, reader.ambiguous, lane):
        for index, fold in reader.folds(indices):
            moment = reader.ambiguous[index].replace(tzinfo=zones[index], fold=fold)
            records[index][field] = moment.astimezone(UTC)
    return ClockReading(records, frozenset(reader.refused), reader.issues)


def _lanes(
    records: Sequence[Mapping[str, Any]], ambiguous: Mapping[int, datetime], lane: str | None
) -> Iterator[list[int]]:
    """The ambiguous records of one lane and one day, in the order of the rows."""
    groups: dict[Any, list[int]] = {}
    for index, local in ambiguous.items():
        name = records[index].get(lane) if lane else index
        groups.setdefault((str(name), local.date()), []).append(index)
    yield from groups.values()


class _Reader:
    def __init__(self, table: RawTable, field: str, zones: Sequence[ZoneInfo]) -> None:
        self.table, self.field, self.zones = table, field, zones
        self.ambiguous: dict[int, datetime] = {}
        self.refused: set[int] = set()
        self.issues: list[Issue] = []
        self._seen: dict[tuple[str, ZoneInfo], datetime | None] = {}

    def read(self, index: int, value: Any) -> datetime | None:
        """The instant; `None` leaves the raw value to the noun's own check."""
        if isinstance(value, datetime):
            moment: datetime | None = value
        elif not isinstance(value, str):
            return None
        else:
            key = (value, self.zones[index])
            if key in self._seen:
                return self._seen[key]
            try:
                moment = datetime.fromisoformat(value.strip())
            except ValueError:
                return None
            if moment.tzinfo is not None:
                self._seen[key] = moment = moment.astimezone(UTC)
        if moment is None or moment.tzinfo is not None:
            return moment
        return self._read_local(index, value, moment)

    def _read_local(self, index: int, value: Any, local: datetime) -> datetime | None:
        zone = self.zones[index]
        first, second = (local.replace(tzinfo=zone, fold=f) for f in (0, 1))
        instant = first.astimezone(UTC)
        if first.utcoffset() == second.utcoffset():
            if isinstance(value, str):
                self._seen[value, zone] = instant
            return instant
        if instant.astimezone(zone).replace(tzinfo=None) == local:
            self.ambiguous[index] = local
            return _PLACEHOLDER
        return self._refuse(
            index, f"this local time does not exist: the clock of {zone.key} skips it",
            "a time that exists, or a time with its offset",
        )  # fmt: skip

    def _refuse(self, index: int, message: str, expected: str) -> datetime:
        self.refused.add(index)
        value = self.table.records[index].get(self.field)
        self.issues.append(self.table.issue(index, self.field, message, value, expected))
        return _PLACEHOLDER

    def folds(self, indices: Sequence[int]) -> list[tuple[int, int]]:
        """First or second occurrence of each ambiguous record of one lane and day."""
        folds, fold, previous = [], 0, None
        for index in indices:
            local = self.ambiguous[index]
            if previous is not None and local <= previous:
                fold = 1
            folds.append((index, fold))
            previous = local
        if fold:
            return folds
        for index in indices:
            local = self.ambiguous[index]
            offsets = [local.replace(tzinfo=self.zones[index], fold=f).isoformat() for f in (0, 1)]
            self._refuse(
                index,
                "this local time comes twice: the clock is set back and it carries no offset",
                f"{offsets[0]} or {offsets[1]}",
            )
        return folds
