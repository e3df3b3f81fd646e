"""Named instances stay what their names say."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from instances._bench_target import on_queue_hours_week, staffing_demand
from instances.generate import generate
from instances.registry import CASES, Case

NAME = re.compile(r"(?:center|reference)-(?:(\d+)x)?(\d+)x(\d+)(-24x7)?(-scarce|-ample)?")


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_a_name_gives_sites_agents_days_hours_and_load(case: Case) -> None:
    found = NAME.fullmatch(case.name)
    assert found is not None
    sites, agents, days, always_open, regime = found.groups()

    assert [site.agents for site in case.spec.in_house] == [int(agents)] * int(sites or 1)
    assert case.spec.horizon_weeks * 7 == int(days)
    assert all(q.opening_hours == "24x7" for q in case.spec.queues) == bool(always_open)
    assert case.load == {None: 0.93, "-scarce": 1.02, "-ample": 0.85}[regime]


def test_the_cases_of_the_benchmark_are_there() -> None:
    assert {
        "center-60x28",
        "center-500x28",
        "reference-500x28",
        "reference-500x28-scarce",
        "reference-500x28-ample",
        "center-2000x28",
        "center-5000x42",
        "center-500x42-24x7",
        "center-3x100x28",
    } <= CASES.keys()


def test_the_expected_volume_is_a_repeated_week_sized_to_the_people() -> None:
    case = CASES["center-60x28"]
    planning = generate(replace(case.spec, history_weeks=1), 1)

    demand = staffing_demand(case, planning)

    concurrency = np.array([q.concurrency for q in case.spec.queues])[:, None]
    hours = float((demand.volume * demand.aht_s / concurrency).sum()) / 3600
    available = 4 * on_queue_hours_week(case, planning) * case.spec.occupancy
    assert hours == pytest.approx(available, rel=0.01)
    assert not demand.volume[~demand.open].any()
    assert demand.volume.shape == (4, 48 * 28 - 2)
