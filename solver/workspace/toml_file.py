"""TOML files of the planning folder: reading with the line of an error, and writing."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from solver.errors import Issue
from solver.workspace.tables import Form, RawTable, TableSpec, short_text


def parse_toml(text: str, spec: TableSpec) -> tuple[RawTable | None, list[Issue]]:
    """The tables of a TOML file and what is wrong with its form; none if it cannot be read."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_issue(text, spec.file, str(error))]
    if spec.form is Form.SINGLE:
        return RawTable(spec, spec.file, [content], paths=[""]), []
    return _named_tables(content, spec)


def _named_tables(content: Mapping[str, Any], spec: TableSpec) -> tuple[RawTable, list[Issue]]:
    key = str(spec.key)
    noun = key.replace("_", " ")
    issues, records, paths = [], [], []
    for name, table in content.items():
        if not isinstance(table, dict):
            message, expected = "this is not a table", f"a table [name], one a {noun}"
            issues.append(Issue(spec.file, message, None, name, short_text(table), expected))
            continue
        if key in table:
            message, expected = f"unknown key: the table's name is the {noun}", "it left out"
            value = short_text(table[key])
            issues.append(Issue(spec.file, message, None, f"{name}.{key}", value, expected))
        records.append({**table, key: name})
        paths.append(name)
    return RawTable(spec, spec.file, records, paths=paths), issues


def _syntax_issue(text: str, file: str, message: str) -> Issue:
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    lines = text.splitlines()
    row = int(found[1]) if found else len(lines)
    value = lines[row - 1].strip() if 0 < row <= len(lines) else None
    reason = re.sub(r"\s*\(at .*\)$", "", message)
    expected = "TOML: key = value lines, texts in double quotes"
    if reason.startswith("Cannot declare"):
        reason, expected = "the table is declared twice", "each table once"
    elif reason.startswith("Cannot overwrite"):
        reason, expected = "the key is given twice", "each key once"
    else:
        reason = f"not valid TOML: {reason}"
    return Issue(file, reason, row, None, short_text(value) if value else None, expected)


def toml_text(content: Mapping[str, Any], prefix: str = "") -> str:
    """TOML of nested mappings: scalars first, then tables and arrays of tables; no `None`."""
    scalars, blocks = [], []
    for key, value in content.items():
        path = f"{prefix}.{_key(key)}" if prefix else _key(key)
        if value is None:
            continue
        if isinstance(value, Mapping):
            blocks.append(f"[{path}]\n{toml_text(value, path)}")
        elif isinstance(value, Sequence) and not isinstance(value, str):
            blocks += [f"[[{path}]]\n{toml_text(item, path)}" for item in value]
        else:
            scalars.append(f"{_key(key)} = {_scalar(value)}\n")
    return "\n".join(["".join(scalars), *blocks] if scalars else blocks)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _scalar(name)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
