"""Fan-out: order kept, failures raised, the rest cancelled."""

from __future__ import annotations

import math
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Event

import pytest

from solver.fanout import local_executor, run_all


def test_one_worker_needs_no_process() -> None:
    with local_executor(1) as executor:
        assert executor is None
        assert run_all(math.sqrt, [4.0, 9.0], executor) == [2.0, 3.0]


def test_answers_in_the_order_of_the_jobs() -> None:
    later = Event()

    def work(job: int) -> int:
        if job == 0:
            assert later.wait(10)
        elif job == 2:
            later.set()
        return job * job

    with ThreadPoolExecutor(3) as executor:
        assert run_all(work, [0, 1, 2], executor) == [0, 1, 4]


def test_processes_give_the_same_answers() -> None:
    with local_executor(2) as executor:
        assert executor is not None
        assert run_all(math.factorial, [3, 4, 5], executor) == [6, 24, 120]


class Halting(Executor):
    """Fails the first job and never begins the others."""

    def __init__(self) -> None:
        self.futures: list[Future[float]] = []

    def submit(self, *_: object, **__: object) -> Future[float]:  # type: ignore[override]
        future: Future[float] = Future()
        if not self.futures:
            future.set_exception(ValueError("job 0 failed"))
        self.futures.append(future)
        return future


def test_a_failure_is_raised_and_the_rest_cancelled() -> None:
    executor = Halting()
    with pytest.raises(ValueError, match="job 0 failed"):
        run_all(math.sqrt, [1.0, 2.0, 3.0], executor)
    assert [future.cancelled() for future in executor.futures] == [False, True, True]


def test_no_jobs() -> None:
    assert run_all(math.sqrt, []) == []
