"""Folder, document and objects say the same, whichever way they are turned."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from workspace_files import FILES, edited, write_files

from solver.domain import (
    Agent,
    CarryOver,
    Center,
    Contract,
    Event,
    HistoryRow,
    Override,
    PlanningData,
    Queue,
    Scenario,
    ShiftTemplate,
    Site,
    TimeOff,
    WorkPlan,
)
from solver.workspace import (
    check_planning,
    document_text,
    read,
    read_document,
    read_folder,
    write_document,
    write_folder,
)


def test_hand_written_folder_through_folder_and_document(tmp_path: Path) -> None:
    planning = read_folder(write_files(tmp_path / "by hand"))
    write_folder(planning, tmp_path / "written")
    write_document(planning, tmp_path / "planning.json")
    assert read(tmp_path / "written") == planning
    assert read(tmp_path / "planning.json") == planning
    assert read_document(document_text(planning)) == planning
    assert read_document(planning.model_dump(mode="json")) == planning
    assert read_document(json.loads(planning.model_dump_json())) == planning
    assert check_planning(planning) == []


def test_values_of_the_hand_written_folder(tmp_path: Path) -> None:
    planning = read_folder(write_files(tmp_path / "folder"))
    assert planning.history[2].start == datetime(2026, 2, 23, 7, tzinfo=UTC)
    assert planning.history[3].aht_s == 600
    assert planning.agents[0].skills == {"billing": 1.0, "tech": 0.8}
    assert planning.agents[2].availability is not None
    assert planning.agents[2].availability[:2] == ((0, 1260, 1440), (1, 0, 420))
    assert planning.overrides[0].reason == 'a "big" mailing\nin two lines'
    assert planning.carry_over[1].last_shift_end == datetime(2026, 3, 1, 5, tzinfo=UTC)
    assert planning.contracts[1].queues == ("billing", "letters")
    assert [s.scenario for s in planning.scenarios] == ["peak", "slow calls"]


def test_rules_of_shrinkage_and_what_only_some_channels_have(tmp_path: Path) -> None:
    header, *rows = FILES["queues.csv"].splitlines()
    extra = (
        ",retry_share,retry_delay_s,aht_by_concurrency,starting_backlog,blend_with",
        ",0.4,600,,,",
        ",,,300|360,,",
        ",,,,25,billing|tech chat",
    )
    text = "\n".join(line + more for line, more in zip([header, *rows], extra)) + "\n"
    planning = read_folder(write_files(tmp_path / "folder", {"queues.csv": text}))
    assert (planning.queues[0].retry_share, planning.queues[0].retry_delay_s) == (0.4, 600)
    assert planning.queues[1].aht_by_concurrency == (300, 360)
    assert planning.queues[2].blend_with == ("billing", "tech chat")
    assert planning.shrinkage[0].queues == ("billing", "tech chat")
    assert planning.shrinkage[1].hours == tuple((day, 0, 1440) for day in range(7))
    write_folder(planning, tmp_path / "written")
    assert read(tmp_path / "written") == planning
    assert read_document(document_text(planning)) == planning


def test_naive_carry_over_is_local_at_the_agents_site(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "folder", edited("sites.csv", "internal,Europe/Berlin", "internal,Asia/Kolkata")
    )
    planning = read_folder(folder)
    assert planning.carry_over[1].last_shift_end == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    assert planning.history[2].start == datetime(2026, 2, 23, 7, tzinfo=UTC)


def test_byte_order_mark_crlf_and_blank_lines_are_read(tmp_path: Path) -> None:
    planning = read_folder(write_files(tmp_path / "plain"))
    text = FILES["sites.csv"].replace("\n", "\r\n") + "\r\n,,,,,,\r\n"
    changes = {"sites.csv": b"\xef\xbb\xbf" + text.encode()}
    assert read_folder(write_files(tmp_path / "marked", changes)) == planning


def test_optional_files_may_be_missing(tmp_path: Path) -> None:
    optional = ("shrinkage.csv", "events.csv", "overrides.csv", "time_off.csv", "preferences.csv",
                "carry_over.csv", "scenarios.toml")  # fmt: skip
    planning = read_folder(write_files(tmp_path / "folder", dict.fromkeys(optional)))
    assert (planning.events, planning.time_off, planning.scenarios) == ((), (), ())
    write_folder(planning, tmp_path / "written")
    assert not (tmp_path / "written" / "events.csv").exists()


def test_a_vendor_alone_needs_no_people(tmp_path: Path) -> None:
    people = ("agents.csv", "work_plans.toml", "time_off.csv", "preferences.csv", "carry_over.csv")
    changes = {
        **dict.fromkeys(people),
        "sites.csv": "site,kind,time_zone\nLisbon,bpo,Europe/Lisbon\n",
        "contracts.toml": "[Lisbon]" + FILES["contracts.toml"].split("[Lisbon]")[1],
    }
    assert read_folder(write_files(tmp_path / "folder", changes)).agents == ()


def test_one_internal_site_needs_no_contract(tmp_path: Path) -> None:
    changes = {
        "sites.csv": "site,kind,time_zone\nBerlin,internal,Europe/Berlin\n",
        "contracts.toml": None,
    }
    assert read_folder(write_files(tmp_path / "folder", changes)).contracts == ()


def test_history_may_be_left_out_where_it_is_not_needed(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "folder", {"history.csv": None})
    planning = read_folder(folder, needs_history=False)
    assert planning.history == ()
    assert check_planning(planning, needs_history=False) == []
    assert [i.column for i in check_planning(planning)] == ["history"]
    document = planning.model_dump(mode="json", exclude={"history"})
    assert read_document(document, needs_history=False) == planning


names = st.text(st.characters(codec="utf-8", exclude_characters="|:;,\n\r\t",
                              exclude_categories=("C", "Z")), min_size=1, max_size=12)  # fmt: skip
free_text = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=20).map(
    str.strip
)
amounts = st.floats(0, 1e6, allow_nan=False)
factors = st.floats(0.01, 2.0)
counts = st.integers(1, 9)


@st.composite
def plannings(draw: st.DrawFn) -> PlanningData:
    zone = draw(st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/New_York", "UTC"]))
    skills = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    queue_names = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    site_names = draw(st.lists(names, min_size=2, max_size=2, unique=True))
    plan_names = draw(st.lists(names, min_size=1, max_size=2, unique=True))
    agent_names = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    queues = [
        Queue(queue=q, channel="voice", skill=draw(st.sampled_from(skills)), sl_target=draw(
            st.floats(0.01, 0.99)), sl_seconds=draw(amounts), patience_s=draw(
            st.none() | factors), min_staff=draw(st.integers(0, 9)))
        for q in queue_names
    ]  # fmt: skip
    used = sorted({queue.skill for queue in queues})
    first = datetime(2026, 10, 24, 18, 30, tzinfo=UTC)
    history = [
        HistoryRow(queue=q, start=first + timedelta(minutes=30 * k), offered=draw(amounts),
                   aht_s=draw(st.none() | factors), handled=draw(st.none() | amounts))
        for q in queue_names
        for k in sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=4)))
    ]  # fmt: skip
    agents = [
        Agent(agent=a, site=site_names[0], work_plan=draw(st.sampled_from(plan_names)),
              skills=draw(st.dictionaries(st.sampled_from(used), factors, min_size=1)),
              hourly_cost=draw(amounts), end_date=draw(st.none() | st.dates()),
              fixed_days_off=draw(st.sets(st.integers(0, 6), max_size=3)))
        for a in agent_names
    ]  # fmt: skip
    shift = ShiftTemplate(name=draw(names), earliest_start="07:00", latest_start="22:00",
                          length_minutes=draw(st.sampled_from([240, 480, 1440])))  # fmt: skip
    day = draw(st.dates(date(2026, 1, 1), date(2026, 12, 1)))
    sites = [
        Site(site=site_names[0], kind="internal", time_zone=zone, absence=draw(st.floats(0, 0.5))),
        Site(site=site_names[1], kind="bpo", time_zone="UTC", seats=draw(st.none() | counts)),
    ]
    event = Event(
        queues=draw(st.lists(st.sampled_from(queue_names), unique=True)),
        start=day, end=datetime(2027, 1, 1, 8), kind="campaign", uplift=draw(factors),
    )  # fmt: skip
    override = Override(
        layer=draw(names), queue=queue_names[0], start=day, end=day, operation="add",
        value=draw(st.floats(-1e9, 1e9)), author=draw(free_text), reason=draw(free_text),
        active=draw(st.booleans()),
    )  # fmt: skip
    return PlanningData(
        center=Center(name=draw(names), time_zone=zone, week_start=draw(st.integers(0, 6))),
        queues=queues,
        history=history,
        sites=sites,
        agents=agents,
        work_plans=[
            WorkPlan(work_plan=p, max_paid_minutes_week=2400, shifts=[shift]) for p in plan_names
        ],
        contracts=[
            Contract(site=s, rate_per_hour=draw(amounts), queues=queue_names) for s in site_names
        ],
        events=[event],
        overrides=[override],
        time_off=[TimeOff(agent=agent_names[0], start=day, end=day, paid=draw(st.booleans()))],
        carry_over=[CarryOver(agent=a, last_shift_end=first) for a in agent_names],
        scenarios=[Scenario(scenario=draw(names), volume_factor=draw(factors))],
    )


@settings(max_examples=40, deadline=None)
@given(plannings())
def test_any_planning_survives_every_round_trip(planning: PlanningData) -> None:
    assert check_planning(planning) == []
    with tempfile.TemporaryDirectory() as folder:
        write_folder(planning, Path(folder) / "a")
        from_folder = read_folder(Path(folder) / "a")
        write_document(from_folder, Path(folder) / "a.json")
        from_document = read_document(Path(folder) / "a.json")
    assert from_folder == planning
    assert from_document == planning
