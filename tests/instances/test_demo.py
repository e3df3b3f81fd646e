"""The committed demo centre is what its command writes, and is what the README says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from instances import generate as generator
from instances.registry import DEMO
from solver.domain import Channel, PlanningData, SiteKind
from solver.timegrid import TimeGrid
from solver.workspace import read_folder

FOLDER = Path(generator.__file__).parent / "demo"


@pytest.fixture(scope="module")
def demo() -> PlanningData:
    return read_folder(FOLDER)


def test_its_command_gives_the_same_files(tmp_path: Path) -> None:
    assert generator.main(["--demo", "--out", str(tmp_path / "demo")]) == 0

    written = {p.name: p.read_bytes() for p in (tmp_path / "demo").iterdir()}
    committed = {p.name: p.read_bytes() for p in FOLDER.iterdir()}
    assert written.keys() == committed.keys()
    assert [name for name in written if written[name] != committed[name]] == []


def test_it_is_small_enough_for_the_repository() -> None:
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) < 3_000_000


def test_it_has_every_part_of_a_planning_folder(demo: PlanningData) -> None:
    empty = [name for name in type(demo).model_fields if not getattr(demo, name)]

    assert empty == []


def test_it_has_the_size_that_it_stands_for(demo: PlanningData) -> None:
    kinds = [site.kind for site in demo.sites]
    channels = sorted(queue.channel for queue in demo.queues)
    days = {row.start.astimezone(ZoneInfo(DEMO.time_zone)).date() for row in demo.history}

    assert (len(demo.agents), kinds.count(SiteKind.INTERNAL), kinds.count(SiteKind.BPO)) == (
        60,
        1,
        2,
    )
    assert channels == [Channel.CHAT, Channel.EMAIL, Channel.VOICE, Channel.VOICE]
    assert max(days) - min(days) >= timedelta(weeks=26) - timedelta(days=1)
    assert max(days) < DEMO.horizon_start <= max(days) + timedelta(days=1)


def test_a_campaign_an_override_and_a_clock_change_lie_in_its_horizon(demo: PlanningData) -> None:
    first, weeks = demo.center.horizon_start, demo.center.horizon_weeks
    assert first is not None
    grid = TimeGrid(demo.center.time_zone, 30, first, 7 * weeks)
    last = grid.day(grid.n_days - 1)

    assert any(first <= event.start <= last for event in demo.events if event.kind == "campaign")
    assert all(first <= override.start <= last for override in demo.overrides)
    assert grid.n_intervals == 48 * 28 - 2
    assert len(demo.scenarios) == 2
