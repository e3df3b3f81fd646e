"""The Gantt chart of one day: everybody's shift with its breaks, a selector for the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from solver.domain import ON_QUEUE, Activity, NamedShift
from solver.plan_result import PlanResult
from solver.report.chart import ACTIVITIES, SCHEDULED, Chart, Trace, Variant, safe
from solver.report.staff_tables import site_zones
from solver.timegrid import local_to_utc

MAX_ROWS = 120
MAX_BARS = 30_000
_ROW_HEIGHT = 17


def gantt_chart(result: PlanResult) -> Chart:
    """One variant a site and day. Large plans show the first days and agents, and say so."""
    zones = site_zones(result.planning)
    shifts = [shift for one in result.schedules for shift in one.published.shifts]
    kinds = sorted({a.activity for s in shifts for a in s.activities} - {ON_QUEUE})
    colours = {ON_QUEUE: SCHEDULED, **dict(zip(kinds, ACTIVITIES * len(kinds)))}
    by_day: dict[tuple[str, date], list[NamedShift]] = {}
    for shift in shifts:
        by_day.setdefault((shift.site, shift.day), []).append(shift)
    variants: list[Variant] = []
    bars = 0
    for site, day in sorted(by_day):
        ordered = sorted(by_day[site, day], key=lambda s: (s.start, s.end, s.agent))[:MAX_ROWS]
        bars += sum(len(shift.activities) for shift in ordered)
        if bars > MAX_BARS:
            break
        label = f"{day:%a} {day.day} {day:%b %Y}"
        label = label if len(result.schedules) == 1 else f"{site} · {label}"
        variants.append(_day_variant(label, day, ordered, zones[site], colours))
    source = "Source: schedule.csv, one bar an activity; a shift stands on the day it starts."
    if any(len(found) > MAX_ROWS for found in by_day.values()):
        source += f" The first {MAX_ROWS} agents of a day are drawn."
    if len(variants) < len(by_day):
        source += " The first days are drawn; schedule.csv has them all."
    return Chart(
        "gantt",
        "A day's shifts",
        "Who works when, with every break; agents in order of their start.",
        source,
        "Day",
        tuple(variants),
        {
            "barmode": "overlay",
            "margin": {"t": 58, "b": 8},
            "yaxis": {"automargin": True, "showgrid": False, "zeroline": False, "fixedrange": True},
            "hovermode": "closest",
        },
        short="Shifts",
    )


def _day_variant(
    label: str,
    day: date,
    shifts: Sequence[NamedShift],
    zone: ZoneInfo,
    colours: dict[str, str],
) -> Variant:
    midnight = local_to_utc(datetime.combine(day, time()), zone)
    kinds = [
        kind for kind in colours if any(a.activity == kind for s in shifts for a in s.activities)
    ]
    traces = tuple(_kind_trace(kind, colours[kind], shifts, midnight, zone) for kind in kinds)
    first = min(_minutes(midnight, shift.start) for shift in shifts)
    last = max(_minutes(midnight, shift.end) for shift in shifts)
    ticks = _ticks(midnight, first, last, zone)
    layout = {
        "height": 76 + _ROW_HEIGHT * len(shifts),
        "xaxis": {
            "range": [first - 20, last + 20],
            "tickvals": [tick for tick, _ in ticks],
            "ticktext": [text for _, text in ticks],
            "side": "top",
        },
        "yaxis": {
            "range": [len(shifts) - 0.4, -0.8],
            "tickvals": list(range(len(shifts))),
            "ticktext": [safe(shift.agent) for shift in shifts],
        },
    }
    return Variant(label, traces, layout)


def _minutes(midnight: datetime, moment: datetime) -> int:
    """Elapsed minutes since local midnight, so that bars keep their length on any day."""
    return int((moment.astimezone(UTC) - midnight).total_seconds() // 60)


def _ticks(midnight: datetime, first: int, last: int, zone: ZoneInfo) -> list[tuple[int, str]]:
    step = 60 if last - first <= 9 * 60 else 120
    moments = range(first - first % step, last + step, step)
    return [(m, f"{(midnight + timedelta(minutes=m)).astimezone(zone):%H:%M}") for m in moments]


def _kind_trace(
    kind: str, colour: str, shifts: Sequence[NamedShift], midnight: datetime, zone: ZoneInfo
) -> Trace:
    rows, base, length, text = [], [], [], []
    for row, shift in enumerate(shifts):
        for activity in shift.activities:
            if activity.activity == kind:
                rows.append(row)
                base.append(_minutes(midnight, activity.start))
                length.append(round(activity.minutes))
                text.append(_hover(shift, activity, zone))
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(kind.replace("_", " ")),
        "y": rows,
        "base": base,
        "x": length,
        "width": 0.66,
        "customdata": text,
        "marker": {"color": colour, "line": {"width": 0}},
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(shift: NamedShift, activity: Activity, zone: ZoneInfo) -> str:
    start, end = (f"{m.astimezone(zone):%H:%M}" for m in (activity.start, activity.end))
    what = activity.activity.replace("_", " ")
    return f"{safe(shift.agent)}, {safe(shift.template)}<br>{start}–{end} {safe(what)}"
