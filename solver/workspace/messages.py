"""What pydantic found wrong, in the words of the user's file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic_core import ErrorDetails

from solver.domain import Noun
from solver.domain.base import NAME_RULE
from solver.errors import Issue
from solver.workspace.tables import RawTable

_ISO = "YYYY-MM-DDTHH:MM with an offset, for example 2026-03-02T08:00+01:00"
_WORDS: Mapping[str, tuple[str, str | None]] = {
    "missing": ("the value is missing", "a value"),
    "greater_than": ("not above {gt}", "a number above {gt}"),
    "greater_than_equal": ("below {ge}", "a number of at least {ge}"),
    "less_than": ("not below {lt}", "a number below {lt}"),
    "less_than_equal": ("above {le}", "a number of at most {le}"),
    "finite_number": ("not a number", "a finite number"),
    "float_parsing": ("not a number", "a number such as 12.5"),
    "float_type": ("not a number", "a number such as 12.5"),
    "int_parsing": ("not a whole number", "a whole number"),
    "int_from_float": ("not a whole number", "a whole number"),
    "int_type": ("not a whole number", "a whole number"),
    "bool_parsing": ("neither true nor false", "true or false"),
    "bool_type": ("neither true nor false", "true or false"),
    "enum": ("unknown value", "{expected}"),
    "string_type": ("not a text", "a text"),
    "string_too_short": ("the text is blank", "a text"),
    "string_too_long": ("the text is too long", "at most {max_length} characters"),
    "timezone_aware": ("the time has no offset", _ISO),
    "too_short": ("there is nothing in it", "at least {min_length}"),
    "model_type": ("not a table", "keys with values"),
    "tuple_type": ("not a list", "a list"),
}
_PATTERNS = {
    "^[A-Z]{3}$": "three capital letters such as EUR",
    "^[A-Z]{2}$": "an ISO country code such as DE",
}
_PLACE = re.compile(r"([a-z_]+(?:\.(?:\d+|[a-z_]+))*): (.*)")


def noun_issues(error: ErrorDetails, table: RawTable) -> list[Issue]:
    """The issues in one error of a list of the table's nouns; `loc` begins with the record."""
    index, *path = error["loc"]
    assert isinstance(index, int)
    column = ".".join(str(part) for part in path)
    if error["type"] == "value_error":
        lines = str(error["ctx"]["error"]).split("\n")
        return [_value_issue(line, column, index, table) for line in lines]
    if error["type"] == "missing" and column in table.absent:
        return []
    if error["type"] == "extra_forbidden":
        return [_unknown_key(path, index, table)]
    message, expected = _in_words(error)
    value = None if error["type"] == "missing" else error["input"]
    if not isinstance(value, str | int | float):
        value = _raw_value(table.records[index], column)
    return [table.issue(index, column, message, value, expected)]


def _value_issue(line: str, column: str, index: int, table: RawTable) -> Issue:
    """A validator's line: `key.path: message; expected something`, path and expected optional."""
    placed = _PLACE.fullmatch(line)
    if placed:
        column = f"{column}.{placed[1]}" if column else placed[1]
        line = placed[2]
    message, _, expected = line.partition("; expected ")
    value = _raw_value(table.records[index], column)
    return table.issue(index, column, message, value, expected or None)


def _raw_value(record: Any, column: str) -> Any:
    """The value at a key path of a record; `None` for what is missing or not a single value."""
    for part in column.split(".") if column else []:
        if isinstance(record, Mapping):
            record = record.get(part)
        elif isinstance(record, list | tuple) and part.isdigit() and int(part) < len(record):
            record = record[int(part)]
        else:
            return None
    return None if isinstance(record, Mapping | list | tuple) else record


def _in_words(error: ErrorDetails) -> tuple[str, str | None]:
    context = {
        key: f"{value:g}" if isinstance(value, float) else value
        for key, value in error.get("ctx", {}).items()
    }
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        rule = _PATTERNS.get(str(context["pattern"]), NAME_RULE)
        return "the text has a form that is not allowed", rule
    if kind.startswith("datetime"):
        return "not a point in time", _ISO
    if kind.startswith("date"):
        return "not a date", "YYYY-MM-DD"
    message, expected = _WORDS.get(kind, (error["msg"], None))
    if kind == "enum":
        message += _suggestion(str(error["input"]), str(context["expected"]))
    return message.format(**context), expected.format(**context) if expected else None


def _suggestion(text: str, options: str) -> str:
    near = get_close_matches(text.lower(), re.findall(r"'([^']+)'", options), n=1)
    return f", did you mean {near[0]!r}?" if near else ""


def _unknown_key(path: Sequence[int | str], index: int, table: RawTable) -> Issue:
    fields = _fields_at(table.spec.noun, path[:-1])
    near = get_close_matches(str(path[-1]).lower(), fields, n=1)
    expected = repr(near[0]) if near else "one of " + ", ".join(fields)
    column = ".".join(str(part) for part in path)
    return table.issue(index, column, "unknown key", str(path[-1]), expected)


def _fields_at(noun: type[Noun], path: Sequence[int | str]) -> list[str]:
    for part in path:
        if isinstance(part, str):
            noun = _noun_in(noun.model_fields[part].annotation) or noun
    return list(noun.model_fields)


def _noun_in(annotation: Any) -> type[Noun] | None:
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return annotation
    return next(filter(None, (_noun_in(part) for part in get_args(annotation))), None)
