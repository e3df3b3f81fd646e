"""Named instances with pinned knobs and seeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from instances._queues import CATALOGUE
from instances.spec import CenterSpec, InHouseSpec, PeopleSpec, QueueSpec, VendorSpec
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
    stage asks for the centre's expected volumes, scaled to `load`.
    """

    name: str
    spec: CenterSpec
    load: float = 0.93


_PEOPLE = PeopleSpec(leave=0.10, limited_availability=0.15)
_ALWAYS_OPEN = tuple(replace(q, opening_hours="24x7", night_floor=0.08) for q in CATALOGUE)


def _center(agents: int, weeks: int, queues: tuple[QueueSpec, ...] = CATALOGUE) -> CenterSpec:
    return CenterSpec(
        name=f"center-{agents}x{7 * weeks}",
        queues=queues,
        in_house=(InHouseSpec("Home", "Europe/Paris", agents),),
        people=_PEOPLE,
        horizon_weeks=weeks,
    )


CASES = {
    case.name: case
    for case in (
        Case("center-60x28", _center(60, 4)),
        Case("center-500x28", _center(500, 4)),
        Case("center-500x42-24x7", _center(500, 6, _ALWAYS_OPEN)),
        Case("center-5000x42", _center(5000, 6)),
    )
}
