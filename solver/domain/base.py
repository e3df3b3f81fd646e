"""What all business nouns share: strict keys, immutability, and the cell forms of a CSV."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

SCHEMA_VERSION = 1

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Noun(BaseModel):
    """Base of the business nouns: frozen, unknown keys are errors, NaN and infinity refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True
    )


def _weekday_index(text: str) -> int:
    for index, name in enumerate(WEEKDAYS):
        if text.strip().lower()[:3] == name.lower():
            return index
    raise ValueError(f"unknown weekday {text!r}; expected one of {', '.join(WEEKDAYS)}")


def parse_clock(value: Any) -> int:
    """Minutes after midnight of `HH:MM`; `24:00` is the end of the day."""
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value).strip())
    if not match or int(match[1]) > 24 or int(match[2]) > 59 or str(match[0]) > "24:00":
        raise ValueError("not a time of day; expected HH:MM from 00:00 to 24:00")
    return int(match[1]) * 60 + int(match[2])


def clock_text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _span_days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start = _weekday_index(first)
        stop = _weekday_index(last) if last else start
        days += [(start + k) % 7 for k in range((stop - start) % 7 + 1)]
    return days


def parse_weekly_spans(value: Any) -> tuple[tuple[int, int, int], ...]:
    """Spans (weekday, start minute, end minute) of `Mon-Fri 08:00-20:00; Sat 09:00-13:00`.

    `24x7` covers the week. A span whose end is not after its start runs over midnight and is
    split at it.
    """
    if not isinstance(value, str):
        return tuple(sorted((int(d), int(a), int(b)) for d, a, b in value))
    if value.strip().lower() in ("24x7", "24/7", "always"):
        return tuple((day, 0, 1440) for day in range(7))
    spans: list[tuple[int, int, int]] = []
    for part in filter(None, (p.strip() for p in value.split(";"))):
        match = re.fullmatch(r"([A-Za-z,\- ]+?)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})", part)
        if not match:
            raise ValueError(
                f"cannot read {part!r}; expected for example 'Mon-Fri 08:00-20:00; Sat 09:00-13:00'"
                " or '24x7'"
            )
        start, end = parse_clock(match[2]), parse_clock(match[3])
        for day in _span_days(match[1]):
            if start < end:
                spans.append((day, start, end))
            else:
                spans.append((day, start, 1440))
                if end:
                    spans.append(((day + 1) % 7, 0, end))
    return tuple(sorted(spans))


def weekly_spans_text(spans: tuple[tuple[int, int, int], ...]) -> str:
    """The canonical text of weekly spans; `parse_weekly_spans` gives the same spans back."""
    if spans == tuple((day, 0, 1440) for day in range(7)):
        return "24x7"
    by_hours: dict[tuple[int, int], list[int]] = {}
    for day, start, end in spans:
        by_hours.setdefault((start, end), []).append(day)
    parts = []
    for (start, end), days in sorted(by_hours.items(), key=lambda item: (item[1], item[0])):
        names = ",".join(WEEKDAYS[d] for d in days)
        if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
            names = f"{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]}"
        parts.append(f"{names} {clock_text(start)}-{clock_text(end)}")
    return "; ".join(parts)


def parse_weekdays(value: Any) -> tuple[int, ...]:
    """Weekday indices of `Sat|Sun`, or of a list of names or indices."""
    if isinstance(value, str):
        value = [part for part in value.split("|") if part.strip()]
    return tuple(sorted({v if isinstance(v, int) else _weekday_index(str(v)) for v in value}))


def parse_skills(value: Any) -> dict[str, float]:
    """Proficiency by skill of `billing:1.0|tech:0.8`; a skill without a figure has 1."""
    if isinstance(value, str):
        pairs: dict[str, float] = {}
        for part in filter(None, (p.strip() for p in value.split("|"))):
            name, _, level = part.partition(":")
            if name.strip() in pairs:
                raise ValueError(f"skill {name.strip()!r} is named twice")
            pairs[name.strip()] = float(level) if level.strip() else 1.0
        value = pairs
    result = {str(k): float(v) for k, v in dict(value).items()}
    for name, level in result.items():
        if not (math.isfinite(level) and 0 < level <= 2):
            raise ValueError(f"proficiency of {name!r} is {level:g}; expected above 0 and up to 2")
    if not result:
        raise ValueError("no skill given; expected for example 'billing:1.0|tech:0.8'")
    return dict(sorted(result.items()))


def parse_names(value: Any) -> tuple[str, ...]:
    """Names of `a|b`, or of a list."""
    if isinstance(value, str):
        value = value.split("|")
    return tuple(str(v).strip() for v in value if str(v).strip())


def parse_moment(value: Any) -> date | datetime:
    """A date, or a date with a time (local unless it carries an offset)."""
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("not a date; expected YYYY-MM-DD or YYYY-MM-DDTHH:MM") from None


def moment_start(moment: date | datetime) -> datetime:
    """The instant a moment begins: a date begins at its midnight."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def moment_end(moment: date | datetime) -> datetime:
    """The instant a moment ends when it closes a range: a date is included whole."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment + timedelta(days=1), time())


Clock = Annotated[
    int, BeforeValidator(parse_clock), PlainSerializer(clock_text, return_type=str), Field(ge=0)
]
WeeklySpans = Annotated[
    tuple[tuple[int, int, int], ...],
    BeforeValidator(parse_weekly_spans, json_schema_input_type=str),
    PlainSerializer(weekly_spans_text, return_type=str),
]
Weekdays = Annotated[
    tuple[int, ...],
    BeforeValidator(parse_weekdays, json_schema_input_type=str | list[str]),
    PlainSerializer(lambda days: "|".join(WEEKDAYS[d] for d in days), return_type=str),
]
Skills = Annotated[
    dict[str, float],
    BeforeValidator(parse_skills, json_schema_input_type=str | dict[str, float]),
    PlainSerializer(
        lambda skills: "|".join(f"{name}:{level:g}" for name, level in skills.items()),
        return_type=str,
    ),
]
Names = Annotated[
    tuple[str, ...],
    BeforeValidator(parse_names, json_schema_input_type=str | list[str]),
    PlainSerializer("|".join, return_type=str),
]
Moment = Annotated[
    date | datetime,
    BeforeValidator(parse_moment, json_schema_input_type=str),
    PlainSerializer(lambda moment: moment.isoformat(), return_type=str),
]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^|:;,\n\r\t]+$")]
Share = Annotated[float, Field(ge=0, le=1)]
NounT = TypeVar("NounT", bound=Noun)
