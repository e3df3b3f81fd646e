"""Tables of an adherence measurement."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.intraday import Adherence, AgentDays, SiteIntervals
from solver.intraday.result import KINDS
from solver.report.table import Cell, Table, interval_starts, rounded, table_of

_PLANNING = "planning_absence,planning_adherence,mean_late_s"
_FIGURES = (
    "shifts,absent_shifts,scheduled_s,planned_on_queue_s,on_queue_s,adherence,conformance,"
    + ",".join(f"{kind}_s" for kind in KINDS)
)


def adherence_tables(result: Adherence) -> tuple[Table, ...]:
    """By site, agent, day and interval, and every exception; shares with four decimals."""
    return (
        adherence_by_site(result),
        adherence_by_agent(result.days),
        adherence_by_day(result.days),
        adherence_by_interval(result),
        adherence_exceptions(result),
    )


def adherence_by_site(result: Adherence) -> Table:
    """A site's figures, and the absence and adherence to put into its row of sites.csv."""
    total = result.days.by_site()
    rows = (
        (site, *plan, *figures)
        for site, plan, figures in zip(total.sites, _planning(total), _figures(total))
    )
    return table_of("adherence_by_site", f"site,{_PLANNING},{_FIGURES}", rows)


def adherence_by_agent(days: AgentDays) -> Table:
    total = days.by_agent()
    found = zip(total.sites, total.agents, _planning(total), _figures(total))
    rows = [(site, agent, *plan, *figures) for site, agent, plan, figures in found]
    rows.sort(key=lambda row: row[:2])
    return table_of("adherence_by_agent", f"site,agent,{_PLANNING},{_FIGURES}", rows)


def adherence_by_day(days: AgentDays) -> Table:
    found = zip(days.sites, days.agents, days.days, _figures(days))
    rows = ((site, agent, day.isoformat(), *figures) for site, agent, day, figures in found)
    return table_of("adherence_by_day", f"site,agent,date,{_FIGURES}", rows)


def _planning(days: AgentDays) -> list[tuple[Cell, ...]]:
    columns = (days.absence, days.presence_when_there, days.mean_late_s)
    return [
        (rounded(absence, 4), rounded(adherence, 4), rounded(late_s, 1))
        for absence, adherence, late_s in zip(*columns)
    ]


def _figures(days: AgentDays) -> list[tuple[Cell, ...]]:
    shares = zip(days.adherence, days.conformance)
    return [
        (
            int(days.shifts[n]),
            int(days.absent_shifts[n]),
            rounded(days.scheduled_s[n], 3),
            rounded(days.planned_queue_s[n], 3),
            rounded(days.queue_s[n], 3),
            rounded(adherence, 4),
            rounded(conformance, 4),
            *(rounded(value, 3) for value in days.exception_s[n]),
        )
        for n, (adherence, conformance) in enumerate(shares)
    ]


def adherence_by_interval(result: Adherence) -> Table:
    """One row a site and measured interval; agents are means over the interval."""
    return table_of(
        "adherence_by_interval",
        "site,start,planned_agents,present_agents,required,adherence,conformance,at_risk,"
        "queues_at_risk",
        (row for one in result.intervals for row in _interval_rows(one)),
    )


def _interval_rows(one: SiteIntervals) -> Iterator[tuple[Cell, ...]]:
    starts = interval_starts(one.grid)
    adherence, conformance = one.adherence, one.conformance
    required = one.required.sum(axis=0)
    for t in np.flatnonzero(one.measured).tolist():
        short = [queue for q, queue in enumerate(one.queues) if one.queue_at_risk[q, t]]
        yield (
            one.site,
            starts[t],
            rounded(one.planned_agents[t], 4),
            rounded(one.present_agents[t], 4),
            rounded(required[t], 4),
            rounded(adherence[t], 4),
            rounded(conformance[t], 4),
            bool(one.at_risk[t]),
            "|".join(short),
        )


def adherence_exceptions(result: Adherence) -> Table:
    """Every exception beyond the grace time, its start in UTC."""
    runs = result.runs
    rows = (
        (
            runs.sites[r],
            runs.agents[r],
            runs.days[r].isoformat(),
            str(runs.kinds[r]),
            runs.starts[r].isoformat(timespec="seconds"),
            rounded(runs.seconds[r], 3),
        )
        for r in range(len(runs.agents))
    )
    return table_of("adherence_exceptions", "site,agent,date,kind,start,seconds", rows)
