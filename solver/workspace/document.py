"""The planning document: the same content as the folder, as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from solver.domain import SCHEMA_VERSION, PlanningData
from solver.errors import InvalidInputError, Issue
from solver.workspace.atomic import replace_file
from solver.workspace.folder import read_text
from solver.workspace.tables import SPEC, TABLES, Form, RawTable, TableSpec, short_text

DOCUMENT = "document"


def load_document(source: str | Path | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The name to show in issues and the content of a path, a JSON text or a parsed document.

    A text that begins with `{` is JSON, any other names a file. Raises `InvalidInputError`.
    """
    if isinstance(source, Mapping):
        return DOCUMENT, source
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return DOCUMENT, _parse(source.lstrip("\ufeff"), DOCUMENT)
    path = Path(source)
    text = read_text(path, path.name)
    if isinstance(text, Issue):
        raise InvalidInputError([text])
    return path.name, _parse(text, path.name)


def _parse(text: str, file: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        lines = text.splitlines()
        value = lines[error.lineno - 1].strip() if error.lineno <= len(lines) else ""
        raise InvalidInputError(
            [Issue(file, f"not valid JSON: {error.msg}", error.lineno, None,
                   short_text(value), "one JSON object")]
        ) from None  # fmt: skip
    if isinstance(content, Mapping):
        return content
    raise InvalidInputError(
        [Issue(file, "not a planning document", None, None, short_text(text), "one JSON object")]
    )


def document_tables(
    content: Mapping[str, Any], file: str
) -> tuple[dict[str, RawTable], frozenset[str], list[Issue]]:
    """The tables under the keys that are there, the names of unusable ones, and the issues."""
    tables: dict[str, RawTable] = {}
    unread: set[str] = set()
    issues = _key_issues(content, file)
    for spec in TABLES:
        if spec.name not in content:
            continue
        table, problems = _table(content[spec.name], spec, file)
        issues += problems
        if table is None:
            unread.add(spec.name)
        else:
            tables[spec.name] = table
    return tables, frozenset(unread), issues


def _key_issues(content: Mapping[str, Any], file: str) -> list[Issue]:
    issues = []
    for key in content:
        if key not in SPEC and key != "schema_version":
            near = get_close_matches(str(key), SPEC, n=1)
            expected = repr(near[0]) if near else "one of " + ", ".join(SPEC)
            issues.append(Issue(file, "unknown key", None, str(key), str(key), expected))
    version = content.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        issues.append(
            Issue(file, "unknown schema version", None, "schema_version", short_text(version),
                  str(SCHEMA_VERSION))
        )  # fmt: skip
    return issues


def _table(value: Any, spec: TableSpec, file: str) -> tuple[RawTable | None, list[Issue]]:
    if spec.form is Form.SINGLE:
        if isinstance(value, Mapping):
            return RawTable(spec, file, [value], paths=[spec.name]), []
        return None, [Issue(file, "not an object", None, spec.name, short_text(value), "an object")]
    if not isinstance(value, list | tuple):
        return None, [Issue(file, "not a list", None, spec.name, short_text(value), "a list")]
    records, paths, issues = [], [], []
    for index, item in enumerate(value):
        path = f"{spec.name}.{index}"
        if isinstance(item, Mapping):
            records.append(item)
            paths.append(path)
        else:
            issues.append(Issue(file, "not an object", None, path, short_text(item), "an object"))
    return RawTable(spec, file, records, paths=paths), issues


def document_text(planning: PlanningData) -> str:
    """The planning document as JSON text."""
    return json.dumps(planning.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def write_document(planning: PlanningData, path: str | Path) -> None:
    """Write the planning document; the file appears whole or not at all (`InvalidInputError`)."""
    with replace_file(path) as fresh:
        fresh.write_text(document_text(planning), encoding="utf-8")
