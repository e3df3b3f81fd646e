"""What every rule costs: a table for the files and a card for the page."""

from __future__ import annotations

from collections.abc import Sequence

from solver.pricing import PricedRule
from solver.report.markup import UNKNOWN, amount, card, html_table, money
from solver.report.table import Table, rounded, table_of

PRICE_COLUMNS = (
    "site,rule,price,price_least,price_most,fte,service_level,covered,short_agent_hours,"
    "objective_with,bound_with,objective_without,bound_without"
)
_LEDE = (
    "Each rule given up by itself and the site solved again: what it costs, and between which"
    " figures its true price lies, given the gaps of both solves. An interval that begins at 0"
    " means that the price cannot be told from nothing in the time given."
)
_CAPTION = (
    "Differences are with the rule minus without it. FTE: paid hours over full-time hours. Service"
    " level: mean over the site's contacts. Short: agent-hours below the target."
)


def prices_table(priced: Sequence[PricedRule]) -> Table:
    """prices.csv: money in the centre's currency, shares as fractions, one row a site and rule."""
    return table_of("prices", PRICE_COLUMNS, (_row(one) for one in priced))


def _row(one: PricedRule) -> tuple[str | float | None, ...]:
    price = one.price
    figures = (
        (price.price, 2),
        (price.least, 2),
        (price.most, 2),
        (price.fte, 3),
        (one.service, 5),
        (price.covered, 5),
        (price.short_agent_hours, 2),
        (price.kept.objective, 2),
        (price.kept.bound, 2),
        (price.given_up.objective, 2),
        (price.given_up.bound, 2),
    )
    known = (None if value is None else rounded(value, digits) for value, digits in figures)
    return (price.site, price.rule, *known)


def rule_prices_card(priced: Sequence[PricedRule], currency: str) -> str:
    """The page's card; empty without a price."""
    if not priced:
        return ""
    header = (
        "Site", "Rule", "Without it", f"Price, {currency}", "True price between", "FTE",
        "Service, points", "Short agent-hours",
    )  # fmt: skip
    table = html_table(header, [price_cells(one) for one in priced], 3, _CAPTION)
    return card("rule-prices", "Price of each rule", _LEDE, table, "Rule prices")


def price_cells(one: PricedRule) -> tuple[str, ...]:
    """One rule in words and figures, as the page and the command line show it."""
    price = one.price
    between = UNKNOWN
    if price.least is not None and price.most is not None:
        between = f"{money(price.least)} to {money(price.most)}"
    return (
        price.site,
        price.title,
        price.instead,
        money(price.price),
        between,
        amount(price.fte, 2),
        amount(None if one.service is None else 100 * one.service, 1),
        amount(price.short_agent_hours),
    )
