"""The planning folder: files <-> raw tables."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from solver.domain import Noun, PlanningData
from solver.errors import InvalidInputError, Issue
from solver.workspace.atomic import replace_folder
from solver.workspace.csv_file import csv_text, parse_csv
from solver.workspace.tables import TABLES, Form, RawTable, TableSpec
from solver.workspace.toml_file import parse_toml, toml_text

_INSTANTS = {"history": "start", "carry_over": "last_shift_end"}


def folder_tables(folder: Path) -> tuple[dict[str, RawTable], frozenset[str], list[Issue]]:
    """The tables of the files that are there, the names of unreadable ones, and the issues.

    Raises `InvalidInputError` where there is no folder.
    """
    entries = _entries(folder)
    tables: dict[str, RawTable] = {}
    unread: set[str] = set()
    issues: list[Issue] = []
    for spec in TABLES:
        if spec.file not in entries:
            issues += _misnamed(spec, entries)
            continue
        table, problems = _read_table(folder / spec.file, spec)
        issues += problems
        if table is None:
            unread.add(spec.name)
        else:
            tables[spec.name] = table
    return tables, frozenset(unread), issues


def _entries(folder: Path) -> list[str]:
    wanted = "a planning folder with " + ", ".join(s.file for s in TABLES[:4])
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        message = "there is no such folder"
    except NotADirectoryError:
        message = "this is not a folder"
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror}"
    raise InvalidInputError([Issue(str(folder), message, expected=wanted)])


def _misnamed(spec: TableSpec, entries: list[str]) -> list[Issue]:
    """A file whose name nearly is that of a table that is not there."""
    known = {other.file for other in TABLES}
    candidates = {e.lower(): e for e in entries if e not in known and not e.startswith(".")}
    near = get_close_matches(spec.file, candidates, n=1, cutoff=0.85)
    if not near:
        return []
    return [Issue(candidates[near[0]], "unknown file", expected=repr(spec.file))]


def _read_table(path: Path, spec: TableSpec) -> tuple[RawTable | None, list[Issue]]:
    text = read_text(path, spec.file)
    if isinstance(text, Issue):
        return None, [text]
    parse = parse_csv if spec.form is Form.ROWS else parse_toml
    return parse(text, spec)


def read_text(path: Path, file: str) -> str | Issue:
    """The UTF-8 text of a file, without its byte order mark, or what prevents reading it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return Issue(file, f"cannot be read: {error.strerror}", expected="a readable file")
    if content.startswith(b"PK\x03\x04"):
        return Issue(file, "this is an Excel or zip file", expected="a text file in UTF-8")
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        value = content[max(0, error.start - 10) : error.start + 10].decode("latin-1").strip()
        return Issue(file, "the file is not UTF-8", row, None, value, "text saved as UTF-8")
    if "\0" in text:
        return Issue(file, "this is not a text file", expected="a text file in UTF-8")
    return text


def write_folder(planning: PlanningData, path: str | Path) -> None:
    """Write the files of a planning folder; tables without rows leave their file out.

    Times of day of history and carry-over are written in the centre's time zone with their
    offset. The folder appears whole or not at all: an existing planning folder is replaced, its
    other files are kept, and a folder with foreign files only is refused (`InvalidInputError`).
    """
    owned = {spec.file for spec in TABLES}
    with replace_folder(path, marker="center.toml", owned=owned) as fresh:
        for name, text in folder_texts(planning).items():
            (fresh / name).write_text(text, encoding="utf-8", newline="")


def folder_texts(planning: PlanningData) -> dict[str, str]:
    """The text of every file of the folder, by file name."""
    zone = ZoneInfo(planning.center.time_zone)
    texts = {}
    for spec in TABLES:
        value = getattr(planning, spec.name)
        if spec.form is Form.SINGLE:
            texts[spec.file] = toml_text(value.model_dump(mode="json"))
        elif spec.form is Form.NAMED and value:
            texts[spec.file] = toml_text(_named_content(spec, value))
        elif value:
            texts[spec.file] = csv_text(spec.columns, [_cells(spec, noun, zone) for noun in value])
    return texts


def _named_content(spec: TableSpec, nouns: tuple[Noun, ...]) -> Mapping[str, Any]:
    content = {}
    for noun in nouns:
        table = noun.model_dump(mode="json")
        content[table.pop(str(spec.key))] = table
    return content


def _cells(spec: TableSpec, noun: Noun, zone: ZoneInfo) -> list[Any]:
    record = noun.model_dump(mode="json")
    field = _INSTANTS.get(spec.name)
    moment = getattr(noun, field) if field else None
    if field and moment is not None:
        local = moment.astimezone(zone)
        whole = not (local.second or local.microsecond)
        record[field] = local.isoformat(timespec="minutes" if whole else "auto")
    return list(record.values())
