"""Progress on stderr: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from solver.progress import ProgressCallback, ProgressEvent

PLAIN_EVERY_S = 5.0


@contextmanager
def drawn_progress() -> Iterator[ProgressCallback]:
    """A callback that draws phase, incumbent, bound, gap and elapsed time."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield PlainProgress()
        return
    with console.status("starting") as status:
        yield lambda event: status.update(progress_text(event))


def progress_text(event: ProgressEvent) -> str:
    """One event as one line; what is unknown is left out."""
    parts = [event.phase]
    if event.done is not None:
        parts.append(f"{event.done:.0%}")
    if event.incumbent is not None:
        parts.append(f"incumbent {event.incumbent:,.2f}")
    if event.bound is not None:
        parts.append(f"bound {event.bound:,.2f}")
    if event.gap is not None:
        parts.append(f"gap {event.gap:.2%}")
    parts.append(f"{event.elapsed_s:.1f} s")
    if event.note:
        parts.append(event.note)
    return " · ".join(parts)


class PlainProgress:
    """A line when the phase changes, else at most one in five seconds."""

    def __init__(self) -> None:
        self._phase = ""
        self._last = 0.0

    def __call__(self, event: ProgressEvent) -> None:
        now = time.monotonic()
        if event.phase != self._phase or now - self._last >= PLAIN_EVERY_S:
            self._phase, self._last = event.phase, now
            typer.echo(progress_text(event), err=True)
