"""TOML text is read back as it was meant."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from solver.workspace.toml_file import toml_text

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=10)
scalars = st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | texts
tables = st.dictionaries(texts, scalars, max_size=4)


@given(st.dictionaries(texts, scalars | tables | st.lists(tables, min_size=1, max_size=3)))
def test_any_content_is_read_back(content: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(content)) == content


def test_what_is_none_is_left_out() -> None:
    assert toml_text({"a": None, "b": 1, "t": {"x": None}}) == "b = 1\n\n[t]\n"
