"""The page in chromium, on a real service: what is asked, what is shown, and that nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
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

_SAMPLES = ROOT / "samples"
_CONTRACT = _SAMPLES / "contrats" / "contrat-maintenance_thermolys_MNT-2023-041.pdf"
_FILES = [
    _CONTRACT,
    _SAMPLES / "contrats" / "mutual-nda_northwick_NDA-2023-02.pdf",
    _SAMPLES / "contrats" / "contrat-location-entretien_ascensia_LOC-2024-007.docx",
]
_QUESTION = "Comment s'opposer à la reconduction du contrat Thermolys, combien de jours avant l'échéance ?"
_MARK = '[class*="st-key-cite-"] button'
_WORDS = 3
_TITLE = "Code www.evil.example :smile: :red[a] $x$"
_HOSTILE = (
    "![img](http://evil.example/x.png)",
    "[clic](http://evil.example/)",
    "<script>alert(1)</script>",
    "<img src=http://evil.example/y.png>",
    "http://evil.example/z",
    "www.evil.example",
    ":smile:",
    ":red[rouge]",
    "$$x^2$$",
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("page-home")
    (home / "models").symlink_to(shared_models)
    hostile = home / "hostile.md"
    hostile.write_text(f"# {_TITLE}\n\nLe code de la porte du laboratoire de chimie est 4512. " + " ".join(_HOSTILE))
    with running_page(home, [*_FILES, hostile]) as page:
        yield page


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    opened = Browser(tmp_path / "profile", "fr-FR,fr")
    yield opened
    opened.close()


@pytest.fixture
def english(tmp_path: Path) -> Iterator[Browser]:
    opened = Browser(tmp_path / "profile", "en-GB,en")
    yield opened
    opened.close()


def _centres(pdf: Path, number: int, quote: str) -> list[tuple[float, float]]:
    """Where each run of three words of the quote stands on the page, by PDFium's own text search."""
    document = pdfium.PdfDocument(pdf)
    page = document[number - 1]
    width, height = page.get_size()
    text = page.get_textpage()
    words = quote.split()
    found: list[tuple[float, float]] = []
    for start in range(len(words) - _WORDS + 1):
        searcher = text.search(" ".join(words[start : start + _WORDS]), match_case=True)
        hits = list(iter(searcher.get_next, None))
        searcher.close()
        if len(hits) != 1:
            continue
        index, count = hits[0]
        boxes = [text.get_charbox(place) for place in range(index, index + count)]
        # Words that stand on two lines have no one centre.
        if max(box[3] for box in boxes) - min(box[1] for box in boxes) < 20:
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
            found.append(((left + right) / 2 / width, 1 - (top + bottom) / 2 / height))
    text.close()
    page.close()
    document.close()
    return found


def test_a_cited_answer_with_the_box_on_the_cited_words(running: Running, browser: Browser) -> None:
    browser.driver.get(running.page)
    assert browser.driver.find_element("tag name", "html").get_attribute("lang") == "fr"
    wait_for(lambda: "aucun modèle de langue" in browser.text(), 60, browser.text)
    browser.ask(_QUESTION)

    browser.one('[class*="st-key-answer-claim-"] .sc-claim', 60)
    browser.one(".st-key-verdict", 60)
    assert "Extraite mot à mot" in browser.text()
    claims = [claim.text for claim in browser.all('[class*="st-key-answer-claim-"] .sc-claim')]
    proved = next(index for index, claim in enumerate(claims) if "90 jours" in claim)

    # The first proof is open from the start; each mark opens its own.
    assert browser.one(".st-key-evidence .sc-quote").text
    for index in (len(claims) - 1 if proved == 0 else 0, proved):
        browser.press(f'[class*="st-key-cite-{index}-"] button')
        opened = f'[class*="st-key-cite-{index}-"] button[kind="primary"]'
        wait_for(lambda opened=opened: browser.all(opened), 60, browser.text)
    wait_for(lambda: "90 jours" in browser.one(".st-key-evidence .sc-quote").text, 60, browser.text)
    quote = browser.one(".st-key-evidence .sc-quote").text

    source = browser.one(".st-key-evidence .sc-source").text
    assert _CONTRACT.name in source
    assert "page 2" in source
    assert "Article 7 – Durée" in source
    # The picture follows the quote: until it has come, that of the other citation is still there.
    wait_for(lambda: (browser.one(IMAGE).get_attribute("alt") or "").startswith("Page 2 "), 60)
    box = highlighted(picture_shown(browser))
    assert (box[2] - box[0]) * (box[3] - box[1]) < 0.15, "The box must show a place, not a page."
    centres = _centres(_CONTRACT, 2, quote)
    assert len(centres) >= 3
    for across, down in centres:
        assert box[0] < across < box[2]
        assert box[1] < down < box[3]

    assert any(address.startswith("ws://127.0.0.1") for address in browser.requested())
    assert browser.hosts() == {"127.0.0.1"}


