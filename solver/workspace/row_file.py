"""One CSV file of nouns that is no part of a planning folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from solver.domain.base import NounT
from solver.errors import InvalidInputError, Issue
from solver.workspace.csv_file import parse_csv
from solver.workspace.folder import read_text
from solver.workspace.messages import noun_issues
from solver.workspace.tables import RawTable, TableSpec


def read_rows(path: Path, noun: type[NounT], name: str) -> tuple[NounT, ...]:
    """The rows of `path` as nouns; `name` is what messages call the table.

    Raises `InvalidInputError` with every issue found.
    """
    spec = TableSpec(name, path.name, noun)
    text = read_text(path, path.name)
    if isinstance(text, Issue):
        raise InvalidInputError([text])
    table, issues = parse_csv(text, spec)
    found: list[NounT] = []
    if table is not None:
        found, problems = _nouns(table, noun)
        issues = issues + problems
    if issues:
        raise InvalidInputError(issues)
    return tuple(found)


def _nouns(table: RawTable, noun: type[NounT]) -> tuple[list[NounT], list[Issue]]:
    adapter: TypeAdapter[list[NounT]] = TypeAdapter(list[noun])  # type: ignore[valid-type]
    try:
        return adapter.validate_python(list(table.records)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    issues = [issue for detail in details for issue in noun_issues(detail, table)]
    return [], issues
