"""Local times without an offset around the changes of clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspace_files import FILES, write_files

from solver.errors import InvalidInputError
from solver.workspace import read_folder

HEAD = FILES["history.csv"]


def starts(folder: Path, rows: list[str]) -> list[str]:
    text = HEAD + "".join(f"{row},1,,,,\n" for row in rows)
    planning = read_folder(write_files(folder, {"history.csv": text}))
    return [row.start.strftime("%H:%M") for row in planning.history[5:]]


def test_the_repeated_hour_is_told_apart_by_the_order_of_the_rows(tmp_path: Path) -> None:
    times = ("01:30", "02:00", "02:30", "02:00", "02:30", "03:00")
    rows = [f"{q},2026-10-25T{t}" for q in ("billing", "letters") for t in times]
    utc = ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"]
    assert starts(tmp_path / "folder", rows) == utc * 2


def test_queues_may_alternate(tmp_path: Path) -> None:
    times = ("02:00", "02:30", "02:00", "02:30")
    rows = [f"{q},2026-10-25T{t}" for t in times for q in ("billing", "letters")]
    assert starts(tmp_path / "folder", rows) == [
        t for t in ("00:00", "00:30", "01:00", "01:30") for _ in range(2)
    ]


def test_a_gap_in_the_repeated_hour(tmp_path: Path) -> None:
    rows = [f"billing,2026-10-25T{t}" for t in ("02:00", "02:30", "02:30", "03:00")]
    assert starts(tmp_path / "folder", rows) == ["00:00", "00:30", "01:30", "02:00"]


def test_offsets_need_no_order_to_be_told_apart(tmp_path: Path) -> None:
    rows = ["billing,2026-10-25T02:00+01:00", "letters,2026-10-25T02:00+02:00"]
    assert starts(tmp_path / "folder", rows) == ["01:00", "00:00"]


def test_a_third_time_is_a_duplicate(tmp_path: Path) -> None:
    rows = [f"billing,2026-10-25T{t}" for t in ("02:00", "02:00", "02:00")]
    with pytest.raises(InvalidInputError) as caught:
        starts(tmp_path / "folder", rows)
    assert [(i.row, i.column) for i in caught.value.issues] == [(9, "start")]
    assert "row 8" in caught.value.issues[0].message


def test_each_queue_must_show_its_own_order(tmp_path: Path) -> None:
    rows = [f"billing,2026-10-25T{t}" for t in ("02:00", "02:00")] + ["letters,2026-10-25T02:00"]
    with pytest.raises(InvalidInputError) as caught:
        starts(tmp_path / "folder", rows)
    assert [(i.row, i.value) for i in caught.value.issues] == [(9, "2026-10-25T02:00")]


def test_an_interval_that_does_not_divide_the_change_of_clock(tmp_path: Path) -> None:
    center = FILES["center.toml"].replace("Europe/Berlin", "Australia/Lord_Howe")
    center = center.replace("interval_minutes = 30", "interval_minutes = 60")
    history = "queue,start,offered\n" + "".join(
        f"{q},2026-02-23T08:00,1\n" for q in ("billing", "tech chat", "letters")
    )
    folder = write_files(tmp_path / "folder", {"center.toml": center, "history.csv": history})
    with pytest.raises(InvalidInputError) as caught:
        read_folder(folder)
    assert [(i.file, i.column, i.value) for i in caught.value.issues] == [
        ("center.toml", "interval_minutes", "60")
    ]
