"""PlanningData: everything a planning folder says, as one document."""

from __future__ import annotations

from pydantic import Field

from solver.domain.base import SCHEMA_VERSION, Noun, NounT
from solver.domain.calendar import Center, Event, Override, Scenario
from solver.domain.contracts import Contract
from solver.domain.people import Agent, CarryOver, Preference, TimeOff
from solver.domain.queues import HistoryRow, Queue
from solver.domain.shrinkage import ShrinkageRule
from solver.domain.sites import Site, SiteKind
from solver.domain.work_plans import WorkPlan


class PlanningData(Noun):
    """The content of a planning folder; its JSON form has the same keys as the files' headers."""

    schema_version: int = Field(default=SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    center: Center
    queues: tuple[Queue, ...] = Field(min_length=1)
    shrinkage: tuple[ShrinkageRule, ...] = ()
    history: tuple[HistoryRow, ...] = ()
    sites: tuple[Site, ...] = Field(min_length=1)
    agents: tuple[Agent, ...] = ()
    work_plans: tuple[WorkPlan, ...] = ()
    contracts: tuple[Contract, ...] = ()
    events: tuple[Event, ...] = ()
    overrides: tuple[Override, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    preferences: tuple[Preference, ...] = ()
    carry_over: tuple[CarryOver, ...] = ()
    scenarios: tuple[Scenario, ...] = ()

    def queue(self, name: str) -> Queue:
        return _named(self.queues, "queue", name)

    def site(self, name: str) -> Site:
        return _named(self.sites, "site", name)

    def work_plan(self, name: str) -> WorkPlan:
        return _named(self.work_plans, "work_plan", name)

    def agents_of(self, site: str) -> tuple[Agent, ...]:
        return tuple(agent for agent in self.agents if agent.site == site)

    @property
    def internal_sites(self) -> tuple[Site, ...]:
        return tuple(site for site in self.sites if site.kind is SiteKind.INTERNAL)


def _named(nouns: tuple[NounT, ...], key: str, name: str) -> NounT:
    """The noun of that name; `KeyError` where there is none."""
    for noun in nouns:
        if getattr(noun, key) == name:
            return noun
    raise KeyError(name)
