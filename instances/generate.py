"""Seeded contact centres: one spec and one seed give one planning document.

python -m instances.generate --out FOLDER --agents 200 --weeks 26 --seed 3
python -m instances.generate --demo --out instances/demo
python -m instances.generate --case reference-500x28 --seed 1 --out FOLDER
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from instances._absence import build_carry_over, build_preferences, build_time_off
from instances._history import build_history
from instances._people import build_agents, productive_hours_week
from instances._queues import build_queues, queue_catalogue
from instances._sites import build_contracts, build_sites
from instances._work_plans import build_work_plans
from instances.registry import CASES, DEMO, DEMO_SEED
from instances.spec import CenterSpec, InHouseSpec, VendorSpec
from solver.domain import Center, HistoryRow, PlanningData


def weekly_contacts(spec: CenterSpec, demand_hours: float) -> dict[str, float]:
    """Contacts a week of each queue: its share of `demand_hours` x occupancy over its AHT."""
    total = sum(q.workload_share for q in spec.queues)
    workload_s = demand_hours * spec.occupancy * 3600
    return {
        q.queue: workload_s * q.workload_share / total * q.concurrency / q.aht_s
        for q in spec.queues
    }


def _stream(seed: int, part: int) -> np.random.Generator:
    """Each part draws from its own stream, so that a knob of one leaves the others as they are."""
    return np.random.default_rng([seed, part])


def generate(spec: CenterSpec, seed: int) -> PlanningData:
    """The centre that `spec` describes, with demand sized to its people."""
    work_plans = build_work_plans(spec)
    agents = build_agents(spec, _stream(seed, 0))
    demand_hours = productive_hours_week(spec, agents, work_plans) / spec.internal_share
    history = build_history(spec, weekly_contacts(spec, demand_hours), _stream(seed, 2))
    return populate(spec, seed, demand_hours, history)


def populate(
    spec: CenterSpec, seed: int, demand_hours: float, history: tuple[HistoryRow, ...]
) -> PlanningData:
    """The centre that `spec` describes around a given history.

    `demand_hours`: the agent-hours on contacts that its demand needs in a week; they size the
    vendors' contracts.
    """
    work_plans = build_work_plans(spec)
    agents = build_agents(spec, _stream(seed, 0))
    absence = _stream(seed, 1)
    return PlanningData(
        center=_center(spec),
        queues=build_queues(spec),
        shrinkage=spec.shrinkage,
        history=history,
        sites=build_sites(spec),
        agents=agents,
        work_plans=work_plans,
        contracts=build_contracts(spec, demand_hours),
        events=spec.events,
        overrides=spec.overrides,
        time_off=build_time_off(spec, agents, absence),
        preferences=build_preferences(spec, agents, work_plans, absence),
        carry_over=build_carry_over(spec, agents, work_plans, absence),
        scenarios=spec.scenarios,
    )


def _center(spec: CenterSpec) -> Center:
    return Center(
        name=spec.name,
        time_zone=spec.time_zone,
        interval_minutes=spec.interval_minutes,
        week_start=spec.horizon_start.weekday(),
        currency=spec.currency,
        country=spec.country,
        region=spec.region,
        horizon_weeks=spec.horizon_weeks,
        horizon_start=spec.horizon_start,
    )


def default_spec(
    *,
    agents: int,
    history_weeks: int,
    queues: int,
    languages: tuple[str, ...] = ("en",),
    bpo_sites: int = 2,
    time_zone: str = "Europe/Paris",
    country: str | None = "FR",
    interval_minutes: int = 30,
    horizon_start: date = DEMO.horizon_start,
    horizon_weeks: int = 4,
) -> CenterSpec:
    """One in-house site and `bpo_sites` outsourcers that can take 60 % of the demand together."""
    vendors = tuple(
        VendorSpec(
            f"BPO-{number + 1}",
            time_zone,
            rate_per_hour=28.5 + number,
            commitment=0.05 if number == 0 else 0.0,
            capacity=0.6 / bpo_sites,
            aht_factor=1.04 + 0.02 * number,
        )
        for number in range(bpo_sites)
    )
    return CenterSpec(
        name=f"center-{agents}",
        queues=queue_catalogue(queues, languages),
        in_house=(InHouseSpec("Home", time_zone, agents),),
        vendors=vendors,
        time_zone=time_zone,
        country=country,
        interval_minutes=interval_minutes,
        horizon_start=horizon_start,
        horizon_weeks=horizon_weeks,
        history_weeks=history_weeks,
    )


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m instances.generate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="planning folder to write")
    parser.add_argument("--demo", action="store_true", help="the demo centre; ignores the knobs")
    parser.add_argument(
        "--case",
        choices=CASES,
        metavar="NAME",
        help=f"the centre of a scheduling case; ignores the knobs; one of {', '.join(CASES)}",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--agents", type=int, default=60, help="in-house agents")
    parser.add_argument("--weeks", type=int, default=26, help="weeks of history")
    parser.add_argument("--horizon-weeks", type=int, default=4)
    parser.add_argument("--horizon-start", type=date.fromisoformat, default=DEMO.horizon_start)
    parser.add_argument("--queues", type=int, default=4)
    parser.add_argument("--languages", default="en", help="for example en,fr")
    parser.add_argument("--bpo-sites", type=int, default=2)
    parser.add_argument("--time-zone", default="Europe/Paris")
    parser.add_argument("--country", default="FR", help="ISO code for public holidays")
    parser.add_argument("--interval", type=int, default=30, help="minutes")
    return parser.parse_args(argv)


def _spec(arguments: argparse.Namespace) -> tuple[CenterSpec, int]:
    if arguments.demo:
        return DEMO, DEMO_SEED
    if arguments.case:
        return CASES[arguments.case].spec, arguments.seed
    spec = default_spec(
        agents=arguments.agents,
        history_weeks=arguments.weeks,
        queues=arguments.queues,
        languages=tuple(arguments.languages.split(",")),
        bpo_sites=arguments.bpo_sites,
        time_zone=arguments.time_zone,
        country=arguments.country or None,
        interval_minutes=arguments.interval,
        horizon_start=arguments.horizon_start,
        horizon_weeks=arguments.horizon_weeks,
    )
    return spec, arguments.seed


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _arguments(argv)
    try:
        spec, seed = _spec(arguments)
        planning = generate(spec, seed)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    from solver.workspace import write_folder

    write_folder(planning, arguments.out)
    print(f"{arguments.out}: {len(planning.agents)} agents, {len(planning.history)} history rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
