"""Ceilings with an epsilon."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solver.requirements import ceil_agents


def test_a_whole_number_in_disguise_stays_whole() -> None:
    assert ceil_agents(21 / (1 - 0.30)) == 30
    assert ceil_agents(35.7 / 0.85) == 42
    assert ceil_agents([0.0, 1e-12, 1e-6, 2.0, 2.001]).tolist() == [0, 0, 1, 2, 3]


def test_no_negative_zero() -> None:
    assert not np.signbit(ceil_agents(0.0))


@given(st.floats(0, 1e6))
def test_the_ceiling_covers_the_figure_and_is_the_least(agents: float) -> None:
    found = float(ceil_agents(agents))
    assert agents <= found + 1.001e-9
    assert found < agents + 1
