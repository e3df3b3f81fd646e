"""A centre that plans in seconds: eight agents, two queues, one vendor, one week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from solver.domain import PlanningData
from solver.workspace import read_document

FIRST_DAY = "2026-03-02"
HISTORY_WEEKS = 6
LEAVE_AGENT, LEAVE_DAY = "Ada", "2026-03-04"
NAMES = ("Ada", "Bob", "Cid", "Dot", "Eve", "Fay", "Gus", "Hal")
CALLS_ONLY = ("Fay", "Gus", "Hal")


def tiny_document() -> dict[str, Any]:
    """The planning document; times are UTC."""
    return {
        "schema_version": 1,
        "center": {"name": "Tiny", "time_zone": "UTC", "currency": "EUR", "horizon_weeks": 1},
        "queues": [
            _queue("calls", channel="voice", sl_target=0.8, sl_seconds=20),
            _queue("chats", channel="chat", sl_target=0.8, sl_seconds=60, concurrency=2),
        ],
        "history": [row for queue in ("calls", "chats") for row in _history(queue)],
        "sites": [
            {"site": "home", "kind": "internal", "time_zone": "UTC"},
            {"site": "vendor", "kind": "bpo", "time_zone": "UTC"},
        ],
        "agents": [
            {
                "agent": name,
                "site": "home",
                "work_plan": "full",
                "skills": "calls:1" if name in CALLS_ONLY else "calls:1|chats:1",
                "hourly_cost": 20.0,
            }
            for name in NAMES
        ],
        "work_plans": [_work_plan()],
        "contracts": [
            {"site": "home", "rate_per_hour": 25.0, "queues": "calls|chats"},
            {"site": "vendor", "rate_per_hour": 40.0, "max_share": 0.3, "queues": "calls"},
        ],
        "time_off": [{"agent": LEAVE_AGENT, "start": LEAVE_DAY, "end": LEAVE_DAY}],
        "scenarios": [{"scenario": "busy", "volume_factor": 1.5}],
    }


def tiny_planning() -> PlanningData:
    return read_document(tiny_document())


def _queue(name: str, **goal: Any) -> dict[str, Any]:
    return {"queue": name, "skill": name, "opening_hours": "Mon-Fri 08:00-18:00", **goal}


def _history(queue: str) -> list[dict[str, Any]]:
    first = datetime.fromisoformat(FIRST_DAY).replace(tzinfo=UTC) - timedelta(weeks=HISTORY_WEEKS)
    level = 8.0 if queue == "calls" else 3.0
    rows = []
    for day in range(7 * HISTORY_WEEKS):
        for half_hour in range(16, 36):
            start = first + timedelta(days=day, minutes=30 * half_hour)
            if start.weekday() < 5:
                offered = level + (day * 7 + half_hour * 3) % 4
                rows.append(
                    {"queue": queue, "start": start.isoformat(), "offered": offered, "aht_s": 300.0}
                )
    return rows


def _work_plan() -> dict[str, Any]:
    return {
        "work_plan": "full",
        "min_paid_minutes_week": 1920,
        "max_paid_minutes_week": 2400,
        "max_days_week": 5,
        "shifts": [
            {
                "name": "day",
                "earliest_start": "08:00",
                "latest_start": "09:30",
                "increment_minutes": 30,
                "length_minutes": 510,
                "activities": [
                    {
                        "kind": "lunch",
                        "minutes": 30,
                        "paid": False,
                        "window_start_minutes": 180,
                        "window_end_minutes": 300,
                    }
                ],
            }
        ],
    }
