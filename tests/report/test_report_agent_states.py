"""Agent states read against a stored plan: local times over a change of clock, and tables."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from solver.intraday import AdherenceParams, measure_adherence
from solver.report import read_output
from solver.report.adherence_tables import adherence_tables
from solver.report.agent_states_in import _moment_parser, read_adherence_data

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "after", "found"),
    [
        ("2026-10-25T02:30", None, "00:30"),
        ("2026-10-25T02:30", "2026-10-25T00:15+00:00", "00:30"),
        ("2026-10-25T02:30", "2026-10-25T00:45+00:00", "01:30"),
        ("2026-10-25T02:30+02:00", "2026-10-25T00:45+00:00", "00:30"),
        ("2026-10-25T01:30", "2026-10-25T00:45+00:00", "23:30"),
        ("2026-03-29T02:30", None, "01:30"),
    ],
)
def test_a_local_time_that_comes_twice_follows_what_was_before(
    text: str, after: str | None, found: str
) -> None:
    before = None if after is None else datetime.fromisoformat(after)
    assert f"{_moment_parser(BERLIN, before)(text):%H:%M}" == found


def test_tables_of_a_day_with_a_late_start(written: Path, tmp_path: Path) -> None:
    """Ann works 08:00-16:00 on Monday, Zoë is on leave; Bob is not in the file and absent."""
    path = tmp_path / "states.csv"
    path.write_text(
        "agent,start,end,state\n"
        "Ann,2026-03-23T08:12:00,2026-03-23T11:45:00,on_queue\n"
        "Ann,2026-03-23T11:45:00,2026-03-23T12:15:00,meal\n"
        "Ann,2026-03-23T12:15:00,2026-03-23T16:00:00,on_queue\n",
        encoding="utf-8",
    )
    stored, params = read_output(written), AdherenceParams()
    result = measure_adherence(read_adherence_data(path, stored, params), params)
    site, agents, days, intervals, exceptions = adherence_tables(result)
    assert site.rows[0][:4] == ("House", 0.5, round(1 - 12 / 450, 4), 720.0)
    assert [row[:2] for row in agents.rows] == [("House", "Ann"), ("House", "Bob")]
    ann = dict(zip(days.header, days.rows[0]))
    assert ann["date"] == "2026-03-23"
    assert ann["adherence"] == round(1 - 12 / 480, 4)
    assert ann["conformance"] == round(1 - 12 / 450, 4)
    assert ann["late_start_s"] == 720
    first = dict(zip(intervals.header, intervals.rows[0]))
    assert first["start"] == "2026-03-23T08:00+01:00"
    assert first["present_agents"] == 0.6
    assert exceptions.rows[0] == (
        "House", "Ann", "2026-03-23", "late_start", "2026-03-23T07:00:00+00:00", 720.0
    )  # fmt: skip
    assert {row[3] for row in exceptions.rows if row[1] == "Bob"} == {"absence"}
