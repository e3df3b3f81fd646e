"""The bound against the exact optimum, and its rows against rosters that meet every rule."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import numpy as np
import pytest
from rule_cases import Case, guide_values, make_case
from schedule_builders import day, make_agent, make_plan, make_queue, make_template, plain_template

from solver.domain import CarryOver, Preference, TimeOff
from solver.scheduling.assemble import assemble
from solver.scheduling.check import audit
from solver.scheduling.cp import CpLimits, run_cp
from solver.scheduling.exact import ExactAnswer, _read, build_exact, solve_exact
from solver.scheduling.guide import labour_floor, solve_guides, total_bound
from solver.scheduling.placement import Placement
from solver.scheduling.sparse_model import SolveLimits

CENT = 0.005
LUNCH = {"kind": "lunch", "minutes": 60, "paid": False}
QUEUES = [make_queue("calls"), make_queue("chats")]


def lunch_shift(name, length, first, last, **fields):
    """An hour's lunch around the middle of a shift that starts every two hours."""
    middle = length // 120 * 60
    window = {"window_start_minutes": middle - 60, "window_end_minutes": middle + 60}
    return make_template(
        name,
        length_minutes=length,
        earliest_start=first,
        latest_start=last,
        increment_minutes=120,
        activities=({**LUNCH, **window},),
        **fields,
    )


def two_queues() -> Case:
    """Different proficiencies, two plans, a day of leave and a rest carried over."""
    people = [
        make_agent("ann", "calls:1|chats:0.6", hourly_cost=22.0),
        make_agent("bob", "calls:1", work_plan="part"),
        make_agent("cid", "chats:1.2", fixed_days_off="Wed"),
    ]
    plans = [
        make_plan(
            shifts=[lunch_shift("day", 480, "08:00", "12:00")],
            min_paid_minutes_week=420,
            max_paid_minutes_week=900,
            min_rest_minutes=660,
            max_consecutive_days=2,
        ),
        make_plan(
            "part",
            [plain_template("half", 240, earliest_start="08:00", latest_start="16:00")],
            min_days_week=1,
            max_paid_minutes_week=480,
        ),
    ]
    demand = np.zeros((2, 4, 24))
    demand[0, :, 9:18] = 1.4
    demand[1, :, 10:15] = 0.9
    late_before = CarryOver(
        agent="ann", last_shift_end=datetime(2026, 1, 4, 23, tzinfo=UTC), consecutive_days=2
    )
    return make_case(
        people,
        plans,
        QUEUES,
        demand=demand.reshape(2, -1),
        n_days=4,
        interval_minutes=60,
        time_off=[TimeOff(agent="ann", start=day(1), end=day(1))],
        carry_over=[late_before],
    )


def nights() -> Case:
    """Shifts over midnight around the Sunday on which the clock goes forward, one seat."""
    shapes = [
        lunch_shift("night", 480, "20:00", "22:00"),
        lunch_shift("late", 480, "12:00", "14:00"),
    ]
    plan = make_plan(
        shifts=shapes,
        max_paid_minutes_week=1260,
        max_days_week=3,
        min_rest_minutes=660,
        max_working_weekends=0,
    )
    demand = np.tile(np.where(np.arange(24) < 6, 0.7, 1.1), 4)[None, :95]
    people = [
        make_agent("ann"),
        make_agent("bob", work_plan="all", hourly_cost=25.0),
    ]
    return make_case(
        people,
        [plan, plan.model_copy(update={"work_plan": "all", "max_working_weekends": 1})],
        demand=demand,
        first_day=date(2026, 3, 27),
        n_days=4,
        interval_minutes=60,
        time_zone="Europe/Berlin",
        seats=1,
    )


def two_weeks() -> Case:
    """A weekend limit and a run over the end of the first week; wishes in money."""
    shape = plain_template(earliest_start="08:00", latest_start="10:00", increment_minutes=120)
    plan = make_plan(
        shifts=[shape],
        min_paid_minutes_week=480,
        max_paid_minutes_week=1920,
        max_consecutive_days=4,
        max_working_weekends=1,
    )
    open_hours = np.where((np.arange(12) >= 4) & (np.arange(12) < 9), 1.0, 0.0)
    people = [make_agent("ann"), make_agent("bob", end_date=day(5))]
    return make_case(
        people,
        [plan],
        demand=np.tile(open_hours, 9)[None, :],
        n_days=9,
        interval_minutes=120,
        preferences=[Preference(agent="ann", kind="day_off", value="Tue", weight=5.0)],
    )


CASES = {"two queues": two_queues, "nights": nights, "two weeks": two_weeks}


def placed(case: Case, shifts) -> Placement:
    placement = Placement(case.data)
    for shift in shifts:
        placement.put(shift)
    return placement


@cache
def exact_answer(name: str) -> ExactAnswer:
    """The proven optimum of one of the cases."""
    answer = solve_exact(CASES[name]().data, CpLimits(seconds=30.0, workers=2))
    assert answer.optimal
    return answer


