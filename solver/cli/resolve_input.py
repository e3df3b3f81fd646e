"""What `staffcast resolve` is told, as the library's changes; all problems at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from solver.domain import Agent, Lock, LockKind, TimeOff
from solver.domain.base import NounT
from solver.errors import InvalidInputError, Issue
from solver.scheduling.locks import Scope
from solver.scheduling.resolve import Changes
from solver.workspace.row_file import read_rows

KINDS = tuple(kind.value for kind in LockKind)
LOCK_FORM = f"AGENT[,FROM[,TO]][,WHAT], days as YYYY-MM-DD, WHAT one of {', '.join(KINDS)}"


@dataclass(frozen=True)
class ResolveFiles:
    """Files and lock texts of the command line."""

    absences: Path | None
    locks: Path | None
    lock_texts: tuple[str, ...]
    agents: Path | None


@dataclass(frozen=True)
class ScopeTexts:
    """Days and mode of the command line; `days` is D1 or D1..D2."""

    start: date | None
    days: str | None
    breaks_only: bool


def read_changes(files: ResolveFiles, scope: ScopeTexts, everywhere: bool) -> Changes:
    """The changes asked for. Raises `InvalidInputError` with every issue found."""
    issues: list[Issue] = []
    absences = _rows(files.absences, TimeOff, "time_off", issues)
    agents = _rows(files.agents, Agent, "agents", issues)
    locks = _rows(files.locks, Lock, "locks", issues)
    for text in files.lock_texts:
        try:
            locks = (*locks, _lock(text))
        except ValueError:
            issues.append(Issue("--lock", "cannot read the lock", value=text, expected=LOCK_FORM))
    try:
        reach = _scope(scope)
    except ValueError:
        expected = "YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD, the first day first, from --from on"
        issues.append(Issue("--days", "cannot read the days", value=scope.days, expected=expected))
    if issues:
        raise InvalidInputError(issues)
    return Changes(
        time_off=absences, agents=agents, locks=locks, scope=reach, everywhere=everywhere
    )


def _rows(
    path: Path | None, noun: type[NounT], name: str, issues: list[Issue]
) -> tuple[NounT, ...]:
    if path is None:
        return ()
    try:
        return read_rows(path, noun, name)
    except InvalidInputError as error:
        issues += error.issues
        return ()


def _lock(text: str) -> Lock:
    """Raises `ValueError` where the text is no lock."""
    agent, *rest = (part.strip() for part in text.split(","))
    what = LockKind(rest.pop()) if rest and rest[-1] in KINDS else LockKind.ALL
    if len(rest) > 2:
        raise ValueError(text)
    days = [date.fromisoformat(part) for part in rest]
    start, end = (*days, None, None)[:2]
    try:
        return Lock(agent=agent, start=start, end=end, what=what)
    except ValidationError as error:
        raise ValueError(text) from error


def _scope(texts: ScopeTexts) -> Scope:
    """Raises `ValueError` where the days cannot be read or leave none."""
    first, last = texts.start, None
    if texts.days is not None:
        parts = [date.fromisoformat(part.strip()) for part in texts.days.split("..")]
        if len(parts) > 2 or parts[-1] < parts[0]:
            raise ValueError(texts.days)
        first = max(filter(None, (texts.start, parts[0])))
        last = parts[-1]
        if last < first:
            raise ValueError(texts.days)
    return Scope(first, last, texts.breaks_only)
