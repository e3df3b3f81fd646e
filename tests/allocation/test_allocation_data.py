"""The arrays refuse what no model can run on."""

from __future__ import annotations

import numpy as np
import pytest
from allocation_builders import make_data

from solver.errors import InvalidInputError


def test_every_wrong_field_is_named_at_once():
    with pytest.raises(InvalidInputError) as caught:
        make_data(rate=[-1, 10], max_share=[1, 1.5], capacity_hours=[np.nan, np.inf])
    found = {issue.column: issue.value for issue in caught.value.issues}
    assert found == {"rate[0]": "-1", "max_share[1]": "1.5", "capacity_hours[0]": "nan"}


def test_a_wrong_shape_is_named():
    with pytest.raises(InvalidInputError) as caught:
        make_data(rate=[10])
    (issue,) = caught.value.issues
    assert (issue.column, issue.value, issue.expected) == ("rate", "(1,)", "(2,)")


def test_one_week_alone_keeps_its_figures():
    data = make_data(1, 1, 3, contacts=[[1, 2, 3]])
    assert data.one_week(1).contacts.tolist() == [[2]]
    assert data.one_week(1).weeks == data.weeks[1:2]


def test_digests_tell_fields_apart():
    first, second = make_data().digests(), make_data(rate=[10, 21]).digests()
    assert {name for name in first if first[name] != second[name]} == {"rate"}
