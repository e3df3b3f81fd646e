"""A plan of two sites re-solved: absences and locks go to their own site."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from tiny_center import tiny_document

from solver.domain import Lock, TimeOff
from solver.errors import InvalidInputError
from solver.plan import plan
from solver.plan_result import PlanParams, PlanResult
from solver.resolving import resolve_plan
from solver.scheduling import SchedulingParams
from solver.scheduling.resolve import Changes
from solver.workspace import read_document

SICK = TimeOff(agent="Bob", start=date(2026, 3, 3), end=date(2026, 3, 3), kind="sick")


@cache
def two_sites() -> PlanResult:
    document = tiny_document()
    document["sites"].append({"site": "north", "kind": "internal", "time_zone": "UTC"})
    document["contracts"].append({"site": "north", "rate_per_hour": 25.0, "queues": "calls"})
    for agent in document["agents"]:
        agent["site"] = "north" if agent["agent"] in ("Fay", "Gus", "Hal") else "home"
    params = PlanParams(scheduling=SchedulingParams(time_limit_s=2.0, workers=1))
    return plan(read_document(document), params)


def test_only_the_site_of_the_absence_is_solved_again() -> None:
    before = two_sites()
    found = resolve_plan(before, Changes(time_off=(SICK,), locks=(Lock(agent="Gus"),)))
    assert set(found.disruptions) == {"home"}
    old = {one.published.site: one.published for one in before.schedules}
    new = {one.published.site: one.published for one in found.result.schedules}
    assert new["north"] == old["north"]
    assert not [s for s in new["home"].shifts if s.agent == "Bob" and s.day == SICK.start]
    assert SICK in found.result.planning.time_off
    assert all(audit.passed for audit in found.result.audits)
    assert [one.site for one in found.result.coverage] == list(new)


def test_without_news_every_site_is_looked_at() -> None:
    found = resolve_plan(two_sites(), Changes())
    assert set(found.disruptions) == {"home", "north"}


def test_an_agent_of_no_site_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="unknown agent"):
        resolve_plan(two_sites(), Changes(time_off=(SICK,), locks=(Lock(agent="Zoe"),)))
    with pytest.raises(InvalidInputError, match="unknown agent"):
        resolve_plan(two_sites(), Changes(time_off=(SICK.model_copy(update={"agent": "Zoe"}),)))
