"""The monitor: events out, the wish to stop in, time limits on an injected clock."""

from __future__ import annotations

import pytest

from solver.progress import Monitor, ProgressEvent


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_events_carry_phase_time_and_gap() -> None:
    clock, events = Clock(), list[ProgressEvent]()
    monitor = Monitor(events.append, clock=clock)
    clock.now += 3
    monitor.report("split", incumbent=100.0, bound=90.0, done=0.5, note="week 1")
    assert events == [ProgressEvent("split", 3.0, 100.0, 90.0, 0.5, "week 1")]
    assert events[0].gap == pytest.approx(0.1)
    assert ProgressEvent("split", 0.0).gap is None


def test_a_monitor_without_callback_or_limit() -> None:
    monitor = Monitor()
    monitor.report("anything")
    assert monitor.remaining_s() is None
    assert not monitor.should_stop()
    assert monitor.part(0.5).remaining_s() is None


def test_the_time_limit() -> None:
    clock = Clock()
    monitor = Monitor(time_limit_s=10, clock=clock)
    clock.now += 4
    assert monitor.remaining_s() == 6
    clock.now += 7
    assert monitor.remaining_s() == 0
    assert monitor.should_stop()


def test_a_part_has_its_own_limit_and_the_parents_time() -> None:
    clock, events = Clock(), list[ProgressEvent]()
    monitor = Monitor(events.append, time_limit_s=10, clock=clock)
    clock.now += 2
    part = monitor.part(0.25)
    assert part.remaining_s() == 2
    clock.now += 1
    part.report("day plan")
    assert events[0].elapsed_s == 3
    clock.now += 1
    assert part.should_stop()
    assert not monitor.should_stop()


def test_stop_reaches_parts_and_parents() -> None:
    monitor = Monitor(time_limit_s=10)
    part = monitor.part(0.5)
    inner = part.part(0.5)
    assert not inner.should_stop()
    inner.stop()
    assert monitor.stopped_by_caller
    assert part.should_stop()
    assert monitor.remaining_s() == 0


def test_a_callback_can_stop_the_work() -> None:
    monitor = Monitor(lambda event: monitor.stop())
    monitor.part(0.5).report("first")
    assert monitor.should_stop()


def test_a_limited_part_keeps_within_what_is_left() -> None:
    clock = Clock()
    monitor = Monitor(time_limit_s=10, clock=clock)
    clock.now += 6
    assert monitor.limited(20).remaining_s() == 4
    assert monitor.limited(3).remaining_s() == 3
    assert monitor.limited(None).remaining_s() == 4
    assert Monitor().limited(None).remaining_s() is None
