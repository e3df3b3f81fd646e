"""What a chart of the page is: plain plotly traces in variants that a selector switches."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

INK = "#1d2b38"
TARGET_FILL = "#d5dfe8"
TARGET_LINE = "#9db0c2"
SCHEDULED = "#0f6e84"
REQUIRED = "#66788a"
SHORT = "#b5502c"
BAND = "rgba(15, 110, 132, 0.16)"
SITES = ("#0f6e84", "#d39b3d", "#7b6aa8", "#5b8c5a", "#b5635a", "#64798c")
ACTIVITIES = ("#e3a63c", "#8a6fb0", "#c9735f", "#7f9b52", "#5f87b8", "#a0885f")

Trace = dict[str, Any]
_DAY_MS = 86_400_000
DATE_AXIS: Trace = {
    "hoverformat": "%a %-d %b %H:%M",
    "tickformatstops": [
        {"dtickrange": [None, _DAY_MS - 1], "value": "%H:%M\n%a %-d %b"},
        {"dtickrange": [_DAY_MS, None], "value": "%a %-d %b"},
    ],
}


@dataclass(frozen=True)
class Variant:
    """One choice of a chart's selector: its traces and what its layout changes.

    A trace's `x` of the form `@name` stands for the list of that name among the page's axes.
    """

    label: str
    traces: tuple[Trace, ...]
    layout: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A named stretch of the time axis that a second selector zooms to."""

    label: str
    start: str
    end: str


@dataclass(frozen=True)
class Chart:
    """`title` and `lede` stand above it, `source` below: the file and formula of its figures.

    `choice` labels the variants' selector, `short` is the navigation's name for the title, and
    `narrow_span` the span that a small screen shows first.
    """

    key: str
    title: str
    lede: str
    source: str
    choice: str
    variants: tuple[Variant, ...]
    layout: Mapping[str, Any] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    height: int = 340
    short: str = ""
    narrow_span: int = 0

    def document(self) -> dict[str, Any]:
        """What the page's script draws from."""
        return {
            "key": self.key,
            "narrowSpan": self.narrow_span,
            "layout": {"height": self.height, **self.layout},
            "variants": [
                {"label": v.label, "data": list(v.traces), "layout": dict(v.layout)}
                for v in self.variants
            ],
            "spans": [{"label": s.label, "range": [s.start, s.end]} for s in self.spans],
        }


def safe(text: str) -> str:
    """User text inside a chart: plotly reads a little HTML in labels, so it is escaped."""
    return html.escape(text)


def numbers(values: NDArray[np.float64], digits: int = 2) -> list[float | None]:
    """Values as JSON numbers, unknown ones as null."""
    return [round(v, digits) + 0.0 if np.isfinite(v) else None for v in values.tolist()]
