import pytest
from schedule_builders import SITE, make_agent, make_plan, make_planning, make_template

from solver.errors import InvalidInputError
from solver.scheduling.step import schedule_step


def template(length=480, minutes=60, window=(120, 240), **fields):
    piece = {
        "kind": "break",
        "minutes": minutes,
        "paid": True,
        "window_start_minutes": window[0],
        "window_end_minutes": window[1],
    }
    starts = {"earliest_start": "08:00", "latest_start": "10:00", "increment_minutes": 60}
    return make_template("day", length_minutes=length, activities=[piece], **{**starts, **fields})


def step_of(shape, interval=60, **fields):
    return schedule_step(make_planning(plans=[make_plan(shifts=[shape])], **fields), SITE, interval)


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({}, 60),
        ({"minutes": 15}, 15),
        ({"minutes": 20}, 20),
        ({"length": 510}, 30),
        ({"window": (110, 240)}, 10),
        ({"window": (120, 245)}, 5),
        ({"earliest_start": "07:45", "latest_start": "09:45"}, 15),
        ({"increment_minutes": 15}, 15),
        ({"increment_minutes": 1, "latest_start": "08:00"}, 60),
    ],
)
def test_the_step_divides_every_figure_of_the_shifts(change, step):
    assert step_of(template(**change)) == step


def test_the_step_divides_the_interval():
    assert step_of(template(), interval=15) == 15
    assert step_of(template(minutes=20), interval=30) == 10


def test_work_plans_of_other_sites_do_not_count():
    plans = [make_plan(shifts=[template()]), make_plan("other", [template(minutes=5)])]
    planning = make_planning([make_agent()], plans=plans)
    assert schedule_step(planning, SITE, 60) == 60


def test_a_site_half_an_hour_off_the_centre_needs_half_hours():
    assert step_of(template(), time_zone="Europe/Paris", site_zone="Asia/Kolkata") == 30
    assert step_of(template(), time_zone="Europe/Paris", site_zone="America/New_York") == 60
    assert step_of(template(), time_zone="Europe/Paris", site_zone="Asia/Kathmandu") == 15


def test_a_step_below_five_minutes_names_every_odd_figure():
    with pytest.raises(InvalidInputError) as error:
        step_of(template(minutes=12, window=(121, 240)), interval=30)
    assert [(i.file, i.column, i.value) for i in error.value.issues] == [
        ("work_plans.toml", "full.shifts.day.activities.0.minutes", "12"),
        ("work_plans.toml", "full.shifts.day.activities.0.window_start_minutes", "121"),
    ]
    assert "a multiple of 5 minutes" in str(error.value)


def test_six_minute_intervals_suit_shifts_of_sixes():
    assert step_of(template(minutes=12), interval=6) == 6
    with pytest.raises(InvalidInputError, match="interval_minutes"):
        step_of(template(minutes=15), interval=6)
