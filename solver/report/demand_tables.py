"""Tables of the demand side: forecast, requirements and the vendor split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.allocation.result import Allocation
from solver.forecast.result import Forecast
from solver.report.table import Cell, Table, interval_starts, rounded, table_of
from solver.requirements.result import BINDING_GOALS, Requirements

TARGET_DIGITS = 8


def quantile_name(level: float) -> str:
    """Column of a quantile level: `q05` for 0.05, `q97.5` for 0.975."""
    percent = f"{100 * level:.10g}"
    return f"q{percent.zfill(2)}" if "." not in percent else f"q{percent}"


def forecast_table(forecast: Forecast) -> Table:
    """One row a queue and interval: `offered_mean` after edits, `statistical_mean` below them."""
    header = ["queue", "start", "offered_mean", "statistical_mean"]
    header += [quantile_name(level) for level in forecast.levels]
    header += ["aht_s", "method"]
    return Table("forecast", tuple(header), tuple(_forecast_rows(forecast)))


def _forecast_rows(forecast: Forecast) -> Iterator[tuple[Cell, ...]]:
    starts = interval_starts(forecast.grid)
    for q, queue in enumerate(forecast.queues):
        method = forecast.methods.get(queue, "")
        for t, start in enumerate(starts):
            yield (
                queue,
                start,
                rounded(forecast.mean[q, t], 4),
                rounded(forecast.statistical_mean[q, t], 4),
                *(rounded(value, 4) for value in forecast.quantiles[:, q, t]),
                rounded(forecast.aht_s[q, t], 2),
                method,
            )


def requirements_table(requirements: Sequence[Requirements]) -> Table:
    """One row a site, queue and interval. `to_schedule` is exact enough to repeat the audit."""
    return table_of(
        "requirements",
        "site,queue,start,volume,aht_s,load_erl,required,fractional,required_gross,rostered,"
        "to_schedule,risk_agents,in_office,out_office,binding,model,load,uncertainty,sl_variant,"
        "service_level,asa_s,occupancy,p_abandon,waiting_contacts,oldest_hours",
        (row for one in requirements for row in _requirement_rows(one)),
    )


def _requirement_rows(one: Requirements) -> Iterator[tuple[Cell, ...]]:
    starts = interval_starts(one.grid)
    for q, queue in enumerate(one.queues):
        method = one.methods[q]
        how = (method.model, method.load, method.uncertainty, method.sl_variant)
        for t, start in enumerate(starts):
            yield (
                one.site,
                queue,
                start,
                rounded(one.volume[q, t], 6),
                rounded(one.aht_s[q, t], 4),
                rounded(one.load_erl[q, t], 4),
                rounded(one.required[q, t], 4),
                rounded(one.fractional[q, t], 4),
                rounded(one.required_gross[q, t], 4),
                rounded(one.rostered[q, t], 4),
                rounded(one.to_schedule[q, t], TARGET_DIGITS),
                rounded(one.risk_agents[q, t], 4),
                rounded(one.in_office[q, t], 4),
                rounded(one.out_office[q, t], 4),
                BINDING_GOALS[int(one.binding[q, t])],
                *how,
                rounded(one.promised.service_level[q, t], 4),
                rounded(one.promised.asa_s[q, t], 2),
                rounded(one.promised.occupancy[q, t], 4),
                rounded(one.promised.p_abandon[q, t], 4),
                rounded(one.backlog.waiting_contacts[q, t], 2),
                rounded(one.backlog.oldest_hours[q, t], 2),
            )


def allocation_table(allocation: Allocation) -> Table:
    """Rows of three kinds: `contacts` a week, queue and site; `unserved` a week and queue;
    `site_cost` a week and site, with the hours paid below the commitment.
    """
    return table_of(
        "allocation",
        "week,kind,queue,site,contacts,share,hours,shortfall_hours,cost",
        (row for w in range(len(allocation.weeks)) for row in _allocation_rows(allocation, w)),
    )


def _allocation_rows(allocation: Allocation, w: int) -> Iterator[tuple[Cell, ...]]:
    week = allocation.weeks[w].isoformat()
    shares = allocation.shares[:, :, w]
    for q, queue in enumerate(allocation.queues):
        for s, site in enumerate(allocation.sites):
            contacts = rounded(allocation.contacts[q, s, w], 3)
            hours = rounded(allocation.hours[q, s, w], 3)
            share = rounded(shares[q, s], 6)
            yield (week, "contacts", queue, site, contacts, share, hours, None, None)
        unserved = allocation.unserved[q, w]
        total = allocation.contacts[q, :, w].sum() + unserved
        share = rounded(unserved / total, 6) if total > 0 else 0.0
        yield (week, "unserved", queue, None, rounded(unserved, 3), share, None, None, None)
    for s, site in enumerate(allocation.sites):
        hours = rounded(allocation.hours[:, s, w].sum(), 3)
        shortfall = rounded(allocation.shortfall_hours[s, w], 3)
        cost = rounded(allocation.site_cost[s, w], 2)
        yield (week, "site_cost", None, site, None, None, hours, shortfall, cost)
