"""Public holidays of the centre's country and region."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.domain import Center
from solver.errors import InvalidInputError, Issue


def holiday_flags(center: Center, days: Sequence[date]) -> NDArray[np.bool_]:
    """Which of `days` are public holidays; none where `center.country` is blank.

    Raises `InvalidInputError` naming center.toml for a country or region that is not known.
    """
    if not center.country:
        if center.region:
            raise _unknown("region", center.region, "a country beside the region")
        return np.zeros(len(days), dtype=bool)
    # Half a second of import that a centre without holidays need not pay.
    import holidays

    supported = holidays.list_supported_countries(include_aliases=True)
    country = center.country.strip().upper()
    if country not in supported:
        raise _unknown("country", center.country, "an ISO 3166 code such as US, DE or IN")
    region = (center.region or "").strip() or None
    known = [name for name in supported[country] if region and name.lower() == region.lower()]
    if region and not known:
        choices = ", ".join(supported[country]) or "blank: this country has no regions"
        raise _unknown("region", region, f"one of {choices}")
    years = range(min(days).year, max(days).year + 1)
    found = holidays.country_holidays(country, subdiv=known[0] if known else None, years=years)
    return np.array([day in found for day in days], dtype=bool)


def _unknown(column: str, value: str, expected: str) -> InvalidInputError:
    message = f"no public holidays are known for this {column}"
    return InvalidInputError([Issue("center.toml", message, None, column, value, expected)])
