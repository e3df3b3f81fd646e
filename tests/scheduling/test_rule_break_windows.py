"""One 15-minute break in the window of minutes 60 to 120 of a four-hour shift."""

import pytest
from rule_cases import exact_admits, exact_model, make_case, solvable
from schedule_builders import make_plan, make_template

BREAK = {"kind": "break", "minutes": 15, "paid": True}


def on_break_at(minute, start=60, end=120):
    """The model of the shift at 08:00, made to have its break at `minute` of the shift."""
    activity = {**BREAK, "window_start_minutes": start, "window_end_minutes": end}
    shape = make_template(
        earliest_start="08:00", latest_start="08:00", length_minutes=240, activities=(activity,)
    )
    case = make_case(plans=[make_plan(shifts=[shape])])
    m = exact_model(case, [(0, 0, "08:00")])
    offset = minute // case.data.step_minutes
    choices = [y for (*_, at), y in m.breaks.items() if at == offset]
    m.model.add(sum(choices) >= 1)
    return m


def test_a_break_inside_its_window_is_admitted():
    assert solvable(on_break_at(75).model)


@pytest.mark.parametrize("minute", [45, 120])
def test_a_break_outside_its_window_is_refused(minute):
    assert not solvable(on_break_at(minute).model)


@pytest.mark.parametrize("minute", [60, 105])
def test_the_first_and_last_place_in_the_window_are_admitted(minute):
    assert solvable(on_break_at(minute).model)


def test_the_break_is_taken_once():
    m = on_break_at(60)
    assert exact_admits(make_case(), [])
    m.model.add(sum(m.breaks[key] for key in m.breaks if key[1] == 0) >= 2)
    assert not solvable(m.model)


def test_a_shift_worked_without_its_break_is_refused():
    m = on_break_at(60)
    m.model.add(sum(m.breaks[key] for key in m.breaks if key[1] == 0) == 0)
    assert not solvable(m.model)
