"""Planning data to arrays: contract terms, capability, people's hours."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from solver.allocation import AllocationParams, allocate, allocation_data
from solver.allocation.productive_hours import on_queue_share, paid_minutes
from solver.domain import (
    ActivityTemplate,
    Agent,
    Center,
    Contract,
    PlanningData,
    Queue,
    ShiftTemplate,
    Site,
    TimeOff,
    WorkPlan,
)
from solver.errors import InvalidInputError

MONDAY = date(2026, 3, 2)
WEEKS = (MONDAY, date(2026, 3, 9))
ZONE = "Europe/Paris"
ALL_FIT = AllocationParams(schedule_fit=1.0)

DAY = ShiftTemplate(
    name="day",
    earliest_start="08:00",
    latest_start="10:00",
    length_minutes=510,
    activities=(
        ActivityTemplate(
            kind="break", minutes=24, paid=True, window_start_minutes=60, window_end_minutes=180
        ),
        ActivityTemplate(
            kind="lunch", minutes=30, paid=False, window_start_minutes=180, window_end_minutes=360
        ),
    ),
)
PLAN = WorkPlan(
    work_plan="full",
    min_paid_minutes_week=1920,
    max_paid_minutes_week=2400,
    max_days_week=5,
    shifts=(DAY,),
)


def agent(name="ann", **changes):
    fields = {
        "agent": name, "site": "home", "work_plan": "full", "skills": "sales", "hourly_cost": 20,
    }  # fmt: skip
    return Agent(**(fields | changes))


def queue(name, **changes):
    goal = {"sl_target": 0.8, "sl_seconds": 20}
    return Queue(**({"queue": name, "channel": "voice", "skill": name} | goal | changes))


def planning(**changes):
    fields = {
        "center": Center(name="Test", time_zone=ZONE),
        "queues": (queue("sales"), queue("tech")),
        "sites": (
            Site(site="home", kind="internal", time_zone=ZONE, absence=0.1, adherence=0.9),
            Site(site="manila", kind="bpo", time_zone="Asia/Manila"),
        ),
        "agents": (agent(), agent("ben"), agent("cai", skills="sales:1.0|tech:0.8")),
        "work_plans": (PLAN,),
        "contracts": (
            Contract(site="home", rate_per_hour=30, queues="sales|tech"),
            Contract(
                site="manila", rate_per_hour=10, fx_rate=0.5, fixed_fee_week=100,
                commitment_hours_week=4, capacity_hours_week=50, min_share=0.1, max_share=0.7,
                queues="sales", aht_factor=1.2,
            ),
        ),
    }  # fmt: skip
    return PlanningData(**(fields | changes))


def prepared(plan=None, params=ALL_FIT, contacts=((100.0, 0.0), (50.0, 60.0)), hours=0.1):
    volume = np.array(contacts)
    hours_per_contact = np.where(volume > 0, hours, np.nan)
    return allocation_data(plan or planning(), WEEKS, volume, hours_per_contact, params)


def test_contract_terms_are_converted_to_the_workspaces_currency():
    data = prepared()
    assert data.sites == ("home", "manila")
    assert data.rate.tolist() == [30, 5]
    assert data.fixed_fee.tolist() == [0, 50]
    assert data.commitment_hours.tolist() == [0, 4]
    assert data.capacity_hours.tolist() == [np.inf, 50]
    assert data.min_share.tolist() == [0, 0.1]
    assert data.max_share.tolist() == [1, 0.7]
    assert data.is_internal.tolist() == [True, False]


def test_hours_per_contact_carry_the_sites_aht_and_are_0_without_contacts():
    data = prepared()
    assert data.hours_per_contact[0, :, 0].tolist() == pytest.approx([0.1, 0.12])
    assert data.hours_per_contact[0, :, 1].tolist() == [0, 0]


def test_capability_follows_the_contract_and_the_agents_skills():
    assert prepared().capable.tolist() == [[True, True], [True, False]]
    unskilled = planning(agents=(agent(),))
    assert prepared(unskilled).capable.tolist() == [[True, True], [False, False]]


def test_groups_hold_the_productive_hours_of_agents_with_the_same_skills():
    data = prepared()
    # 40 paid hours x (1 - 24/480) on queue x 0.9 x 0.9 present.
    each = 40 * 0.95 * 0.81
    assert data.group_site.tolist() == [0, 0]
    assert data.group_hours[:, 0].tolist() == pytest.approx([2 * each, each])
    assert data.group_serves.tolist() == [[True, False], [True, True]]
    assert data.speed.tolist() == [[1, 0], [1, 0.8]]


def test_shrinkage_and_fit_lower_the_productive_hours():
    trained = planning(
        agents=(agent(),), queues=(queue("sales", shrinkage_in_office=0.2), queue("tech"))
    )
    whole = 40 * 0.95 * 0.81
    assert prepared(trained).group_hours[0, 0] == pytest.approx(whole * 0.8)
    half = prepared(trained, AllocationParams(schedule_fit=0.5))
    assert half.group_hours[0, 0] == pytest.approx(whole * 0.4)


def test_seats_cap_the_capacity_at_the_open_hours():
    seated = planning(
        queues=(
            queue("sales", opening_hours="Mon-Fri 08:00-12:00"),
            queue("tech", opening_hours="Mon 10:00-14:00"),
        ),
        sites=(
            Site(site="home", kind="internal", time_zone=ZONE, seats=3),
            Site(site="manila", kind="bpo", time_zone=ZONE, seats=2),
        ),
    )
    # Home: five mornings and two more hours on Monday. Manila serves sales alone.
    assert prepared(seated).capacity_hours.tolist() == [3 * 22, 2 * 20]


def test_a_vendor_without_a_contract_takes_nothing():
    alone = planning(contracts=planning().contracts[:1])
    assert prepared(alone).capable[:, 1].tolist() == [False, False]


def test_an_internal_site_without_a_contract_costs_its_productive_wage():
    data = prepared(planning(contracts=()))
    assert data.capable[:, 0].tolist() == [True, True]
    assert data.rate[0] == pytest.approx(20 / (0.95 * 0.81))


def test_sites_and_planning_without_agents_are_ready_to_solve():
    empty = planning(agents=(), work_plans=())
    data = prepared(empty)
    assert data.group_hours.shape == (0, 2)
    assert allocate(data).unserved[1].tolist() == pytest.approx([50, 60])


def test_prepared_data_solve_with_the_vendor_first():
    allocation = allocate(prepared())
    assert allocation.report.gap == pytest.approx(0, abs=1e-6)
    # The vendor takes 70 % of sales at most; tech stays at home.
    assert allocation.shares[0, :, 0].tolist() == pytest.approx([0.3, 0.7])
    assert allocation.shares[1, :, 0].tolist() == pytest.approx([1, 0])


def test_on_queue_share_is_the_mean_over_the_templates():
    short = ShiftTemplate(name="short", earliest_start=480, latest_start=600, length_minutes=240)
    plan = PLAN.model_copy(update={"shifts": (DAY, short)})
    assert on_queue_share(plan) == pytest.approx((0.95 + 1) / 2)


@pytest.mark.parametrize(
    ("changes", "leave", "expected"),
    [
        ({}, [], 2400),
        ({"start_date": date(2026, 3, 5)}, [], 2400 * 4 / 7),
        ({"end_date": date(2026, 3, 1)}, [], 0),
        # Two paid days: a credit of 2 x 480 of the 2400, three workable weekdays and a weekend.
        ({}, [("2026-03-02", "2026-03-03", True)], 2400 - 960),
        # Paid all week: the credit is at most the minimum, and no day is left to work.
        ({}, [("2026-03-02", "2026-03-08", True)], 0),
        ({}, [("2026-03-02", "2026-03-03", False)], 2400 * 5 / 7),
        # Half a day is no whole day.
        ({}, [("2026-03-02T08:00", "2026-03-02T12:00", True)], 2400),
        # Two rows that cover the day together.
        (
            {},
            [
                ("2026-03-02T00:00", "2026-03-02T12:00", False),
                ("2026-03-02T12:00", "2026-03-02", False),
            ],
            2400 * 6 / 7,
        ),
        ({"fixed_days_off": "Mon|Tue|Sat|Sun"}, [], 3 * 480),
        ({"availability": "Mon 08:00-18:00; Tue 08:00-18:00"}, [], 2 * 480),
    ],
)
def test_paid_minutes_of_a_week(changes, leave, expected):
    rows = [TimeOff(agent="ann", start=s, end=e, paid=paid) for s, e, paid in leave]
    assert paid_minutes(agent(**changes), PLAN, rows, MONDAY, ZONE) == pytest.approx(expected)


def test_a_day_with_a_change_of_clock_is_covered_by_its_date():
    sunday = date(2026, 3, 29)
    leave = [TimeOff(agent="ann", start=sunday, end=sunday, paid=False)]
    found = paid_minutes(agent(), PLAN, leave, date(2026, 3, 23), ZONE)
    assert found == pytest.approx(2400 * 6 / 7)
    short = [TimeOff(agent="ann", start=sunday, end=datetime(2026, 3, 29, 23), paid=False)]
    assert paid_minutes(agent(), PLAN, short, date(2026, 3, 23), ZONE) == pytest.approx(2400)


def test_contracts_that_fit_nothing_are_all_named():
    terms = {"rate_per_hour": 10}
    wrong = planning(
        contracts=(
            Contract(site="manila", queues="sales|billing", **terms),
            Contract(site="manila", queues="sales", **terms),
            Contract(site="cebu", queues="sales", **terms),
        )
    )
    with pytest.raises(InvalidInputError) as caught:
        prepared(wrong)
    assert [issue.value for issue in caught.value.issues] == ["billing", "manila", "cebu"]
    assert {issue.file for issue in caught.value.issues} == {"contracts.toml"}


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_volumes_that_are_not_usable_are_named(bad):
    with pytest.raises(InvalidInputError, match=r"contacts\[1, 0\]"):
        prepared(contacts=((100.0, 0.0), (bad, 60.0)))
