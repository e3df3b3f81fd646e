"""The hand-overs between the stages, on the tiny centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from tiny_center import FIRST_DAY, tiny_document

from solver.coverage import SiteDemand, effective_agents, site_coverage
from solver.domain import PlanningData, PublishedSchedule, SkillSplit
from solver.errors import AuditFailedError, InvalidInputError
from solver.handover import horizon_grid, site_requirements, staffing_targets
from solver.plan import Walk
from solver.plan import plan as plan_function
from solver.plan_result import PlanParams, PlanResult
from solver.pools import pools
from solver.progress import Monitor, ProgressEvent
from solver.publishing import publish
from solver.requirements import RequirementsParams, require
from solver.status import SolveStatus
from solver.workspace import read_document

QUICK = PlanParams.model_validate({"scheduling": {"time_limit_s": 1, "workers": 1}})


def document_with(**changes: Any) -> PlanningData:
    return read_document(tiny_document() | changes)


def walk(planning: PlanningData, **params: Any) -> Walk:
    return Walk(planning, PlanParams(**params), horizon_grid(planning, None, None))


@pytest.fixture(scope="module")
def planned(tiny: PlanningData) -> PlanResult:
    return plan_function(tiny, QUICK)


def test_the_horizon_follows_the_history(tiny: PlanningData) -> None:
    grid = horizon_grid(tiny, None, None)
    assert (grid.first_day.isoformat(), grid.n_days) == (FIRST_DAY, 7)
    assert horizon_grid(tiny, date(2026, 3, 9), 2).days[-1] == date(2026, 3, 22)


def test_the_horizon_of_the_centre_comes_before_the_history() -> None:
    center = tiny_document()["center"] | {"horizon_start": "2026-03-16"}
    assert horizon_grid(document_with(center=center), None, None).first_day == date(2026, 3, 16)


@pytest.mark.parametrize(("start", "weeks"), [(date(2026, 3, 4), 1), (None, 0), (None, 13)])
def test_a_horizon_off_the_week_or_of_no_length_is_invalid(
    tiny: PlanningData, start: date | None, weeks: int
) -> None:
    with pytest.raises(InvalidInputError):
        horizon_grid(tiny, start, weeks)


def test_a_plan_of_nouns_that_do_not_fit_is_invalid(tiny: PlanningData) -> None:
    stray = tiny.agents[0].model_copy(update={"site": "nowhere"})
    broken = tiny.model_copy(update={"agents": (stray, *tiny.agents[1:])})
    with pytest.raises(InvalidInputError, match="nowhere"):
        plan_function(broken, QUICK)


def test_every_contact_is_at_a_site_or_unserved(planned: PlanResult) -> None:
    at_sites = sum(one.volume.sum() for one in planned.requirements)
    total = planned.forecast.mean.sum()
    assert at_sites + planned.allocation.unserved.sum() == pytest.approx(total)


def test_the_results_stand_in_the_same_order(planned: PlanResult) -> None:
    assert [one.published.site for one in planned.schedules] == ["home"]
    assert [audit.site for audit in planned.audits] == ["home"]
    assert [coverage.site for coverage in planned.coverage] == ["home"]
    assert set(planned.seconds) == {
        "forecast", "allocation", "requirements", "scheduling", "total",
    }  # fmt: skip


def test_the_published_objective_is_the_audits(planned: PlanResult) -> None:
    report, audit = planned.schedules[0].report, planned.audits[0]
    assert report.objective == audit.objective
    assert report.cost_terms == audit.cost_terms
    assert report.details["solver_objective"] == pytest.approx(audit.objective, rel=1e-4)


def test_a_scenario_changes_the_volume(tiny: PlanningData) -> None:
    usual, busy = walk(tiny).forecast, walk(tiny, scenario="busy").forecast
    np.testing.assert_allclose(busy.mean, 1.5 * usual.mean)
    with pytest.raises(InvalidInputError, match="one of busy"):
        _ = walk(tiny, scenario="quiet").forecast


def test_a_vendors_aht_factor_lengthens_its_contacts() -> None:
    contracts = tiny_document()["contracts"]
    contracts[0] |= {"max_share": 0.6}
    contracts[1] |= {"queues": "calls|chats", "max_share": 1.0, "aht_factor": 1.2}
    steps = walk(document_with(contracts=contracts))
    home, vendor = steps.requirements
    open_ = home.aht_s[0] > 0
    np.testing.assert_allclose(vendor.aht_s[0, open_], 1.2 * home.aht_s[0, open_])


def test_virtual_sites_are_required_as_one_pool_and_share_it() -> None:
    document = tiny_document()
    for site in document["sites"]:
        site["pooling"] = "virtual"
    document["contracts"][0]["max_share"] = 0.8
    planning = read_document(document)
    steps = walk(planning)
    (pool,) = pools(planning, steps.forecast, steps.allocation)
    pooled = require(pool.demand, planning.queues)
    parts = site_requirements(planning, [pool], [pooled])
    assert len(parts) == 2
    np.testing.assert_allclose(sum(part.required for part in parts), pooled.required)
    np.testing.assert_allclose(sum(part.volume for part in parts), pooled.volume)
    share = steps.allocation.shares[0, :, 0]
    np.testing.assert_allclose(parts[1].required[0], share[1] / share.sum() * pooled.required[0])
    alone = sum(one.required.sum() for one in _distributed(planning))
    assert pooled.required.sum() < alone


def _distributed(planning: PlanningData) -> tuple[Any, ...]:
    sites = tuple(s.model_copy(update={"pooling": "distributed"}) for s in planning.sites)
    steps = walk(PlanningData.model_validate(planning.model_dump() | {"sites": sites}))
    return steps.requirements


def test_absence_and_adherence_raise_what_to_schedule() -> None:
    document = tiny_document()
    document["sites"][0] |= {"absence": 0.1, "adherence": 0.9}
    document["queues"][0]["shrinkage_in_office"] = 0.2
    planning = read_document(document)
    steps = walk(planning)
    (target,) = staffing_targets(planning, steps.requirements)
    required = steps.requirements[0].required
    np.testing.assert_allclose(target.agents[0], required[0] / 0.8 / 0.81)
    np.testing.assert_allclose(target.agents[1], required[1] / 0.81)


def test_a_queue_without_volume_keeps_its_minimum_staff_at_one_site() -> None:
    document = tiny_document()
    document["queues"][0]["min_staff"] = 2
    document["overrides"] = [
        {"layer": "plan", "queue": "calls", "start": FIRST_DAY, "end": "2026-03-08",
         "operation": "set", "value": 0}
    ]  # fmt: skip
    steps = walk(read_document(document))
    assert [one.site for one in steps.requirements] == ["home"]
    assert steps.requirements[0].required[0].max() == 2


def test_without_an_allocation_the_walk_ends_with_its_messages() -> None:
    document = tiny_document()
    for contract in document["contracts"]:
        contract["capacity_hours_week"] = 1
    params = QUICK.model_copy(
        update={"allocation": QUICK.allocation.model_copy(update={"allow_unserved": False})}
    )
    result = plan_function(read_document(document), params)
    assert result.allocation.report.status is SolveStatus.INFEASIBLE
    assert result.allocation.messages
    assert (result.requirements, result.schedules, result.coverage) == ((), (), ())


def test_a_schedule_that_the_audit_refuses_is_not_published(
    tiny: PlanningData, planned: PlanResult
) -> None:
    (target,) = staffing_targets(tiny, planned.requirements)
    schedule, params = planned.schedules[0], planned.params.scheduling
    publish(schedule, tiny, target, params)
    dearer = replace(schedule, report=replace(schedule.report, objective=1.0, bound=None))
    with pytest.raises(AuditFailedError, match="objective"):
        publish(dearer, tiny, target, params)
    too_high = replace(schedule, report=replace(schedule.report, bound=1e9))
    with pytest.raises(AuditFailedError, match="bound"):
        publish(too_high, tiny, target, params)
    twice = replace(schedule.published, shifts=schedule.published.shifts[:1] * 2)
    with pytest.raises(AuditFailedError, match="one_shift_a_day"):
        publish(replace(schedule, published=twice), tiny, target, params)


def test_a_stop_ends_the_scheduling_and_not_the_walk(tiny: PlanningData) -> None:
    def stop_at_the_first_roster(event: ProgressEvent) -> None:
        if event.phase != "allocation" and event.incumbent is not None:
            monitor.stop()

    monitor = Monitor(stop_at_the_first_roster)
    patient = PlanParams.model_validate({"scheduling": {"time_limit_s": 60, "workers": 1}})
    result = plan_function(tiny, patient, monitor=monitor)
    report = result.schedules[0].report
    assert report.stopped_by_caller
    assert report.status.has_solution


def test_effective_agents_weigh_proficiency_and_average_the_interval(tiny: PlanningData) -> None:
    grid = horizon_grid(tiny, None, None)
    fine = grid.refined(15)
    agents = np.zeros((2, 2, fine.n_intervals))
    agents[0, 0, 0], agents[1, 0, 0:2], agents[1, 1, 1] = 2.0, 1.0, 3.0
    split = SkillSplit("home", ("calls:1", "calls:0.5|chats:0.8"), ("calls", "chats"), fine, agents)
    found = effective_agents(tiny, split, grid)
    np.testing.assert_allclose(found[:, 0], [(2.5 + 0.5) / 2, 2.4 / 2])
    assert found[:, 1:].sum() == 0


def test_the_service_of_a_pool_counts_every_member() -> None:
    document = tiny_document()
    alone, pooled = (_home_service(document, pooling) for pooling in ("distributed", "virtual"))
    assert pooled > alone


def _home_service(document: dict[str, Any], pooling: str) -> float:
    """Service of one interval with 10 + 10 calls and 3 + 3 agents."""
    sites = [site | {"pooling": pooling} for site in document["sites"]]
    planning = read_document(document | {"sites": sites})
    grid = horizon_grid(planning, None, None)
    shape = (2, grid.n_intervals)
    volume, agents = np.zeros(shape), np.zeros(shape)
    volume[0, 16], agents[0, 16] = 10.0, 3.0
    open_ = np.array([grid.open_mask(queue.opening_hours) for queue in planning.queues])
    demands = [
        SiteDemand(site, ("calls", "chats"), grid, volume, np.full(shape, 300.0), open_, agents,
                   agents, np.zeros(shape))
        for site in ("home", "vendor")
    ]  # fmt: skip
    split = SkillSplit("home", ("calls:1",), ("calls", "chats"), grid, agents[None])
    published = PublishedSchedule("home", (), split)
    (found,) = site_coverage(planning, demands, [published], RequirementsParams())
    return float(found.service.service_level[0, 16])
