"""Invoices, deadlines, figures and corrections in chromium, on a real service."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

pytest.importorskip("selenium", reason="The browser tests need selenium.")

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from rag.domain.contract import Clause, Contract, ContractParty, Notice, Renewal
from rag.domain.duration import Duration, TimeUnit
from rag.domain.geometry import Box
from rag.domain.invoice import Party
from rag.domain.rights import OWNER
from rag.settings import Settings
from rag.store.fact_rows import write_contract
from rag.store.opening import open_store
from tests.support.ledgers import bring_in_facts, invoice
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

_BILLS = [
    ROOT / "samples" / "factures" / name
    for name in ("2024-09-30_thermolys_FA-2024-0317.pdf", "2025-03-31_nuagence_NG-2025-00142.pdf")
]
_CONTRACT = ROOT / "samples" / "contrats" / "contrat-maintenance_thermolys_MNT-2023-041.pdf"
_HOSTILE = '<img src="http://evil.example/x.png"> ![y](http://evil.example/y.png) www.evil.example'
_ENDS = date.today() + timedelta(days=100)
_TABLE = '[data-testid="stDataFrame"] canvas'
_GROSS = ".st-key-bill-field-open-gross button"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("facts-home")
    (home / "models").symlink_to(shared_models)
    with running_page(home, [*_BILLS, _CONTRACT]) as page:
        store = open_store(Settings(home=home))
        documents, _ = store.catalogue.list_documents(OWNER)
        [contract] = [document for document in documents if document.filename == _CONTRACT.name]
        with store.database.write() as connection:
            write_contract(connection, _contract(), str(contract.active_version_id), contract.id, [])
        bring_in_facts(store, "hostile.xml", invoice("=1+1", "7.00", seller=Party(name=_HOSTILE), currency="USD"))
        store.close()
        yield page


def _contract() -> Contract:
    notice = Clause(quote="trois mois", start=0, end=10, page=2, boxes=(Box(0.1, 0.3, 0.9, 0.34),))
    return Contract(
        kind="maintenance",
        parties=(ContractParty(name="Thermolys Services"), ContractParty(name=_HOSTILE)),
        end_date=_ENDS,
        renewal=Renewal(tacit=True, span=Duration(count=1, unit=TimeUnit.YEAR)),
        notice=Notice(span=Duration(count=20, unit=TimeUnit.DAY)),
        fields={"notice": notice},
    )


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


def _seen(browser: Browser, *texts: str) -> None:
    wait_for(lambda: all(text in _spaced(browser.text()) for text in texts), 60, browser.text)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _centre(pdf: Path, words: str) -> tuple[float, float]:
    """Where the last of some words on the first page has its middle."""
    document = pdfium.PdfDocument(pdf)
    page = document[0]
    width, height = page.get_size()
    text = page.get_textpage()
    searcher = text.search(words)
    index, count = list(iter(searcher.get_next, None))[-1]
    boxes = [text.get_charbox(place) for place in range(index, index + count)]
    searcher.close()
    text.close()
    page.close()
    document.close()
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    return (left + right) / 2 / width, 1 - (boxes[0][1] + boxes[0][3]) / 2 / height


def _boxed(browser: Browser, pdf: Path, words: str) -> None:
    """Waits until the picture on show has its one small box on these words: the one before stays for a moment."""
    across, down = _centre(pdf, words)

    def on_them() -> bool:
        left, top, right, bottom = highlighted(picture_shown(browser))
        return left < across < right and top < down < bottom and (right - left) * (bottom - top) < 0.01

    wait_for(on_them, 30, browser.text)


def _open_row(browser: Browser, row: int) -> None:
    """Chooses the first cell of a row of the table."""
    canvas = browser.one(_TABLE, 60)
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", canvas)
    size = canvas.size
    across, down = 40 - size["width"] / 2, 35 * (row + 1) + 18 - size["height"] / 2
    ActionChains(browser.driver).move_to_element_with_offset(canvas, across, down).click().perform()


def test_invoices_their_totals_and_a_figure_in_its_box(running: Running, browser: Browser) -> None:
    browser.driver.get(f"{running.page}/invoices")
    # 4,563.60 + 6,562.80, and seven dollars that are not added to them.
    _seen(browser, "11 126,40 €", "7,00 $", "Les devises ne sont jamais additionnées.")
    _by_supplier(browser)
    rows = wait_for(lambda: browser.all(".sc-bars tbody tr"), 60)
    assert [_spaced(row.text) for row in rows[:2]] == ["Nuagence 6 562,80 € 1", "Thermolys Services 4 563,60 € 1"]

    _open_row(browser, 1)
    browser.press(_GROSS, 60)
    browser.one(f"{_GROSS}[kind='primary']", 60)
    wait_for(lambda: "Total TTC : 4 563,60 €" in _spaced(browser.one(".st-key-evidence .sc-source").text), 60)
    _boxed(browser, _BILLS[0], "4 563,60")
    assert "confirmé" in browser.one(".st-key-bill-field-gross").text
    assert browser.hosts() == {"127.0.0.1"}


def _by_supplier(browser: Browser) -> None:
    def button() -> Any:
        return next((one for one in browser.all(".st-key-bills-by button") if one.text == "Fournisseur"), None)

    wait_for(button, 60).click()


def test_what_invoices_and_contracts_say_is_shown_as_text(running: Running, browser: Browser) -> None:
    for view in ("invoices", "deadlines"):
        browser.driver.get(f"{running.page}/{view}")
        if view == "invoices":
            _seen(browser, "7,00 $")
            _by_supplier(browser)
            _open_row(browser, 2)
        _seen(browser, _HOSTILE)
        assert [e for e in browser.all("img") if "evil" in (e.get_attribute("src") or "")] == []
        assert [e for e in browser.all("a") if "evil" in (e.get_attribute("href") or "")] == []
        messages = [entry["message"] for entry in browser.driver.get_log("browser")]
        assert [one for one in messages if "Content Security Policy" in one or "Refused" in one] == []
    assert browser.hosts() == {"127.0.0.1"}


def test_a_table_is_handed_over_as_a_file(running: Running, browser: Browser, tmp_path: Path) -> None:
    where = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.driver.execute_cdp_cmd("Browser.setDownloadBehavior", where)
    browser.driver.get(f"{running.page}/invoices")
    for kind in ("csv", "xlsx"):
        browser.press(f".st-key-export-invoices-{kind} button", 60)
        file = tmp_path / f"factures.{kind}"
        wait_for(file.exists, 60, browser.text)
        content = file.read_bytes()
        assert content.startswith(b"PK" if kind == "xlsx" else b"\xef\xbb\xbfDate;")
    text = (tmp_path / "factures.csv").read_text("utf-8-sig")
    assert "4563,60" in text and "'=1+1" in text
    # The table's own button knows no guard against formulas.
    _open_row(browser, 0)
    browser.one(_GROSS, 60)
    shown = browser.all('[data-testid="stElementToolbar"]')
    assert [bar for bar in shown if bar.is_displayed() and "ownload" in (bar.get_attribute("innerHTML") or "")] == []


def test_a_correction_counts_at_once_and_shows_the_reading(running: Running, english: Browser) -> None:
    english.driver.get(f"{running.page}/invoices")
    _seen(english, "$7.00")
    _open_row(english, 2)
    english.press(_GROSS, 60)
    # Until the page is drawn anew, the form is that of the cell.
    form = '.st-key-bill [data-testid="stExpander"] summary'
    wait_for(lambda: "Correct: Gross total" in english.one(form).text, 60, english.text)
    english.press(form)
    english.write('.st-key-bill [data-testid="stForm"] input', "1,234.50", seconds=60)
    english.press('.st-key-bill [data-testid="stFormSubmitButton"] button')
    _seen(english, "$1,234.50", "Read: 7.00", "corrected by admin")


def test_deadlines_their_arithmetic_and_the_calendar(running: Running, browser: Browser) -> None:
    by = _ENDS - timedelta(days=20)
    browser.driver.get(f"{running.page}/deadlines")
    _seen(browser, f"Dernier jour pour dénoncer : {by:%d/%m/%Y}", "dans 80 jours", "puis reconduction tacite")
    browser.press('[data-testid="stExpander"] summary')
    _seen(browser, "20 jours avant le terme")
    assert browser.one(".st-key-evidence .sc-quote", 60).text == "trois mois"
    wait_for(lambda: (browser.one(IMAGE).get_attribute("alt") or "").startswith("Page 2 "), 60)
    top = highlighted(picture_shown(browser))[1]
    assert top == pytest.approx(0.3, abs=0.01)

    {button.text: button for button in browser.all(".st-key-due-how button")}["Calendrier"].click()
    today = date.today()
    for _ in range((by.year - today.year) * 12 + by.month - today.month):
        month = browser.one(".sc-month caption", 60).text
        browser.press(".st-key-due-after button")
        wait_for(lambda month=month: browser.one(".sc-month caption").text != month, 60)
    browser.one(".sc-month .sc-notice", 60)
    busy = [cell.text.split()[0] for cell in browser.all(".sc-month td.sc-busy")]
    assert str(by.day) in busy

    browser.press('.st-key-due-ways [data-testid="stPopover"] button')
    browser.press(".st-key-feed-make button", 30)
    address = wait_for(lambda: browser.one('[data-testid="stCode"] code', 60).text, 60)
    assert address.startswith(f"{running.service}/v1/deadlines.ics?feed=")
    with urllib.request.urlopen(address, timeout=10) as feed:
        assert f"DTSTART;VALUE=DATE:{by:%Y%m%d}".encode() in feed.read()
    assert browser.hosts() == {"127.0.0.1"}


def test_a_question_of_figures_is_answered_by_them(running: Running, browser: Browser) -> None:
    browser.driver.get(running.page)
    _seen(browser, "aucun modèle de langue")
    browser.ask("Combien Thermolys nous a-t-il facturé en 2024 ?")
    browser.one(".st-key-verdict", 60)
    _seen(browser, "Calculée", "4 563,60 €", "Documents comptés (1)")
    assert "FA-2024-0317" in browser.one(".st-key-fact-included-0 button").text
    _boxed(browser, _BILLS[0], "4 563,60")

    browser.ask("Total des factures par fournisseur")
    wait_for(lambda: len(browser.all(".sc-bars tbody tr")) >= 2, 60, browser.text)
    browser.press(".st-key-fact-included-1 button", 60)
    browser.one(".st-key-fact-included-1 button[kind='primary']", 60)
    assert browser.hosts() == {"127.0.0.1"}


def test_a_corrected_notice_moves_the_deadline(running: Running, english: Browser) -> None:
    english.driver.get(f"{running.page}/deadlines")
    _seen(english, "Last day to give notice")
    english.press('.st-key-evidence [data-testid="stExpander"] summary', 60)
    english.write('.st-key-evidence [data-testid="stSelectbox"] input', "Notice", Keys.ENTER, 60)
    wait_for(
        lambda: english.one('.st-key-evidence [data-testid="stForm"] input').get_attribute("value") == "20 days", 60
    )
    english.write('.st-key-evidence [data-testid="stForm"] input', "30 days")
    english.press('.st-key-evidence [data-testid="stFormSubmitButton"] button')
    _seen(english, "in 70 days")
