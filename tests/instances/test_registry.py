"""Named instances stay what their names say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from instances._bench_schedule import _on_queue_hours_week, staffing_demand
from instances.generate import generate
from instances.registry import CASES, Case


@pytest.mark.parametrize("case", CASES.values(), ids=str)
def test_a_name_gives_agents_and_days(case: Case) -> None:
    agents, days = case.name.split("-")[1].split("x")

    assert sum(site.agents for site in case.spec.in_house) == int(agents)
    assert case.spec.horizon_weeks * 7 == int(days)
    assert all(q.opening_hours == "24x7" for q in case.spec.queues) == case.name.endswith("24x7")


def test_the_expected_volume_is_a_repeated_week_sized_to_the_people() -> None:
    case = CASES["center-60x28"]
    planning = generate(replace(case.spec, history_weeks=1), 1)

    demand = staffing_demand(case, planning)

    concurrency = np.array([q.concurrency for q in case.spec.queues])[:, None]
    hours = float((demand.volume * demand.aht_s / concurrency).sum()) / 3600
    available = 4 * _on_queue_hours_week(case, planning) * case.spec.occupancy
    assert hours == pytest.approx(available, rel=0.01)
    assert not demand.volume[~demand.open].any()
    assert demand.volume.shape == (4, 48 * 28 - 2)
