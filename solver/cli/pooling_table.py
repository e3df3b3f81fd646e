"""What sharing skills is worth to a planning folder, as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

import numpy as np
import typer

from solver.domain import PlanningData, Queue
from solver.requirements import RequirementsParams
from solver.requirements.data import Load
from solver.requirements.pooling import PoolingView, SkillGroup, pooling_view


def folder_pooling(planning: PlanningData, load: Load, params: RequirementsParams) -> PoolingView:
    """Voice, chat and messaging queues of the load, and the skill sets of the folder's agents.

    Queues that nobody in house can serve are left out.
    """
    immediate = [planning.queue(name) for name in load.queues]
    immediate = [queue for queue in immediate if not queue.channel.is_backlog]
    groups = skill_groups(planning, immediate)
    served = {name for group in groups for name in group.queues}
    kept = [queue for queue in immediate if queue.queue in served]
    rows = [load.queues.index(queue.queue) for queue in kept]
    volume = np.where(load.open[rows], load.volume[rows], 0.0)
    aht = np.where(volume > 0, load.aht_s[rows], 1.0)
    interval_s = load.grid.interval_minutes * 60.0
    return pooling_view(volume, aht, interval_s, kept, groups, model=params.model)


def skill_groups(planning: PlanningData, queues: Sequence[Queue]) -> list[SkillGroup]:
    """One group for each set of queues that some agent can serve, at its agents' mean wage."""
    wages: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for agent in planning.agents:
        served = tuple(queue.queue for queue in queues if queue.skill in agent.skills)
        if served:
            wages[served].append(agent.hourly_cost)
    return [
        SkillGroup("+".join(served), served, fmean(costs))
        for served, costs in sorted(wages.items())
    ]


def print_pooling(load: Load, view: PoolingView) -> None:
    """Agent-hours over the horizon by how far skills are shared, then the bound's groups."""
    from rich.console import Console
    from rich.table import Table

    hours = load.grid.interval_minutes / 60.0
    drawn = Table(title="Agent-hours on queue by sharing of skills", title_justify="left")
    drawn.add_column("staffing")
    drawn.add_column("agent-hours", justify="right")
    for name, agents in (
        ("separate teams, whole agents", view.separate_whole),
        ("separate teams", view.separate),
        ("skill groups, at least (bound)", view.bound),
        ("one pool of all queues", view.pooled),
        ("workload alone", view.workload),
    ):
        drawn.add_row(name, f"{float(agents.sum()) * hours:,.1f}")
    Console().print(drawn)
    groups = Table(title="Agent-hours of the bound by skill group", title_justify="left")
    groups.add_column("skill group")
    groups.add_column("agent-hours", justify="right")
    for name, agents in zip(view.groups, view.between, strict=True):
        groups.add_row(name, f"{float(agents.sum()) * hours:,.1f}")
    Console().print(groups)
    typer.echo(view.assumes if view.is_bound else f"Not a bound here. {view.assumes}")
