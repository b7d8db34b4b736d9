"""A report in chromium: on a phone, in the dark, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("selenium", reason="The browser tests need selenium.")

from eval.records import ShownCitation, ShownClaim
from eval.reports.html_page import html_page
from eval.systems.names import MODEL_ALONE, PLAIN_LOOP, RETRIEVAL_ONLY
from tests.eval.made import a_record, ran, unanswerable
from tests.webui.running_page import CHROMEDRIVER, CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120),
    pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="Debian's chromium and chromium-driver are not here."),
]

_HOSTILE = (
    '<script>document.title="taken"</script><img src="http://evil.example/x.png"><style>body{display:none}</style>'
    " ![y](http://evil.example/y.png) " + "unbroken" * 60
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("report")
    asked: list[Any] = []
    for system in ("Sourcier", PLAIN_LOOP, RETRIEVAL_ONLY, MODEL_ALONE):
        asked += [
            a_record(system=system),
            a_record(system=system, id="en-01", language="en", correct=False, proving_ranks=[]),
            a_record(
                system=system,
                id="fr-02",
                question=_HOSTILE,
                expected=_HOSTILE,
                tags=["a" * 90],
                claims=[ShownClaim(text=_HOSTILE, citations=[1], unproved=[])],
                citations=[ShownCitation(n=1, filename=f"{_HOSTILE}.pdf", page=1, passage_id="p", quote=_HOSTILE)],
            ),
            unanswerable("fr-03", answered=system != "Sourcier", system=system),
        ]
    shown = [*ran(folder / "a", asked, "qwen2.5-coder:1.5b-instruct-q4_K_M"), *ran(folder / "b", asked)]
    (folder / "report.html").write_text(html_page(shown), encoding="utf-8")
    opened = Browser(folder / "profile", "en,fr")
    try:
        opened.driver.get((folder / "report.html").as_uri())
        yield opened
    finally:
        opened.close()


def _resize(browser: Browser, width: int, scheme: str) -> None:
    size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    chosen = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", chosen)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_is_never_wider_than_the_screen(browser: Browser, width: int) -> None:
    _resize(browser, width, "light")
    browser.driver.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
    wide: int = browser.driver.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width
    # nor is a table cut: on a phone its cells stand one below another
    over = "return [...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert width > 500 or browser.driver.execute_script(over) == 0


def test_light_and_dark(browser: Browser) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        _resize(browser, 390, scheme)
        script = "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]"
        colours[scheme] = [
            sum(map(int, text[text.index("(") + 1 : -1].split(",")[:3]))
            for text in browser.driver.execute_script(script)
        ]
    assert colours["light"][0] > 600 > 200 > colours["light"][1]
    assert colours["dark"][0] < 200 < 600 < colours["dark"][1]


def test_questions_are_filtered_without_a_script(browser: Browser) -> None:
    _resize(browser, 1280, "light")

    def ids() -> list[str]:
        return [each.text for each in browser.all(".question strong") if each.is_displayed()]

    assert ids() == ["en-01", "fr-03", "fr-02", "fr-01"] or set(ids()) == {"en-01", "fr-03", "fr-02", "fr-01"}
    browser.one(".f-invented").click()
    assert ids() == ["fr-03"]
    browser.one(".f-first").click()
    assert ids() == ["en-01"]
    browser.one(".f-all").click()
    browser.one(".f-en").click()
    assert ids() == ["en-01"]
    browser.one(".f-any").click()
    assert len(ids()) == 4


def test_nothing_runs_and_nothing_is_asked_for(browser: Browser) -> None:
    assert browser.driver.title == "Quality: samples"
    assert browser.all("script, img, a, iframe, link, object") == []
    assert "<script>document.title" in browser.text()
    assert browser.hosts() == set()
    assert [entry for entry in browser.driver.get_log("browser") if entry["level"] == "SEVERE"] == []
