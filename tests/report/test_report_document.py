"""plan.json is strict JSON and says what the headline says."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from report_plans import make_plan, make_report

from solver.report.document import json_text, plan_document
from solver.report.headline import goal_text, headline_of, weighted_mean


def strict(text: str):
    def refuse(name: str):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_document_is_strict_json_without_history(written):
    document = strict((written / "plan.json").read_text(encoding="utf-8"))
    assert document["planning"]["history"] == []
    assert set(document["recent_history"]) == {"billing", "mail"}
    assert len(document["recent_history"]["billing"]) == 14 * 48
    assert document["schedules"][0]["report"]["gap"] == pytest.approx(70.5 / 2170.5)
    assert document["schedules"][0]["audit"]["passed"] is True
    assert {score["method"] for score in document["forecast"]["scores"]} == {
        "calendar_ridge",
        "weekday_mean",
    }


def test_nan_infinity_and_numpy_become_plain_json():
    text = json_text({"a": math.nan, "b": [np.float64(math.inf), np.int64(3)], "c": np.ones(2)})
    assert strict(text) == {"a": None, "b": [None, 3], "c": [1.0, 1.0]}


def test_headline_adds_up(plan_result):
    headline = headline_of(plan_result)
    vendor = plan_result.allocation.site_cost[1].sum()
    assert headline.cost == pytest.approx(2000 + vendor)
    assert headline.gap == pytest.approx(70.5 / 2170.5)
    assert headline.gap_above_floor == pytest.approx(70.5 / 370.5)
    hours = plan_result.audits[0].paid_hours
    assert headline.fte == pytest.approx(hours / 40)
    assert headline.audit_passed


def test_promised_level_weighs_by_volume(plan_result):
    levels = [np.array([0.9, 0.5, np.nan])]
    assert weighted_mean(levels, [np.array([30.0, 10.0, 99.0])]) == pytest.approx(0.8)
    assert weighted_mean(levels, [np.zeros(3)]) is None
    billing, mail = headline_of(plan_result).services
    assert billing.promised == pytest.approx(0.83)
    assert mail.promised is None
    assert mail.goal == "reply in 8 h"


def test_goals_in_words(plan_result):
    queue = plan_result.planning.queue("billing")
    both = queue.model_copy(update={"asa_s": 30.0, "max_occupancy": 0.85})
    assert goal_text(both) == "80 % in 20 s, ASA 30 s, occupancy at most 85 %"


def test_an_unknown_bound_is_null():
    plan = make_plan()
    schedule = replace(plan.schedules[0], report=make_report(2170.5, None))
    headline = headline_of(replace(plan, schedules=(schedule,)))
    assert headline.gap is None
    assert headline.gap_above_floor is None
    document = plan_document(replace(plan, schedules=(schedule,)), headline)
    assert document["headline"]["gap"] is None
