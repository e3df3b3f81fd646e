"""Ctrl-C keeps the incumbent: the first asks the engines to end, the second aborts."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from types import FrameType
from typing import TypeVar

import typer

from solver.cli.exits import ExitCode
from solver.progress import Monitor, ProgressCallback

Answer = TypeVar("Answer")
POLL_S = 0.1


def run_stoppable(work: Callable[[Monitor], Answer], callback: ProgressCallback) -> Answer:
    """`work` on a thread of its own, so that a signal is seen while a native solver runs."""
    monitor = Monitor(callback)
    if threading.current_thread() is not threading.main_thread():
        return work(monitor)

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        if monitor.stopped_by_caller:
            _abort()
        monitor.stop()
        typer.echo("stopping, keeping what was found (Ctrl-C again aborts)", err=True)

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        with ThreadPoolExecutor(max_workers=1) as pool:
            running = pool.submit(work, monitor)
            while True:
                try:
                    return running.result(timeout=POLL_S)
                except NotYet:
                    if running.done():
                        raise
    finally:
        signal.signal(signal.SIGINT, previous)


def _abort() -> None:
    """Leave at once: a thread inside a native solver cannot be interrupted otherwise."""
    import multiprocessing

    for child in multiprocessing.active_children():
        child.kill()
    typer.echo("aborted, nothing was written", err=True)
    os._exit(ExitCode.STOPPED)
