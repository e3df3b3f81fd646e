"""Settings from TOML and flags: nearest names, bad values, precedence."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.errors import InvalidInputError, Issue
from solver.params_file import read_params, with_flags
from solver.plan_result import PlanParams


def issues_of(path: Path, text: str) -> tuple[Issue, ...]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_params(path)
    return caught.value.issues


def test_what_the_file_does_not_name_keeps_its_default(tmp_path: Path) -> None:
    path = tmp_path / "params.toml"
    path.write_text("[scheduling]\nshort_price = 4\n", encoding="utf-8")
    expected = PlanParams.model_validate({"scheduling": {"short_price": 4.0}})
    assert read_params(path) == expected
    assert expected.scheduling.over_price == PlanParams().scheduling.over_price


def test_unknown_keys_come_with_the_nearest_name(tmp_path: Path) -> None:
    text = "scenaro = 'busy'\n[schedulling]\n[scheduling]\nshort_prise = 4\nworkers = 0\n"
    found = {issue.column: issue for issue in issues_of(tmp_path / "params.toml", text)}
    assert found["scenaro"].expected == "scenario"
    assert found["schedulling"].expected == "scheduling"
    assert found["scheduling.short_prise"].expected == "short_price"
    assert found["scheduling.workers"].value == "0"
    assert {issue.file for issue in found.values()} == {"params.toml"}


def test_a_file_that_is_missing_or_no_toml_is_invalid(tmp_path: Path) -> None:
    assert "TOML" in issues_of(tmp_path / "params.toml", "seed = = 1")[0].message
    with pytest.raises(InvalidInputError, match="missing"):
        read_params(tmp_path / "none.toml")


def test_flags_reach_every_stage_that_knows_them() -> None:
    flags = {"seed": 9, "workers": None, "time_limit_s": 7.0, "deterministic": True}
    params = with_flags(PlanParams(), flags)
    assert (params.forecast.seed, params.allocation.seed, params.scheduling.seed) == (9, 9, 9)
    assert params.scheduling.workers == PlanParams().scheduling.workers
    assert params.scheduling.time_limit_s == 7.0
    assert params.allocation.time_limit_s == PlanParams().allocation.time_limit_s
    assert params.allocation.deterministic


def test_a_bad_flag_is_invalid_input() -> None:
    with pytest.raises(InvalidInputError) as caught:
        with_flags(PlanParams(), {"time_limit_s": -1.0})
    assert caught.value.issues[0].file == "command line"
    assert caught.value.issues[0].column == "scheduling.time_limit_s"
