"""Why a shift of a stored plan is where it is, asked on the command line."""

from __future__ import annotations

from pathlib import Path

from solver.cli.exits import ExitCode
from solver.report import read_output
from solver.report.why import UNMET_COLUMNS, explained, unmet_spans, unmet_table


def test_a_shift_is_explained_with_its_alternatives(staffcast, planned: Path) -> None:
    stored = read_output(planned)
    shift = stored.sites[0].published.shifts[0]
    result = staffcast("why", planned, "--agent", shift.agent, "--date", shift.day)
    assert result.exit_code == ExitCode.DONE, result.output
    assert f"{shift.agent}, {shift.day:%a %Y-%m-%d}: {shift.template} at" in result.stdout
    assert "Alternatives, EUR" in result.stdout
    found = explained(stored, shift.agent, shift.day)
    assert found.wage > 0
    assert any(choice.template is None for choice in found.alternatives)


def test_an_unknown_agent_or_day_is_refused(staffcast, planned: Path) -> None:
    result = staffcast("why", planned, "--agent", "nobody", "--date", "2026-01-05")
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "nobody" in result.stderr
    agent = read_output(planned).sites[0].published.shifts[0].agent
    late = staffcast("why", planned, "--agent", agent, "--date", "2036-01-05")
    assert late.exit_code == ExitCode.INVALID_INPUT
    assert "2036-01-05" in late.stderr


def test_shortages_and_their_reasons_add_up_to_the_audits(planned: Path) -> None:
    stored = read_output(planned)
    (site,) = stored.sites
    params = stored.params.scheduling
    spans = unmet_spans(stored.planning, site.target, site.published.shifts, params)
    hours = sum(span.short_agent_hours for span in spans)
    assert abs(hours - site.original_short_agent_hours) < 0.05 + 0.01 * hours
    table = unmet_table([(site.site, spans)])
    assert table.header == tuple(UNMET_COLUMNS.split(","))
    assert len(table.rows) == len(spans)
    less = unmet_spans(stored.planning, site.target, site.published.shifts[1:], params)
    assert sum(span.short_agent_hours for span in less) > hours
