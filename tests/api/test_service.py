"""Real requests against a running service."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import pytest
from tiny_center import tiny_document

PROBLEM = "application/problem+json"
DAY = {"time_zone": "UTC", "interval_minutes": 30, "first_day": "2026-03-02", "n_days": 1}


def requirements_body(**changes: Any) -> dict[str, Any]:
    """The worked example: 120 calls in half an hour of 360 s, 80 % in 20 s, from 08:00 to 09:00."""
    queue = {
        "queue": "calls", "channel": "voice", "skill": "calls", "sl_target": 0.8,
        "sl_seconds": 20, "opening_hours": "Mon 08:00-09:00", "shrinkage_in_office": 0.3,
    }  # fmt: skip
    body = {
        "queues": [queue],
        "grid": DAY,
        "volumes": {"calls": [120.0] * 48},
        "aht_s": {"calls": [360.0] * 48},
    }
    return body | changes


def plan_body(**changes: Any) -> dict[str, Any]:
    params = {"scheduling": {"time_limit_s": 2, "workers": 1}, "allocation": {"time_limit_s": 5}}
    return {"planning": tiny_document(), "params": params, "weeks": 1} | changes


def assert_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


def test_health(client: httpx.Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_requirements_are_those_of_erlang_c(client: httpx.Client) -> None:
    answer = client.post("/v1/requirements", json=requirements_body())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    opened = [i for i, start in enumerate(found["starts"]) if "T08:" in start]
    assert [found["required"][0][i] for i in opened] == [29.0, 29.0]
    assert sum(found["required"][0]) == 58.0
    assert found["required_gross"][0][opened[0]] == pytest.approx(29 / 0.7)
    assert found["binding"][0][opened[0]] == "service_level"
    assert found["service_level"][0][0] is None
    assert found["service_level"][0][opened[0]] >= 0.8


def test_a_plan_comes_back_whole(client: httpx.Client) -> None:
    answer = client.post("/v1/plan", json=plan_body())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["status"] == "planned"
    assert found["headline"]["audit_passed"]
    schedule = found["schedules"][0]
    assert schedule["name"] == "home"
    assert schedule["report"]["bound"] <= schedule["report"]["objective"] + 1e-6
    names = {"forecast", "requirements", "allocation", "schedule", "roster", "coverage", "split",
             "unmet"}  # fmt: skip
    assert set(found["tables"]) == names
    rows = found["tables"]["schedule"]["rows"]
    assert {row[1] for row in rows} <= {agent["agent"] for agent in tiny_document()["agents"]}
    assert len(rows) > 20


def test_an_infeasible_plan_is_an_answer(client: httpx.Client) -> None:
    document = tiny_document()
    document["agents"][0]["availability"] = "Mon 08:00-18:00"
    answer = client.post("/v1/plan", json=plan_body(planning=document))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["status"] == "infeasible"
    assert found["schedules"][0]["report"]["status"] == "infeasible"
    assert any("Ada" in message for message in found["schedules"][0]["messages"])


def test_everything_wrong_with_a_document_is_listed_with_its_path(client: httpx.Client) -> None:
    document = tiny_document()
    document["queues"][0]["sl_target"] = 80
    document["agents"][0]["site"] = "nowhere"
    problem = assert_problem(client.post("/v1/plan", json=plan_body(planning=document)), 422)
    paths = {issue["path"] for issue in problem["issues"]}
    assert any(path.startswith("planning.queues.0") for path in paths), paths
    assert any(path.startswith("planning.agents.0") for path in paths), paths
    assert all(issue["severity"] == "error" and issue["code"] for issue in problem["issues"])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (plan_body(wekks=1), "wekks"),
        (plan_body(weeks=0), "weeks"),
        (plan_body(params={"scheduling": {"seed": -1}}), "params.scheduling.seed"),
        (plan_body(params={"scheduling": {"time_limit_s": 11}}), "params.scheduling.time_limit_s"),
        (plan_body(start="2026-03-03"), "start"),
    ],
)
def test_a_bad_plan_request_names_its_path(
    client: httpx.Client, body: dict[str, Any], path: str
) -> None:
    problem = assert_problem(client.post("/v1/plan", json=body), 422)
    assert path in {issue["path"] for issue in problem["issues"]}, problem


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"volumes": {"calls": [1.0]}}, "volumes.calls"),
        ({"volumes": {"calls": [1.0] * 48, "sales": [1.0] * 48}}, "volumes.sales"),
        ({"aht_s": {"calls": [0.0] * 48}}, "aht_s.calls.0"),
        ({"grid": DAY | {"time_zone": "Mars/Base"}}, "grid"),
        ({"grid": DAY | {"interval_minutes": 7}}, "grid"),
    ],
)
def test_a_bad_requirements_request_names_its_path(
    client: httpx.Client, change: dict[str, Any], path: str
) -> None:
    problem = assert_problem(client.post("/v1/requirements", json=requirements_body(**change)), 422)
    assert path in {issue["path"] for issue in problem["issues"]}, problem


def test_what_is_not_json_is_a_problem(client: httpx.Client) -> None:
    headers = {"content-type": "application/json"}
    assert_problem(client.post("/v1/plan", content=b"{", headers=headers), 422)


def test_unknown_addresses_and_methods_are_problems(client: httpx.Client) -> None:
    assert_problem(client.get("/nowhere"), 404)
    assert_problem(client.get("/v1/plan"), 405)


def test_limits_are_refused_with_413(client: httpx.Client) -> None:
    problem = assert_problem(client.post("/v1/plan", json=plan_body(weeks=2)), 413)
    assert "100 agent-days" in problem["detail"]
    long = requirements_body(grid=DAY | {"n_days": 100})
    assert_problem(client.post("/v1/requirements", json=long), 413)
    assert_problem(client.post("/v1/plan", content=b" " * 400_001), 413)


def test_a_body_without_a_length_is_counted(client: httpx.Client) -> None:
    chunks = (b" " * 100_000 for _ in range(5))
    assert_problem(client.post("/v1/plan", content=chunks), 413)


def test_a_second_solve_is_asked_to_come_back(server: str) -> None:
    answers: list[httpx.Response] = []

    def solve() -> None:
        answers.append(httpx.post(f"{server}/v1/plan", json=plan_body(), timeout=60))

    thread = threading.Thread(target=solve)
    thread.start()
    time.sleep(0.8)
    busy = httpx.post(f"{server}/v1/plan", json=plan_body(), timeout=60)
    assert httpx.get(f"{server}/healthz", timeout=5).status_code == 200
    thread.join()
    assert_problem(busy, 503)
    assert busy.headers["retry-after"] == "7"
    assert answers[0].status_code == 200


def test_the_openapi_document_is_complete(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }
    assert set(operations) == {"getHealth", "createRequirements", "createPlan"}
    for name in ("createRequirements", "createPlan"):
        responses = operations[name]["responses"]
        assert set(responses) == {"200", "413", "422", "500", "503"}
        assert "$ref" in responses["200"]["content"]["application/json"]["schema"]
        for status in ("413", "422", "500", "503"):
            assert list(responses[status]["content"]) == [PROBLEM]
    body = operations["createPlan"]["requestBody"]["content"]["application/json"]["schema"]
    request = document["components"]["schemas"][body["$ref"].rpartition("/")[2]]
    assert request["properties"]["planning"]["$ref"].endswith("PlanningData")
