"""The reference instance of scheduling, at several sizes: rules that bite and a kink in the cost.

What every centre of this family has:

* 4 queues (billing, tech, chat, email) on a grid of 15 minutes, starts every 30 minutes, and the
  7 skill sets of `BUNDLES`, everybody fully proficient.
* 75 % full time: 8 paid hours (8:30 on site; 15 paid, 30 unpaid, 15 paid minutes of break), 32 to
  40 hours a week. 25 % part time: 4 or 6 hours, 16 to 24 hours a week on up to 6 days.
* 10 % of the agent-days on leave, half of it in whole weeks; 15 % of the agents with limited
  availability; everybody with a preferred start.
* Hard: leave, availability, weekly paid hours, at most 6 days in a row, at least 11 hours of
  rest, at most half of the weekends, break windows. Seats do not limit.
* Demand at 93 % of the hours on queue at mid-contract, so that the cheapest plan sits where
  shortage and excess meet. Variants: `-scarce` at 102 %, `-ample` at 85 %.
* Costs: 5 a paid quarter; an agent-quarter short 30, and 90 for what lies beyond 15 % of its
  interval's target; 5 an agent-quarter over; 1.5 an hour between a shift's start and the
  preferred one.

A site is scheduled on its own, so the family has one site; `center-3x100x28` has three sites in
two time zones and splits the demand over them beforehand. Starts that differ within a week cost
nothing here: `SchedulingParams` has no price for them.

Knobs are the fields of `REFERENCE_PEOPLE`, `REFERENCE_COSTS` and `reference_center`; the seed
draws who is on leave, available when, wishes what, and what is carried over from before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from instances._queues import CATALOGUE
from instances.spec import Bundle, CenterSpec, InHouseSpec, PeopleSpec, QueueSpec

REFERENCE_PEOPLE = PeopleSpec(
    bundles=(
        Bundle((("billing", 1.0),), 0.20),
        Bundle((("tech", 1.0),), 0.25),
        Bundle((("billing", 1.0), ("tech", 1.0)), 0.13),
        Bundle((("tech", 1.0), ("chat", 1.0)), 0.12),
        Bundle((("chat", 1.0),), 0.12),
        Bundle((("chat", 1.0), ("email", 1.0)), 0.08),
        Bundle((("billing", 1.0), ("email", 1.0)), 0.10),
    ),
    part_time=0.25,
    limited_availability=0.15,
    fixed_day_off=0.0,
    leave=0.10,
    unpaid_leave=0.0,
    appointments=0.0,
    preferences=1.0,
    joiners=0.0,
    leavers=0.0,
    hourly_cost=20.0,
    hourly_cost_sd=0.0,
    skill_premium=0.0,
    starts_only=True,
    part_time_days_week=6,
)
# Fields of `SchedulingParams`, in multiples of the hourly cost: 5 a paid quarter is 20 an hour.
REFERENCE_COSTS: Mapping[str, float] = MappingProxyType(
    {"short_price": 6.0, "deep_short_price": 18.0, "shallow_share": 0.15, "over_price": 1.0}
)
REGIMES = {"": 0.93, "-scarce": 1.02, "-ample": 0.85}
ALWAYS_OPEN = tuple(replace(q, opening_hours="24x7", night_floor=0.08) for q in CATALOGUE)
HOME = ("Home", "Europe/Paris")
THREE_SITES = (("Lyon", "Europe/Paris"), ("Nantes", "Europe/Paris"), ("Porto", "Europe/Lisbon"))


def reference_center(
    name: str,
    agents_per_site: int,
    weeks: int,
    queues: tuple[QueueSpec, ...] = CATALOGUE,
    sites: tuple[tuple[str, str], ...] = (HOME,),
) -> CenterSpec:
    """A centre of the family; `sites` are names and time zones, alike in size."""
    return CenterSpec(
        name=name,
        queues=queues,
        in_house=tuple(
            InHouseSpec(site, zone, agents_per_site, seats_per_agent=None) for site, zone in sites
        ),
        people=REFERENCE_PEOPLE,
        interval_minutes=15,
        horizon_weeks=weeks,
    )
