"""iCalendar files (RFC 5545): one an agent and one a site, one VEVENT a shift."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from solver.domain import ON_QUEUE, Activity, NamedShift, PlanningData
from solver.report.staff_tables import site_zones

_PRODUCT = "-//Staffcast//Schedule//EN"


def write_calendars(
    planning: PlanningData, shifts: Sequence[NamedShift], stamp: datetime, folder: Path
) -> None:
    """Write `agent-<name>.ics` and `site-<name>.ics` into `folder`, times in UTC.

    `stamp` is every event's DTSTAMP: a parameter, so that the same plan gives the same bytes.
    Breaks stand in the description with the site's clock times.
    """
    zones = site_zones(planning)
    sites = [site.site for site in planning.internal_sites]
    by_site: dict[str, list[str]] = {site: [] for site in sites}
    by_agent: dict[str, list[str]] = {a.agent: [] for a in planning.agents if a.site in sites}
    used: dict[str, int] = {}
    for shift in sorted(shifts, key=lambda s: (s.start, s.agent, s.template)):
        uid = _uid(shift, used)
        own = _event_text(shift, zones[shift.site], stamp, uid, shift.template)
        team = f"{shift.agent}: {shift.template}"
        by_agent.setdefault(shift.agent, []).append(own)
        shared = _event_text(shift, zones[shift.site], stamp, uid, team)
        by_site.setdefault(shift.site, []).append(shared)
    for kind, found in (("agent", by_agent), ("site", by_site)):
        for name, stem in file_stems(kind, found).items():
            content = _calendar_text(name, found[name])
            (folder / f"{stem}.ics").write_bytes(content.encode())


def file_stems(kind: str, names: Iterable[str]) -> dict[str, str]:
    """A file name for every name: ASCII letters, digits, dot, dash and underscore only.

    Names whose plain forms coincide, also by letter case, get a suffix of their own.
    """
    stems = {name: f"{kind}-{_plain(name)}" for name in names}
    counts: dict[str, int] = {}
    for stem in stems.values():
        counts[stem.lower()] = counts.get(stem.lower(), 0) + 1
    return {
        name: stem
        if counts[stem.lower()] == 1 and stem == f"{kind}-{name}"
        else _marked(stem, name)
        for name, stem in stems.items()
    }


def _plain(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_only).strip("-")[:60]


def _marked(stem: str, name: str) -> str:
    return f"{stem}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _uid(shift: NamedShift, used: dict[str, int]) -> str:
    """Stable for an agent's day, so that a moved shift replaces the old one in a calendar."""
    key = hashlib.sha256(f"{shift.site}\n{shift.agent}\n{shift.day}".encode()).hexdigest()[:24]
    used[key] = used.get(key, 0) + 1
    return f"{key}-{used[key]}@staffcast"


def _event_text(shift: NamedShift, zone: ZoneInfo, stamp: datetime, uid: str, title: str) -> str:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", shift.start.astimezone(UTC))
    event.add("dtend", shift.end.astimezone(UTC))
    event.add("summary", title)
    event.add("location", shift.site)
    event.add("description", describe(shift, zone))
    text: str = event.to_ical().decode()
    return text


def describe(shift: NamedShift, zone: ZoneInfo) -> str:
    """Breaks, paid time and queues of a shift in words, one a line."""
    ordered = sorted(shift.activities, key=lambda activity: activity.start)
    lines = [_break_line(a, zone) for a in ordered if a.activity != ON_QUEUE]
    lines.append(f"Paid time: {shift.paid_minutes / 60:g} h")
    queues = sorted({queue for activity in ordered for queue in activity.queues})
    if queues:
        lines.append(f"Queues: {', '.join(queues)}")
    lines.append(f"Clock times: {zone.key}")
    return "\n".join(lines)


def _break_line(activity: Activity, zone: ZoneInfo) -> str:
    start, end = (f"{m.astimezone(zone):%H:%M}" for m in (activity.start, activity.end))
    paid = "paid" if activity.paid else "unpaid"
    return f"{start}-{end} {activity.activity} ({paid})"


def _calendar_text(name: str, events: Sequence[str]) -> str:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Schedule: {name}")
    opening, _, closing = calendar.to_ical().decode().rpartition("END:VCALENDAR")
    return f"{opening}{''.join(events)}END:VCALENDAR{closing}"