@pytest.mark.parametrize("name", CASES)
def test_the_bound_is_not_above_the_optimum(name):
    case, answer = CASES[name](), exact_answer(name)
    best = assemble(case.data, placed(case, answer.shifts))
    checked = audit(case.planning, case.target, best.published, case.params)
    assert checked.passed, checked.violations
    assert checked.objective == pytest.approx(best.objective, abs=CENT)
    assert answer.bound <= best.objective + CENT
    assert answer.bound == pytest.approx(best.objective, rel=1e-3)
    guide = total_bound(solve_guides(case.data, SolveLimits(seconds=10.0), None))
    assert labour_floor(case.data) <= guide <= best.objective + CENT


def random_roster(case: Case, rng: np.random.Generator):
    """A roster that meets every rule, drawn by a random objective."""
    m = build_exact(case.data)
    starts = [v for row in m.starts for cell in row for v in cell.values()]
    m.model.minimize(
        sum(int(w) * v for w, v in zip(rng.integers(-9, 7, len(starts)), starts, strict=True))
    )
    answer = run_cp(m.model, CpLimits(seconds=5.0, seed=int(rng.integers(1000))))
    assert answer.values is not None
    return _read(m, answer.values)


@pytest.mark.parametrize("name", CASES)
def test_every_roster_meets_the_rows_of_the_bound_and_costs_no_less(name):
    case = CASES[name]()
    rng = np.random.default_rng(7)
    for _ in range(4):
        shifts = random_roster(case, rng)
        values = guide_values(case.data, {(s.agent, s.day, s.shape) for s in shifts})
        assert values is not None
        assert sum(values) <= assemble(case.data, placed(case, shifts)).objective + CENT


def random_case(seed: int) -> Case:
    """Three agents in up to three classes with random calendars, limits and demand."""
    rng = np.random.default_rng(seed)
    skills = ["calls", "calls:1|chats:0.8", "chats:0.7"]
    names = ("ann", "bob", "cid")
    people = [
        make_agent(
            name,
            skills[rng.integers(3)],
            hourly_cost=float(rng.integers(15, 30)),
            fixed_days_off=tuple(rng.choice(7, rng.integers(3), replace=False).tolist()),
            availability=[None, "Mon-Fri 08:00-20:00; Sat 10:00-24:00"][rng.integers(2)],
        )
        for name in names
    ]
    plan = make_plan(
        shifts=[
            lunch_shift("day", 360, "06:00", "12:00"),
            plain_template("late", 480, earliest_start="16:00", latest_start="22:00"),
        ],
        min_paid_minutes_week=int(rng.integers(0, 2)) * 300,
        max_paid_minutes_week=int(rng.integers(900, 2000)),
        max_days_week=int(rng.integers(3, 6)),
        min_rest_minutes=int(rng.choice([600, 660, 720])),
        max_consecutive_days=int(rng.integers(2, 5)),
        max_working_weekends=int(rng.integers(0, 3)),
    )
    leave = TimeOff(
        agent=names[rng.integers(3)],
        start=datetime(2026, 1, 7, 12),
        end=datetime(2026, 1, 8, int(rng.integers(1, 23))),
        paid=bool(rng.integers(2)),
    )
    return make_case(
        people,
        [plan],
        QUEUES,
        demand=np.round(rng.random((2, 336)) * 2, 2),
        time_off=[leave],
        seats=[None, 2][rng.integers(2)],
        site_zone=["UTC", "Asia/Tokyo", "America/New_York"][rng.integers(3)],
    )


@pytest.mark.parametrize("seed", range(8))
def test_random_rosters_meet_the_rows_of_the_bound(seed):
    case = random_case(seed)
    shifts = random_roster(case, np.random.default_rng(seed))
    best = assemble(case.data, placed(case, shifts))
    assert audit(case.planning, case.target, best.published, case.params).passed
    values = guide_values(case.data, {(s.agent, s.day, s.shape) for s in shifts})
    assert values is not None
    assert sum(values) <= best.objective + CENT


def test_the_bound_of_the_exact_model_holds_where_prices_do_not_round():
    """Nobody is wanted and everybody must come: cost is wages and surplus alone, at a price of
    0.41666... an interval."""
    plan = make_plan(
        shifts=[plain_template(earliest_start="08:05", latest_start="08:05")],
        min_paid_minutes_week=2400,
        max_paid_minutes_week=2400,
    )
    case = make_case([make_agent(name) for name in ("ann", "bob", "cid")], [plan])
    assert case.data.step_minutes == 5
    answer = solve_exact(case.data, CpLimits(seconds=10.0))
    assert answer.optimal
    best = assemble(case.data, placed(case, answer.shifts))
    assert answer.bound <= best.objective + CENT


def test_the_exact_model_claims_no_bound_for_proficiencies_it_rounds():
    plan = make_plan(
        shifts=[plain_template(earliest_start="08:00", latest_start="08:00")],
        min_paid_minutes_week=2400,
        max_paid_minutes_week=2400,
    )
    case = make_case([make_agent("ann", "calls:0.335")], [plan], demand=0.3)
    answer = solve_exact(case.data, CpLimits(seconds=10.0))
    assert answer.shifts is not None
    best = assemble(case.data, placed(case, answer.shifts))
    assert answer.bound is None or answer.bound <= best.objective + CENT
    assert not answer.optimal
