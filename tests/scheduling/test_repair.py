"""The repair's running figures are exact, and it never ends above its start."""

from __future__ import annotations

import numpy as np
import pytest
from resolve_cases import NAMES, PARAMS, Office, away, demand, office
from schedule_builders import day

from solver.scheduling.assemble import assemble
from solver.scheduling.data import ScheduleData
from solver.scheduling.disruption import disruption_of
from solver.scheduling.duals import dual_planes
from solver.scheduling.locks import Scope, freedom
from solver.scheduling.placement import Placement
from solver.scheduling.prepare import schedule_data
from solver.scheduling.present import Present, present_of
from solver.scheduling.repair import Repair, torn
from solver.scheduling.resolve_params import ResolveParams

ABSENT = NAMES[1:6:2]


def torn_office() -> tuple[Office, ScheduleData]:
    case = office(min_paid_minutes_week=0)
    absent = tuple(away(name, day(1), day(2)) for name in ABSENT)
    planning = case.planning.model_copy(update={"time_off": absent})
    assert demand(planning, case.shifts).agents.max() == 8
    return case, schedule_data(planning, case.target, PARAMS)


def placed(data: ScheduleData, present: Present) -> Placement:
    placement = Placement(data)
    for shift in present.shifts():
        placement.put(shift)
    return placement


@pytest.mark.parametrize("price", [0.0, 0.5, 4.0])
def test_brackets_presence_and_cost_are_exact(price: float) -> None:
    case, data = torn_office()
    params = ResolveParams(disruption_price=price, break_disruption_price=price / 8)
    present = present_of(data, case.shifts)
    free = freedom(data, present, (), Scope())
    repair = Repair(data, present, free, np.ones(data.n_days, dtype=bool), params)
    start = placed(data, torn(present, free.lost))
    before = assemble(data, start).objective
    found = repair.run(lambda: False)
    placement = placed(data, found.present)
    planes = dual_planes(data, start.on_queue)
    np.testing.assert_allclose(repair.scene.z, planes.bracket(placement.on_queue), atol=1e-6)
    np.testing.assert_array_equal(repair.scene.on_shift, placement.on_shift)
    disruption = disruption_of(data, present, free.lost, found.present, params)
    after = assemble(data, placement).objective + disruption.cost
    assert before - after == pytest.approx(repair.gained, abs=1e-3)
    assert after <= before
    assert not found.broken


def test_a_stop_at_once_leaves_the_torn_schedule() -> None:
    case, data = torn_office()
    present = present_of(data, case.shifts)
    free = freedom(data, present, (), Scope())
    repair = Repair(data, present, free, np.ones(data.n_days, dtype=bool), ResolveParams())
    found = repair.run(lambda: True)
    np.testing.assert_array_equal(found.present.row, torn(present, free.lost).row)


def test_the_same_seed_gives_the_same_schedule() -> None:
    case = office()
    absent = tuple(away(name, day(1)) for name in ABSENT)
    params = ResolveParams(disruption_price=0.2, break_disruption_price=0.0)
    first, second = (case.resolve(params, time_off=absent) for _ in range(2))
    assert first.schedule.published.shifts == second.schedule.published.shifts
