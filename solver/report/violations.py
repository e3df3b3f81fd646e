"""Rules that an edited schedule breaks, as the page and the workbook list them."""

from __future__ import annotations

from collections.abc import Sequence

from solver.plan_result import PlanResult
from solver.report.markup import card, count_of, esc, listed
from solver.report.table import Table, table_of
from solver.scheduling.check import Violation

ON_PAGE = 200
Broken = tuple[str, Violation]


def broken_rules(result: PlanResult) -> list[Broken]:
    """Site and violation; a site without a schedule has nothing that could break a rule."""
    return [
        (audit.site, violation)
        for schedule, audit in zip(result.schedules, result.audits, strict=True)
        if schedule.report.status.has_solution
        for violation in audit.violations
    ]


def violations_table(broken: Sequence[Broken]) -> Table:
    rows = (
        (site, v.rule, v.agent, v.day.isoformat() if v.day else None, v.message)
        for site, v in broken
    )
    return table_of("violations", "site,rule,agent,day,message", rows)


def violations_card(broken: Sequence[Broken]) -> str:
    """What the audit found, said first; nothing when it passed."""
    if not broken:
        return ""
    items = [(f"{site}, {v.rule.replace('_', ' ')}", _said(v)) for site, v in broken[:ON_PAGE]]
    source = "Source: the audit of the schedule; the violations sheet of plan.xlsx has them all."
    return card(
        "violations",
        f"The audit failed: {count_of(len(broken))}",
        "Rules that the schedule breaks as it stands. Its cost and coverage below are real, but"
        " it is not a legal schedule.",
        f"{listed(items)}<p class=source>{esc(source)}</p>",
        "Broken rules",
    )


def _said(violation: Violation) -> str:
    parts = [violation.agent, violation.day.isoformat() if violation.day else None]
    return ": ".join(part for part in (*parts, violation.message) if part)
