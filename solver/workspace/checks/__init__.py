"""What must agree between the nouns of a planning folder."""

from __future__ import annotations

from solver.errors import Issue
from solver.workspace.checks.calendar import check_grid, check_history
from solver.workspace.checks.period_work import check_period_work
from solver.workspace.checks.references import check_duplicates, check_references, check_rows
from solver.workspace.checks.weekly_work import check_weekly_work
from solver.workspace.checks.workforce import check_workforce
from solver.workspace.draft import Draft

__all__ = ["cross_checks"]


def cross_checks(draft: Draft, needs_history: bool = True) -> list[Issue]:
    """Every issue between the nouns, in the order in which a planner would mend them."""
    return [
        *check_rows(draft, needs_history),
        *check_duplicates(draft),
        *check_references(draft),
        *check_grid(draft),
        *check_history(draft, needs_history),
        *check_workforce(draft),
        *check_weekly_work(draft),
        *check_period_work(draft),
    ]
