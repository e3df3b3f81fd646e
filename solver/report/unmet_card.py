"""The page's card of shortages: how much is short for which reason, and where it is worst."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from solver.report.markup import amount, card, html_table

if TYPE_CHECKING:
    from solver.scheduling.unmet import UnmetSpan

SHOWN = 15
_LEDE = (
    "Agent-hours below the target by the reason that binds. A rule is named where free agents with"
    " the skill could cover the time but for it; where everybody works already, only more people,"
    " skills or overtime help."
)


def unmet_card(sites: Sequence[tuple[str, Sequence[UnmetSpan]]]) -> str:
    """Empty where nothing is short."""
    spans = [(site, span) for site, own in sites for span in own]
    if not spans:
        return ""
    hours: dict[tuple[str, str, str], float] = defaultdict(float)
    for site, span in spans:
        hours[site, span.queue, span.text] += span.short_agent_hours
    sums = sorted(hours.items(), key=lambda one: -one[1])
    by_reason = html_table(
        ("Site", "Queue", "Reason", "Short agent-hours"),
        [(*key, amount(total)) for key, total in sums],
        3,
        "Source: unmet.csv, summed over the horizon.",
    )
    worst = sorted(spans, key=lambda one: -one[1].short_agent_hours)[:SHOWN]
    by_time = html_table(
        ("Site", "Queue", "When", "Reason", "Short agent-hours"),
        [(site, s.queue, _when(s), s.text, amount(s.short_agent_hours)) for site, s in worst],
        4,
        f"The {len(worst)} largest of {len(spans):,} spans in unmet.csv.",
    )
    return card("unmet", "Unmet intervals", _LEDE, by_reason + by_time, "Unmet")


def _when(span: UnmetSpan) -> str:
    return f"{span.start:%a %Y-%m-%d %H:%M} to {span.end:%H:%M}"
