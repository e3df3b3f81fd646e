"""Independent pieces of work over any `concurrent.futures.Executor`."""

from __future__ import annotations

import multiprocessing
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
    """
    if workers <= 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        yield pool


def run_all(
    function: Callable[[Job], Answer], jobs: Sequence[Job], executor: Executor | None = None
) -> list[Answer]:
    """Answers in the order of the jobs. `function` must be importable by name."""
    if executor is None or len(jobs) <= 1:
        return [function(job) for job in jobs]
    return [future.result() for future in [executor.submit(function, job) for job in jobs]]
