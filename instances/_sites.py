"""Sites and contracts of a generated centre."""

from __future__ import annotations

from instances.spec import CenterSpec, InHouseSpec, VendorSpec
from solver.domain import Contract, Site, SiteKind


def build_sites(spec: CenterSpec) -> tuple[Site, ...]:
    internal = [
        Site(
            site=s.site,
            kind=SiteKind.INTERNAL,
            time_zone=s.time_zone,
            seats=_seats(s),
            absence=s.absence,
            adherence=s.adherence,
        )
        for s in spec.in_house
    ]
    vendors = [Site(site=v.site, kind=SiteKind.BPO, time_zone=v.time_zone) for v in spec.vendors]
    return (*internal, *vendors)


def _seats(site: InHouseSpec) -> int | None:
    if site.seats_per_agent is None:
        return None
    return max(1, round(site.agents * site.seats_per_agent))


def _queues_of(spec: CenterSpec, families: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(q.queue for q in spec.queues if not families or q.family in families)


def _internal(spec: CenterSpec, site: InHouseSpec) -> Contract:
    return Contract(site=site.site, rate_per_hour=site.rate_per_hour, queues=_queues_of(spec, ()))


def _vendor(spec: CenterSpec, vendor: VendorSpec, demand_hours: float) -> Contract:
    return Contract(
        site=vendor.site,
        rate_per_hour=vendor.rate_per_hour,
        currency=vendor.currency,
        fx_rate=vendor.fx_rate,
        commitment_hours_week=round(vendor.commitment * demand_hours),
        capacity_hours_week=(
            None if vendor.capacity is None else round(vendor.capacity * demand_hours)
        ),
        max_share=vendor.max_share,
        aht_factor=vendor.aht_factor,
        queues=_queues_of(spec, vendor.families),
    )


def build_contracts(spec: CenterSpec, demand_hours: float) -> tuple[Contract, ...]:
    """`demand_hours`: the agent-hours on contacts that the centre's demand needs in a week."""
    internal = [_internal(spec, site) for site in spec.in_house]
    return (*internal, *(_vendor(spec, vendor, demand_hours) for vendor in spec.vendors))
