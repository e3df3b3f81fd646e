"""Named instances with pinned knobs and seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from instances._queues import CATALOGUE
from instances.reference import (
    ALWAYS_OPEN,
    REFERENCE_COSTS,
    REGIMES,
    THREE_SITES,
    reference_center,
)
from instances.spec import CenterSpec, InHouseSpec, PeopleSpec, VendorSpec
from solver.domain import (
    Event,
    EventKind,
    Override,
    OverrideOperation,
    Scenario,
    ShrinkageRule,
)

DEMO_SEED = 10

DEMO = CenterSpec(
    name="Demo",
    queues=CATALOGUE,
    in_house=(InHouseSpec("Lyon", "Europe/Paris", agents=60),),
    occupancy=0.64,
    vendors=(
        VendorSpec(
            "Lisbon",
            "Europe/Lisbon",
            rate_per_hour=28.5,
            commitment=0.06,
            capacity=0.2,
            aht_factor=1.04,
            families=("billing", "tech", "chat"),
        ),
        VendorSpec(
            "Tunis",
            "Africa/Tunis",
            rate_per_hour=92.0,
            currency="TND",
            fx_rate=0.3,
            capacity=0.2,
            max_share=0.4,
            aht_factor=1.1,
            families=("billing", "chat", "email"),
        ),
    ),
    shrinkage=(
        ShrinkageRule.model_validate(
            {
                "queues": "tech|email",
                "type": "in_office_planned",
                "share": 0.16,
                "hours": "Wed 14:00-16:00",
            }
        ),
    ),
    events=(
        Event(
            queues=("tech",),
            start=datetime(2025, 11, 20, 9),
            end=datetime(2025, 11, 20, 13),
            kind=EventKind.OUTAGE,
            uplift=1.8,
        ),
        Event(
            queues=("billing", "chat"),
            start=date(2026, 3, 16),
            end=date(2026, 3, 20),
            kind=EventKind.CAMPAIGN,
            uplift=0.2,
            uplift_sd=0.08,
        ),
    ),
    overrides=(
        Override(
            layer="planner",
            queue="email",
            start=date(2026, 3, 9),
            end=date(2026, 3, 13),
            operation=OverrideOperation.PERCENT,
            value=15,
            author="demo",
            reason="Annual statements are mailed",
        ),
    ),
    scenarios=(
        Scenario(scenario="busy", volume_factor=1.1),
        Scenario(scenario="slow_start", volume_factor=0.95, aht_factor=1.08),
    ),
)


@dataclass(frozen=True)
class Case:
    """A named scheduling instance: the centre, and how tight its demand is.

    `load` is the target's agent-hours over the hours that its agents can spend on queue at the
    middle of their contracts, leave taken off. At 0.93 the optimum sits where shortage and excess
    meet; a scarcer instance is easier to look good on. The target is what the requirements
    stage asks for the centre's expected volumes, scaled to `load`. `costs` are the fields of
    `SchedulingParams` that differ from its defaults.
    """

    name: str
    spec: CenterSpec
    load: float = 0.93
    costs: Mapping[str, float] = field(default_factory=dict)


_PEOPLE = PeopleSpec(leave=0.10, limited_availability=0.15)


def _plain(agents: int) -> Case:
    """Agents of unlike cost and proficiency on a grid of half-hours."""
    name = f"center-{agents}x28"
    site = InHouseSpec("Home", "Europe/Paris", agents)
    return Case(name, CenterSpec(name=name, queues=CATALOGUE, in_house=(site,), people=_PEOPLE))


_FAMILY = (
    reference_center("reference-500x28", 500, 4),
    reference_center("center-2000x28", 2000, 4),
    reference_center("center-5000x42", 5000, 6),
    reference_center("center-500x42-24x7", 500, 6, queues=ALWAYS_OPEN),
    reference_center("center-3x100x28", 100, 4, sites=THREE_SITES),
)

CASES = {
    case.name: case
    for case in (
        _plain(60),
        _plain(500),
        *(
            Case(spec.name + regime, spec, load, REFERENCE_COSTS)
            for spec in _FAMILY
            for regime, load in REGIMES.items()
        ),
    )
}
