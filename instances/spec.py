"""The generator's knobs: everything that shapes a generated contact centre."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from solver.domain import Channel, Event, Override, Scenario, ShrinkageRule


@dataclass(frozen=True)
class Peak:
    """One bump of an intraday profile: centre and width (standard deviation) in hours."""

    hour: float
    width_hours: float
    weight: float


TWO_PEAKS = (Peak(10.5, 2.0, 1.0), Peak(15.5, 2.5, 0.85))
EVENING_PEAKS = (Peak(11.0, 2.5, 0.8), Peak(18.5, 2.5, 1.0))
OFFICE_WEEK = (1.20, 1.05, 1.00, 0.98, 0.95, 0.55, 0.40)


@dataclass(frozen=True)
class QueueSpec:
    """One queue. Its volume follows from `workload_share` and the size of the workforce.

    `workload_share` is its part of the centre's workload hours (normalised over the queues),
    `weekday_factors` weigh the days Monday to Sunday (closed days drop out), `peaks` and
    `night_floor` (share of the highest interval that never goes away) shape the day.
    `family` names what agents' skill bundles ask for; the skill is the queue itself.
    `aht_cv` is the spread of single contacts, `aht_swing` the part by which the AHT rises from
    morning to evening, `abandon_rate` the share of contacts lost in history.
    """

    queue: str
    family: str
    channel: Channel
    workload_share: float
    aht_s: float
    opening_hours: str
    weekday_factors: tuple[float, ...] = OFFICE_WEEK
    peaks: tuple[Peak, ...] = TWO_PEAKS
    night_floor: float = 0.15
    aht_cv: float = 0.8
    aht_swing: float = 0.06
    abandon_rate: float = 0.03
    sl_target: float | None = 0.8
    sl_seconds: float | None = 20.0
    max_occupancy: float | None = 0.88
    patience_s: float | None = 180.0
    concurrency: int = 1
    response_hours: float | None = None


@dataclass(frozen=True)
class Bundle:
    """A share of the agents who hold the same families, with their proficiency in each."""

    skills: tuple[tuple[str, float], ...]
    weight: float


BUNDLES = (
    Bundle((("billing", 1.0),), 0.20),
    Bundle((("tech", 1.0),), 0.25),
    Bundle((("billing", 1.0), ("tech", 0.85)), 0.13),
    Bundle((("tech", 1.0), ("chat", 0.9)), 0.12),
    Bundle((("chat", 1.0),), 0.12),
    Bundle((("chat", 1.0), ("email", 1.0)), 0.08),
    Bundle((("billing", 1.0), ("email", 0.9)), 0.10),
)


@dataclass(frozen=True)
class InHouseSpec:
    """An internal site: its people, seats per agent, unplanned absence and adherence.

    `seats_per_agent` `None` leaves the seats unlimited. `rate_per_hour` is its fully loaded cost
    of a productive hour, for the vendor split.
    """

    site: str
    time_zone: str
    agents: int
    seats_per_agent: float | None = 0.9
    absence: float = 0.05
    adherence: float = 0.93
    rate_per_hour: float = 26.0


@dataclass(frozen=True)
class VendorSpec:
    """An outsourcer. `commitment` and `capacity` are shares of the centre's productive hours.

    `families` it can serve, all when empty.
    """

    site: str
    time_zone: str
    rate_per_hour: float
    currency: str | None = None
    fx_rate: float = 1.0
    commitment: float = 0.0
    capacity: float | None = None
    max_share: float = 1.0
    aht_factor: float = 1.0
    families: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeopleSpec:
    """What the agents are like; shares are of agents unless said otherwise.

    `leave` is the share of agent-days on whole-day leave, half of it in whole weeks. A second
    skill adds `skill_premium` to the hourly cost. `starts_only` makes every wish one for a start;
    `part_time_days_week` is the most days a part-timer works in a week.
    """

    bundles: tuple[Bundle, ...] = BUNDLES
    part_time: float = 0.25
    limited_availability: float = 0.12
    fixed_day_off: float = 0.08
    leave: float = 0.07
    unpaid_leave: float = 0.1
    appointments: float = 0.1
    preferences: float = 0.6
    joiners: float = 0.02
    leavers: float = 0.02
    hourly_cost: float = 19.0
    hourly_cost_sd: float = 1.5
    skill_premium: float = 1.0
    starts_only: bool = False
    part_time_days_week: int = 5


@dataclass(frozen=True)
class CenterSpec:
    """A whole centre.

    `internal_share`: productive hours of the in-house people, at the middle of their contracts,
    over the hours that the demand needs when agents handle contacts for the part `occupancy` of
    their time on queue. Volume has no trend: level x weekday x profile, times a week factor and
    a day factor (log-normal, `week_sd`, `day_sd`) shared by all queues of a day, times noise
    with variance mean + `overdispersion` x mean^2. A public holiday of `country` carries
    `holiday_factor`, its eve and the day after `eve_factor` and `after_factor`. Events that lie
    in the history change it. `horizon_start` follows the history directly.
    """

    name: str
    queues: tuple[QueueSpec, ...]
    in_house: tuple[InHouseSpec, ...]
    vendors: tuple[VendorSpec, ...] = ()
    people: PeopleSpec = PeopleSpec()
    time_zone: str = "Europe/Paris"
    country: str | None = "FR"
    region: str | None = None
    currency: str = "EUR"
    interval_minutes: int = 30
    horizon_start: date = date(2026, 3, 2)
    horizon_weeks: int = 4
    history_weeks: int = 26
    internal_share: float = 0.72
    occupancy: float = 0.82
    shrinkage_in_office: float = 0.08
    shrinkage_out_office: float = 0.12
    week_sd: float = 0.03
    day_sd: float = 0.04
    overdispersion: float = 0.01
    holiday_factor: float = 0.35
    eve_factor: float = 0.92
    after_factor: float = 1.20
    shrinkage: tuple[ShrinkageRule, ...] = ()
    events: tuple[Event, ...] = ()
    overrides: tuple[Override, ...] = ()
    scenarios: tuple[Scenario, ...] = field(default=())
