"""The price of rules from a folder to prices.csv, and the card that shows it."""

from __future__ import annotations

import csv
from pathlib import Path

from solver.cli.exits import ExitCode
from solver.report.rule_prices_card import PRICE_COLUMNS, rule_prices_card


def test_prices_of_the_chosen_rules_are_written_with_their_error_bars(
    staffcast, tiny_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = staffcast(
        "price", tiny_folder, "--rules", "rest, weekends", "--time-limit", 6, "--workers", 1,
        "--out", out,
    )  # fmt: skip
    assert result.exit_code == ExitCode.DONE, result.output
    assert "Price of each rule, EUR" in result.stdout
    with (out / "prices.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["rule"] for row in rows] == ["rest", "weekends"]
    assert list(rows[0]) == PRICE_COLUMNS.split(",")
    for row in rows:
        least, price, most = (float(row[c]) for c in ("price_least", "price", "price_most"))
        assert 0 <= least <= price + 0.01
        assert price <= most + 0.01
        assert abs(float(row["objective_with"]) - float(row["objective_without"]) - price) < 0.02


def test_an_unknown_rule_is_refused_before_any_solve(
    staffcast, tiny_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = staffcast("price", tiny_folder, "--rules", "rest,siesta", "--out", out)
    assert result.exit_code == ExitCode.INVALID_INPUT
    assert "siesta" in result.stderr
    assert "consecutive_days" in result.stderr
    assert not out.exists()


def test_a_site_that_cannot_be_scheduled_has_no_price(
    staffcast, infeasible_document: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = staffcast(
        "price", infeasible_document, "--rules", "rest", "--time-limit", 4, "--out", out
    )
    assert result.exit_code == ExitCode.INFEASIBLE
    assert "cannot all be met" in result.output
    with (out / "prices.csv").open(encoding="utf-8", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["price"], row["objective_with"]) == ("", "")


def test_the_card_needs_a_price() -> None:
    assert rule_prices_card((), "EUR") == ""
