"""Settings of a plan from a TOML file with one table a stage, and from the command line."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from solver.errors import InvalidInputError, Issue
from solver.plan_result import PlanParams

STAGES = ("forecast", "requirements", "allocation", "scheduling")


def read_params(path: Path) -> PlanParams:
    """The settings of a params file; what it does not name keeps its default.

    Raises `InvalidInputError` with every unknown key, its nearest name, and every bad value.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInputError([Issue(str(path), "the params file is missing")]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError([Issue(str(path), f"not readable as TOML: {error}")]) from None
    return params_from(content, path.name)


def params_from(content: Mapping[str, Any], file: str) -> PlanParams:
    """Settings from plain values; issues name `file`. Raises `InvalidInputError`."""
    try:
        return PlanParams.model_validate(content)
    except ValidationError as error:
        raise InvalidInputError([_issue(problem, file) for problem in error.errors()]) from None


def with_flags(params: PlanParams, flags: Mapping[str, Any]) -> PlanParams:
    """`params` with the command line's values in every stage that knows them; `None` is no value.

    The time limit is that of the scheduling alone. Raises `InvalidInputError` for a bad value.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    content = params.model_dump()
    for stage in STAGES:
        known = type(getattr(params, stage)).model_fields
        for name, value in given.items():
            if name in known and (name != "time_limit_s" or stage == "scheduling"):
                content[stage][name] = value
    if "scenario" in given:
        content["scenario"] = given["scenario"]
    return params_from(content, "command line")


def _issue(problem: Any, file: str) -> Issue:
    place = tuple(str(part) for part in problem["loc"])
    column = ".".join(place)
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(place[-1], _keys(place[:-1]), n=1)
        known = near[0] if near else f"one of {', '.join(_keys(place[:-1]))}"
        return Issue(file, "unknown key", column=column, value=place[-1], expected=known)
    return Issue(file, problem["msg"], column=column, value=str(problem["input"]))


def _keys(tables: Sequence[str]) -> list[str]:
    """The keys that the table at this path may have."""
    model: Any = PlanParams
    for name in tables:
        model = model.model_fields[name].annotation if name in model.model_fields else BaseModel
    return list(model.model_fields)
