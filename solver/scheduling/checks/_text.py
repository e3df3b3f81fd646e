"""How the checks write durations and counts."""

from __future__ import annotations


def duration(minutes: float) -> str:
    """`9 h 30 min`, `11 h`, `45 min`."""
    hours, rest = divmod(round(minutes, 2), 60)
    parts = [f"{hours:.0f} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest:g} min")
    return " ".join(parts)


def counted(number: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
