"""A shift's marginal cost and its alternatives, against schedules that are costed whole."""

from __future__ import annotations

import numpy as np
import pytest
from roster_cases import round_the_clock
from rule_cases import find_shape, make_case
from schedule_builders import make_agent, make_plan, plain_template

from solver.domain import Preference
from solver.scheduling.assemble import assemble
from solver.scheduling.data import PlacedShift
from solver.scheduling.placement import Placement
from solver.scheduling.why_here import marginal_costs, why_here

HOURLY = plain_template("plain", earliest_start="06:00", latest_start="12:00")


def day_case(**fields):
    """ann is wanted on Monday from 8:00 to 16:00."""
    demand = np.zeros((1, 7 * 48))
    demand[0, 16:32] = 1.0
    rules = {"shifts": [HOURLY], **fields.pop("rules", {})}
    return make_case([make_agent("ann")], [make_plan(**rules)], demand=demand, **fields)


def placed(case, *roster) -> Placement:
    placement = Placement(case.data)
    for agent, on, start in roster:
        placement.put(PlacedShift(agent, on, find_shape(case.data, agent, start), ()))
    return placement


def test_a_shift_is_worth_the_shortage_that_it_ends():
    """8 h x (0.15 x 60 + 0.85 x 120) = 888 saved for a wage of 160; half an hour later half an
    hour is short and half an hour over: 55.5 + 0.5 x 5."""
    case = day_case()
    found = why_here(case.data, placed(case, (0, 0, "08:00")), 0, 0)
    assert found.present.template == "plain"
    assert (found.wage, found.wishes) == (160.0, 0.0)
    assert found.coverage == pytest.approx(-888)
    assert found.present.cost == pytest.approx(-728)
    assert found.cheapest is not None
    assert f"{found.cheapest.start:%H:%M}" in ("07:30", "08:30")
    assert found.cheapest.extra == pytest.approx(55.5 + 2.5)
    (off,) = (one for one in found.alternatives if one.template is None)
    assert off.extra == pytest.approx(728)


def test_a_day_off_shows_what_a_shift_would_save():
    case = day_case()
    found = why_here(case.data, placed(case), 0, 0)
    assert found.present.template is None
    assert found.present.cost == 0
    assert f"{found.cheapest.start:%H:%M}" == "08:00"
    assert found.cheapest.extra == pytest.approx(-728)


def test_alternatives_that_break_a_rule_are_named_and_come_last():
    case = day_case(rules={"min_rest_minutes": 900, "min_days_week": 2})
    found = why_here(case.data, placed(case, (0, 0, "08:00"), (0, 1, "08:00")), 0, 0)
    broken = {
        "off" if c.start is None else f"{c.start:%H:%M}": c.broken for c in found.alternatives
    }
    assert broken["off"] == ("weekly_days",)
    assert broken["09:00"] == ()
    assert broken["09:30"] == ("rest",)
    allowed = [choice.allowed for choice in found.alternatives]
    assert allowed == sorted(allowed, reverse=True)


def test_seats_close_an_alternative():
    demand = np.zeros((1, 7 * 48))
    people = [make_agent("ann"), make_agent("bob")]
    case = make_case(people, [make_plan(shifts=[HOURLY])], demand=demand, seats=1)
    found = why_here(case.data, placed(case, (0, 0, "06:00")), 1, 0)
    assert found.cheapest is None
    late = plain_template("late", earliest_start="14:00", latest_start="14:00")
    wide = make_case(people, [make_plan(shifts=[HOURLY, late])], demand=demand, seats=1)
    free = why_here(wide.data, placed(wide, (0, 0, "06:00")), 1, 0)
    assert free.cheapest is not None
    assert free.cheapest.template == "late"


def test_wishes_count():
    wish = Preference(agent="ann", kind="start", value="06:00", weight=10.0)
    case = day_case(preferences=[wish])
    found = why_here(case.data, placed(case, (0, 0, "08:00")), 0, 0)
    assert found.wishes == pytest.approx(20)
    assert f"{found.cheapest.start:%H:%M}" == "07:30"


def test_the_schedule_is_left_as_it_was():
    case = day_case()
    placement = placed(case, (0, 0, "08:00"))
    before = placement.shifts, placement.on_queue.copy()
    why_here(case.data, placement, 0, 0)
    assert placement.shifts == before[0]
    assert (placement.on_queue == before[1]).all()


@pytest.fixture(scope="module")
def crowded() -> tuple[object, Placement]:
    """Five agents of three skill groups, one of them slower, on overlapping shifts."""
    case = round_the_clock(n_agents=6, n_days=7, demand=2.0)
    placement = Placement(case.data)
    for agent in range(1, 6):
        template = case.data.templates[agent % 3]
        offsets = tuple(pause.offsets[0] for pause in template.breaks)
        placement.put(PlacedShift(agent, 3, template.shapes[agent % 2], offsets))
    return case.data, placement


def test_marginal_costs_are_differences_of_whole_schedules(crowded):
    data, placement = crowded
    whole = assemble(data, placement).objective
    costs = marginal_costs(data, placement)
    for shift, cost in zip(placement.shifts, costs, strict=True):
        placement.take(shift.agent, shift.day)
        without = assemble(data, placement).objective
        found = why_here(data, placement, shift.agent, shift.day)
        placement.put(shift)
        assert cost == pytest.approx(whole - without, abs=1e-3)
        assert why_here(data, placement, shift.agent, shift.day).present.cost == pytest.approx(
            cost, abs=1e-6
        )
        assert found.present.template is None


def test_extras_are_differences_of_whole_schedules(crowded):
    """With the breaks at either end of their windows no alternative is cheaper than is said."""
    data, placement = crowded
    whole = assemble(data, placement).objective
    moved = placement.shifts[0]
    found = why_here(data, placement, moved.agent, moved.day)
    extras = {choice.start: choice.extra for choice in found.alternatives}
    other = next(s for s in data.templates[moved.agent % 3].shapes if s != moved.shape)
    template = data.templates[data.shape_template[other]]
    placement.take(moved.agent, moved.day)
    costs = []
    for end in (0, -1):
        offsets = tuple(pause.offsets[end] for pause in template.breaks)
        placement.put(PlacedShift(moved.agent, moved.day, other, offsets))
        costs.append(assemble(data, placement).objective - whole)
        placement.take(moved.agent, moved.day)
    placement.put(moved)
    begin = data.grid.instant(int(data.begin[moved.day, other]))
    assert extras[begin] <= min(costs) + 1e-3
    assert extras[None] == pytest.approx(-found.present.cost)
