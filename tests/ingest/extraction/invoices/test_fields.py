"""Made invoices of many makes, read back: every field exact, and no wrong figure said to be certain."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from eval.parts.invoice_fields import InvoiceFigures, verdicts
from ingest.extraction.invoices import extract_invoice
from ingest.parsing import ParsedDocument, parse
from rag.domain.invoice import Field, FieldState, Invoice
from tests.ingest.extraction.invoices.drawing import draw_invoice
from tests.ingest.extraction.invoices.ledger import Made, make_invoice
from tests.ingest.extraction.invoices.makes import MAKES
from tests.ingest.extraction.invoices.wording import Words
from tests.ingest.extraction.invoices.writing import WRITERS
from tests.ingest.parsing.makers import LIMITS, check

SEEDS = range(4000, 4060)
_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
_AMOUNT = re.compile(r"[0-9][0-9 \u00a0.]*[.,][0-9]{2}(?![0-9])")


def truth_on(made: Made, document: ParsedDocument) -> dict[str, str]:
    """The fields that the page shows: not every make prints all."""
    text, squeezed = document.text, re.sub(r"\W", "", document.text)
    found = made.truth()
    for name in ("siren", "vat", "buyer_vat", "iban", "order", "preceding"):
        if name in found and re.sub(r"\W", "", found[name]) not in squeezed:
            del found[name]
    # the flat charges in the small print are in euros whatever the invoice's currency
    shown = text.replace("40,00 €", "").replace("10 000 €", "").replace("8 000 €", "")
    if made.currency not in shown and _SIGNS[made.currency] not in shown:
        del found["currency"]
    if made.seller.name.split()[0] not in text:
        del found["seller"]
    return found


def read(content: bytes, name: str = "facture.pdf") -> tuple[ParsedDocument, Invoice | None]:
    document = parse(content, name, LIMITS)
    check(document)
    return document, extract_invoice(document)


def measured(documents: Iterator[tuple[str, Made, bytes, set[str]]]) -> InvoiceFigures:
    figures = InvoiceFigures()
    for name, made, content, without in documents:
        document, invoice = read(content, f"facture.{name.split()[0]}" if name.split()[0] in WRITERS else "facture.pdf")
        expected = {key: value for key, value in truth_on(made, document).items() if key not in without}
        figures.verdicts.extend(verdicts(f"{name} {made.seed}", expected, invoice))
        figures.documents += 1
    return figures


def wrong(figures: InvoiceFigures) -> list[str]:
    return [f"{each.file}: {each.field} {each.expected!r} {each.read!r}" for each in figures.verdicts if not each.exact]


def test_invoices_of_many_makes() -> None:
    """Eight headers, six ways to print references, four tables and six ways to print totals, in three languages."""
    figures = measured(("drawn", made, draw_invoice(made)[0], set()) for made in map(make_invoice, SEEDS))
    assert figures.share >= 0.99, wrong(figures)
    assert not figures.wrong_totals_confirmed


@pytest.mark.parametrize("make", MAKES)
def test_pages_of_well_known_programs(make: str) -> None:
    language, draw = MAKES[make]
    made = [each for each in map(make_invoice, range(4000, 4120)) if each.language == language]
    made = [each for each in made if each.kind == "invoice" or make in ("ledger_program", "carried_over")]
    without = {"lines"} if make == "utility" else {"order"} if make == "stacked_values" else set()
    # a page without a total without VAT has none to be read
    kept = [each for each in made if make != "small_business" or not (each.discount or each.exempt)]
    figures = measured((make, each, draw(each), without) for each in kept[:12])
    assert figures.documents >= 8
    assert figures.share >= 0.98, wrong(figures)
    assert not figures.wrong_totals_confirmed


@pytest.mark.parametrize("kind", WRITERS)
def test_other_kinds_of_file(kind: str) -> None:
    def documents() -> Iterator[tuple[str, Made, bytes, set[str]]]:
        for seed in range(4000, 4012):
            made = make_invoice(seed)
            words = Words(random.Random(seed), made.language, made.currency)
            words.sign = "symbol"
            yield kind, made, WRITERS[kind](made, words), set()

    figures = measured(documents())
    assert figures.share >= 0.99, wrong(figures)
    assert not figures.wrong_totals_confirmed


def test_every_figure_stands_where_its_box_is() -> None:
    """What a field says is in the line that its box is of; what is worked out has no place."""
    made = next(each for each in map(make_invoice, SEEDS) if len(each.taxes) == 1 and each.due and not each.exempt)
    document, invoice = read(draw_invoice(made)[0])
    assert invoice is not None
    figures = {"number": made.number, "net": made.net, "vat": made.vat, "gross": made.gross}
    figures["seller.name"] = made.seller.name
    for key, value in figures.items():
        place = invoice.fields[key]
        assert place.page is not None and place.box is not None, key
        wanted = re.sub(r"\W", "", str(value))
        assert any(wanted in re.sub(r"\W", "", text) for text in texts_in(document, place)), key
    for key, place in invoice.fields.items():
        assert place.bt.startswith(("BT-", "BG-")), key


def texts_in(document: ParsedDocument, place: Field) -> Iterator[str]:
    for block in document.blocks:
        for span in block.spans:
            if span.page == place.page and span.box is not None and place.box is not None:
                inside = abs(span.box.top - place.box.top) < 0.02 and abs(span.box.left - place.box.left) < 0.02
                if inside:
                    yield document.text[block.start + span.start : block.start + span.end]


def test_a_misread_digit_is_never_certain() -> None:
    """One digit of one amount changed, as OCR would: no total that is wrong is confirmed, nor where there is no VAT."""
    exempt = [made for made in map(make_invoice, range(4040, 4200)) if made.exempt]
    assert len(exempt) > 8
    confirmed = 0
    for made in (*map(make_invoice, range(4000, 4040)), *exempt):
        seed = made.seed
        document = parse(draw_invoice(made)[0], "facture.pdf", LIMITS)
        draw = random.Random(seed)
        for match in draw.sample(list(_AMOUNT.finditer(document.text))[-6:], 2):
            place = draw.choice([index for index in range(*match.span()) if document.text[index].isdigit()])
            digit = str((int(document.text[place]) + draw.randint(1, 9)) % 10)
            changed = replace(document, text=document.text[:place] + digit + document.text[place + 1 :])
            invoice = extract_invoice(changed)
            if invoice is None:
                continue
            for key, value in (("gross", made.gross), ("net", made.net), ("vat", made.vat), ("payable", made.payable)):
                known = invoice.fields.get(key)
                if known is not None and known.state is FieldState.CONFIRMED:
                    confirmed += 1
                    assert getattr(invoice, key) == value, (seed, key, match[0], digit)
    assert confirmed > 40
