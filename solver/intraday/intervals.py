"""Presence and adherence by interval, and the intervals at risk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.intraday.data import SiteNeed
from solver.intraday.params import AdherenceParams
from solver.intraday.result import Floats, SiteIntervals
from solver.intraday.states import Duty
from solver.intraday.timeline import Ints, Timeline, microseconds

_ROUNDING_AGENTS = 1e-6


def site_intervals(
    line: Timeline,
    here: NDArray[np.bool_],
    counted: NDArray[np.bool_],
    need: SiteNeed,
    measured_us: tuple[int, int],
    params: AdherenceParams,
) -> SiteIntervals:
    """One site's intervals. `here` and `counted` say which pieces (P,) are the site's and which
    are exceptions; intervals not wholly in `measured_us` are not judged.
    """
    edges = _edges(need)
    length_s = float(60 * need.grid.interval_minutes)

    def spent(chosen: NDArray[np.bool_]) -> Floats:
        return seconds_per_interval(line.start_us[chosen], line.end_us[chosen], edges)

    on_queue = here & (line.actual == Duty.ON_QUEUE)
    planned = spent(here & (line.planned == Duty.ON_QUEUE)) / length_s
    present = spent(on_queue) / length_s
    by_queue = _by_queue(line, on_queue, need, planned, present, edges)
    inside = (edges[:-1] >= measured_us[0]) & (edges[1:] <= measured_us[1])
    allowed = params.tolerated_short_agents + _ROUNDING_AGENTS
    short = inside & (by_queue < need.required - allowed)
    return SiteIntervals(
        site=need.site,
        queues=need.queues,
        grid=need.grid,
        measured=inside,
        scheduled_s=spent(here & (line.shift >= 0)),
        exception_s=spent(here & counted),
        planned_agents=planned,
        present_agents=present,
        required=need.required,
        present_by_queue=by_queue,
        queue_at_risk=short,
        at_risk=short.any(axis=0) | (inside & (present < need.required.sum(axis=0) - allowed)),
    )


def seconds_per_interval(start_us: Ints, end_us: Ints, edges_us: Ints) -> Floats:
    """Seconds (T,) that stretches spend between each two of the `edges_us` (T + 1,).

    The integral up to an edge e is the sum of (e - s) over the starts s before it, less the same
    of the ends.
    """
    origin = int(edges_us[0])
    upto = _integral(start_us - origin, edges_us - origin)
    upto -= _integral(end_us - origin, edges_us - origin)
    return np.diff(upto) / 1e6


def _integral(moments: Ints, edges: Ints) -> Floats:
    ordered = np.sort(moments).astype(np.float64)
    total = np.concatenate([[0.0], np.cumsum(ordered)])
    count = np.searchsorted(ordered, edges)
    upto: Floats = edges * count.astype(np.float64) - total[count]
    return upto


def _edges(need: SiteNeed) -> Ints:
    step = need.grid.interval_minutes * 60_000_000
    first = microseconds(need.grid.start)
    return first + step * np.arange(need.grid.n_intervals + 1, dtype=np.int64)


def _by_queue(
    line: Timeline,
    on_queue: NDArray[np.bool_],
    need: SiteNeed,
    planned: Floats,
    present: Floats,
    edges: Ints,
) -> Floats:
    """Agents present on each queue (Q, T), counted or estimated from the plan's division."""
    if on_queue.any() and (line.queue[on_queue] >= 0).all():
        number = {queue: index for index, queue in enumerate(line.queues)}
        length_s = 60.0 * need.grid.interval_minutes
        return np.array(
            [
                seconds_per_interval(line.start_us[chosen], line.end_us[chosen], edges) / length_s
                for queue in need.queues
                for chosen in [on_queue & (line.queue == number.get(queue, -2))]
            ]
        ).reshape(len(need.queues), -1)
    share = np.divide(present, planned, out=np.zeros_like(present), where=planned > 0)
    return need.planned * share
