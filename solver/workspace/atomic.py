"""Nothing is half-written: write under a temporary name beside the target, then rename."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from solver.errors import InvalidInputError, Issue

OUTPUT_MARKER = "plan.json"
OUTPUT_FILES = frozenset(
    {
        "allocation.csv",
        "calendars",
        "carry_over.csv",
        "coverage.csv",
        "exports",
        "forecast.csv",
        "plan.json",
        "plan.xlsx",
        "report.html",
        "requirements.csv",
        "roster.csv",
        "schedule.csv",
        "split.csv",
        "unmet.csv",
    }
)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)


@contextmanager
def replace_folder(
    target: str | Path,
    marker: str = OUTPUT_MARKER,
    owned: Collection[str] = OUTPUT_FILES,
) -> Iterator[Path]:
    """A new empty folder that takes the place of `target` when the block ends without error.

    A target that does not exist, or is empty, is made. One that holds a file named `marker` is
    ours: the entries named in `owned` are replaced or, when the block did not write them, dropped;
    every other entry of it is kept. Any other target is refused untouched.
    If the block fails, nothing at `target` has changed and the temporary folder is gone.

    Raises `InvalidInputError` when the target is refused or cannot be written.
    """
    place = Path(target).resolve()
    _refuse_foreign(place, Path(target), marker)
    with _temporary(place, Path(target)) as fresh:
        fresh.mkdir(parents=True)
        yield fresh
        if place.is_dir():
            shutil.copymode(place, fresh)
            _keep_foreign_entries(place, fresh, owned)
        _swap(fresh, place)


@contextmanager
def replace_file(target: str | Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `target` when the block ends without error.

    Raises `InvalidInputError` when the target cannot be written.
    """
    place = Path(target).resolve()
    if place.is_dir():
        raise InvalidInputError([Issue(str(target), "this is a folder", expected="a file name")])
    with _temporary(place, Path(target)) as fresh:
        fresh.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        os.replace(fresh, place)


def _refuse_foreign(place: Path, shown: Path, marker: str) -> None:
    try:
        if not place.exists() or (place.is_dir() and not any(place.iterdir())):
            return
        if not place.is_dir():
            issue = Issue(str(shown), "this is a file", expected="a folder to write to")
        elif not (place / marker).is_file():
            issue = Issue(
                str(shown),
                f"the folder holds other files (there is no {marker}) and is left as it is",
                expected="a new or empty folder, or one that was written before",
            )
        else:
            return
    except OSError as error:
        issue = _cannot_write(shown, error)
    raise InvalidInputError([issue])


@contextmanager
def _temporary(place: Path, shown: Path) -> Iterator[Path]:
    """A free name beside `place`; what stands there at the end is removed."""
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}.partial")
    try:
        yield fresh
    except OSError as error:
        if not _concerns(error, fresh, place):
            raise
        raise InvalidInputError([_cannot_write(shown, error)]) from error
    finally:
        if fresh.is_dir():
            shutil.rmtree(fresh, ignore_errors=True)
        elif _exists(fresh):
            fresh.unlink()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _concerns(error: OSError, fresh: Path, place: Path) -> bool:
    """Whether an error is about writing to the target, not about something the block read."""
    if error.errno in _NO_ROOM or error.filename is None:
        return error.errno in _NO_ROOM
    path = Path(os.fsdecode(error.filename))
    return path in (place, fresh) or path in place.parents or fresh in path.parents


def _cannot_write(shown: Path, error: OSError) -> Issue:
    reason = error.strerror or str(error)
    return Issue(str(shown), f"cannot be written: {reason}", expected="a path that can be written")


def _keep_foreign_entries(old: Path, fresh: Path, owned: Collection[str]) -> None:
    for entry in old.iterdir():
        copy = fresh / entry.name
        if entry.name in owned or copy.exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, copy, symlinks=True)
        else:
            shutil.copy2(entry, copy, follow_symlinks=False)


def _swap(fresh: Path, place: Path) -> None:
    """Put `fresh` where `place` is; the old folder comes back if that fails."""
    if not place.exists():
        os.rename(fresh, place)
        return
    aside = fresh.with_suffix(".old")
    os.rename(place, aside)
    try:
        os.rename(fresh, place)
    except OSError:
        os.rename(aside, place)
        raise
    shutil.rmtree(aside, ignore_errors=True)
