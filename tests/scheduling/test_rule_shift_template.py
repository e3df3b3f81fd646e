"""The start variables are the shifts that exist: those of the agent's own plan, on the clock."""

from datetime import date

import pytest
from rule_cases import exact_admits, exact_model, find_shape, make_case, solvable
from schedule_builders import make_agent, make_plan, plain_template

MORNING = plain_template("morning", earliest_start="06:00", latest_start="07:00")
EVENING = plain_template("evening", earliest_start="14:00", latest_start="14:00")
PEOPLE = [make_agent("ann", work_plan="early"), make_agent("bob", work_plan="late")]
PLANS = [make_plan("early", [MORNING]), make_plan("late", [EVENING])]


def test_each_start_of_the_own_plan_is_there():
    case = make_case(PEOPLE, PLANS)
    assert exact_admits(case, [(0, 0, "06:00"), (1, 0, "14:00")])
    assert exact_admits(case, [(0, 0, "07:00")])


def test_work_after_the_last_start_of_the_plan_cannot_be_had():
    """Ann's last shift ends at 15:00: nobody but Bob can be there at 16:00, and ann never."""
    case = make_case(PEOPLE, PLANS)
    m = exact_model(case, None)
    assert m.shifts_at(1, 32)
    assert not m.shifts_at(0, 32)
    m.model.add(sum(m.starts[a][d][k] for a in (0, 1) for d, k in m.shifts_at(a, 32)) == 2)
    assert not solvable(m.model)


def test_the_neighbour_with_both_on_the_late_plan_can():
    case = make_case([p.model_copy(update={"work_plan": "late"}) for p in PEOPLE], PLANS)
    m = exact_model(case, None)
    m.model.add(sum(m.starts[a][d][k] for a in (0, 1) for d, k in m.shifts_at(a, 32)) == 2)
    assert solvable(m.model)


@pytest.mark.parametrize(("sunday", "there"), [("2026-03-29", False), ("2026-03-22", True)])
def test_a_start_that_the_clock_skips_does_not_exist(sunday, there):
    """02:30 does not occur on the day the clock goes forward."""
    night = make_plan(
        shifts=[plain_template("night", earliest_start="02:30", latest_start="03:00")]
    )
    monday = date.fromordinal(date.fromisoformat(sunday).toordinal() - 6)
    case = make_case(plans=[night], first_day=monday, time_zone="Europe/Berlin")
    m = exact_model(case, None)
    assert (find_shape(case.data, 0, "02:30") in m.starts[0][6]) is there
    assert find_shape(case.data, 0, "03:00") in m.starts[0][6]
