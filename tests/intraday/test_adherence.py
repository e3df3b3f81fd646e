"""Adherence and conformance by hand: every kind of exception, nights, clock changes, grace."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intraday_days import DAY, at, data_of, need_of, shift, states

from solver.domain import Activity, NamedShift
from solver.errors import InvalidInputError
from solver.intraday import (
    Adherence,
    AdherenceParams,
    AgentState,
    ExceptionKind,
    StateEvent,
    measure_adherence,
)
from solver.intraday.result import KINDS

MORNING = ("08:00 on_queue", "10:00 break", "10:15 on_queue", "12:00")
MORNING_S = 4 * 3600


def measured(*stretches: str, planned=MORNING, **settings_: object) -> Adherence:
    data = data_of([shift("Ann", *planned)], states("Ann", *stretches))
    return measure_adherence(data, AdherenceParams(**settings_))


def minutes(result: Adherence) -> dict[str, float]:
    """Minutes of each kind of exception there is, over all agents and days."""
    total = result.days.exception_s.sum(axis=0) / 60
    return {str(kind): total[k] for k, kind in enumerate(KINDS) if total[k]}


def test_states_as_scheduled_give_one() -> None:
    result = measured(*MORNING)
    assert result.days.adherence.tolist() == [1.0]
    assert result.days.conformance.tolist() == [1.0]
    assert minutes(result) == {}
    assert result.days.scheduled_s.tolist() == [MORNING_S]
    assert result.days.planned_queue_s.tolist() == [MORNING_S - 900]


@pytest.mark.parametrize(
    ("stretches", "kind", "lost"),
    [
        (("08:12 on_queue", "10:00 break", "10:15 on_queue", "12:00"), "late_start", 12),
        (("08:00 on_queue", "10:00 break", "10:15 on_queue", "11:40"), "early_leave", 20),
        (("08:00 on_queue", "10:00 break", "10:22 on_queue", "12:00"), "long_break", 7),
        (
            ("08:00 on_queue", "09:00 break", "09:05 on_queue", "10:00 break", "10:15 on_queue",
             "12:00"),
            "unplanned_off_queue",
            5,
        ),
        (
            ("08:00 on_queue", "09:00 training", "09:30 on_queue", "10:00 break",
             "10:15 on_queue", "12:00"),
            "unplanned_off_queue",
            30,
        ),
        (("08:00 on_queue", "10:05 break", "10:15 on_queue", "12:00"), "unscheduled_work", 5),
        (("07:50 on_queue", "10:00 break", "10:15 on_queue", "12:00"), "unscheduled_work", 10),
        (
            ("08:00 on_queue", "10:00 break", "10:15 on_queue", "12:20"), "unscheduled_work", 20,
        ),
    ],
)  # fmt: skip
def test_each_kind_of_exception(stretches: tuple[str, ...], kind: str, lost: float) -> None:
    result = measured(*stretches)
    assert minutes(result) == {kind: lost}
    assert result.days.adherence[0] == pytest.approx(1 - lost * 60 / MORNING_S)
    assert [str(k) for k in result.runs.kinds] == [kind]
    assert result.runs.seconds.tolist() == [lost * 60]


def test_a_break_taken_before_its_time_is_off_queue_and_then_work() -> None:
    result = measured("08:00 on_queue", "09:45 break", "10:00 on_queue", "12:00")
    assert minutes(result) == {"unplanned_off_queue": 15, "unscheduled_work": 15}
    assert result.days.conformance.tolist() == [1.0]


def test_a_break_begun_early_is_not_a_long_one_until_it_ends_late() -> None:
    result = measured("08:00 on_queue", "09:50 break", "10:20 on_queue", "12:00")
    assert minutes(result) == {"unplanned_off_queue": 10, "long_break": 5}


def test_who_does_not_come_back_from_a_break_has_left() -> None:
    result = measured("08:00 on_queue", "10:00 break", "10:15 offline", "12:00")
    assert minutes(result) == {"early_leave": 105}


def test_offline_over_a_scheduled_break_keeps_the_schedule() -> None:
    result = measured("08:00 on_queue", "10:00 offline", "10:15 on_queue", "12:00")
    assert result.days.adherence.tolist() == [1.0]


def test_being_on_a_break_outside_the_shift_is_no_exception() -> None:
    result = measured("07:30 break", "08:00 on_queue", "10:00 meal", "10:15 on_queue", "12:00")
    assert result.days.adherence.tolist() == [1.0]


def test_a_shift_nobody_came_to_is_an_absence() -> None:
    data = data_of([shift("Ann", *MORNING), shift("Bob", *MORNING)], states("Ann", *MORNING))
    result = measure_adherence(data)
    assert result.days.adherence.tolist() == [1.0, pytest.approx(15 / 240)]
    assert minutes(result) == {"absence": 225}
    assert result.days.absent_shifts.tolist() == [0, 1]
    assert result.messages == ("1 agents have shifts and no state, so they count as absent: Bob",)


def test_adherence_is_undefined_without_a_schedule_and_conformance_too() -> None:
    data = data_of(
        [shift("Ann", *MORNING)],
        [*states("Ann", *MORNING), *states("Bob", "08:00 on_queue", "09:00", first_row=9)],
    )
    days = measure_adherence(data).days
    assert days.agents == ("Ann", "Bob")
    assert np.isnan(days.adherence[1])
    assert np.isnan(days.conformance[1])
    assert days.exception_s[1].sum() == 3600


def test_adherence_has_a_floor_and_conformance_no_ceiling() -> None:
    result = measured("08:00 on_queue", "18:00", planned=("08:00 on_queue", "09:00 break", "09:30"))
    assert result.days.adherence.tolist() == [0.0]
    assert result.days.conformance.tolist() == [10.0]


def test_training_in_the_schedule_is_to_be_kept() -> None:
    planned = ("08:00 on_queue", "10:00 training", "11:00 on_queue", "12:00")
    assert measured(*planned, planned=planned).days.adherence.tolist() == [1.0]
    missed = measured("08:00 on_queue", "12:00", planned=planned)
    assert minutes(missed) == {"unscheduled_work": 60}


def test_names_of_activities_can_be_mapped() -> None:
    planned = ("08:00 on_queue", "10:00 huddle", "11:00 on_queue", "12:00")
    done = ("08:00 on_queue", "10:00 training", "11:00 on_queue", "12:00")
    assert minutes(measured(*done, planned=planned)) == {"unscheduled_work": 60}
    mapped = measured(*done, planned=planned, states={"Huddle": "training"})
    assert minutes(mapped) == {}


@pytest.mark.parametrize(("grace_s", "counts"), [(0, True), (59, True), (60, False)])
def test_grace_forgives_what_is_not_longer(grace_s: float, counts: bool) -> None:
    result = measured("08:01 on_queue", "10:00 break", "10:15 on_queue", "12:00", grace_s=grace_s)
    assert result.days.adherence[0] == pytest.approx(1 - 60 * counts / MORNING_S)
    assert result.presence[0].adherence == pytest.approx(1 - 60 / (MORNING_S - 900))


def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    night = ("22:00 on_queue", "26:00 break", "26:30 on_queue", "30:00")
    done = ("22:00 on_queue", "26:00 break", "26:40 on_queue", "30:20")
    result = measured(*done, planned=night)
    assert result.days.days == (DAY,)
    assert minutes(result) == {"long_break": 10, "unscheduled_work": 20}


def test_work_outside_shifts_belongs_to_its_local_day() -> None:
    data = data_of(
        [shift("Ann", *MORNING)],
        [*states("Ann", *MORNING), *states("Ann", "24:30 on_queue", "25:00", first_row=9)],
    )
    days = measure_adherence(data).days
    assert days.days == (DAY, DAY + timedelta(days=1))
    assert days.queue_s.tolist() == [MORNING_S - 900, 1800]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 7), (date(2026, 10, 25), 9), (date(2026, 3, 22), 8)]
)
def test_a_change_of_clock_changes_the_elapsed_time(day: date, hours: int) -> None:
    """Local 00:00 to 08:00 lasts 7 hours when the clock goes forward and 9 when it goes back."""
    planned = shift("Ann", "00:00 on_queue", "08:00", day=day)
    events = states("Ann", "01:00 on_queue", "08:00", day=day)
    days = measure_adherence(data_of([planned], events)).days
    assert days.scheduled_s.tolist() == [hours * 3600]
    assert days.adherence[0] == pytest.approx(1 - 1 / hours)
    assert days.days == (day,)


def test_only_shifts_in_the_time_of_the_states_are_measured() -> None:
    tomorrow = DAY + timedelta(days=1)
    data = data_of([shift("Ann", *MORNING), shift("Ann", *MORNING, day=tomorrow)],
                   states("Ann", *MORNING))  # fmt: skip
    assert measure_adherence(data).days.days == (DAY,)


def test_until_cuts_the_shift_that_is_running() -> None:
    result = measured("08:30 on_queue", "09:00", until=at("09:00"), since=at("07:00"))
    assert result.days.scheduled_s.tolist() == [3600]
    assert minutes(result) == {"late_start": 30}


def test_a_shift_that_is_cut_is_never_an_absence() -> None:
    data = data_of([shift("Ann", *MORNING), shift("Bob", *MORNING)], states("Ann", *MORNING))
    result = measure_adherence(data, AdherenceParams(until=at("09:00")))
    assert minutes(result) == {"late_start": 60}
    assert result.presence[0].absence == 0


def test_a_site_without_states_is_not_measured() -> None:
    data = data_of([shift("Ann", *MORNING), shift("Cid", *MORNING, site="Quiet")],
                   states("Ann", *MORNING))  # fmt: skip
    result = measure_adherence(data)
    assert result.days.sites == ("House",)
    assert result.messages == ("Quiet: no agent has a state, the site is not measured",)


def test_presence_of_a_site_splits_into_absence_and_adherence() -> None:
    """Bob is absent (1 of 4 shifts); of the other 3 x 4 hours on queue 30 minutes are lost."""
    plain = ("08:00 on_queue", "12:00")
    names = ("Ann", "Bob", "Cid", "Dot")
    events = [
        *states("Ann", "08:10 on_queue", "12:00"),
        *states("Cid", "08:00 on_queue", "11:40"),
        *states("Dot", *plain),
    ]
    result = measure_adherence(data_of([shift(n, *plain) for n in names], events))
    (site,) = result.presence
    assert site.shifts == 4
    assert site.absence == 0.25
    assert site.adherence == pytest.approx(1 - 0.5 / 12)
    assert site.mean_late_s == pytest.approx(200)
    total = result.days.by_site()
    kept = total.kept_queue_s[0] / total.planned_queue_s[0]
    assert (1 - site.absence) * site.adherence == pytest.approx(kept)


def test_nobody_there_at_all_leaves_adherence_unknown() -> None:
    result = measured("07:00 on_queue", "07:30", since=at("06:00"), until=at("13:00"))
    (site,) = result.presence
    assert site.absence == 1
    assert site.adherence is None
    assert site.mean_late_s is None


def test_sums_by_agent_keep_every_second() -> None:
    tomorrow = DAY + timedelta(days=1)
    data = data_of(
        [shift("Ann", *MORNING), shift("Ann", *MORNING, day=tomorrow), shift("Bob", *MORNING)],
        [
            *states("Ann", "08:06 on_queue", "10:00 break", "10:15 on_queue", "12:00"),
            *states("Ann", *MORNING, day=tomorrow, first_row=9),
            *states("Bob", *MORNING, first_row=20),
        ],
    )
    agents = measure_adherence(data).days.by_agent()
    assert agents.agents == ("Ann", "Bob")
    assert agents.shifts.tolist() == [2, 1]
    assert agents.adherence.tolist() == [pytest.approx(1 - 360 / (2 * MORNING_S)), 1.0]


def test_intervals_name_presence_and_risk() -> None:
    """Ann is 10 minutes late: 20 of the first 30 minutes are 2/3 of an agent."""
    data = data_of(
        [shift("Ann", *MORNING)],
        states("Ann", "08:10 on_queue", "10:00 break", "10:15 on_queue", "12:00"),
        [need_of(0.5)],
    )
    (one,) = measure_adherence(data, AdherenceParams(since=at("06:00"))).intervals
    first = 16
    assert one.present_agents[first] == pytest.approx(2 / 3)
    assert one.adherence[first] == pytest.approx(2 / 3)
    assert one.conformance[first] == pytest.approx(2 / 3)
    assert one.present_agents[20] == pytest.approx(0.5)
    assert one.planned_agents[20] == pytest.approx(0.5)
    assert not one.at_risk.any()
    assert np.flatnonzero(one.measured)[[0, -1]].tolist() == [16, 23]


@pytest.mark.parametrize(("tolerated", "risky"), [(0.0, [16, 20]), (0.4, [20])])
def test_an_interval_is_at_risk_when_presence_falls_below_the_requirement(
    tolerated: float, risky: list[int]
) -> None:
    data = data_of(
        [shift("Ann", *MORNING)],
        states("Ann", "08:10 on_queue", "10:00 break", "10:15 on_queue", "12:00"),
        [need_of(1.0)],
    )
    params = AdherenceParams(tolerated_short_agents=tolerated)
    (one,) = measure_adherence(data, params).intervals
    assert np.flatnonzero(one.at_risk).tolist() == risky


def test_states_that_name_queues_are_counted_by_queue() -> None:
    need = need_of(1.0, planned=5.0)
    plain = ("08:00 on_queue", "12:00")
    named = data_of([shift("Ann", *plain)], states("Ann", *plain, queue="calls"), [need])
    other = data_of([shift("Ann", *plain)], states("Ann", *plain, queue="mail"), [need])
    unnamed = data_of([shift("Ann", *plain)], states("Ann", *plain), [need])
    found = [measure_adherence(d).intervals[0].present_by_queue[0, 16] for d in
             (named, other, unnamed)]  # fmt: skip
    assert found == [1.0, 0.0, 5.0]


def test_an_overlapping_schedule_is_refused() -> None:
    shifts = [shift("Ann", "08:00 on_queue", "12:00"), shift("Ann", "11:00 on_queue", "13:00")]
    with pytest.raises(InvalidInputError, match="two activities of Ann overlap on 2026-03-02"):
        measure_adherence(data_of(shifts, states("Ann", "08:00 on_queue", "12:00")))


def test_an_empty_file_measures_nothing() -> None:
    result = measure_adherence(data_of([shift("Ann", *MORNING)], []))
    assert result.days.agents == ()
    assert result.presence == ()


_CUTS = st.lists(st.integers(0, 600), min_size=2, max_size=8, unique=True).map(sorted)
_KINDS = st.sampled_from(["on_queue", "break", "training"])
_STATES = st.sampled_from(list(AgentState))
_ORIGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)


def _moment(minute: int) -> datetime:
    return _ORIGIN + timedelta(minutes=minute)


@st.composite
def _agent(draw: st.DrawFn) -> tuple[list[NamedShift], list[StateEvent]]:
    name = draw(st.sampled_from(["Ann", "Bob"]))
    cuts = draw(_CUTS)
    activities = tuple(
        Activity(_moment(a), _moment(b), draw(_KINDS), True) for a, b in itertools.pairwise(cuts)
    )
    done = draw(_CUTS)
    events = [
        StateEvent(name, _moment(a), _moment(b), draw(_STATES), n)
        for n, (a, b) in enumerate(itertools.pairwise(done))
    ]
    return [NamedShift(name, "House", DAY, "any", activities)], events


@settings(max_examples=40, deadline=None)
@given(_agent(), st.sampled_from([0.0, 300.0]))
def test_the_definitions_hold_minute_by_minute(found, grace_s: float) -> None:
    """A count of minutes, one by one, gives the same seconds; adherence stays within 0 and 1."""
    shifts, events = found
    params = AdherenceParams(grace_s=grace_s, since=_moment(-60), until=_moment(700))
    days = measure_adherence(data_of(shifts, events), params).days
    adherence = days.adherence[~np.isnan(days.adherence)]
    assert ((adherence >= 0) & (adherence <= 1)).all()
    duty = {"on_queue": 1, "training": 2}
    plan, done = np.zeros(700, int), np.zeros(700, int)
    inside = np.zeros(700, bool)
    for activity in shifts[0].activities:
        where = slice(*((m - _ORIGIN).seconds // 60 for m in (activity.start, activity.end)))
        plan[where], inside[where] = duty.get(activity.activity, 0), True
    for event in events:
        where = slice(*((m - _ORIGIN).seconds // 60 for m in (event.start, event.end)))
        done[where] = duty.get(str(event.state), 0)
    assert days.scheduled_s.sum() == 60 * inside.sum()
    assert days.queue_s.sum() == 60 * (done == 1).sum()
    assert days.kept_queue_s.sum() == 60 * ((done == 1) & (plan == 1)).sum()
    lost = days.exception_s.sum()
    assert lost == 60 * (plan != done).sum() if grace_s == 0 else lost <= 60 * (plan != done).sum()
    absent = KINDS.index(ExceptionKind.ABSENCE)
    assert (days.exception_s[:, absent] > 0).any() <= bool(days.absent_shifts.any())


@settings(max_examples=40, deadline=None)
@given(_agent())
def test_states_that_repeat_the_schedule_give_one(found) -> None:
    shifts, _ = found
    kinds = {"on_queue": AgentState.ON_QUEUE, "training": AgentState.TRAINING}
    events = [
        StateEvent(shifts[0].agent, a.start, a.end, kinds.get(a.activity, AgentState.MEAL), n)
        for n, a in enumerate(shifts[0].activities)
    ]
    days = measure_adherence(data_of(shifts, events)).days
    assert days.adherence.tolist() == [1.0]
    assert days.exception_s.sum() == 0
    expected = 1.0 if any(a.activity == "on_queue" for a in shifts[0].activities) else np.nan
    np.testing.assert_equal(days.conformance, [expected])
