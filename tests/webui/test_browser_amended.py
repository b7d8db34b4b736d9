"""An amended article in chromium: the old wording says which amendment changed it, one click from where it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("selenium", reason="The browser tests need selenium.")

from tests.support.processes import ROOT
from tests.webui.running_page import (
    CHROMEDRIVER,
    CHROMIUM,
    IMAGE,
    Browser,
    Running,
    highlighted,
    picture_shown,
    running_page,
    wait_for,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="Debian's chromium and chromium-driver are not here."),
]

_CONTRACTS = ROOT / "samples" / "contrats"
_FILES = [
    _CONTRACTS / "contrat-maintenance_thermolys_MNT-2023-041.pdf",
    _CONTRACTS / "avenant-1_thermolys_MNT-2023-041.pdf",
]
_FEE = "Quelle est la redevance annuelle de maintenance Thermolys ?"
_CLAIM = '[class*="st-key-answer-claim-"]'
_AMENDED = '[class*="st-key-amended-claim-"] button'


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("amended-home")
    (home / "models").symlink_to(shared_models)
    with running_page(home, _FILES) as page:
        yield page


@pytest.fixture
def opened(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Browser]:
    browser = Browser(tmp_path / "profile", request.param)
    yield browser
    browser.close()


@pytest.mark.parametrize("opened", ["fr-FR,fr"], indirect=True)
def test_the_new_fee_comes_first_and_the_old_one_leads_to_its_amendment(running: Running, opened: Browser) -> None:
    opened.driver.get(running.page)
    opened.ask(_FEE)
    opened.one(".st-key-verdict", 90)
    claims = [claim.text for claim in opened.all(f"{_CLAIM} .sc-claim")]
    new, old = (next(n for n, text in enumerate(claims) if part in text) for part in ("15 600,00", "s’élève à 14 400"))
    assert new < old
    [words] = {mark.text for mark in opened.all(_AMENDED)}
    assert words.endswith("Modifié par l’avenant n° 1 du 12/12/2024 (article 8.1, en vigueur depuis le 01/01/2025)")
    assert opened.all(_CLAIM)[old].find_elements("css selector", _AMENDED), "It stands beside another sentence."

    # The same beside the old wording's source; a click opens the amendment, boxed where it changes the article.
    opened.press(f'[class*="st-key-cite-{old}-"] button')
    opened.one('[class*="st-key-amended-evidence-"] button', 60)
    opened.press(_AMENDED)
    wait_for(lambda: "portée de 14 400,00" in opened.one(".st-key-evidence .sc-quote").text, 60, opened.text)
    assert _FILES[1].name in opened.one(".st-key-evidence .sc-source").text
    wait_for(lambda: _FILES[1].name in (opened.one(IMAGE).get_attribute("alt") or ""), 60)
    left, top, right, bottom = highlighted(picture_shown(opened))
    assert (right - left) * (bottom - top) < 0.15, "The box must show a place, not a page."


@pytest.mark.parametrize("opened", ["en-GB,en"], indirect=True)
def test_the_mark_is_in_the_language_of_the_page(running: Running, opened: Browser) -> None:
    opened.driver.get(running.page)
    opened.ask(_FEE)
    opened.one(".st-key-verdict", 90)
    words = "Amended by amendment no. 1 of 12 December 2024 (article 8.1, in force since 1 January 2025)"
    assert opened.one(_AMENDED).text.endswith(words)
    assert opened.hosts() == {"127.0.0.1"}
