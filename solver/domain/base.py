"""What all business nouns share: strict keys, immutability, and the cell forms of a CSV."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

SCHEMA_VERSION = 1

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAME_PATTERN = r"[^|:;,\n\r\t]+"
NAME_RULE = "a name without | : ; , tab or line break"


class Noun(BaseModel):
    """Base of the business nouns: frozen, unknown keys are errors, NaN and infinity refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True
    )


_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def refuse(problems: Iterable[str]) -> None:
    """Raise one `ValueError` with every problem, one a line: `key.path: what; expected what`."""
    lines = list(problems)
    if lines:
        raise ValueError("\n".join(lines))


def _weekday_index(text: str) -> int:
    name = text.strip().lower()
    for index, full in enumerate(_WEEKDAY_NAMES):
        if len(name) >= 3 and full.startswith(name):
            return index
    raise ValueError(f"unknown weekday {text!r}; expected one of {', '.join(WEEKDAYS)}")


def parse_clock(value: Any) -> int:
    """Minutes after midnight of `HH:MM`; `24:00` is the end of the day."""
    minutes = None
    if isinstance(value, time) and not (value.second or value.microsecond):
        minutes = value.hour * 60 + value.minute
    elif isinstance(value, int) and not isinstance(value, bool):
        minutes = value
    elif match := re.fullmatch(r"(\d{1,2}):([0-5]\d)", str(value).strip()):
        minutes = int(match[1]) * 60 + int(match[2])
    if minutes is None or not 0 <= minutes <= 1440:
        raise ValueError("not a time of day; expected HH:MM from 00:00 to 24:00")
    return minutes


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
    split at it. Spans of one day that touch or overlap become one.
    """
    if not isinstance(value, str):
        return _merged_spans((int(d), int(a), int(b)) for d, a, b in value)
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
    return _merged_spans(spans)


def _merged_spans(spans: Iterable[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    merged: list[tuple[int, int, int]] = []
    for day, start, end in sorted(spans):
        if not (0 <= day <= 6 and 0 <= start <= end <= 1440):
            raise ValueError(
                f"({day}, {start}, {end}) is not a span of a day; expected weekday 0 to 6 and"
                " minutes 0 to 1440, the start before the end"
            )
        if merged and merged[-1][0] == day and start <= merged[-1][2]:
            merged[-1] = (day, merged[-1][1], max(end, merged[-1][2]))
        elif start < end:
            merged.append((day, start, end))
    if not merged:
        raise ValueError("there is no hour in it; expected for example 'Mon-Fri 08:00-20:00'")
    return tuple(merged)


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
    days = {v if isinstance(v, int) else _weekday_index(str(v)) for v in value}
    if not days <= set(range(7)):
        raise ValueError(f"unknown weekday; expected some of {', '.join(WEEKDAYS)}")
    return tuple(sorted(days))


def parse_skills(value: Any) -> dict[str, float]:
    """Proficiency by skill of `billing:1.0|tech:0.8`; a skill without a figure has 1."""
    if isinstance(value, str):
        pairs: dict[str, float] = {}
        for part in filter(None, (p.strip() for p in value.split("|"))):
            name, _, level = part.partition(":")
            if name.strip() in pairs:
                raise ValueError(f"skill {name.strip()!r} is named twice")
            pairs[name.strip()] = _proficiency(name.strip(), level)
        value = pairs
    result: dict[str, float] = {
        str(k).strip(): _proficiency(str(k), v) for k, v in dict(value).items()
    }
    for name, share in result.items():
        if not re.fullmatch(NAME_PATTERN, name):
            raise ValueError(f"{name!r} is not a skill name; expected {NAME_RULE}")
        if not (math.isfinite(share) and 0 < share <= 2):
            raise ValueError(f"proficiency of {name!r} is {share:g}; expected above 0 and up to 2")
    if not result:
        raise ValueError("no skill given; expected for example 'billing:1.0|tech:0.8'")
    return dict(sorted(result.items()))


def _proficiency(skill: str, level: Any) -> float:
    text = str(level).strip()
    try:
        return float(text) if text else 1.0
    except ValueError:
        raise ValueError(
            f"proficiency of {skill!r} is {text!r}; expected a number above 0 and up to 2"
        ) from None


def skill_text(skills: dict[str, float]) -> str:
    """The name of a skill group: equal texts mean equal skills and proficiency."""
    return "|".join(f"{name}:{_exact(level)}" for name, level in sorted(skills.items()))


def _exact(number: float) -> str:
    short = f"{number:g}"
    return short if float(short) == number else repr(number)


def parse_names(value: Any) -> tuple[str, ...]:
    """Names of `a|b`, or of a list."""
    if isinstance(value, str):
        value = value.split("|")
    names = tuple(str(v).strip() for v in value if str(v).strip())
    for name in names:
        if not re.fullmatch(NAME_PATTERN, name):
            raise ValueError(f"{name!r} is not a name; expected {NAME_RULE}")
    return names


def parse_figures(value: Any) -> tuple[float, ...]:
    """Numbers above 0 of `300|360|450`, or of a list."""
    parts = value.split("|") if isinstance(value, str) else value
    try:
        figures = tuple(float(part) for part in parts if str(part).strip())
    except (TypeError, ValueError):
        raise ValueError("not a list of numbers; expected for example '300|360|450'") from None
    if not all(math.isfinite(figure) and figure > 0 for figure in figures):
        raise ValueError("a figure is not above 0; expected for example '300|360|450'")
    return figures


def parse_moment(value: Any) -> date | datetime:
    """A date, or a date with a time (local unless it carries an offset)."""
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
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


def order_problems(start: date | datetime, end: date | datetime) -> list[str]:
    """What is wrong with the range `start` to `end`, if anything."""
    first, last = moment_start(start), moment_end(end)
    if (first.tzinfo is None) != (last.tzinfo is None):
        return ["end: start and end are not alike; expected an offset on both or on neither"]
    return [] if last > first else ["end: it does not lie after start; expected a later time"]


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("unknown time zone; expected an IANA name such as Europe/Paris") from None
    return value


Clock = Annotated[
    int,
    BeforeValidator(parse_clock, json_schema_input_type=str),
    PlainSerializer(clock_text, return_type=str),
]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
Instant = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
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
    PlainSerializer(skill_text, return_type=str),
]
Figures = Annotated[
    tuple[float, ...],
    BeforeValidator(parse_figures, json_schema_input_type=str | list[float]),
    PlainSerializer(lambda figures: "|".join(map(_exact, figures)), return_type=str),
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
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=f"^{NAME_PATTERN}$")]
Share = Annotated[float, Field(ge=0, le=1)]
NounT = TypeVar("NounT", bound=Noun)
