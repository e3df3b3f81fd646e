"""Independent pieces of work over any `concurrent.futures.Executor`."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")


@contextmanager
def local_executor(workers: int) -> Iterator[Executor | None]:
    """Processes on this machine; `None` for one worker, so that small work pays no start-up.

    Processes are spawned, not forked: the native solvers start threads that a fork would lose.
    They ignore Ctrl-C, which reaches the whole process group: stopping is the caller's decision.
    """
    if workers <= 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_ignore_interrupts) as pool:
        yield pool


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run_all(
    function: Callable[[Job], Answer], jobs: Sequence[Job], executor: Executor | None = None
) -> list[Answer]:
    """Answers in the order of the jobs. `function` must be importable by name.

    The first failure is raised, and the jobs that have not begun are cancelled.
    """
    if executor is None or len(jobs) <= 1:
        return [function(job) for job in jobs]
    futures = [executor.submit(function, job) for job in jobs]
    try:
        return [future.result() for future in futures]
    finally:
        for future in futures:
            future.cancel()
