"""report.html: complete offline, escaped, and drawn by a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_plans import make_plan

from solver.report.headline import headline_of
from solver.report.page import page_html, script_json

SCREENSHOT = Path(__file__).parents[2] / "out" / "test-screenshots" / "report.png"
CHARTS = ("requirements", "coverage", "net", "gantt", "forecast", "shares", "split-cost")
EVIL = "<script>window.hurt=1</script><img src=x onerror='window.hurt=1'>"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


def own_markup(page: str) -> str:
    """The page without plotly's script and the charts' data."""
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def charts_of(page: str) -> dict:
    found = re.search(r'id="charts">(.*?)</script>', page, flags=re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_holds_every_chart_and_figure(written):
    page = (written / "report.html").read_text(encoding="utf-8")
    assert [chart["key"] for chart in charts_of(page)["charts"]] == list(CHARTS)
    markup = own_markup(page)
    for text in ("Service level promised", "Gap to the bound", "Audit", "80 % in 20 s", "passed"):
        assert text in markup
    assert markup.count("Source:") >= len(CHARTS)


def test_the_page_is_small_and_names_no_other_file(written):
    page = (written / "report.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 8_000_000
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", own_markup(page))


def test_user_text_is_escaped():
    plan = make_plan(agents=(EVIL, "Bob", "Cy"), queues=(EVIL, "mail"))
    page = page_html(plan, headline_of(plan))
    markup = own_markup(page)
    assert "<img" not in markup
    assert "&lt;script&gt;" in markup
    assert page.count("</script>") == make_page().count("</script>")


def make_page() -> str:
    plan = make_plan()
    return page_html(plan, headline_of(plan))


def test_no_text_closes_the_data_element():
    text = script_json({"a": "</script><!-- & \u2028"})
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text) == {"a": "</script><!-- & \u2028"}


def test_a_day_of_the_gantt_holds_everybodys_activities(plan_result):
    charts = charts_of(page_html(plan_result, headline_of(plan_result)))["charts"]
    gantt = next(chart for chart in charts if chart["key"] == "gantt")
    first = gantt["variants"][0]
    assert first["label"] == "Mon 23 Mar 2026"
    bars = {trace["name"]: trace for trace in first["data"]}
    assert bars["meal"]["base"] == [705, 735]
    assert bars["meal"]["x"] == [30, 30]
    assert bars["on queue"]["x"] == [225, 225, 225, 225]


def test_the_heat_map_is_the_mean_of_net_staffing(plan_result):
    charts = charts_of(page_html(plan_result, headline_of(plan_result)))["charts"]
    net = next(chart for chart in charts if chart["key"] == "net")
    billing = next(v for v in net["variants"] if v["label"] == "billing")["data"][0]
    noon = billing["x"].index("12:00")
    expected = plan_result.coverage[0].net[0, 24]
    assert billing["z"][0][noon] == pytest.approx(expected, abs=0.01)
    assert set(billing["z"][6]) == {None}


def test_a_plan_without_a_schedule_still_has_a_page():
    plan = make_plan()
    bare = replace(plan, schedules=(), audits=(), coverage=())
    page = page_html(bare, headline_of(bare))
    assert "No internal site was scheduled" in page
    keys = [chart["key"] for chart in charts_of(page)["charts"]]
    assert keys == ["requirements", "forecast", "shares", "split-cost"]


def chromium() -> str:
    """The system's Chromium; skips without one, fails where one is demanded."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        path = shutil.which(name)
        if path:
            return path
    if os.environ.get("STAFFCAST_REQUIRE_BROWSER") == "1":
        pytest.fail("STAFFCAST_REQUIRE_BROWSER is 1 and there is no Chromium")
    pytest.skip("no Chromium found on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()


def opened(browser, path: Path, troubles: list[str], width: int = 1280):
    """The page, drawn, with the network off; what goes wrong lands in `troubles`."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda request: troubles.append(request.url))
    page.on("request", lambda r: None if r.url.startswith("file:") else troubles.append(r.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    return page


@pytest.mark.browser
def test_every_chart_is_drawn_offline(browser, written):
    troubles: list[str] = []
    page = opened(browser, written / "report.html", troubles)
    for key in CHARTS:
        drawn = page.locator(f"#chart-{key}.js-plotly-plot svg.main-svg")
        assert drawn.count() > 0, key
        assert drawn.first.bounding_box()["height"] > 100, key
    assert page.locator("#chart-gantt .barlayer .point").count() == 6
    assert page.locator("#chart-net .heatmaplayer image").count() == 1
    assert page.locator("#chart-coverage .scatterlayer .trace").count() == 3
    SCREENSHOT.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOT, full_page=True)
    page.context.close()
    assert troubles == []


@pytest.mark.browser
def test_selectors_redraw(browser, written):
    troubles: list[str] = []
    page = opened(browser, written / "report.html", troubles)
    controls = page.locator('[data-for="gantt"]')
    controls.get_by_label("Next").click()
    page.wait_for_function("document.querySelectorAll('#chart-gantt .barlayer .point').length == 9")
    queue = page.locator('[data-for="net"] select')
    before = page.evaluate("document.getElementById('chart-net').data[0].z[0][8]")
    queue.select_option(label="mail")
    after = page.evaluate("document.getElementById('chart-net').data[0].z[0][8]")
    assert before != after
    page.context.close()
    assert troubles == []


@pytest.mark.browser
def test_a_small_screen_scrolls_only_downwards(browser, written):
    troubles: list[str] = []
    page = opened(browser, written / "report.html", troubles, width=400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.context.close()
    assert troubles == []


@pytest.mark.browser
def test_markup_in_names_is_never_run(browser, tmp_path):
    plan = make_plan(agents=(EVIL, "Bob", "Cy"), queues=(EVIL, "mail"))
    path = tmp_path / "report.html"
    path.write_text(page_html(plan, headline_of(plan)), encoding="utf-8")
    troubles: list[str] = []
    page = opened(browser, path, troubles)
    assert page.evaluate("window.hurt === undefined")
    assert page.locator("main img").count() == 0
    page.context.close()
    assert troubles == []
