"""Read a planning folder or document: everything wrong with it is found before it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from solver.domain import SCHEMA_VERSION, PlanningData
from solver.errors import InvalidInputError, Issue
from solver.workspace.checks import cross_checks
from solver.workspace.document import document_tables, load_document
from solver.workspace.draft import draft_of, read_draft
from solver.workspace.folder import folder_tables
from solver.workspace.tables import SPEC, Form, RawTable, TableSpec


def read(path: str | Path, *, needs_history: bool = True) -> PlanningData:
    """Read a planning folder, or a planning document where `path` names a .json file.

    Raises `InvalidInputError` with every issue found.
    """
    if str(path).lower().endswith(".json") and not Path(path).is_dir():
        return read_document(path, needs_history=needs_history)
    return read_folder(path, needs_history=needs_history)


def read_folder(path: str | Path, *, needs_history: bool = True) -> PlanningData:
    """Read a planning folder of CSV and TOML files.

    Without `needs_history`, history.csv may be missing or hold no row for a queue.
    Raises `InvalidInputError` with every issue found.
    """
    tables, unread, issues = folder_tables(Path(path))
    misnamed = {
        str(issue.expected).strip("'") for issue in issues if "unknown file" in issue.message
    }
    missing = _missing(tables, unread, needs_history)
    issues += [
        Issue(spec.file, "the file is missing", expected=_content(spec))
        for spec in missing
        if spec.file not in misnamed
    ]
    named = {spec.name for spec in SPEC.values() if spec.file in misnamed}
    unread |= {spec.name for spec in missing} | named
    return _finish(tables, unread, issues, needs_history)


def read_document(
    source: str | Path | Mapping[str, Any], *, needs_history: bool = True
) -> PlanningData:
    """Read a planning document: a path, a JSON text that begins with `{`, or the parsed object.

    Raises `InvalidInputError` with every issue found; `column` is the path of the key.
    """
    file, content = load_document(source)
    tables, unread, issues = document_tables(content, file)
    missing = _missing(tables, unread, needs_history)
    issues += [
        Issue(file, "the key is missing", None, spec.name, expected=_content(spec))
        for spec in missing
    ]
    return _finish(tables, unread | {spec.name for spec in missing}, issues, needs_history)


def check_planning(
    planning: PlanningData, *, needs_history: bool = True, file: str = "document"
) -> list[Issue]:
    """What is wrong between the nouns of a document that is right noun by noun."""
    return cross_checks(draft_of(planning, file), needs_history)


def _missing(
    tables: Mapping[str, RawTable], unread: frozenset[str], needs_history: bool
) -> list[TableSpec]:
    """Needed tables that are not there: people where a site is internal, contracts where the
    volume can be divided or is bought.
    """
    needed = ["center", "queues", "sites"] + (["history"] if needs_history else [])
    if "sites" in tables:
        kinds = [str(kind).strip() for kind in tables["sites"].column("kind")]
        needed += ["agents", "work_plans"] if "internal" in kinds else []
        needed += ["contracts"] if len(kinds) > 1 or "bpo" in kinds else []
    return [SPEC[name] for name in needed if name not in tables and name not in unread]


def _content(spec: TableSpec) -> str:
    if spec.form is Form.NAMED:
        return f"a table for each {str(spec.key).replace('_', ' ')}"
    return ("keys " if spec.form is Form.SINGLE else "columns ") + ", ".join(spec.columns)


def _finish(
    tables: Mapping[str, RawTable], unread: frozenset[str], issues: list[Issue], history: bool
) -> PlanningData:
    draft, problems = read_draft(tables, unread)
    issues = issues + problems + cross_checks(draft, history)
    if issues:
        raise InvalidInputError(dict.fromkeys(issues))
    planning = draft.planning
    return PlanningData(
        schema_version=SCHEMA_VERSION,
        **{name: getattr(planning, name) for name in SPEC},
    )