def test_hostile_text_is_shown_as_text(running: Running, browser: Browser) -> None:
    browser.driver.get(running.page)
    browser.ask("Quel est le code de la porte du laboratoire de chimie ?")
    wait_for(lambda: "4512" in browser.one(".st-key-evidence .sc-passage", 60).text, 60, browser.text)
    shown = browser.one(".st-key-evidence .sc-passage").text
    assert [text for text in _HOSTILE if text not in shown] == []
    assert "4512" in browser.one(".st-key-evidence .sc-passage mark").text
    assert browser.all(_MARK)[0].text.replace("\u2060", "") == f"[1] {_TITLE}"
    links = [link.get_attribute("href") or "" for link in browser.all('[data-testid="stMain"] a')]
    assert [link for link in links if "evil" in link or link.startswith("mailto")] == []
    assert browser.all('[data-testid="stMain"] img') == []
    assert browser.all('[data-testid="stMain"] .katex') == []
    assert browser.hosts() == {"127.0.0.1"}


def test_english_and_the_documents(running: Running, english: Browser) -> None:
    english.driver.get(running.page)
    wait_for(lambda: "no language model" in english.text(), 60, english.text)
    english.press('[data-testid="stPageLink"] a[href$="documents"]')
    english.one('[data-testid="stDataFrame"] canvas', 30)
    wait_for(lambda: "Tick a row" in english.text(), 30, english.text)
    [french] = [button for button in english.all('[data-testid="stButtonGroup"] button') if button.text == "FR"]
    french.click()
    wait_for(lambda: "Cochez une ligne" in english.text(), 30, english.text)
    assert english.hosts() == {"127.0.0.1"}


def test_a_conversation_and_its_follow_up(running: Running, english: Browser) -> None:
    english.driver.get(running.page)
    wait_for(lambda: "no language model" in english.text(), 60, english.text)
    english.ask("How long does confidentiality last under the Northwick NDA?")
    english.one(".st-key-verdict", 60)
    english.ask("And for Thermolys?")
    understood = "How long does confidentiality last under the Thermolys?"
    wait_for(lambda: understood in english.one(".st-key-understood").text, 60, english.text)
    english.one(".st-key-verdict", 60)
    assert "Northwick NDA" in english.one(".st-key-turn-0").text

    # The earlier turn opens with its proof; the later one is then short.
    english.press(".st-key-proofs-0 button")
    wait_for(lambda: "three years" in english.one(".st-key-evidence .sc-quote").text, 60, english.text)
    english.one(".st-key-turn-1")

    # The list has it, opens it again, and deletes it.
    english.press(".st-key-talk-new button")
    wait_for(lambda: not english.all(".st-key-turn-1") and english.all(".st-key-examples"), 30, english.text)
    english.press('[class*="st-key-talk-open-"] button')
    wait_for(lambda: understood in english.one(".st-key-understood").text, 60, english.text)
    rows = len(english.all('[class*="st-key-talk-open-"] button'))
    english.press('[class*="st-key-talk-delete-"] button')
    wait_for(lambda: len(english.all('[class*="st-key-talk-open-"] button')) == rows - 1, 30, english.text)
    wait_for(lambda: not english.all(".st-key-understood"), 30, english.text)


def test_no_policy_was_broken_by_the_page_itself(running: Running, browser: Browser) -> None:
    browser.driver.get(f"{running.page}/documents")
    browser.one('[data-testid="stDataFrame"] canvas', 60)
    messages = [entry["message"] for entry in browser.driver.get_log("browser")]
    assert [message for message in messages if "Content Security Policy" in message or "Refused" in message] == []
