"""The generator: seeds, knobs and what a generated centre must satisfy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from instances import generate as generator
from instances._history import holiday_factors, weekly_profile
from instances._people import apportion, productive_hours_week, skill_bundles
from instances._queues import CATALOGUE, queue_catalogue
from instances._work_plans import build_work_plans
from instances.generate import default_spec, generate
from instances.registry import CASES, DEMO
from instances.spec import CenterSpec, InHouseSpec
from solver.domain import Event, EventKind, PlanningData, PreferenceKind, SiteKind
from solver.timegrid import TimeGrid
from solver.workspace import read_folder

PARIS = ZoneInfo("Europe/Paris")
SMALL = replace(DEMO, history_weeks=2, in_house=(InHouseSpec("Lyon", "Europe/Paris", 12),))
STEADY = replace(
    SMALL, week_sd=0.0, day_sd=0.0, overdispersion=0.0, country=None, events=(), history_weeks=30
)


def daily_totals(planning: PlanningData, queue: str) -> dict[date, float]:
    totals: dict[date, float] = {}
    for row in planning.history:
        if row.queue == queue:
            day = row.start.astimezone(PARIS).date()
            totals[day] = totals.get(day, 0.0) + row.offered
    return totals


def contacts(planning: PlanningData, queue: str) -> float:
    return sum(row.offered for row in planning.history if row.queue == queue)


def test_the_same_seed_gives_the_same_centre() -> None:
    assert generate(SMALL, 3) == generate(SMALL, 3)


def test_another_seed_gives_another_centre() -> None:
    assert generate(SMALL, 3) != generate(SMALL, 4)


def test_a_knob_of_the_people_leaves_the_history_alone() -> None:
    changed = replace(SMALL, people=replace(SMALL.people, preferences=0.0))

    without, usual = generate(changed, 3), generate(SMALL, 3)

    assert without.history == usual.history
    assert without.agents == usual.agents
    assert without.preferences == ()
    assert usual.preferences


def test_the_json_document_holds_the_centre() -> None:
    planning = generate(SMALL, 3)

    assert PlanningData.model_validate_json(planning.model_dump_json()) == planning


def test_volume_is_sized_to_the_people() -> None:
    planning = generate(STEADY, 1)
    people = productive_hours_week(STEADY, planning.agents, planning.work_plans)

    workload_s = sum(contacts(planning, q.queue) * q.aht_s / q.concurrency for q in STEADY.queues)
    demand_hours = workload_s / 3600 / STEADY.history_weeks / STEADY.occupancy

    assert people / demand_hours == pytest.approx(STEADY.internal_share, rel=0.01)


def test_workload_shares_are_kept() -> None:
    planning = generate(STEADY, 1)
    workload = np.array(
        [contacts(planning, q.queue) * q.aht_s / q.concurrency for q in STEADY.queues]
    )

    assert workload / workload.sum() == pytest.approx(
        [q.workload_share for q in STEADY.queues], abs=0.005
    )


@pytest.mark.parametrize("queue", CATALOGUE, ids=lambda q: q.queue)
def test_a_week_has_the_asked_weekdays_and_no_contact_while_closed(queue) -> None:
    profile = weekly_profile(queue, 30)
    is_open = TimeGrid("UTC", 30, date(2026, 3, 2), 7).open_mask(
        [(d, a, b) for d, a, b in _spans(queue.opening_hours)]
    )

    assert profile.sum() == pytest.approx(1.0)
    assert np.array_equal(profile.ravel() > 0, is_open)
    days = profile.sum(axis=1)
    assert days[1] / days[0] == pytest.approx(queue.weekday_factors[1] / queue.weekday_factors[0])


def _spans(text: str):
    from solver.domain.base import parse_weekly_spans

    return parse_weekly_spans(text)


def test_the_level_has_no_trend() -> None:
    planning = generate(STEADY, 1)
    days = daily_totals(planning, "tech")
    first = STEADY.horizon_start - timedelta(weeks=STEADY.history_weeks)
    middle = first + timedelta(weeks=STEADY.history_weeks // 2)

    early = sum(n for day, n in days.items() if day < middle)
    late = sum(n for day, n in days.items() if day >= middle)

    assert late / early == pytest.approx(1.0, abs=4 / np.sqrt(early))


@pytest.mark.parametrize("overdispersion", [0.0, 0.1])
def test_noise_has_the_asked_variance(overdispersion: float) -> None:
    spec = replace(STEADY, overdispersion=overdispersion)
    planning = generate(spec, 1)
    rows = [r for r in planning.history if r.queue == "tech"]
    by_slot: dict[tuple[int, int], list[float]] = {}
    for row in rows:
        local = row.start.astimezone(PARIS)
        by_slot.setdefault((local.weekday(), local.hour * 2 + local.minute // 30), []).append(
            row.offered
        )
    counts = np.array([c for c in by_slot.values() if len(c) == spec.history_weeks])
    mean = counts.mean(axis=1)

    expected = (mean + overdispersion * mean**2).mean()

    assert counts.var(axis=1, ddof=1).mean() == pytest.approx(expected, rel=0.08)


def test_a_holiday_carries_its_eve_and_the_day_after() -> None:
    grid = TimeGrid("Europe/Paris", 30, date(2025, 11, 9), 5)

    factors = holiday_factors(DEMO, grid)

    assert factors.tolist() == [1, DEMO.eve_factor, DEMO.holiday_factor, DEMO.after_factor, 1]


def test_an_event_in_the_history_changes_it() -> None:
    day = STEADY.horizon_start - timedelta(days=6)
    event = Event(queues=("tech",), start=day, end=day, kind=EventKind.CAMPAIGN, uplift=1.0)
    usual, busy = generate(STEADY, 1), generate(replace(STEADY, events=(event,)), 1)

    ratio = daily_totals(busy, "tech")[day] / daily_totals(usual, "tech")[day]

    assert ratio == pytest.approx(2.0, rel=0.15)
    assert contacts(busy, "billing") == pytest.approx(contacts(usual, "billing"), rel=0.05)


def test_a_day_of_25_hours_has_50_half_hours_when_open_round_the_clock() -> None:
    always = tuple(replace(q, opening_hours="24x7") for q in SMALL.queues[:1])
    spec = replace(
        SMALL, queues=always, horizon_start=date(2025, 10, 27), history_weeks=1, events=()
    )

    rows = generate(spec, 1).history

    assert len(rows) == 6 * 48 + 50
    assert len({row.start for row in rows}) == len(rows)
    assert max(s.latest_start for plan in build_work_plans(spec) for s in plan.shifts) >= 21 * 60


def test_aht_is_near_its_level() -> None:
    rows = [r for r in generate(STEADY, 1).history if r.queue == "tech" and r.aht_s]
    mean = sum(r.aht_s * r.handled for r in rows) / sum(r.handled for r in rows)

    assert mean == pytest.approx(480, rel=0.02)


def test_agents_have_known_plans_and_a_shift_they_can_work() -> None:
    planning = generate(DEMO, 2)
    for agent in planning.agents:
        plan = planning.work_plan(agent.work_plan)
        spans = agent.availability or tuple((day, 0, 1440) for day in range(7))
        days = {
            day
            for day, start, end in spans
            for shift in plan.shifts
            if day not in agent.fixed_days_off
            and any(start <= s and s + shift.length_minutes <= end for s in shift.start_minutes)
        }
        assert len(days) * max(s.paid_minutes for s in plan.shifts) >= plan.min_paid_minutes_week


def test_part_time_and_skill_sets_have_their_shares() -> None:
    planning = generate(default_spec(agents=400, history_weeks=1, queues=4), 1)
    part_time = sum(a.work_plan == "part_time" for a in planning.agents)
    tech_only = sum(tuple(a.skills) == ("tech",) for a in planning.agents)

    assert (part_time, tech_only) == (100, 100)


def test_leave_is_about_its_share_and_within_employment() -> None:
    spec = default_spec(agents=600, history_weeks=1, queues=4)
    planning = generate(spec, 1)
    employed = {a.agent: a for a in planning.agents}
    days = 0
    for row in planning.time_off:
        if row.kind == "appointment":
            continue
        days += (row.end - row.start).days + 1
        assert employed[row.agent].employed_on(row.start)
        assert employed[row.agent].employed_on(row.end)

    assert days / (600 * 28) == pytest.approx(spec.people.leave, rel=0.12)


def test_what_is_carried_over_lies_before_the_horizon() -> None:
    planning = generate(DEMO, 2)
    for row in planning.carry_over:
        local = row.last_shift_end.astimezone(PARIS)
        worked_last_day = local.date() == DEMO.horizon_start - timedelta(days=1)
        assert local.date() < DEMO.horizon_start
        assert worked_last_day == (row.consecutive_days > 0)


def test_languages_have_their_own_queues_and_agents() -> None:
    queues = queue_catalogue(6, ("fr", "de"))
    spec = replace(SMALL, queues=queues)

    assert [q.queue for q in queues[4:]] == ["billing_de", "tech_de"]
    for skills, _ in skill_bundles(spec):
        assert len({name.partition("_")[2] for name in skills}) == 1
    assert sum(weight for _, weight in skill_bundles(spec)) == pytest.approx(
        sum(q.workload_share for q in queues)
    )


def test_too_many_queues_for_the_languages_are_refused(tmp_path, capsys) -> None:
    with pytest.raises(ValueError, match="5 queues asked for; 1 language"):
        queue_catalogue(5, ("en",))

    assert generator.main(["--out", str(tmp_path / "out"), "--queues", "5"]) == 2
    assert "5 queues asked for" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_named_case_is_written_as_a_folder(tmp_path, monkeypatch) -> None:
    case = CASES["center-60x28"]
    short = replace(case, spec=replace(case.spec, history_weeks=1))
    monkeypatch.setitem(CASES, "center-60x28", short)

    assert generator.main(["--case", "center-60x28", "--out", str(tmp_path / "out")]) == 0
    assert read_folder(tmp_path / "out").agents == generate(short.spec, 1).agents


def test_a_case_that_is_not_registered_is_refused(capsys) -> None:
    with pytest.raises(SystemExit):
        generator.main(["--case", "moon", "--out", "out"])
    assert "invalid choice: 'moon'" in capsys.readouterr().err


def test_people_may_cost_the_same_and_wish_for_starts_only() -> None:
    people = replace(SMALL.people, hourly_cost_sd=0.0, skill_premium=0.0, starts_only=True)

    planning = generate(replace(SMALL, people=people), 3)

    assert {agent.hourly_cost for agent in planning.agents} == {people.hourly_cost}
    assert {wish.kind for wish in planning.preferences} == {PreferenceKind.START}


def test_seats_are_a_part_of_the_agents_or_unlimited() -> None:
    def seats(per_agent: float | None) -> int | None:
        site = InHouseSpec("Lyon", "Europe/Paris", 12, seats_per_agent=per_agent)
        return generate(replace(SMALL, in_house=(site,)), 3).sites[0].seats

    assert (seats(0.5), seats(None)) == (6, None)


def test_whole_parts_follow_the_largest_remainders() -> None:
    assert apportion(np.array([0.5, 0.3, 0.2]), 7).tolist() == [4, 2, 1]


def test_vendors_take_what_the_people_cannot() -> None:
    planning = generate(DEMO, 1)
    capacity = sum(
        c.capacity_hours_week or 0.0
        for c in planning.contracts
        if planning.site(c.site).kind is SiteKind.BPO
    )
    people = productive_hours_week(DEMO, planning.agents, planning.work_plans)

    assert capacity > 1.2 * people * (1 / DEMO.internal_share - 1)


def test_several_sites_share_no_agent_name() -> None:
    spec: CenterSpec = replace(
        SMALL,
        in_house=(
            InHouseSpec("Lyon", "Europe/Paris", 10),
            InHouseSpec("Lyon North", "Europe/Paris", 10),
        ),
    )

    names = [a.agent for a in generate(spec, 1).agents]

    assert len(set(names)) == 20
