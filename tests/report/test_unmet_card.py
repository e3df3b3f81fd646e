"""The card of unmet intervals."""

from __future__ import annotations

from datetime import UTC, datetime

from solver.report.unmet_card import SHOWN, unmet_card
from solver.scheduling.unmet import UnmetSpan


def span(hour: int, hours: float, text: str = "every seat is taken") -> UnmetSpan:
    start, end = (datetime(2026, 1, 5, h, tzinfo=UTC) for h in (hour, hour + 1))
    return UnmetSpan("calls <a>", start, end, hours, "seats", text)


def test_nothing_short_has_no_card() -> None:
    assert unmet_card([("hub", ())]) == ""


def test_hours_are_summed_by_reason_and_the_worst_spans_listed() -> None:
    spans = [span(hour, 1.0 + hour / 10) for hour in range(20)]
    page = unmet_card([("hub", spans)])
    assert "39.0" in page
    assert "Mon 2026-01-05 19:00 to 20:00" in page
    assert "Mon 2026-01-05 00:00 to 01:00" not in page
    assert f"The {SHOWN} largest of 20 spans" in page
    assert "calls &lt;a&gt;" in page
    assert "<a>" not in page
