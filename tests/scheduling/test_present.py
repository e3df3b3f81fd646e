"""Named shifts become the engine's own, and what fits no shape is told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from resolve_cases import NAMES, PARAMS, office
from schedule_builders import day, make_shift

from solver.domain import NamedShift
from solver.errors import InvalidInputError
from solver.scheduling.person_rules import OFF
from solver.scheduling.prepare import schedule_data
from solver.scheduling.present import Present, present_of

OFFICE = office()
DATA = schedule_data(OFFICE.planning, OFFICE.target, PARAMS)


def one(start: str, **fields: object) -> NamedShift:
    return make_shift(OFFICE.planning, NAMES[2], day(3), start, **fields)  # type: ignore[arg-type]


def present(*shifts: NamedShift) -> Present:
    return present_of(DATA, shifts)


def test_shape_and_breaks_of_a_shift() -> None:
    found = present(one("09:00", breaks_at=(90, 200 - 5, 360)))
    assert DATA.shape_minute[found.row[2, 3]] == 540
    assert found.breaks[2, 3].tolist() == [6, 13, 24]
    assert (found.row != OFF).sum() == 1
    assert not found.foreign
    (placed,) = found.shifts()
    assert (placed.agent, placed.day, placed.breaks) == (2, 3, (6, 13, 24))


def test_a_start_off_the_increments_is_foreign() -> None:
    found = present(one("09:30"))
    assert found.foreign == ((2, 3),)
    assert (found.row == OFF).all()


def test_a_shortened_shift_is_foreign() -> None:
    whole = one("09:00")
    short = replace(whole, activities=whole.activities[:-1])
    assert present(short).foreign == ((2, 3),)


def test_a_second_shift_of_the_day_is_foreign() -> None:
    found = present(one("08:00"), one("09:00"))
    assert found.foreign == ((2, 3),)
    assert DATA.shape_minute[found.row[2, 3]] == 480


def test_breaks_outside_their_windows_take_the_nearest_place() -> None:
    found = present(one("08:00", breaks_at=(0, 180, 360)))
    assert found.bent == ((2, 3),)
    assert found.breaks[2, 3].tolist() == [4, 12, 24]


@pytest.mark.parametrize(
    ("change", "text"),
    [({"agent": "stranger"}, "unknown agent"), ({"day": day(40)}, "outside the horizon")],
)
def test_unknown_agents_and_days_are_refused(change: dict[str, object], text: str) -> None:
    with pytest.raises(InvalidInputError, match=text):
        present(replace(one("08:00"), **change))  # type: ignore[arg-type]
