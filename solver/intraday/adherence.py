"""`measure_adherence`: agent states against the published schedule, without a solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from solver.intraday.data import AdherenceData
from solver.intraday.departures import (
    NONE,
    Attendance,
    Runs,
    attendance,
    beyond_grace,
    kind_of_pieces,
    runs_of,
)
from solver.intraday.intervals import site_intervals
from solver.intraday.params import AdherenceParams
from solver.intraday.result import (
    KINDS,
    Adherence,
    AgentDays,
    ExceptionRuns,
    Floats,
    SiteIntervals,
    SitePresence,
)
from solver.intraday.states import Duty
from solver.intraday.timeline import Ints, Timeline, build_timeline, instant, microseconds

Key = tuple[str, str, date]


def measure_adherence(data: AdherenceData, params: AdherenceParams | None = None) -> Adherence:
    """Adherence, conformance and exceptions of every agent and day with a shift or work.

    Adherence = 1 - exception seconds / scheduled seconds, conformance = on-queue seconds /
    scheduled on-queue seconds (Genesys Cloud's definitions). The states must be free of the
    faults that `event_issues` finds. Raises `InvalidInputError` where a schedule overlaps itself.
    """
    params = params or AdherenceParams()
    line = build_timeline(data, params)
    seen = attendance(line)
    kind = kind_of_pieces(line, seen)
    runs = runs_of(line, kind)
    counts = beyond_grace(runs, params.grace_s)
    run_keys = _run_keys(line, runs, data)
    days = _agent_days(line, seen, runs, run_keys, counts)
    counted = (runs.of_piece != NONE) & np.append(counts, False)[runs.of_piece]
    return Adherence(
        days=days,
        runs=_exception_runs(runs, run_keys, counts),
        intervals=_intervals(line, counted, data, params),
        presence=site_presence(days),
        messages=_messages(data, line, seen),
    )


def _run_keys(line: Timeline, runs: Runs, data: AdherenceData) -> list[Key]:
    """Agent, site and day of each run.

    Work outside any shift goes with the shift it adjoins, otherwise to the local day on which it
    starts.
    """
    zones = {site: ZoneInfo(name) for site, name in data.time_zones.items()}
    pairs = list(zip(line.shift_agent.tolist(), line.shift_end_us.tolist()))
    ending = {pair: index for index, pair in enumerate(pairs)}
    pairs = list(zip(line.shift_agent.tolist(), line.shift_start_us.tolist()))
    beginning = {pair: index for index, pair in enumerate(pairs)}
    keys = []
    for agent, shift, start, end in zip(
        runs.agent.tolist(), runs.shift.tolist(), runs.start_us.tolist(), runs.end_us.tolist()
    ):
        if shift < 0:
            shift = ending.get((agent, start), beginning.get((agent, end), -1))
        name = line.agents[agent]
        if shift >= 0:
            keys.append((name, line.shifts[shift].site, line.shifts[shift].day))
        else:
            site = data.home[name]
            keys.append((name, site, instant(start).astimezone(zones[site]).date()))
    return keys


def _agent_days(
    line: Timeline,
    seen: Attendance,
    runs: Runs,
    run_keys: Sequence[Key],
    counts: NDArray[np.bool_],
) -> AgentDays:
    shift_keys = [(shift.agent, shift.site, shift.day) for shift in line.shifts]
    keys = sorted({*shift_keys, *run_keys}, key=lambda key: (key[1], key[0], key[2]))
    place = {key: index for index, key in enumerate(keys)}
    of_shift = np.array([place[key] for key in shift_keys], dtype=np.int64)
    of_run = np.array([place[key] for key in run_keys], dtype=np.int64)
    row = _rows_of_pieces(line, runs, of_shift, of_run)
    queue, planned = line.actual == Duty.ON_QUEUE, line.planned == Duty.ON_QUEUE
    inside = line.shift >= 0
    gone = inside & np.append(seen.absent, False)[line.shift]

    def total(chosen: NDArray[np.bool_]) -> Floats:
        return np.bincount(row[chosen], line.seconds[chosen], len(keys)).astype(np.float64)

    lost_s = np.zeros((len(keys), len(KINDS)))
    long_s = (runs.end_us - runs.start_us) / 1e6
    np.add.at(lost_s, (of_run[counts], runs.kind[counts]), long_s[counts])
    return AgentDays(
        agents=tuple(key[0] for key in keys),
        sites=tuple(key[1] for key in keys),
        days=tuple(key[2] for key in keys),
        shifts=np.bincount(of_shift, minlength=len(keys)),
        absent_shifts=np.bincount(of_shift[seen.absent], minlength=len(keys)),
        scheduled_s=total(inside),
        planned_queue_s=total(planned),
        queue_s=total(queue),
        kept_queue_s=total(queue & planned),
        absent_queue_s=total(planned & gone),
        late_s=np.bincount(of_shift, seen.late_s(line), len(keys)).astype(np.float64),
        exception_s=lost_s,
    )


def _rows_of_pieces(line: Timeline, runs: Runs, of_shift: Ints, of_run: Ints) -> Ints:
    """The agent-day of each piece: its shift's, or that of the run it lies in; -1 for neither."""
    by_shift = np.append(of_shift, -1)[line.shift]
    by_run = np.append(of_run, -1)[runs.of_piece]
    return np.where(line.shift >= 0, by_shift, by_run)


def _exception_runs(runs: Runs, keys: Sequence[Key], counts: NDArray[np.bool_]) -> ExceptionRuns:
    chosen = np.flatnonzero(counts).tolist()
    return ExceptionRuns(
        agents=tuple(keys[r][0] for r in chosen),
        sites=tuple(keys[r][1] for r in chosen),
        days=tuple(keys[r][2] for r in chosen),
        kinds=tuple(KINDS[runs.kind[r]] for r in chosen),
        starts=tuple(instant(runs.start_us[r]) for r in chosen),
        seconds=(runs.end_us - runs.start_us)[counts] / 1e6,
    )


def _intervals(
    line: Timeline, counted: NDArray[np.bool_], data: AdherenceData, params: AdherenceParams
) -> tuple[SiteIntervals, ...]:
    window = _measured(line, data, params)
    if window is None:
        return ()
    sites = [need.site for need in data.needs]
    number = {site: index for index, site in enumerate(sites)}
    home = np.array([number.get(data.home[agent], -1) for agent in line.agents], dtype=np.int64)
    own = np.array([number.get(shift.site, -1) for shift in line.shifts], dtype=np.int64)
    site_of = np.where(line.shift >= 0, np.append(own, -1)[line.shift], home[line.agent])
    seen = {data.home[event.agent] for event in data.events}
    return tuple(
        site_intervals(line, site_of == number[need.site], counted, need, window, params)
        for need in data.needs
        if need.site in seen
    )


def _measured(
    line: Timeline, data: AdherenceData, params: AdherenceParams
) -> tuple[int, int] | None:
    """From the first shift or state to the last, within since and until."""
    if not data.events:
        return None
    first = min(microseconds(event.start) for event in data.events)
    last = max(microseconds(event.end) for event in data.events)
    low = min(first, int(line.shift_start_us.min(initial=first)))
    high = max(last, int(line.shift_end_us.max(initial=last)))
    return (
        low if params.since is None else max(low, microseconds(params.since)),
        high if params.until is None else min(high, microseconds(params.until)),
    )


def site_presence(days: AgentDays) -> tuple[SitePresence, ...]:
    """What each site with a measured shift should be planned with."""
    total = days.by_site()
    absence, adherence, late_s = total.absence, total.presence_when_there, total.mean_late_s
    return tuple(
        SitePresence(
            site=site,
            shifts=int(total.shifts[s]),
            absence=_known(absence[s]),
            adherence=_known(adherence[s]),
            mean_late_s=_known(late_s[s]),
        )
        for s, site in enumerate(total.sites)
        if total.shifts[s]
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _messages(data: AdherenceData, line: Timeline, seen: Attendance) -> tuple[str, ...]:
    """Sites that are not measured, and agents who have shifts but no state at all."""
    known = {event.agent for event in data.events}
    measured = {data.home[agent] for agent in known}
    left_out: Mapping[str, None] = dict.fromkeys(
        shift.site for shift in data.shifts if shift.site not in measured
    )
    messages = [f"{site}: no agent has a state, the site is not measured" for site in left_out]
    silent = sorted({shift.agent for shift in line.shifts} - known)
    if silent:
        shown = ", ".join(silent[:5]) + (", ..." if len(silent) > 5 else "")
        messages.append(
            f"{len(silent)} agents have shifts and no state, so they count as absent: {shown}"
        )
    return tuple(messages)
