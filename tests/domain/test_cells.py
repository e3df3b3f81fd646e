"""The cell forms: clocks, weekly spans, weekdays, skills, names, moments."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.domain import moment_end, moment_start, skill_text
from solver.domain.base import (
    clock_text,
    order_problems,
    parse_clock,
    parse_moment,
    parse_names,
    parse_skills,
    parse_weekdays,
    parse_weekly_spans,
    weekly_spans_text,
)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("00:00", 0), ("9:05", 545), ("09:05", 545), ("24:00", 1440), (time(7, 30), 450), (600, 600)],
)
def test_clock(text: Any, minutes: int) -> None:
    assert parse_clock(text) == minutes
    assert parse_clock(clock_text(minutes)) == minutes


@pytest.mark.parametrize(
    "text", ["24:01", "25:00", "8", "08:60", "", True, 1441, -1, time(8, 0, 1)]
)
def test_not_a_clock(text: Any) -> None:
    with pytest.raises(ValueError, match="expected HH:MM"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Mon-Wed 08:00-20:00", ((0, 480, 1200), (1, 480, 1200), (2, 480, 1200))),
        ("Sat,Mon 9:00-13:00", ((0, 540, 780), (5, 540, 780))),
        ("Fri-Mon 10:00-11:00", tuple((d, 600, 660) for d in (0, 4, 5, 6))),
        ("Sunday 22:00-06:00", ((0, 0, 360), (6, 1320, 1440))),
        ("Mon 08:00-12:00; Mon 12:00-13:00; Mon 10:00-11:00", ((0, 480, 780),)),
        ("Mon 00:00-00:00", ((0, 0, 1440),)),
        ("Mon 24:00-06:00", ((1, 0, 360),)),
        ("24x7", tuple((d, 0, 1440) for d in range(7))),
        ([(1, 60, 120)], ((1, 60, 120),)),
    ],
)
def test_weekly_spans(text: Any, spans: tuple[tuple[int, int, int], ...]) -> None:
    assert parse_weekly_spans(text) == spans
    assert parse_weekly_spans(weekly_spans_text(spans)) == spans


@pytest.mark.parametrize(
    "text",
    ["", "Mon", "Monkey 08:00-09:00", "Mon 8-9", "Mon 08:00-25:00", [(7, 0, 60)], [(0, 60, 0)], []],
)
def test_not_weekly_spans(text: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse_weekly_spans(text)


spans = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).filter(
        lambda s: s[1] < s[2]
    ),
    min_size=1,
    max_size=12,
)


@given(spans)
def test_text_of_weekly_spans_is_read_back(raw: list[tuple[int, int, int]]) -> None:
    merged = parse_weekly_spans(raw)
    assert parse_weekly_spans(weekly_spans_text(merged)) == merged
    minutes = {(d, m) for d, a, b in raw for m in range(a, b)}
    assert {(d, m) for d, a, b in merged for m in range(a, b)} == minutes


def test_weekdays() -> None:
    assert parse_weekdays("Sun|sat") == (5, 6)
    assert parse_weekdays(["Monday", 3]) == (0, 3)
    assert parse_weekdays("") == ()
    for wrong in ("Sat,Sun", "Su", [7], "Monkey"):
        with pytest.raises(ValueError, match="expected"):
            parse_weekdays(wrong)


def test_skills() -> None:
    assert parse_skills("tech:0.8| billing") == {"billing": 1.0, "tech": 0.8}
    assert list(parse_skills({"b": 1, "a": 2})) == ["a", "b"]
    for wrong in ("", "a:0", "a:2.5", "a:x", "a:nan", "a|a:0.5", ":1", {"a|b": 1}, {"": 1}):
        with pytest.raises(ValueError, match=r"expected|twice"):
            parse_skills(wrong)


@given(st.dictionaries(st.sampled_from("abc"), st.floats(1e-9, 2.0), min_size=1))
def test_equal_skill_texts_mean_equal_skills(skills: dict[str, float]) -> None:
    assert parse_skills(skill_text(skills)) == skills


def test_skill_text_is_short_where_it_can_be() -> None:
    assert skill_text({"tech": 0.8, "billing": 1.0}) == "billing:1|tech:0.8"
    assert skill_text({"a": 0.1234567}) != skill_text({"a": 0.1234568})


def test_names() -> None:
    assert parse_names(" a | b|") == ("a", "b")
    assert parse_names(["a", "b "]) == ("a", "b")
    with pytest.raises(ValueError, match="expected"):
        parse_names(["a|b"])


def test_moments() -> None:
    assert parse_moment("2026-03-02") == date(2026, 3, 2)
    assert type(parse_moment("20260302")) is date
    assert parse_moment("2026-03-02T08:00") == datetime(2026, 3, 2, 8)
    assert parse_moment("2026-03-02 08:00+01:00").utcoffset() is not None  # type: ignore[union-attr]
    for wrong in ("2.3.2026", "2026-02-30", "soon", ""):
        with pytest.raises(ValueError, match="expected YYYY-MM-DD"):
            parse_moment(wrong)


def test_a_date_is_included_whole() -> None:
    assert moment_start(date(2026, 3, 2)) == datetime(2026, 3, 2)
    assert moment_end(date(2026, 3, 2)) == datetime(2026, 3, 3)
    assert moment_end(datetime(2026, 3, 2, 8)) == datetime(2026, 3, 2, 8)


def test_order_of_a_range() -> None:
    assert order_problems(date(2026, 3, 2), date(2026, 3, 2)) == []
    assert order_problems(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 8)) != []
    aware = datetime.fromisoformat("2026-03-03T00:00+00:00")
    assert "alike" in order_problems(date(2026, 3, 2), aware)[0]
